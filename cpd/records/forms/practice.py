"""The rows of a year of practice, as they are typed and as they stood when they were shown."""

import re
from collections.abc import Mapping, Sequence

from cpd.records.rules.practice import By, Closing, Period, Row, Stands

LONGEST_TYPED = 1000


def asked_by(text: str) -> By:
    return By(text) if text in set(By) else By.MONTH


def asked_year(text: str, this_year: int) -> int:
    """Return the year asked for, or this one for what is none."""
    year = int(text) if re.fullmatch(r"\d{4}", text, re.ASCII) else this_year
    return year if this_year - 60 <= year <= this_year else this_year


def typed_rows(typed: Mapping[str, str], shown: Sequence[Period]) -> list[Row]:
    return [typed_row(typed, one.key) for one in shown if f"{one.key}-time" in typed]


def typed_row(typed: Mapping[str, str], key: str) -> Row:
    minutes = typed.get(f"{key}-was-minutes", "")
    return Row(
        key=key,
        time=typed[f"{key}-time"][:LONGEST_TYPED].strip(),
        setting=typed.get(f"{key}-setting", "")[:LONGEST_TYPED].strip(),
        closing=closing(typed.get(f"{key}-closing", "")),
        was_minutes=int(minutes) if re.fullmatch(r"\d{1,6}", minutes, re.ASCII) else 0,
        was_setting=typed.get(f"{key}-was-setting", ""),
        was_closing=closing(typed.get(f"{key}-was-closing", "")),
    )


def closing(text: str) -> Closing:
    return Closing(text) if text in set(Closing) else Closing.OPEN


def standing_row(stands: Stands) -> Row:
    """Return the row before anything is typed."""
    return Row(
        key=stands.period.key,
        time=stands.time,
        setting=stands.setting,
        closing=stands.closing,
        was_minutes=stands.minutes,
        was_setting=stands.setting,
        was_closing=stands.closing,
    )
