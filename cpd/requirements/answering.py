"""What is answered to a program that asked: plain values, just as the schema says."""

from typing import TypedDict

from cpd.requirements.rules.answers import Evaluation, Row, figure


class Period(TypedDict):
    start: str | None
    end: str | None


class VerdictRow(TypedDict):
    requirement: str
    period: Period | None
    verdict: str
    required: str | None
    claimed: str | None
    evidenced: str | None
    short: str | None
    last_date: str | None
    explanation: list[str]


class Answer(TypedDict):
    pack: str
    version: int
    as_of: str
    verdicts: list[VerdictRow]


def answer(evaluation: Evaluation) -> Answer:
    return {
        "pack": evaluation.pack,
        "version": evaluation.version,
        "as_of": evaluation.as_of.isoformat(),
        "verdicts": [_row(row) for row in evaluation.rows],
    }


def _row(row: Row) -> VerdictRow:
    start = row.start.isoformat() if row.start else None
    end = row.end.isoformat() if row.end else None
    return {
        "requirement": row.requirement,
        "period": {"start": start, "end": end} if start or end else None,
        "verdict": row.verdict.value,
        "required": figure(row.required),
        "claimed": figure(row.claimed),
        "evidenced": figure(row.evidenced),
        "short": figure(row.short),
        "last_date": row.last_date.isoformat() if row.last_date else None,
        "explanation": list(row.explanation),
    }
