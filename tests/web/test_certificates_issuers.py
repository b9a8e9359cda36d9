"""What an organisation's next certificates say, as its administrators set it."""

import subprocess
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from cpd.certificates import documents, drawing
from cpd.certificates.models import Approval, IssuerLogo, IssuerProfile
from cpd.people.rules import OrganisationKind, Role
from tests.factories.certificates import a_certificate, the_site
from tests.factories.files import a_photo, a_picture, a_talking_png
from tests.factories.modules import MODULE, a_loaded_module
from tests.factories.people import a_membership, a_person, an_organisation


@pytest.fixture
def where(session):
    return f"/certificates/issuers/{the_site(session).id}"


@pytest.fixture
def admin(as_, session):
    return as_(a_person(session, role=Role.ADMINISTRATOR, of=the_site(session)))


WORDS = {
    "design": "landscape",
    "address": "12 Harbour Row, Bristol",
    "signatory": "Ruth Abara",
    "signatory_title": "Director of training",
    "body_0": "Northern Register",
    "number_0": "P-17",
}


def profile_in(session) -> IssuerProfile:
    session.expire_all()
    return session.scalars(select(IssuerProfile)).one()


def test_the_next_certificates_say_what_was_saved(admin, session, where):
    old = a_certificate(session)
    session.commit()
    before = dict(old.facts)
    assert "See a specimen" in admin.get(where).text
    assert admin.post(where, data=WORDS).location == where
    row = profile_in(session)
    assert (row.design, row.signatory) == ("landscape", "Ruth Abara")
    assert row.provider_numbers == [{"body": "Northern Register", "number": "P-17"}]
    assert "12 Harbour Row, Bristol" in admin.get(where).text
    assert old.facts == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"design": "round"}, "Not a valid choice"),
        ({"signatory": "x" * 201}, "Use at most 200 characters; this has 201."),
        ({"signatory": "x" * 100_000}, "Use at most 200 characters."),
        ({"address": "Ann \u16a0"}, "fonts cannot print"),
        ({"number_0": ""}, "Give both"),
        ({"body_1": "northern register", "number_1": "9"}, "Name each body once."),
    ],
)
def test_what_cannot_be_printed_is_refused_and_what_was_typed_stays(
    admin, session, where, data, sentence
):
    page = admin.post(where, data=WORDS | data).text
    assert sentence in page
    assert "Director of training" in page
    assert session.scalars(select(IssuerProfile)).all() == []


def test_two_who_save_at_once_do_not_overwrite_each_other(admin, session, where, clock):
    admin.post(where, data=WORDS)
    version = profile_in(session).changed_at.isoformat()
    clock.instant = clock.instant.replace(hour=10)
    admin.post(where, data=WORDS | {"version": version, "signatory": "Ann Okafor"})
    page = admin.post(where, data=WORDS | {"version": version, "signatory": "Bo Ek"}).text
    assert "Somebody changed this meanwhile" in page
    assert "Bo Ek" in page
    assert profile_in(session).signatory == "Ann Okafor"


def upload(content: bytes, name="logo.png"):
    return {"data": {"logo": (BytesIO(content), name)}, "content_type": "multipart/form-data"}


@pytest.mark.parametrize("content", [a_picture(size=(400, 200)), a_photo(size=(400, 200))])
def test_a_logo_is_kept_as_a_png_made_anew(admin, session, where, content):
    assert admin.post(f"{where}/logo", **upload(content)).location == where
    png = admin.get(f"{where}/logo.png").data
    assert png != content
    with Image.open(BytesIO(png)) as picture:
        assert (picture.format, picture.size) == ("PNG", (400, 200))
        assert not picture.info
    assert "/logo.png?" in admin.get(where).text
    assert admin.post(f"{where}/logo/remove").location == where
    assert profile_in(session).logo is None
    assert session.scalars(select(IssuerLogo)).one().png == png  # it stood on what was issued
    assert admin.get(f"{where}/logo.png").status_code == 404


def test_a_large_logo_is_made_smaller(admin, session, where):
    admin.post(f"{where}/logo", **upload(a_picture(size=(3000, 1000))))
    with Image.open(BytesIO(admin.get(f"{where}/logo.png").data)) as picture:
        assert picture.size == (1200, 400)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PDF"),
        (b"%PDF-1.7\n%%EOF", ""),
        (a_picture(size=(400, 200))[:-200], "damaged"),
        (a_picture(size=(16, 16)), "too small"),
        (a_picture(size=(1000, 50)), "too long"),
        (a_picture(mode="1", size=(20_000, 10_000)), "million pixels"),
    ],
    ids=["empty", "svg", "pdf", "cut-off", "tiny", "a-strip", "a-bomb"],
)
def test_what_is_no_logo_is_refused_in_words(admin, session, where, content, sentence):
    answer = admin.post(f"{where}/logo", **upload(content))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert session.scalars(select(IssuerLogo)).all() == []


def test_nothing_chosen_is_said_beside_the_field(admin, where):
    assert "Choose a file." in admin.post(f"{where}/logo", data={}).text


def test_what_a_picture_says_besides_its_dots_is_left_out(admin, where):
    admin.post(f"{where}/logo", **upload(a_talking_png()))
    answer = admin.get(f"{where}/logo.png")
    if answer.status_code == 200:
        with Image.open(BytesIO(answer.data)) as picture:
            assert not picture.info


