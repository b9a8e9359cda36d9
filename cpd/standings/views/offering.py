"""What the bodies somebody follows sort entries by, offered where entries are written."""

from uuid import UUID

from cpd.records import offering
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.offers import Offer
from cpd.standings import service, store
from cpd.standings.rules.sorting import offers
from cpd.web.context import my_today, reading


def offered(person_id: UUID, kind: EntryKind) -> tuple[Offer, ...]:
    """Return what is offered for an entry of a kind. One query."""
    today = my_today()
    followed = store.followed_by(reading(), person_id)
    packs = [
        service.current(one.pack_id, today) for one in followed if service.versions_of(one.pack_id)
    ]
    return offers(packs, kind)


offering.add("standings", offered)
