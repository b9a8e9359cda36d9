"""Links in letters: made, and used up once."""

from uuid import uuid4

from cpd.kernel.errors import NotFoundError
from cpd.kernel.tokens import new_token, sha256
from cpd.people import store
from cpd.people.events import LinkAsked
from cpd.people.models import LetterLink, Person
from cpd.people.rules import LINK_HOLDS, Link, Purpose
from cpd.work import Work


class DeadLinkError(NotFoundError):
    """A link from a letter was used before, ran out, was replaced by a newer one, or is cut."""

    def __init__(self) -> None:
        super().__init__("This link does not work any more.")


def new_link(work: Work, person: Person, purpose: Purpose, *, bound_to: str = "") -> Link:
    """Make a link and void the older ones of its kind. `bound_to` is asked for again with it."""
    store.void_links(work.session, person.id, {purpose}, work.at)
    link = Link(uuid4(), new_token())
    work.session.add(
        LetterLink(
            id=link.id,
            person_id=person.id,
            purpose=purpose,
            token_sha256=hashed(link.token, bound_to),
            expires_at=work.at + LINK_HOLDS[purpose],
        )
    )
    work.session.flush()
    work.announce(LinkAsked(person=person.id, purpose=purpose))
    return link


def use(work: Work, token: str, purpose: Purpose, *, bound_to: str = "") -> Person:
    """Use the link up and return its person, as they stand now."""
    person_id = store.use_link(work.session, hashed(token, bound_to), purpose, work.at)
    person = None if person_id is None else store.change_by_id(work.session, person_id)
    if person is None:
        raise DeadLinkError
    return person


def hashed(token: str, bound_to: str = "") -> str:
    return sha256(f"{token}|{bound_to}" if bound_to else token)
