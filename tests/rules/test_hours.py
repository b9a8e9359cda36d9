# ruff: noqa: RUF001 - signs that look alike are what these tests are about
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import clocked, parse_duration, short, spoken

UNDERSTOOD = {
    "1h30": 90, "1h 30m": 90, "1 h 30 min": 90, "1H30": 90, "1 hr. 30 mins.": 90, "1h05": 65,
    "1 hour 30 minutes": 90, "1 hour, 30 minutes": 90, "1 hour and 10 minutes": 70, "2h": 120,
    "1:30": 90, "01:05": 65, "1:30h": 90, "0:45": 45,
    "1.5": 90, "1,5": 90, "1.5h": 90, "1·5": 90, ".5": 30, "0.25": 15, "90.0 min": 90,
    "90 min": 90, "90m": 90, "90 minutes": 90, "90'": 90, "90 MIN": 90, "1 minute": 1,
    "½ hour": 30, "½": 30, "1½h": 90, "1½": 90, "1h½": 90, "¾ h": 45, "⅓h": 20, "1 1/2": 90,
    "an hour": 60, "An Hour": 60, "half an hour": 30, "a half hour": 30, "an hour and a half": 90,
    "one and a half hours": 90, "2 and a half hours": 150, "a quarter of an hour": 15,
    "three quarters of an hour": 45, "forty-five minutes": 45, "two hours": 120, "a minute": 1,
    "45": 45, "15": 15, "14": 840, "1": 60, "1440": 1440, "24h": 1440,
    "１ｈ３０": 90, "１：３０": 90, "1\u00a0h\u00a030\u202fmin": 90, "٩٠ min": 90, "१:३०": 90,
    "  45  ": 45, "1h30.": 90, "\u200e1h30": 90,
}  # fmt: skip


@pytest.mark.parametrize(("text", "minutes"), UNDERSTOOD.items(), ids=UNDERSTOOD)
def test_times_are_understood_as_people_write_them(text, minutes):
    assert parse_duration(text) == minutes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "Enter how long it took", id="nothing"),
        pytest.param("\u00a0 \t", "Enter how long it took", id="blanks"),
        pytest.param("0", "no time at all", id="zero"),
        pytest.param("0:00", "no time at all", id="zero on the clock"),
        pytest.param("-1h", "less than nothing", id="negative"),
        pytest.param("−5 min", "less than nothing", id="a real minus sign"),
        pytest.param("25h", "comes to 25 hours", id="more than a day"),
        pytest.param("1441", "more than 24 hours", id="a minute more than a day"),
        pytest.param("90.0", "comes to 90 hours", id="a decimal is hours"),
        pytest.param("9" * 60, "hundred thousand hours", id="sixty nines"),
        pytest.param("9" * 90, "too long", id="ninety nines"),
        pytest.param("1h30 " * 40_000, "too long", id="200 KB"),
        pytest.param("\ufdfa" * 50, "too long", id="letters that unfold"),
        pytest.param("1h90", "59 minutes at most", id="too many minutes beside hours"),
        pytest.param("1:5", "two figures", id="one figure after the colon"),
        pytest.param("1:75", "00 to 59", id="minutes past the hour"),
        pytest.param("1/0 h", "could not be understood", id="nothing divides by nothing"),
        *(
            pytest.param(text, "could not be understood", id=text)
            for text in ("abc", "h", "a", "1 30", "1e3", "1²", "①", "30 min 1 h", "1h30m20s", "1_0",
                         "nan", "inf", "1,500,000", "1.30.20", "=1+1", "\x00", "1h\n30\nx")
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(text, said):
    with pytest.raises(RuleError, match=said):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.333", "That comes to 79.98 minutes. Write 1h20 (80 min), or 1h19 (79 min)."),
        ("1/7", "That comes to about 8.57 minutes. Write 9 min, or 8 min."),
        ("20.5 min", "That comes to 20.5 minutes. Write 20 min, or 21 min."),
        ("0.01", "That comes to 0.6 minutes. Write 1 min."),
        ("0.5 min", "That comes to 0.5 minutes. Write 1 min."),
        ("0.0000001", "That comes to about 0 minutes. Write 1 min."),
    ],
)
def test_parts_of_a_minute_are_refused_with_the_nearest_whole_ones(text, said):
    with pytest.raises(RuleError) as refused:
        parse_duration(text)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.30", "1.30 can mean 1h30 or 1h18."),
        ("1,15", "1,15 can mean 1h15 or 1h09."),
        ("0.45", "0.45 can mean 45 min or 27 min."),
        ("2.10h", "2.10 can mean 2h10 or 2h06."),
        (".30", ".30 can mean 30 min or 18 min."),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about(text, said):
    with pytest.raises(RuleError, match=re.escape(said)):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1.25", 75), ("1.50", 90), ("0.75h", 45), ("2.00", 120), ("1.3", 78), ("1.80", 108)],
)
def test_parts_of_an_hour_that_nobody_takes_for_minutes_are_taken(text, minutes):
    assert parse_duration(text) == minutes


def as_decimals(minutes):
    """Write the hours as a decimal, where that is possible exactly."""
    written = f"{minutes / 60:.1f}" if not minutes % 6 else f"{minutes / 60:.2f}"
    if minutes % 6 and minutes % 15:
        return []
    return [f"{written}h", written.replace(".", ",")]


def ways(minutes):
    hours, rest = divmod(minutes, 60)
    whole = [f"{minutes} min", f"{minutes}m", f"{minutes} minutes", f"{minutes} mins"]
    both = [
        f"{hours}h{rest:02}", f"{hours}h {rest}m", f"{hours} h {rest} min", f"{hours}:{rest:02}",
        f"{hours} hours {rest} minutes", f"{hours} hours and {rest} minutes", f"{hours}h{rest}",
        f"{minutes}/60 h", spoken(minutes), short(minutes), clocked(minutes),
    ]  # fmt: skip
    bare = [str(minutes)] if minutes >= 15 else []
    return whole + both + bare + as_decimals(minutes)


DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]
SPACES = [" ", "\u00a0", "\u2009", "  "]
CASES = [str.lower, str.upper, str.title]


@given(
    st.integers(1, 1440), st.sampled_from(DIGITS), st.sampled_from(SPACES), st.sampled_from(CASES)
)
def test_every_way_of_writing_minutes_means_them(minutes, digits, space, case):
    for way in ways(minutes):
        written = case(way).translate(str.maketrans(DIGITS[0], digits)).replace(" ", space)
        assert parse_duration(written) == minutes, written


def answer_to(text):
    try:
        return parse_duration(text)
    except RuleError as refused:
        return str(refused)


@given(st.text(max_size=80) | st.text("0123456789 hm:.,/½'aminurtesof-", max_size=20))
def test_any_text_is_understood_or_refused_in_words(text):
    answer = answer_to(text)
    assert answer in range(1, 1441) or answer.endswith(".")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 minute"), (60, "1 hour"), (90, "1 hour 30 minutes"), (121, "2 hours 1 minute"),
     (0, "0 minutes"), (60_000, "1,000 hours")],
)  # fmt: skip
def test_minutes_are_said_in_words(minutes, said):
    assert spoken(minutes) == said


def test_minutes_are_written_short():
    assert [clocked(5), clocked(90), clocked(6000)] == ["0:05", "1:30", "100:00"]
    assert [short(20), short(60), short(65)] == ["20 min", "1h", "1h05"]
