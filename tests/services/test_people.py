from datetime import timedelta

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.tokens import sha256
from cpd.letters.models import Letter
from cpd.people import service, store
from cpd.people.holding import holder
from cpd.people.models import LetterLink, Person, SignIn
from cpd.people.passwords import Passwords
from cpd.people.rules import Profile, Purpose, Registration, Role
from cpd.people.service import account, registering, signing
from cpd.web.limits import Limit, TooManyTriesError, count_try, take_back
from tests.factories.people import a_person

ANN = Registration("Ann Lee", "ann@example.org", Role.TRAINEE, "Europe/London", "-")
CHEAP = Passwords(memory_kib=8, passes=1)


@pytest.fixture(autouse=True)
def _inside(app):
    """Letters ask the app for its templates and addresses."""
    with app.app_context():
        yield


def letters(session, kind=""):
    found = session.scalars(select(Letter).order_by(Letter.queued_at)).all()
    return [letter for letter in found if letter.key.startswith(kind)]


def token_in(letter) -> str:
    lines = letter.text.splitlines()
    return next(line for line in lines if line.startswith("http")).rsplit("/", 1)[1].split("?")[0]


def trail(session):
    return [entry.kind for entry in session.scalars(select(AuditEntry))]


def sign_in_of(session, person, at) -> SignIn:
    row = SignIn(
        person_id=person.id, token_sha256=sha256(str(at)), browser="B", began_at=at, seen_at=at
    )
    session.add(row)
    session.flush()
    return row


def registered(work, registration=ANN, *, hashed="h1") -> Person:
    registering.register(work, registration, hashed)
    return store.by_email(work.session, registration.email)


def test_registering_owes_a_letter_and_confirms_nothing(work, session):
    person = registered(work)
    [letter] = letters(session)
    assert person.confirmed_at is None
    assert letter.recipient == "ann@example.org"
    assert letter.is_secret
    assert store.memberships_of(session, person.id) == []
    assert "person.registered" in trail(session)


def test_confirming_makes_a_member_of_the_site(work, session):
    person = registered(work)
    registering.confirm(work, token_in(letters(session)[0]), site_name="Clause & Hour")
    [held] = store.memberships_of(session, person.id)
    assert (held.organisation.key, held.organisation.name) == ("site", "Clause & Hour")
    assert held.role is Role.TRAINEE
    assert {"person.address-confirmed", "membership.began"} <= set(trail(session))


def test_a_link_confirms_once(work, session):
    registered(work)
    token = token_in(letters(session)[0])
    registering.confirm(work, token, site_name="S")
    with pytest.raises(NotFoundError, match="link"):
        registering.confirm(work, token, site_name="S")


def test_a_link_runs_out(work, session, clock):
    registered(work)
    late = type(work)(session, "ann", clock.now() + timedelta(days=3), work.followers)
    with pytest.raises(NotFoundError, match="link"):
        registering.confirm(late, token_in(letters(session)[0]), site_name="S")


def test_a_link_is_good_for_its_purpose_only(work, session):
    registered(work)
    with pytest.raises(NotFoundError, match="link"):
        account.reset_password(work, token_in(letters(session)[0]), "h", site_name="S")


def test_registering_again_takes_the_new_words_and_voids_the_old_link(work, session):
    registered(work)
    old = token_in(letters(session)[0])
    again = Registration("Anne Leigh", ANN.email, Role.PRACTITIONER, "Asia/Tokyo", "-")
    person = registered(work, again, hashed="h2")
    assert (person.name, person.role, person.password_hash) == ("Anne Leigh", "practitioner", "h2")
    with pytest.raises(NotFoundError):
        registering.confirm(work, old, site_name="S")


def test_a_known_address_stays_as_it_is_and_its_owner_is_told(work, session):
    person = a_person(session, email=ANN.email, name="Real Ann", password_hash="kept")
    registered(work)
    assert (person.name, person.password_hash) == ("Real Ann", "kept")
    [letter] = letters(session)
    assert letter.key.startswith("already_registered:")
    assert not letter.is_secret
    assert trail(session) == []


def test_the_letters_say_where_and_whom_without_escaping_the_text(work, session):
    registering.register(
        work, Registration("Siân O'Neill <x>", "s@example.org", Role.TRAINEE, "UTC", "-"), "h"
    )
    [letter] = letters(session)
    assert "Siân O'Neill <x>" in letter.text
    assert "&lt;x&gt;" in letter.html
    assert "\n" not in letter.subject
    assert "http://localhost/confirm/" in letter.text


def test_tokens_are_kept_as_hashes_only(work, session):
    registered(work)
    token = token_in(letters(session)[0])
    [link] = session.scalars(select(LetterLink)).all()
    assert link.token_sha256 == sha256(token)


def test_signing_in_and_out_leaves_a_trail_and_no_row_that_holds(work, session):
    person = a_person(session, password_hash="h")
    proven = signing.Proven(person.id, "h")
    first = signing.sign_in(work, proven, browser="Firefox", instead_of=None)
    second = signing.sign_in(work, proven, browser="Firefox", instead_of=first)
    assert first != second
    assert holder(session, sha256(first)) == []
    signing.sign_out(work, second)
    assert holder(session, sha256(second)) == []
    assert trail(session).count("person.signed-out") == 2


