# ruff: noqa: RUF001 - as it stands on the page
"""The pages on which anybody checks a certificate."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass
from cpd.verification.rules.checks import ABOUT, Point
from cpd.verification.views.public import NAMES
from tests.factories.certificates import a_certificate, some_facts, until
from tests.factories.people import a_person
from tests.factories.verification import a_minted, a_signed_certificate
from tests.web.counting import counted
from tests.web.wording import without_what_was_typed, words_of

DAY = date(2026, 3, 2)
THEN = datetime(2026, 2, 1, 12, tzinfo=UTC)
GONE = {
    "withdrawn_at": THEN,
    "reason_class": ReasonClass.CONDUCT,
    "reason": "The board found against her in the matter of Q.",
}
HELD = {"suspended_at": THEN, "suspension_reason": "A complaint in the matter of Q."}
STATES = {
    "valid": ({"facts": until(DAY)}, "This certificate is valid"),
    "expired": (
        {"facts": until(DAY - timedelta(days=1))},
        "This certificate expired on 1 March 2026",
    ),
    "replaced": ({"replaced_at": THEN}, "This certificate was replaced"),
    "withdrawn": (GONE, "This certificate was withdrawn on 1 February 2026"),
    "suspended": (HELD, "This certificate is on hold"),
    "erased": ({"erased_at": THEN}, "Record erased at the holder’s request"),
}
WITH_FACTS = [state for state in STATES if state != "erased"]


def title_of(answer):
    return re.search(r"<h1[^>]*>(.*?)</h1>", answer.text)[1]


def paper(certificate, **other):
    facts = certificate.printed
    return {"serial": facts.serial, "surname": facts.name.split()[-1]} | other


def upload(client, content, name="certificate.pdf"):
    """Send a file as a browser does; the test client would buffer a large one on disk itself."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    return client.post("/verify/file", data=body, content_type="multipart/form-data; boundary=edge")


# --- by the code


@pytest.mark.parametrize("state", STATES)
def test_a_stranger_gets_one_of_the_plain_verdicts(client, session, state):
    given, title = STATES[state]
    certificate = a_certificate(session, **given)
    session.commit()
    answer = client.get(f"/v/{certificate.token}")
    assert answer.status_code == 200
    assert title_of(answer) == title
    words = words_of(answer)
    facts = certificate.printed
    printed = (facts.title, facts.serial, f"Issued by {facts.issuer}", "(75 minutes)")
    shown = [one for one in printed if one in words]
    assert len(shown) == (0 if state == "erased" else len(printed))


def test_no_two_verdicts_look_alike(client, session):
    certificates = [a_certificate(session, **given) for given, _ in STATES.values()]
    session.commit()
    pages = [client.get(f"/v/{one.token}") for one in certificates] + [client.get("/v/none")]
    seen = [
        re.search(r'class="verdict verdict--(\w+).*?verdict-sign[^>]*>(.)<', page.text, re.DOTALL)
        for page in pages
    ]
    assert len({title_of(page) for page in pages}) == 7
    assert len({found.groups() for found in seen}) == 7


def test_each_check_is_told_in_words_with_what_it_means(app, client, work):
    certificate = a_signed_certificate(app, work)
    words = words_of(client.get(f"/v/{certificate.token}?on=2027-01-01"))
    told = set(Point) - {Point.NAME}
    for point in told:
        assert ABOUT[point].title in words, point
        assert ABOUT[point].meaning in words, point
    assert words.count("Passed") + words.count("Failed") + words.count("Not checked") == len(told)
    assert "credential-2026-03-01" in words
    assert "First Body: P-1234" in words
    assert "Ethics: 45 minutes" in words
    assert "Online, self-paced" in words


def test_the_host_is_named_so_that_a_look_alike_is_noticed(client, session):
    certificate = a_certificate(session)
    session.commit()
    for where in ("/verify", f"/v/{certificate.token}", "/v/none"):
        assert '<strong class="host">localhost</strong>' in client.get(where).text


