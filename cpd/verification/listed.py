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
IN_ITS_PLACE = "Another was issued in its place. Ask the holder for the current one."
NOT_SAID = "No list of replacements as new as that of withdrawals was given."
LISTED = (Point.WITHDRAWN, Point.SUSPENDED, Point.REPLACED)

Found = tuple[list[Check], Verdict]


def status_of(claims: Claims, papers: Papers, anchors: Anchors, now: datetime) -> Found:
    """Read its place in the lists. The list of withdrawals has those on hold in it as well."""
    lists, refused = lists_in(papers, anchors)
    if claims.list_url in refused:
        bad = failed(
            Point.WITHDRAWN, f"The list that was given is refused. {refused[claims.list_url]}"
        )
        return [bad, *skip_all(LISTED[1:], NO_LIST)], Verdict.UNKNOWN
    held = beside(claims, lists, StatusPurpose.SUSPENSION)
    replaced = beside(claims, lists, StatusPurpose.REPLACEMENT)
    ours = [one for one in lists if one.url == claims.list_url and is_theirs(one, claims)]
    if claims.position is None or not ours:
        return unlisted(claims, replaced, NO_LIST)
    withdrawals = max(ours, key=lambda one: one.valid_from)
    if now > withdrawals.valid_until:
        return unlisted(claims, replaced, OLD_LIST.format(said(withdrawals.valid_until.date())))
    if claims.position >= len(withdrawals.bits) * 8:
        return unlisted(claims, replaced, NO_PLACE)
    return read(withdrawals, claims.position, held, replaced)


def unlisted(claims: Claims, replaced: list[StatusBits], why: str) -> Found:
    """Say what is known without the list of withdrawals: what was replaced stays so."""
    if any(one.is_set(claims.position or 0) for one in replaced):
        gone = failed(Point.REPLACED, IN_ITS_PLACE)
        return [*skip_all(LISTED[:2], why), gone], Verdict.REPLACED
    return list(skip_all(LISTED, why)), Verdict.VALID


def read(
    withdrawals: StatusBits, position: int, held: list[StatusBits], replaced: list[StatusBits]
) -> Found:
    """Say what the bits come to. What was replaced or is on hold is set in the first list too.

    If it is not, the first list is the older one: the lists may have been fetched at two times.
    """
    as_of = f"as of {said(withdrawals.valid_from.date())}"
    good = passed(Point.WITHDRAWN, f"It was not withdrawn, {as_of}.")
    current = passed(Point.REPLACED, f"No other was issued in its place, {as_of}.")
    ended = skipped(Point.SUSPENDED, "It has ended.")
    is_set, since = withdrawals.is_set(position), withdrawals.valid_from
    if any(one.is_set(position) and (is_set or one.valid_from >= since) for one in held):
        waits = failed(Point.SUSPENDED, f"It is on hold, {as_of}.")
        return [good, waits, current], Verdict.SUSPENDED
    if any(one.is_set(position) for one in replaced):
        return [good, ended, failed(Point.REPLACED, IN_ITS_PLACE)], Verdict.REPLACED
    if not is_set:
        free = passed(Point.SUSPENDED, f"It was not on hold, {as_of}.")
        return [good, free, current], Verdict.VALID
    if any(one.valid_from >= since for one in replaced):
        why = f"It was withdrawn, {as_of}, or its record was erased."
        return [failed(Point.WITHDRAWN, why), ended, current], Verdict.WITHDRAWN
    why = f"It was withdrawn or replaced, {as_of}; the list does not say which."
    untold = skipped(Point.REPLACED, NOT_SAID)
    return [failed(Point.WITHDRAWN, why), ended, untold], Verdict.WITHDRAWN


def is_theirs(one: StatusBits, claims: Claims) -> bool:
    return one.issuer == claims.issuer_did and one.purpose is StatusPurpose.REVOCATION


def beside(claims: Claims, lists: list[StatusBits], purpose: StatusPurpose) -> list[StatusBits]:
    """Return the lists for another purpose in which it has the same place: of the same number."""
    url = claims.list_url.replace(f"/{StatusPurpose.REVOCATION}/", f"/{purpose}/")
    position = claims.position
    return [
        one
        for one in lists
        if position is not None
        and one.url == url
        and one.purpose is purpose
        and one.issuer == claims.issuer_did
        and position < len(one.bits) * 8
    ]


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