def test_a_password_changed_a_moment_ago_no_longer_signs_in(work, session):
    person = a_person(session, password_hash="new")
    with pytest.raises(RuleError, match="changed a moment ago"):
        signing.sign_in(work, signing.Proven(person.id, "old"), browser="B", instead_of=None)


def test_signing_in_renews_a_hash_under_new_settings(work, session):
    weak, strong = CHEAP, Passwords(memory_kib=16, passes=2)
    kept = weak.hashed("wet otters sing")
    assert strong.is_outdated(kept)
    assert not weak.is_outdated(kept)
    person = a_person(session, password_hash=kept)
    proven = signing.Proven(person.id, kept, strong.hashed("wet otters sing"))
    signing.sign_in(work, proven, browser="B", instead_of=None)
    assert not strong.is_outdated(person.password_hash)


def test_passwords_match_exactly_and_nobody_has_none():
    kept = CHEAP.hashed("Wet otters sing ")
    assert kept.startswith("$argon2id$")
    assert CHEAP.match("Wet otters sing ", kept)
    assert not CHEAP.match("Wet otters sing", kept)
    assert not CHEAP.match("", None)
    assert not CHEAP.match("-", "-")


def test_a_reset_sets_the_password_ends_sign_ins_and_confirms(work, session, clock):
    person = registered(work)
    confirming = token_in(letters(session)[0])
    sign_in_of(session, person, clock.now())
    account.ask_reset(work, ANN.email)
    [letter] = letters(session, "reset_password")
    account.reset_password(work, token_in(letter), "new", site_name="S")
    assert person.password_hash == "new"
    assert person.confirmed_at is not None
    assert store.sign_ins_of(session, person.id, clock.now()) == []
    assert letters(session, "password_changed")
    assert "person.password-changed" in trail(session)
    with pytest.raises(NotFoundError):
        account.reset_password(work, token_in(letter), "third", site_name="S")
    with pytest.raises(NotFoundError):
        registering.confirm(work, confirming, site_name="S")


def test_a_reset_for_an_unknown_address_writes_nothing(work, session):
    account.ask_reset(work, "nobody@example.org")
    assert letters(session) == []


def test_a_reset_link_holds_one_hour(work, session, clock):
    a_person(session, email=ANN.email)
    account.ask_reset(work, ANN.email)
    late = type(work)(session, "ann", clock.now() + timedelta(hours=1), work.followers)
    with pytest.raises(NotFoundError):
        account.reset_password(late, token_in(letters(session)[0]), "h", site_name="S")


def test_changing_the_password_keeps_this_browser_and_ends_the_others(work, session, clock):
    person = a_person(session, password_hash="old")
    here = sign_in_of(session, person, clock.now())
    sign_in_of(session, person, clock.now() - timedelta(hours=1))
    account.change_password(work, person.id, old_hash="old", new_hash="new", but=here.id)
    assert [row.id for row in store.sign_ins_of(session, person.id, clock.now())] == [here.id]
    with pytest.raises(RuleError):
        account.change_password(work, person.id, old_hash="old", new_hash="x", but=here.id)


def test_two_tabs_do_not_overwrite_each_other(work, session):
    person = a_person(session, name="Ann")
    account.change_profile(work, person.id, Profile("Anne", "UTC", version=1))
    with pytest.raises(RuleError, match="another tab"):
        account.change_profile(work, person.id, Profile("Anna", "UTC", version=1))
    assert (person.name, person.version) == ("Anne", 2)


def test_the_address_changes_by_the_link_sent_there_and_the_old_one_is_told(work, session):
    person = a_person(session, email="old@example.org")
    account.ask_new_address(work, person.id, "new@example.org")
    [letter] = letters(session, "new_address")
    assert letter.recipient == "new@example.org"
    with pytest.raises(NotFoundError):
        account.change_address(work, token_in(letter), "other@example.org")
    account.change_address(work, token_in(letter), "new@example.org")
    assert person.email == "new@example.org"
    assert letters(session, "address_changed")[0].recipient == "old@example.org"


def test_the_address_of_somebody_else_cannot_be_taken(work, session):
    other = a_person(session, email="new@example.org")
    person = a_person(session, email="old@example.org")
    account.ask_new_address(work, person.id, other.email)
    assert [letter.key.split(":")[0] for letter in letters(session)] == ["already_registered"]


def test_the_purge_ends_what_ran_out_and_drops_old_links(work, session, clock):
    person = a_person(session)
    for days in (0, 6, 8, 31):
        sign_in_of(session, person, clock.now() - timedelta(days=days))
    for days in (1, 40):
        session.add(
            LetterLink(
                person_id=person.id,
                purpose=Purpose.RESET_PASSWORD,
                token_sha256=str(days),
                expires_at=clock.now() - timedelta(days=days),
            )
        )
    session.flush()
    assert service.purge(work) == "2 sign-ins ended, 1 links dropped"
    session.expire_all()
    assert len(store.sign_ins_of(session, person.id, clock.now())) == 2


def test_tries_are_counted_taken_back_and_refused(session, work, clock):
    limit = Limit("test", 2, timedelta(minutes=15))
    count_try(limit, "ann", clock.now())
    count_try(limit, "ann", clock.now())
    take_back(session, limit, "ann", clock.now())
    count_try(limit, "ann", clock.now())
    with pytest.raises(TooManyTriesError):
        count_try(limit, "ann", clock.now())
    count_try(limit, "bob", clock.now())