@pytest.mark.parametrize("pasted", ["{}.", "{})", "{}/", "%20{}%20", "{}%3E", "{}%E2%80%8B"])
def test_a_link_is_understood_with_what_a_letter_put_around_it(client, session, pasted):
    certificate = a_certificate(session)
    session.commit()
    for token in (certificate.token, certificate.token.lower()):
        assert "is valid" in client.get(f"/v/{pasted.format(token)}").text, token


def test_the_verdict_follows_the_issuers_day(client, session, clock):
    certificate = a_certificate(session, facts=until(DAY))
    session.commit()
    clock.instant = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    assert "is valid" in client.get(f"/v/{certificate.token}").text
    clock.instant = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert "expired on 2 March 2026" in client.get(f"/v/{certificate.token}").text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-01-31", "On 31 January 2026 it held. It was withdrawn later, on 1 February 2026."),
        ("2026-02-01", "On 1 February 2026 it did not hold"),
        ("soon", "Write the day as year, month and day"),
    ],
)
def test_how_it_stood_on_another_day_can_be_asked(client, session, day, sentence):
    certificate = a_certificate(session, **GONE)
    session.commit()
    assert sentence in client.get(f"/v/{certificate.token}", query_string={"on": day}).text


def test_a_check_that_fails_is_not_drowned_by_a_good_verdict(client, session):
    certificate = a_certificate(session, sha256="0" * 64)
    session.commit()
    answer = client.get(f"/v/{certificate.token}")
    assert title_of(answer) == "Something about this certificate is wrong"
    assert "What is stored is not what was issued." in answer.text


# --- what is hidden


@pytest.mark.parametrize("state", STATES)
def test_the_public_page_holds_nothing_private(client, session, state):
    person = a_person(session, name="Ann Now-Called", email="ann.private@example.org")
    facts = some_facts(name="Ann As-Printed", outcomes=("An outcome.",), signatory="Jo Bell",
                       address="1 Private Road")  # fmt: skip
    old = a_certificate(session, person=person, **({"facts": facts} | STATES[state][0]))
    new = a_certificate(
        session, person=person, facts=some_facts(name="Another Name"), replaces_id=old.id
    )
    session.commit()
    answer = client.get(f"/v/{old.token}")
    seen = answer.text + str(answer.headers)
    private = (
        person.email, str(person.id), person.name, str(old.id), str(old.completion_id), old.sha256,
        str(old.subject_id), old.order_key, "matter of Q", new.serial, new.token, "Another Name",
        "An outcome.", "Jo Bell", "Private Road",
    )  # fmt: skip
    assert [secret for secret in private if secret in seen] == []
    after = client.get(f"/v/{new.token}").text
    assert old.serial not in after
    assert "As-Printed" not in after


LABELS = {
    "Name", "Title", "Learning", "Delivery", "Code of ethics", "Completed", "Issued",
    "Valid to the end of", "Issued by", "Provider number", "Approval number", "Serial",
}  # fmt: skip


@pytest.mark.parametrize("state", WITH_FACTS)
def test_the_page_tells_these_facts_and_no_others(app, client, work, state):
    given = {name: value for name, value in STATES[state][0].items() if name != "facts"}
    page = client.get(f"/v/{a_signed_certificate(app, work, **given).token}").text
    assert set(re.findall(r"<dt>(.*?)</dt>", page)) == LABELS


@pytest.mark.parametrize(
    ("shown", "says"), [(NameShown.INITIALS, "S. N. B.-L."), (NameShown.MATCH, "Not shown")]
)
def test_a_name_that_is_not_shown_is_nowhere(app, client, work, shown, says):
    certificate = a_signed_certificate(app, work, shown=shown)
    page = client.get(f"/v/{certificate.token}?every=1")
    assert says in page.text
    for part in ("Siobh", "Bhriain", "Løvås", "credential.json"):
        assert part not in page.text
    assert client.get(f"/v/{certificate.token}/credential.json").status_code == 404
    assert client.get(f"/v/{certificate.token}/credential.jwt").status_code == 404


