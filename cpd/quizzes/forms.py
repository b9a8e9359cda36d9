"""An answer as it arrives: by script, one at a time, or as the whole paper in one form."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from cpd.kernel.errors import RuleError
from cpd.quizzes.rules import Question
from cpd.quizzes.service import Answering

LARGEST_SEQ = 1_000_000


def from_json(body: Any) -> Answering:  # noqa: ANN401 - it is whatever was sent
    """Check `{"place": item, "response": [...], "seq": n}`."""
    if not isinstance(body, Mapping):
        raise RuleError("The answer did not arrive as it should.")
    place, response, seq = body.get("place"), body.get("response"), body.get("seq")
    sound = (
        isinstance(place, str)
        and isinstance(response, list)
        and all(isinstance(one, str) for one in response)
        and isinstance(seq, int)
        and 0 < seq < LARGEST_SEQ
    )
    if not sound or not isinstance(place, str) or not isinstance(response, list):
        raise RuleError("The answer did not arrive as it should.")
    return Answering(place, tuple(response), int(seq or 0))


def changed_answers(
    form: MultiDict[str, str], questions: Sequence[Question]
) -> tuple[list[Answering], list[int]]:
    """Return what a posted paper changes, and the numbers of questions answered elsewhere since.

    `seen-<item>` says which change of the answer the page was showing.
    """
    changes, passed_over = [], []
    for question in questions:
        given = tuple(sorted(one for one in form.getlist(f"item-{question.id}") if one.strip()))
        if given == question.response:
            continue
        seen = form.get(f"seen-{question.id}", "0")
        if not seen.isdecimal() or int(seen[:9]) < question.seq:
            passed_over.append(question.number)
        else:
            changes.append(Answering(question.id, given, question.seq + 1))
    return changes, passed_over
