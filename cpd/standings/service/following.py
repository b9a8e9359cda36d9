from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.standings import store
from cpd.standings.models import Following
from cpd.standings.rules.asking import questions
from cpd.standings.rules.following import Details
from cpd.standings.rules.working import said_shares
from cpd.standings.service.events import (
    FollowingBegan,
    FollowingChanged,
    FollowingEnded,
    FollowingResumed,
)
from cpd.standings.service.judging import current
from cpd.work import Work

NOTHING_SAID = Details()


def follow(
    work: Work, person_id: UUID, pack_id: str, details: Details = NOTHING_SAID
) -> tuple[UUID, bool]:
    """Let a body's rules judge somebody's log. Twice is once; say whether it is new."""
    pack = current(pack_id, work.at.date())
    grades = questions(pack).grades
    grade = details.grade or (pack.grade if pack.grade in grades else None)
    following_id = store.add_once(
        work.session,
        person_id=person_id,
        pack_id=pack_id,
        began_at=work.at,
        **{**columns(details), "grade": grade},
    )
    if following_id is not None:
        work.announce(FollowingBegan(following=following_id, person=person_id, pack=pack_id))
        return following_id, True
    there = store.current_id(work.session, person_id, pack_id)
    if there is None:
        raise LookupError("a body is followed already, and is not found")
    return there, False


def columns(details: Details) -> dict[str, object]:
    return {
        "grade": details.grade,
        "joined_on": details.joined_on,
        "anchors": {name: day.isoformat() for name, day in details.anchors.items()},
        "working_share": said_shares(details.working_share) or None,
    }


def change(
    work: Work, person_id: UUID, following_id: UUID, version: int, details: Details
) -> Following:
    """Say anew what a body has to know. What changes nothing leaves no trace."""
    following = mine(work, person_id, following_id)
    if following.ended_at is not None:
        raise RuleError("You do not follow this body any more. Follow it again to change this.")
    told = columns(details)
    if all(getattr(following, name) == value for name, value in told.items()):
        return following
    if following.version != version:
        raise RuleError("This was changed in another window meanwhile. Please look at it again.")
    for name, value in told.items():
        setattr(following, name, value)
    following.version += 1
    work.session.flush()
    work.announce(
        FollowingChanged(following=following.id, person=person_id, version=following.version)
    )
    return following


def stop(work: Work, person_id: UUID, following_id: UUID) -> Following:
    """Follow a body no longer. What was said about it stays, should one follow it again."""
    following = mine(work, person_id, following_id)
    if following.ended_at is None:
        following.ended_at = work.at
        store.forget_standing(work.session, following.id)
        work.announce(FollowingEnded(following=following.id, person=person_id))
    return following


def resume(work: Work, person_id: UUID, following_id: UUID) -> Following:
    """Undo the end, unless the same body was followed anew meanwhile."""
    following = mine(work, person_id, following_id)
    if following.ended_at is None:
        return following
    if store.current_id(work.session, person_id, following.pack_id) is not None:
        raise RuleError("You follow this body again already.")
    following.ended_at = None
    work.session.flush()
    work.announce(FollowingResumed(following=following.id, person=person_id))
    return following


def mine(work: Work, person_id: UUID, following_id: UUID) -> Following:
    following = store.mine_locked(work.session, person_id, following_id)
    if following is None:
        raise NotFoundError("You follow no such body.")
    return following
