"""What a log says of one entry, as the rules judge it."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from cpd.requirements.log_days import Fields, day_of, local, local_day, minutes_of
from cpd.requirements.log_papers import status_of
from cpd.requirements.log_proofs import agrees, evidence_of, is_said
from cpd.requirements.rules.logs import LogEntry, Size
from cpd.requirements.spelling import category_key, key


def ids(entries: Iterable[Fields]) -> list[str]:
    """Name entries that have no id after what they say, so that their order does not matter."""
    seen: Counter[str] = Counter()
    found = []
    for one in entries:
        id_ = one.get("id")
        if id_ is None:
            said = json.dumps(one, sort_keys=True, default=str)
            digest = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            seen[digest] += 1
            id_ = f"{digest}-{seen[digest]}"
        found.append(str(id_))
    return found


def entry(fields: Fields, id_: str, zone: ZoneInfo) -> LogEntry:
    start = local(fields["start"], zone)
    end = local(fields["end"], zone) if fields.get("end") else start
    timed = isinstance(start, datetime) and isinstance(end, datetime) and fields.get("end")
    category = fields.get("category")
    return LogEntry(
        id=id_,
        kind=key(fields["kind"]),
        start_on=day_of(start),
        end_on=day_of(end),
        minutes=minutes_of(fields, zone),
        starts_at=start if timed and isinstance(start, datetime) else None,
        ends_at=end if timed and isinstance(end, datetime) else None,
        recorded_on=local_day(fields.get("recorded_at") or None, zone),
        own_minutes=fields.get("own_minutes"),
        title=fields.get("title") or "",
        category=category_key(category) if isinstance(category, str) and category else None,
        categories=_categories(category) if isinstance(category, dict) else {},
        tags=frozenset(map(key, fields.get("tags") or ())),
        topic=fields.get("topic") or None,
        mode=_word(fields, "mode"),
        format=_word(fields, "format"),
        size=_size(fields.get("size") or {}),
        role=_word(fields, "role"),
        setting=fields.get("setting") or None,
        provider=fields.get("provider") or None,
        supervisor_id=_text(fields.get("supervisor_id")),
        has_evidence=bool(evidence_of(fields)),
        has_reflection=is_said(fields.get("reflection")),
        is_attested=any(map(agrees, fields.get("attestations") or ())),
        clauses=tuple(fields.get("clauses") or ()),
        status=status_of(fields),
        reason=fields.get("reason") or "",
        counts_for=frozenset(fields["counts_for"]) if fields.get("counts_for") else None,
    )


def _word(fields: Fields, name: str) -> str | None:
    return key(fields.get(name) or "") or None


def _text(value: str | int | None) -> str | None:
    return None if value in {None, ""} else str(value)


def _categories(written: Fields) -> dict[str, str]:
    """Read what each body calls it; bodies are named as they are written, or in small letters."""
    found = {body.casefold(): category_key(word) for body, word in written.items() if word}
    return found | {body: category_key(word) for body, word in written.items() if word}


def _size(fields: Fields) -> Size:
    return Size(
        contracted=fields.get("contracted"),
        attended=fields.get("attended"),
        facilitated=bool(fields.get("facilitated")),
    )
