"""The letters this slice writes."""

from datetime import datetime

from cpd.letters.rules import Draft
from cpd.people.models import Person
from cpd.people.rules import Link
from cpd.web.letterhead import compose, link_to


def draft(key: str, letter: str, person: Person, *, to: str = "", **facts: str) -> Draft:
    """Compose the letter in `emails/<letter>`. One that holds a link is a secret."""
    subject, text, html = compose(f"emails/{letter}", name=person.name, **facts)
    return Draft(
        key=f"{letter}:{key}",
        person_id=person.id,
        recipient=to or person.email,
        subject=subject,
        text=text,
        html=html,
        is_secret="link" in facts,
    )


def confirm_address(person: Person, link: Link) -> Draft:
    where = link_to("people.confirm", token=link.token)
    return draft(str(link.id), "confirm_address", person, link=where)


def reset_password(person: Person, link: Link) -> Draft:
    where = link_to("people.reset", token=link.token)
    return draft(str(link.id), "reset_password", person, link=where)


def new_address(person: Person, link: Link, email: str) -> Draft:
    where = link_to("people.confirm_new_address", token=link.token, to=email)
    return draft(str(link.id), "new_address", person, to=email, link=where)


def already_registered(person: Person, at: datetime) -> Draft:
    return draft(
        moment(person, at),
        "already_registered",
        person,
        sign_in=link_to("people.sign_in"),
        forgot=link_to("people.forgot"),
    )


def password_changed(person: Person, at: datetime) -> Draft:
    return draft(moment(person, at), "password_changed", person, forgot=link_to("people.forgot"))


def address_changed(person: Person, email: str, at: datetime) -> Draft:
    return draft(moment(person, at), "address_changed", person, email=email)


def moment(person: Person, at: datetime) -> str:
    return f"{person.id}:{at.isoformat()}"