def test_a_typed_name_matches_or_does_not(app, client, work):
    where = f"/v/{a_signed_certificate(app, work, shown=NameShown.MATCH).token}"
    right = client.post(where, data={"name": "lovas ni bhriain siobhan"}).text
    wrong = client.post(where, data={"name": "Siobhán"}).text
    nothing = client.post(where, data={"name": " "})
    assert "Match: that is the name" in right
    assert "No match: another name" in wrong
    assert (nothing.status_code, "Type the name to compare." in nothing.text) == (422, True)
    assert "Bhriain" not in right + wrong


def test_names_cannot_be_tried_without_end(app, client, work):
    where = f"/v/{a_signed_certificate(app, work, shown=NameShown.MATCH).token}"
    for _ in range(NAMES.most):
        assert client.post(where, data={"name": "Ann Lee"}).status_code == 200
    refused = client.post(where, data={"name": "Ann Lee"})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_the_public_page_leads_nowhere_but_to_what_proves_it(app, client, work):
    certificate = a_signed_certificate(app, work)
    page = client.get(f"/v/{certificate.token}").text
    at = f"/v/{certificate.token}"
    assert set(re.findall(r'<a [^>]*href="([^"]+)"', page)) <= {
        "/", "#main", "/verify", "/certificate-log", f"{at}/credential.json",
        f"{at}/credential.jwt", f"{at}?every=1", f"/log/proof/{certificate.token}",
        "/.well-known/seal-root.pem",
    }  # fmt: skip
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []


@pytest.mark.parametrize("where", ["/verify", "/verify?serial=x", "/v/x"])
def test_the_address_is_kept_from_other_sites_and_searches(client, where):
    headers = client.get(where).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"


def test_scanning_a_code_leaves_no_cookie_and_nothing_about_the_visitor(client, session):
    certificate = a_certificate(session)
    session.commit()
    tables = ("audit_entry", "rate_count", "letter", "sign_in")
    before = [session.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables]  # noqa: S608 - our own words
    answer = client.get(f"/v/{certificate.token}")
    assert "Set-Cookie" not in answer.headers
    assert [session.scalar(text(f"SELECT count(*) FROM {n}")) for n in tables] == before  # noqa: S608 - our own words


def test_unknown_pending_and_nonsense_look_alike(client, session):
    waits, unknown = a_certificate(session, is_issued=False), some_facts()
    session.commit()
    wheres = (waits.token, unknown.token, "nothing", "x" * 4000, "%F0%9F%98%80")
    answers = [client.get(f"/v/{where}") for where in wheres]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_what_was_typed(answer) for answer in answers}) == 1
    assert title_of(answers[0]) == "No such certificate"


def test_a_public_page_asks_little_and_on_the_second_view_once(app, client, work, connection):
    where = f"/v/{a_signed_certificate(app, work).token}"
    with counted(connection) as first:
        client.get(where)
    with counted(connection) as second:
        client.get(where)
    assert len(first) <= 9
    assert len(second) == 1


# --- by serial and one thing more


def test_the_credential_is_handed_out_as_it_was_issued(app, client, work):
    _, minted = a_minted()
    at = f"/v/{a_signed_certificate(app, work).token}"
    for name, content, media_type in (
        ("credential.json", minted.credential, "application/vc"),
        ("credential.jwt", minted.token, "application/vc+jwt"),
    ):
        answer = client.get(f"{at}/{name}")
        assert (answer.text, answer.mimetype) == (content, media_type)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_an_old_one_has_no_credential_to_hand_out(client, session):
    certificate = a_certificate(session)
    session.commit()
    assert client.get(f"/v/{certificate.token}/credential.json").status_code == 404
    assert "credential.json" not in client.get(f"/v/{certificate.token}").text


def test_the_printed_facts_are_those_of_the_frozen_paper(client, session):
    facts = replace(some_facts(), title="As it was called then")
    certificate = a_certificate(session, facts=facts)
    session.commit()
    assert "As it was called then" in client.get(f"/v/{certificate.token}").text
