"""Keys and addresses of accreditation bodies."""

from itertools import count
from uuid import uuid4

from cpd.kernel.tokens import sha256
from cpd.people.rules import OrganisationKind, Role
from cpd.verification.lockbox import Lockbox
from cpd.verification.models import ApiKey, WatchedCertificate, Webhook
from cpd.verification.rules.scopes import Scope
from cpd.verification.rules.webhooks import secret_from
from tests.factories.people import THEN, a_membership, a_person, an_organisation

_number = count(1)
SECRET = secret_from(b"k" * 32)
SITE_KEY = "test"


def a_body(session, **given):
    return an_organisation(session, kind=OrganisationKind.BODY, **given)


def an_assessor(session, body):
    return a_person(session, role=Role.ASSESSOR, of=body)


def a_key(session, body, *scopes, **given) -> str:
    """Make a key of a body, for everything unless said otherwise, and return it."""
    key = f"cpd_{next(_number):043d}"
    session.add(
        ApiKey(
            organisation_id=body.id,
            name="Register",
            prefix=key[:12],
            sha256=sha256(key),
            scopes=sorted(scopes or Scope),
            created_by=given.pop("by", None) or an_assessor(session, body).id,
            created_at=THEN,
            **given,
        )
    )
    session.commit()
    return key


def a_webhook(session, body, url="https://body.example/hooks", **given) -> Webhook:
    webhook_id = uuid4()
    kept = Lockbox(SITE_KEY).locked(SECRET, webhook_id)
    usual = {"of_members": False, "secret": kept, "created_at": THEN}
    webhook = Webhook(
        id=webhook_id,
        organisation_id=body.id,
        url=url,
        created_by=an_assessor(session, body).id,
        **(usual | given),
    )
    session.add(webhook)
    session.commit()
    return webhook


def watch(session, body, certificate) -> None:
    session.add(
        WatchedCertificate(
            organisation_id=body.id, certificate_id=certificate.id, since=certificate.ordered_at
        )
    )
    session.commit()


def a_member(session, body, **given):
    """Somebody who shares what they hold with a body."""
    person = a_person(session, **given)
    a_membership(session, person, body)
    return person
