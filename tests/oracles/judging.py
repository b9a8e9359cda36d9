"""The engine from outside: a log goes in as JSON would hold it, the published answer comes out."""

import json
from dataclasses import dataclass
from datetime import date

from cpd.requirements import files
from cpd.requirements.answering import answer
from cpd.requirements.choosing import chosen
from cpd.requirements.known import known_to
from cpd.requirements.log_files import read_log
from cpd.requirements.rules.evaluate import evaluate


@dataclass(frozen=True)
class Row:
    requirement: str
    start: str | None
    end: str | None
    verdict: str
    required: str | None
    claimed: str | None
    evidenced: str | None
    short: str | None
    last_date: str | None
    words: str

    @property
    def figures(self):
        return self.verdict, self.required, self.claimed, self.short


def _a_row(said):
    period = said["period"] or {"start": None, "end": None}
    plain = ("requirement", "verdict", "required", "claimed", "evidenced", "short", "last_date")
    return Row(
        start=period["start"],
        end=period["end"],
        words="\n".join(said["explanation"]),
        **{key: said[key] for key in plain},
    )


@dataclass(frozen=True)
class Answer:
    said: dict

    def rows(self, requirement):
        return [_a_row(one) for one in self.said["verdicts"] if one["requirement"] == requirement]

    def row(self, requirement, start=None):
        """The only row of this requirement, or the only one that begins on this day."""
        found = [one for one in self.rows(requirement) if start in {None, one.start}]
        assert len(found) == 1, f"{requirement} from {start}: {self.rows(requirement)}"
        return found[0]

    def verdicts(self, requirement):
        return {one.start: one.verdict for one in self.rows(requirement)}


def judged(pack, log, as_of):
    """What the command answers, by the very steps it takes."""
    versions = files.values(chosen(str(pack)))
    held = read_log(json.dumps(log).encode(), known_to(versions))
    return Answer(dict(answer(evaluate(versions, held, date.fromisoformat(as_of)))))