def test_the_specimen_says_so_and_has_a_number_of_nobody(admin, client, where, monkeypatch):
    seen = []
    # What is on the page can only be looked at before it is drawn.
    monkeypatch.setattr(
        "cpd.certificates.views.profiles.drawn", lambda sheet: seen.append(sheet) or b"%PDF-1.7"
    )
    admin.post(where, data=WORDS)
    answer = admin.get(f"{where}/specimen.pdf")
    assert answer.mimetype == "application/pdf"
    (sheet,) = seen
    assert sheet.facts.name == "SPECIMEN"
    assert sheet.facts.signatory == "Ruth Abara"
    assert client.get(sheet.facts.verify_path).status_code == 404


def test_the_specimen_can_be_drawn(admin, where):
    admin.post(where, data=WORDS)
    admin.post(f"{where}/logo", **upload(a_picture(size=(400, 200))))
    assert admin.get(f"{where}/specimen.pdf").data.startswith(b"%PDF-1.7")
    assert documents.TEMPLATE_VERSION


def test_a_specimen_that_cannot_be_drawn_is_told_in_words(admin, where, monkeypatch):
    died = subprocess.CompletedProcess([], -9, b"%PDF-1.7 and then no more", b"")
    for done in (died, None):
        monkeypatch.setattr(drawing, "run_apart", lambda *_told, done=done: done)
        answer = admin.get(f"{where}/specimen.pdf")
        assert answer.mimetype == "text/html"
        assert answer.status_code == 409
        assert drawing.NOT_DRAWN in unescape(answer.text)


# --- approvals


APPROVAL = {
    "module_key": MODULE,
    "body": "Northern Register",
    "number": "NR-77",
    "title": "A module, as approved",
    "minutes": "60",
    "valid_from": "2026-01-01",
}


@pytest.fixture
def _module(work):
    a_loaded_module(work)


@pytest.mark.usefixtures("_module")
def test_an_approval_is_noted_in_the_bodys_own_words(admin, session, where):
    assert "No approval noted" in admin.get(f"{where}/approvals").text
    assert admin.post(f"{where}/approvals/new", data=APPROVAL).location == f"{where}/approvals"
    approval = session.scalars(select(Approval)).one()
    assert (approval.title, approval.minutes) == ("A module, as approved", 60)
    assert (approval.valid_from, approval.valid_until) == (date(2026, 1, 1), None)
    page = admin.get(f"{where}/approvals").text
    assert "A module, as approved" in page
    assert "differ" not in page.split("<h1")[1].split("</p>")[1]
    assert admin.post(f"{where}/approvals/new", data=APPROVAL).status_code == 409
    assert admin.post(f"{where}/approvals/{approval.id}/remove").status_code == 303
    assert admin.post(f"{where}/approvals/{approval.id}/remove").status_code == 303
    assert "No approval noted" in admin.get(f"{where}/approvals").text


@pytest.mark.usefixtures("_module")
def test_other_minutes_than_the_modules_are_warned_of(admin, where):
    admin.post(f"{where}/approvals/new", data=APPROVAL | {"minutes": "90"})
    page = admin.get(f"{where}/approvals").text
    assert "It was approved for 90 minutes, and the module counts 60." in page
    assert "Approved and taught minutes differ" in page
    assert "module has 60" in page


@pytest.mark.usefixtures("_module")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"module_key": "nothing"}, "Not a valid choice"),
        ({"body": " "}, "Name the body."),
        ({"number": ""}, "Enter the number it gave."),
        ({"title": "x" * 201}, "Use at most 200 characters"),
        ({"minutes": "an hour"}, "Not a valid integer"),
        ({"minutes": "0"}, "Enter whole minutes"),
        ({"valid_from": "soon"}, "Write the day as year"),
        ({"valid_until": "2025-12-31"}, "The last day is before the first."),
        ({"valid_until": "then"}, "Write the day as year"),
    ],
)
def test_an_approval_that_makes_no_sense_is_refused_in_words(admin, session, where, data, sentence):
    page = admin.post(f"{where}/approvals/new", data=APPROVAL | data).text
    assert sentence in page
    assert session.scalars(select(Approval)).all() == []


# --- whose it is


def test_only_its_own_administrators_see_an_organisations_pages(as_, session, where):
    stranger = as_(a_person(session, role=Role.ADMINISTRATOR, of=an_organisation(session)))
    pages = ("", "/approvals", "/approvals/new", "/specimen.pdf", "/logo.png")
    for page in pages:
        assert stranger.get(where + page).status_code == 404
    assert stranger.post(where, data=WORDS).status_code == 404
    assert stranger.post(f"{where}/logo", **upload(a_picture())).status_code == 404
    assert as_(Role.AUTHOR).get(where).status_code == 403


def test_who_administers_one_goes_there_and_who_administers_more_is_asked(
    as_, admin, session, where
):
    assert admin.get("/certificates/issuers").location == where
    other = an_organisation(session, name="The Other House")
    a_membership(session, admin.person, other, role=Role.ADMINISTRATOR)
    session.commit()
    assert "The Other House" in admin.get("/certificates/issuers").text
    body = an_organisation(session, kind=OrganisationKind.BODY)
    of_a_body = as_(a_person(session, role=Role.ADMINISTRATOR, of=body))
    assert "No organisation that issues" in of_a_body.get("/certificates/issuers").text
