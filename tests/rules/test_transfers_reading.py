"""What a file says: its character set, its columns, its days and times, line by line."""

from datetime import date, time
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from cpd.codes.files import register
from cpd.kernel.cells import guarded, unguarded
from cpd.kernel.errors import RuleError
from cpd.records.rules.kinds import EntryKind, Mode, Part, SupervisionFormat
from cpd.transfers.rules import cells
from cpd.transfers.rules.cells import DateForm, WrongFormError
from cpd.transfers.rules.columns import HEADS, guessed, left_out, problem_with
from cpd.transfers.rules.lines import Reader, Seen
from cpd.transfers.rules.reports import Choices, Report, examined, taken
from cpd.transfers.rules.tables import Raw, decoded, separator_of, table_of_csv

TODAY = date(2026, 3, 2)


def a_reader(heads, **given) -> Reader:
    usual = {
        "heads": tuple(heads),
        "mapped": guessed(heads),
        "form": DateForm.ISO,
        "kind": EntryKind.ACTIVITY,
        "today": TODAY,
        "zone": ZoneInfo("Europe/Tallinn"),
        "register": register(),
    }
    return Reader(**(usual | given))


def read(text, **given):
    table = table_of_csv(text.encode())
    reader = a_reader(table.heads, **given)
    return [reader.line(raw) for raw in table.rows]


def report_of(text, **given) -> Report:
    return examined(read(text, **given), Seen())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("date;töö\n".encode("cp1252"), "Windows-1252", id="an older character set"),
        pytest.param("date,title\n".encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param(b"date,title\n2026-01-01,a\0b\n", "Line 2 has a NUL", id="a nul byte"),
    ],
)
def test_other_character_sets_are_refused_with_a_hint(content, said):
    with pytest.raises(RuleError) as refused:
        decoded(content)
    assert said in str(refused.value)
    assert "UTF-8" in str(refused.value)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "with a mark"])
def test_utf8_is_read_with_and_without_its_mark(mark):
    assert table_of_csv(mark + "date,title\n2026-01-01,Töö\n".encode()).heads == ("date", "title")


@pytest.mark.parametrize(
    ("head", "sign"),
    [("date,title", ","), ("date;title;a,b", ";"), ("date\ttitle", "\t"), ('"a;b;c",d', ",")],
)
def test_what_parts_the_columns_is_found_outside_quotes(head, sign):
    assert separator_of(f"{head}\n1,2;3\n") == sign


def test_lines_are_numbered_as_in_the_file():
    """A text with line ends in it takes several; empty lines are passed over, and counted."""
    text = 'date,title\n\n2026-01-01,"two\nlines"\n\n,,\n2026-01-02,last\n'
    assert [row.number for row in table_of_csv(text.encode()).rows] == [3, 7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("date,title\n", "no other"),
        ('date,title\n2026-01-01,"open\n2026-01-02,x\n', "line 2 has a quotation mark"),
        ('date,title\n2026-01-01,"a"b\n', "Line 2 has a quotation mark in the middle"),
        ("date,title\n" + "2026-01-01,x\n" * 50_001, "more than 50,000 lines"),
        ("a," * 300 + "\n1\n", None),
    ],
    ids=["nothing", "heads only", "an open quote", "a stray quote", "too long", "too wide"],
)
def test_what_cannot_be_read_is_refused_in_words(text, said):
    if said is None:
        text, said = ",".join("abcd" for _ in range(300)) + "\nx\n", "columns"
    with pytest.raises(RuleError, match=said):
        table_of_csv(text.encode())


