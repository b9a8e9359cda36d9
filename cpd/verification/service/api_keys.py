"""The keys with which a body's own programs ask: made, shown once, used, revoked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.db import own_session, writing
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.tokens import new_token, sha256
from cpd.people.rules import Role
from cpd.verification.models import ApiKey
from cpd.verification.rules.api_keys import MOST_KEYS, checked_key_name, key_from, prefix_of
from cpd.verification.rules.scopes import Scope
from cpd.verification.service.api_events import ApiKeyMade, ApiKeyRevoked
from cpd.verification.store import api_keys as store
from cpd.web.access import Me
from cpd.work import Work

NOTICE_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Caller:
    """Who asks with a key: for which organisation, and what it may do."""

    key_id: UUID
    organisation_id: UUID
    scopes: frozenset[Scope]


def make(
    work: Work, me: Me, organisation_id: UUID, name: str, scopes: Collection[Scope]
) -> tuple[ApiKey, str]:
    """Make a key and return it with its row, for this one time."""
    mine(me, organisation_id)
    if not scopes:
        raise RuleError("Say what the key may do.")
    if store.in_use(work.session, organisation_id) >= MOST_KEYS:
        raise RuleError(f"An organisation has at most {MOST_KEYS} keys. Revoke one first.")
    key = key_from(new_token())
    row = ApiKey(
        organisation_id=organisation_id,
        name=checked_key_name(name),
        prefix=prefix_of(key),
        sha256=sha256(key),
        scopes=sorted(scopes),
        created_by=me.id,
        created_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    work.announce(ApiKeyMade(key=row.id, organisation=organisation_id))
    return row, key


def mine(me: Me, organisation_id: UUID) -> None:
    """Refuse an organisation for which `me` does not assess."""
    if organisation_id not in me.organisations(Role.ASSESSOR):
        raise NotFoundError("There is no such organisation among yours.")


def revoke(work: Work, me: Me, key_id: UUID) -> ApiKey:
    """End a key. The next request with it is refused. Twice changes nothing."""
    key = store.one_of(work.session, me.organisations(Role.ASSESSOR), key_id)
    if key is None:
        raise NotFoundError("There is no such key among yours.")
    if key.revoked_at is None:
        key.revoked_at = work.at
        work.announce(ApiKeyRevoked(key=key.id, organisation=key.organisation_id))
    return key


def caller(session: Session, key: str, at: datetime) -> Caller | None:
    """Return who holds a key, and note, at most every ten minutes, that it was used."""
    row = store.by_hash(session, sha256(key))
    if row is None:
        return None
    found = Caller(row.id, row.organisation_id, frozenset(map(Scope, row.scopes)))
    if row.used_at is None or at - row.used_at > NOTICE_EVERY:
        session.rollback()
        with writing(), own_session() as apart:
            store.note_use(apart, found.key_id, at)
            apart.commit()
    return found
