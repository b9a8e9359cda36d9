"""How often something may be tried, counted in the database for all web processes together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from cpd.db import db, insert_into, own_session, writing
from cpd.web.context import visitor_address
from cpd.web.models import RateCount


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in each `window`; `name` keeps the counts of different things apart."""

    name: str
    most: int
    window: timedelta


class TooManyTriesError(Exception):
    """Somebody tried too often; `retry_after` seconds from now it is worth trying again."""

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, -(-(retry_after - 1) // 60))
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"Too many tries. Please wait {wait}.")
        self.retry_after = retry_after


def visitor() -> str:
    """Return whom a limit counts: the address; of IPv6 the network, which is one machine's."""
    try:
        address = ip_address(visitor_address())
    except ValueError:
        return visitor_address()
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))


def count_try(limit: Limit, subject: str, at: datetime) -> int:
    """Count one try by `subject` in a transaction of its own; refuse it beyond the limit.

    Call it before the request's own transaction writes anything: what that has read is let go,
    or on SQLite this one would wait for a lock that the same request holds. Return how many tries
    are left in this window.
    """
    db.session.rollback()
    began = window_start(at, limit.window)
    with writing(), own_session() as session:
        tries = add_one(session, bucket_of(limit, subject), began)
        session.commit()
    if tries > limit.most:
        raise TooManyTriesError(resets_in(limit, at))
    return limit.most - tries


def resets_in(limit: Limit, at: datetime) -> int:
    """Return in how many seconds the next window begins."""
    return int((window_start(at, limit.window) + limit.window - at).total_seconds()) + 1


def take_back(session: Session, limit: Limit, subject: str, at: datetime) -> None:
    """Forget one try, in the caller's transaction, because it succeeded."""
    counted = update(RateCount).where(
        RateCount.bucket == bucket_of(limit, subject),
        RateCount.window_began_at == window_start(at, limit.window),
        RateCount.tries > 0,
    )
    session.execute(counted.values(tries=RateCount.tries - 1))


def bucket_of(limit: Limit, subject: str) -> str:
    return f"{limit.name}:{subject}"[:120]


def window_start(at: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def add_one(session: Session, bucket: str, began: datetime) -> int:
    """Count and return in one statement, so that two processes never read the same number."""
    upsert = (
        insert_into(session, RateCount)
        .values(bucket=bucket, window_began_at=began, tries=1)
        .on_conflict_do_update(
            index_elements=["bucket", "window_began_at"], set_={"tries": RateCount.tries + 1}
        )
        .returning(RateCount.tries)
    )
    return int(session.execute(upsert).scalar_one())


def forget_before(session: Session, instant: datetime) -> None:
    session.execute(delete(RateCount).where(RateCount.window_began_at < instant))
