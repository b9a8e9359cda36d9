"""What the status lists that were given say of a certificate. What has run out says nothing."""

import json
from datetime import datetime

from cpd.certificates.rules.validity import Verdict
from cpd.credentials import statuses
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.credentials.statuses import StatusBits
from cpd.verification.papers import Papers
from cpd.verification.reading import Anchors
from cpd.verification.rules.checks import Check, Point, failed, passed, skip_all, skipped
from cpd.verification.rules.claims import Claims, at, text
from cpd.verification.rules.standing import said

NO_LIST = "No status list of the issuer was given that this certificate has its place in."
NO_PLACE = "The status list that was given has no such place."
OLD_LIST = "The status list that was given ran out on {}; get a newer one."
STOLEN_KEY = "It was signed with a key that is not to be trusted any more; get a newer one."
BOTH = (Point.WITHDRAWN, Point.SUSPENDED)

Found = tuple[list[Check], Verdict]


def status_of(claims: Claims, papers: Papers, anchors: Anchors, now: datetime) -> Found:
    """Read its place in the lists. The list of withdrawals has those on hold in it as well."""
    lists, refused = lists_in(papers, anchors)
    if claims.list_url in refused:
        bad = failed(
            Point.WITHDRAWN, f"The list that was given is refused. {refused[claims.list_url]}"
        )
        return [bad, skipped(Point.SUSPENDED, NO_LIST)], Verdict.UNKNOWN
    ours = [one for one in lists if one.url == claims.list_url and is_theirs(one, claims)]
    if claims.position is None or not ours:
        return list(skip_all(BOTH, NO_LIST)), Verdict.VALID
    withdrawals = max(ours, key=lambda one: one.valid_from)
    if now > withdrawals.valid_until:
        old = OLD_LIST.format(said(withdrawals.valid_until.date()))
        return list(skip_all(BOTH, old)), Verdict.VALID
    if claims.position >= len(withdrawals.bits) * 8:
        return list(skip_all(BOTH, NO_PLACE)), Verdict.VALID
    return read(withdrawals, claims.position, is_held=is_on_hold(claims, lists))


def read(withdrawals: StatusBits, position: int, *, is_held: bool) -> Found:
    as_of = f"as of {said(withdrawals.valid_from.date())}"
    good = passed(Point.WITHDRAWN, f"It was not withdrawn, {as_of}.")
    if not withdrawals.is_set(position):
        return [good, passed(Point.SUSPENDED, f"It was not on hold, {as_of}.")], Verdict.VALID
    if is_held:
        return [good, failed(Point.SUSPENDED, f"It is on hold, {as_of}.")], Verdict.SUSPENDED
    why = f"It was withdrawn or replaced, {as_of}; the list does not say which."
    checks = [failed(Point.WITHDRAWN, why), skipped(Point.SUSPENDED, "It has ended.")]
    return [*checks, skipped(Point.REPLACED, "The list does not say.")], Verdict.WITHDRAWN


def is_theirs(one: StatusBits, claims: Claims) -> bool:
    return one.issuer == claims.issuer_did and one.purpose is StatusPurpose.REVOCATION


def is_on_hold(claims: Claims, lists: list[StatusBits]) -> bool:
    """Look at the same place in the list of suspensions, which has the same number."""
    url = claims.list_url.replace(f"/{StatusPurpose.REVOCATION}/", f"/{StatusPurpose.SUSPENSION}/")
    position = claims.position or 0
    return any(
        position < len(one.bits) * 8 and one.is_set(position)
        for one in lists
        if one.url == url
        and one.purpose is StatusPurpose.SUSPENSION
        and one.issuer == claims.issuer_did
    )


def lists_in(papers: Papers, anchors: Anchors) -> tuple[list[StatusBits], dict[str, str]]:
    """Return the lists that their issuer signed, and why others are refused, by what they claim."""
    found, refused = [], {}
    for content in papers.lists:
        try:
            found.append(believed(content, anchors))
        except CredentialError as error:
            refused[claimed(content, "id")] = error.sentence
    return found, refused


def believed(content: bytes, anchors: Anchors) -> StatusBits:
    """Read one list; refuse what a thief of its key may have signed: no log tells of lists."""
    found = statuses.read(content, anchors.keys)
    story = anchors.stories.get(claimed(content, "proof", "verificationMethod"))
    if story is not None and story.revoked_as_of is not None:
        raise CredentialError(Reason.UNKNOWN_KEY, STOLEN_KEY)
    if found.valid_from.tzinfo is None or found.valid_until.tzinfo is None:
        raise CredentialError(Reason.NOT_A_CREDENTIAL)
    return found


def claimed(content: bytes, *path: str) -> str:
    try:
        return text(at(json.loads(content), *path))
    except (ValueError, RecursionError):
        return ""
