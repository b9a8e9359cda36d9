"""How often one may try to sign in, register, or have a letter sent."""

from datetime import timedelta
from uuid import UUID

from cpd.kernel.tokens import sha256
from cpd.web.context import now, visitor_address
from cpd.web.limits import Limit, count_try, take_back
from cpd.work import Work

QUARTER = timedelta(minutes=15)
SIGN_IN_BY_ADDRESS = Limit("sign-in:address", 10, QUARTER)
SIGN_IN_BY_VISITOR = Limit("sign-in:visitor", 50, QUARTER)
REGISTER_BY_VISITOR = Limit("register:visitor", 30, timedelta(hours=1))
LETTERS_BY_ADDRESS = Limit("letters:address", 5, timedelta(hours=1))
PASSWORD_BY_PERSON = Limit("password:person", 10, QUARTER)


def count_sign_in(address: str) -> None:
    """Count a try, whether or not anybody has this address. Ends what the request has read."""
    count_try(SIGN_IN_BY_VISITOR, visitor_address(), now())
    count_try(SIGN_IN_BY_ADDRESS, sha256(address), now())


def take_back_sign_in(work: Work, address: str) -> None:
    """Only failures count, so that an office behind one address can go on signing in."""
    take_back(work.session, SIGN_IN_BY_VISITOR, visitor_address(), work.at)
    take_back(work.session, SIGN_IN_BY_ADDRESS, sha256(address), work.at)


def count_letter(address: str) -> None:
    """Count a letter that somebody has sent to this address, whether or not it is known."""
    count_try(REGISTER_BY_VISITOR, visitor_address(), now())
    count_try(LETTERS_BY_ADDRESS, sha256(address), now())


def count_password(person_id: UUID) -> None:
    count_try(PASSWORD_BY_PERSON, str(person_id), now())
