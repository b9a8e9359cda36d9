"""What the tests of people's pages share: a form, a password, and how somebody signs in."""

import re

from sqlalchemy import select

from cpd.letters.models import Letter
from cpd.people.models import Person
from cpd.people.passwords import Passwords
from tests.factories.people import a_person

PASSWORD = "wet otters sing"
KEPT = Passwords(memory_kib=8, passes=1).hashed(PASSWORD)
FORM = {
    "name": "Ann Lee",
    "email": "ann@example.org",
    "role": "trainee",
    "time_zone": "Europe/London",
    "password": PASSWORD,
}


def link_in_newest_letter(session) -> str:
    session.expire_all()
    letter = session.scalars(select(Letter).order_by(Letter.queued_at)).all()[-1]
    return re.search(r"http://localhost(/\S+)", letter.text)[1]


def sign_in(client, email="ann@example.org", password=PASSWORD, coming_from="127.0.0.1", **more):
    data = {"email": email, "password": password, **more}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": coming_from})


def someone(session, **given) -> Person:
    person = a_person(session, **({"email": FORM["email"], "password_hash": KEPT} | given))
    session.commit()
    return person


def cookie_of(client) -> str:
    return client.get_cookie("cpd").value


def without_tokens(html: str) -> str:
    return re.sub(r'(csrf_token" value|csrf-token" content)="[^"]*"', "", html)


def token_on(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