@pytest.mark.parametrize(
    "cell", ["=1+1", "+44", "-x", "@me", "\tx", "\rx", "'=x", "''=x", "it's", "'"]
)
def test_the_guard_is_taken_off_exactly_as_it_was_put_on(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2026-04-03", DateForm.ISO, date(2026, 4, 3)),
        ("03/04/2026", DateForm.DAY_FIRST, date(2026, 4, 3)),
        ("03/04/2026", DateForm.MONTH_FIRST, date(2026, 3, 4)),
        ("3.4.2026", DateForm.DAY_FIRST, date(2026, 4, 3)),
        ("2026-04-03", DateForm.MONTH_FIRST, date(2026, 4, 3)),
        ("٢٠٢٦-٠٤-٠٣", DateForm.ISO, date(2026, 4, 3)),
        ("2026-04-03T00:00", DateForm.ISO, date(2026, 4, 3)),
    ],
)
def test_days_are_read_in_the_form_of_the_file(text, form, day):
    assert cells.day(text, form) == day


@pytest.mark.parametrize(
    ("text", "form", "error"),
    [
        ("03/04/2026", DateForm.ISO, RuleError),
        ("2026-02-30", DateForm.ISO, RuleError),
        ("25/12/2026", DateForm.MONTH_FIRST, WrongFormError),
        ("31/02/2026", DateForm.DAY_FIRST, WrongFormError),
        ("03/04/26", DateForm.DAY_FIRST, RuleError),
        ("yesterday", DateForm.DAY_FIRST, RuleError),
    ],
)
def test_no_day_is_guessed(text, form, error):
    with pytest.raises(error):
        cells.day(text, form)


@pytest.mark.parametrize(
    ("read_", "text", "minutes"),
    [
        (cells.minutes, "90", 90),
        (cells.minutes, "1:30", 90),
        (cells.minutes, "120:05", 7205),
        (cells.hours, "2.5", 150),
        (cells.hours, "2,5", 150),
        (cells.hours, "2", 120),
        (cells.hours, ".25", 15),
        (cells.hours, "1:20", 80),
    ],
)
def test_times_are_read_by_their_column(read_, text, minutes):
    assert read_(text) == minutes


@pytest.mark.parametrize(
    ("read_", "text", "said"),
    [
        (cells.minutes, "2.5", "column that is chosen as hours"),
        (cells.minutes, "1h30", "whole minutes"),
        (cells.minutes, "-5", "whole minutes"),
        (cells.hours, "0.33", "not whole minutes"),
        (cells.hours, "two", "a number like 2.5"),
    ],
)
def test_a_time_in_another_form_says_which_is_taken(read_, text, said):
    with pytest.raises(RuleError, match=said):
        read_(text)


def test_headings_of_others_are_understood():
    heads = ["Date", "Type", "Title of activity", "Organisation", "Duration (minutes)", "Nonsense"]
    found = guessed(heads)
    assert list(found.values()) == ["date_start", "kind", "title", "provider", "minutes"]
    assert left_out(heads, found) == ("Nonsense",)


def test_our_own_heads_are_all_understood():
    found = guessed(HEADS)
    assert {HEADS[place] for place in found} == set(found.values())
    assert left_out(HEADS, found) == ()


def test_a_choice_of_columns_that_cannot_be_read_is_refused():
    assert problem_with({0: "title"}, has_kind=True) == "Choose which column is the day."
    assert "title" in problem_with({0: "date_start"}, has_kind=True)
    assert "kind" in problem_with({0: "date_start", 1: "title"}, has_kind=False)
    assert "minutes or hours" in problem_with(
        {0: "date_start", 1: "title", 2: "minutes", 3: "hours"}, has_kind=True
    )
    assert problem_with({0: "title", 1: "title", 2: "date_start"}, has_kind=True)


def test_a_line_becomes_an_entry():
    (line,) = read(
        "date,kind,title,minutes,format,size_contracted,role,mode,tags\n"
        "2026-02-03,Supervision,Tuesday group,1:30,group,5,received,live,ethics; law\n"
    )
    assert line.problems == ()
    assert (line.logged.kind, line.logged.minutes) == (EntryKind.SUPERVISION, 90)
    assert line.logged.supervision_format is SupervisionFormat.GROUP
    assert (line.logged.part, line.logged.mode) == (Part.RECEIVED, Mode.LIVE)
    assert line.logged.tags == ("ethics", "law")


