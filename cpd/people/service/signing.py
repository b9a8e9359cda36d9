"""Signing in and out, and the sign-ins of somebody's other browsers."""

from dataclasses import dataclass, field
from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.tokens import new_token, sha256
from cpd.people import store
from cpd.people.events import SignedIn, SignedOut
from cpd.people.models import Person, SignIn
from cpd.work import Work


@dataclass(frozen=True)
class Proven:
    """Somebody whose password was right a moment ago; `renewed` is its hash under new settings."""

    person_id: UUID
    password_hash: str = field(repr=False)
    renewed: str | None = field(default=None, repr=False)


def sign_in(work: Work, proven: Proven, *, browser: str, instead_of: str | None) -> str:
    """Begin a sign-in and return its token. The one this browser had before is ended."""
    person = store.change_by_id(work.session, proven.person_id)
    if person is None or person.password_hash != proven.password_hash:
        raise RuleError("The password was changed a moment ago. Sign in with the new one.")
    if proven.renewed is not None:
        person.password_hash = proven.renewed
    return begin_sign_in(work, person, browser=browser, instead_of=instead_of)


def begin_sign_in(work: Work, person: Person, *, browser: str, instead_of: str | None) -> str:
    if instead_of is not None:
        sign_out(work, instead_of)
    token = new_token()
    work.session.add(
        SignIn(
            person_id=person.id,
            token_sha256=sha256(token),
            browser=browser,
            began_at=work.at,
            seen_at=work.at,
        )
    )
    work.session.flush()
    work.announce(SignedIn(person=person.id))
    return token


def sign_out(work: Work, token: str) -> None:
    """End the sign-in with this token, if it still holds: a copied cookie is worth nothing then."""
    whose = store.end_by_hash(work.session, sha256(token), work.at)
    if whose is not None:
        work.announce(SignedOut(person=whose))


def end_other_browser(work: Work, person_id: UUID, sign_in_id: UUID) -> None:
    if not store.end_mine(work.session, person_id, sign_in_id, work.at):
        raise NotFoundError("That browser is signed out already.")
    work.announce(SignedOut(person=person_id))


def end_others(work: Work, person_id: UUID, *, but: UUID | None) -> int:
    """End every other sign-in of this person; return how many there were."""
    ended = store.end_sign_ins(work.session, person_id, work.at, but=but)
    for _ in range(ended):
        work.announce(SignedOut(person=person_id))
    return ended
