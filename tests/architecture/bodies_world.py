"""What a body keeps in the small world: a list it handed in, a key, an address, a message to it."""

from datetime import timedelta
from uuid import uuid4

from cpd.kernel.tokens import sha256
from cpd.verification.models import (
    ApiKey,
    BulkCheck,
    BulkLine,
    WatchedCertificate,
    Webhook,
    WebhookDelivery,
)
from cpd.verification.rules.scopes import BulkState, Scope
from cpd.work import Work
from tests.factories.bodies import SECRET


def kept_by_body(work: Work, person, body, certificate) -> dict[str, object]:
    """Make one of each in the name of a body, by somebody, and say what it is called."""
    by = {"organisation_id": body.id, "created_by": person.id, "created_at": work.at}
    check = BulkCheck(id=uuid4(), file_name=f"A list by {person.email}", state=BulkState.RUNNING,
                      lines=1, done=0, watch=False, **by)  # fmt: skip
    key = ApiKey(id=uuid4(), name=f"A key of {person.email}", prefix="cpd_",
                 sha256=sha256(person.email), scopes=[Scope.VERIFY], **by)  # fmt: skip
    webhook = Webhook(
        id=uuid4(), url=f"https://{body.key}.example/{uuid4()}", secret=SECRET,
        of_members=False, **by,
    )  # fmt: skip
    work.session.add_all((check, key, webhook))
    work.session.flush()
    delivery = WebhookDelivery(
        id=uuid4(), webhook_id=webhook.id, event_id="msg_1", body="{}", queued_at=work.at, tries=1,
        next_try_at=work.at + timedelta(hours=1),
    )  # fmt: skip
    watched = WatchedCertificate(
        organisation_id=body.id, certificate_id=certificate.id, since=work.at
    )
    line = BulkLine(check_id=check.id, line=1, asked={}, answer=None)
    work.session.add_all((delivery, watched, line))
    work.session.flush()
    return {
        "checks:check_id": check.id,
        "checks:key_id": key.id,
        "webhook_id": webhook.id,
        "delivery_id": delivery.id,
        "api:token": certificate.token,
    }
