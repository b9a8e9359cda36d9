"""How often one may try to sign in, register, or have a letter sent."""

from datetime import timedelta
from uuid import UUID

from cpd.kernel.tokens import sha256
from cpd.web.context import now
from cpd.web.limits import Limit, count_try, take_back, visitor
from cpd.work import Work

QUARTER = timedelta(minutes=15)
# What one visitor may try in all is less than what shuts an address to everybody: no stranger
# alone keeps somebody else from signing in.
SIGN_IN_HERE = Limit("sign-in:here", 10, QUARTER)
SIGN_IN_BY_VISITOR = Limit("sign-in:visitor", 50, QUARTER)
SIGN_IN_BY_ADDRESS = Limit("sign-in:address", 60, QUARTER)
REGISTER_BY_VISITOR = Limit("register:visitor", 30, timedelta(hours=1))
LETTERS_BY_ADDRESS = Limit("letters:address", 5, timedelta(hours=1))
PASSWORD_BY_PERSON = Limit("password:person", 10, QUARTER)


def sign_in_limits(address: str) -> tuple[tuple[Limit, str], ...]:
    """Return what a sign-in counts for; nobody's own address is kept."""
    hashed = sha256(address)
    return (
        (SIGN_IN_BY_VISITOR, visitor()),
        (SIGN_IN_HERE, f"{hashed}:{visitor()}"),
        (SIGN_IN_BY_ADDRESS, hashed),
    )


def count_sign_in(address: str) -> None:
    """Count a try, whether or not anybody has this address. Ends what the request has read."""
    for limit, subject in sign_in_limits(address):
        count_try(limit, subject, now())


def take_back_sign_in(work: Work, address: str) -> None:
    """Only failures count, so that an office behind one address can go on signing in."""
    for limit, subject in sign_in_limits(address):
        take_back(work.session, limit, subject, work.at)


def count_letter(address: str) -> None:
    """Count a letter that somebody has sent to this address, whether or not it is known."""
    count_try(REGISTER_BY_VISITOR, visitor(), now())
    count_try(LETTERS_BY_ADDRESS, sha256(address), now())


def count_password(person_id: UUID) -> None:
    count_try(PASSWORD_BY_PERSON, str(person_id), now())