def test_everything_wrong_with_a_line_is_said_at_once():
    (line,) = read("date,kind,title,minutes\n03/04/2026,party,x,2.5\n")
    assert [(one.head, one.cell) for one in line.problems] == [
        ("date", "03/04/2026"),
        ("kind", "party"),
        ("minutes", "2.5"),
    ]
    assert "2026-04-03" in line.problems[0].text
    assert "activity, supervision" in line.problems[1].text


def test_a_ragged_line_is_refused_if_it_has_more():
    short, long = read("date,title,minutes,provider\n2026-01-01,x,5\n2026-01-01,x,5,y,z\n")
    assert short.logged is not None
    assert "without quotes" in long.problems[0].text


def test_what_a_kind_has_no_place_for_is_said():
    (line,) = read("date,kind,title,minutes,provider\n2026-01-01,practice,Clients,60,Harbour\n")
    assert "“Provider” has no place" in line.remarks[0]


def test_a_day_that_cannot_be_in_the_chosen_form_stops_the_file():
    text = "date,title,minutes\n03/04/2025,x,5\n25/12/2025,y,5\n"
    assert report_of(text, form=DateForm.DAY_FIRST).stop == ""
    assert report_of(text, form=DateForm.MONTH_FIRST).stop.startswith("Line 3: “25/12/2025”")
    assert report_of(text).stop == ""  # under ISO both are errors of their lines


def test_what_may_tell_who_a_client_is_is_counted_by_line():
    report = report_of(
        "date,title,minutes,reflection\n"
        "2026-01-01,x,5,My client Anna rang me on 07700 900123\n2026-01-02,y,5,all calm\n"
    )
    assert (report.good, report.telling) == (2, 1)
    assert {one.number for one in report.tells} == {2}


def test_repeats_are_found_in_the_file_and_in_the_log():
    lines = read("date,title,minutes\n2026-01-01,Talk,5\n2026-01-01,talk,5\n2026-01-02,Known,9\n")
    seen = Seen(keys=frozenset({(date(2026, 1, 2), "known", "", 9)}))
    report = examined(lines, seen)
    assert [one.text for one in report.repeats] == [
        "says the same as line 2",
        "is in your log already",
    ]
    assert report.clean == 1


def test_what_stays_out_is_what_was_chosen_and_nothing_else():
    lines = read(
        "date,title,minutes,reflection\n2026-01-01,Talk,5,\n2026-01-01,Talk,5,\n"
        "2026-01-03,Note,5,client Anna came\nnever,Bad,5,\n"
    )
    strict = [why for _, why in taken(lines, Seen(), Choices())]
    assert [bool(why) for why in strict] == [False, True, True, True]
    lax = [why for _, why in taken(lines, Seen(), Choices(repeats=True, reason="It is a novel."))]
    assert [bool(why) for why in lax] == [False, False, False, True]


def test_a_dilemma_keeps_its_session_only_where_there_is_one():
    session = uuid4()
    raw = Raw(2, ("2026-01-01", "dilemma", "x", str(session)))
    heads = ("date_start", "kind", "title", "taken_to")
    kept = a_reader(heads, sessions=frozenset({session})).line(raw)
    lost = a_reader(heads).line(raw)
    assert kept.logged.taken_to_id == session
    assert lost.logged.taken_to_id is None
    assert "neither in the file nor" in lost.remarks[0]


def test_a_report_survives_being_kept():
    report = report_of("date,title,minutes\nnever,x,5\n2026-01-01,y,5\n")
    assert Report.from_facts(report.to_facts()) == report


def test_times_of_day_are_read():
    assert cells.time_of_day("19:00") == time(19)
    assert cells.time_of_day("19:00:00") == time(19)
