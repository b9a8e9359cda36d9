import re

from sqlalchemy import select

from cpd.attestations import service
from cpd.attestations.models import AttestationRequest
from cpd.attestations.service import Asked
from cpd.letters.models import Letter
from tests.factories.records import a_session, an_entry

RUTH = Asked("Ruth Abara", "ruth@example.org")
LINK = re.compile(r"/attest/([\w-]+)")


def a_supervised_entry(work, person, **given):
    return an_entry(work, person, a_session(**({"reflection": "The secret thought."} | given)))


def a_question(work, person, entry=None, asked=RUTH) -> AttestationRequest:
    entry = entry or a_supervised_entry(work, person)
    return service.ask(work, person.id, entry.id, asked)


def letters(session, name: str) -> list[Letter]:
    session.expire_all()
    query = select(Letter).where(Letter.key.startswith(f"{name}:"))
    return list(session.scalars(query.order_by(Letter.queued_at, Letter.key)))


def token_in(letter: Letter) -> str:
    return LINK.search(letter.text)[1]
