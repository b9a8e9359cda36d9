"""What goes out comes in again as it was: every field, every sign."""

import csv
import json
from datetime import date, time
from io import StringIO
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from cpd.codes.files import register
from cpd.kernel.errors import RuleError
from cpd.records.rules.checking import checked
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.texts import key
from cpd.transfers import csv_files
from cpd.transfers.rules.cells import DateForm, joined, listed, pairs, written
from cpd.transfers.rules.columns import HEADS, guessed
from cpd.transfers.rules.formats import FORMAT, VERSION
from cpd.transfers.rules.lines import Reader
from cpd.transfers.rules.tables import table_of_csv
from cpd.transfers.rules.writing import cells_of, typed
from cpd.transfers.uploads import table_from
from cpd.transfers.workbooks import workbook

TODAY = date(2026, 3, 2)
ZONE = ZoneInfo("Europe/Tallinn")
SESSION, SUPERVISOR = UUID(int=1), UUID(int=2)
ENTRY = UUID(int=3)

AWKWARD = st.sampled_from(
    ["=1+1", "+44 20", "-5", "@me", "\t=x", "'=x", "'", '"', '""', "a,b;c", "a\nb", "مرحبا", "שלום",
     "🎉👩‍👩‍👧", "x\r\ny", "\\", "a\\;b", "tab\there", ":", "\ufefftitle", "2026-01-01", "0x1"]
)  # fmt: skip
TEXT = st.one_of(AWKWARD, st.text(max_size=40), st.builds(lambda a, b: a + b, AWKWARD, AWKWARD))
WORD = TEXT.filter(lambda text: len(text) < 30 and bool(key(text)))
DAY = st.dates(date(2010, 1, 1), TODAY)
CLOCK = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def maybe(strategy):
    return st.one_of(st.none(), strategy)


LINES = st.builds(
    Logged,
    kind=st.sampled_from(EntryKind),
    done_on=DAY,
    title=TEXT,
    minutes=st.integers(0, 1440),
    ended_on=maybe(DAY),
    begins=maybe(CLOCK),
    ends=maybe(CLOCK),
    own_minutes=maybe(st.integers(0, 90)),
    reflection=TEXT,
    planned=TEXT,
    acted=TEXT,
    evaluated=TEXT,
    outcomes=TEXT,
    provider=maybe(TEXT),
    category=maybe(TEXT),
    categories=st.dictionaries(WORD, WORD, max_size=3),
    tags=st.lists(TEXT, max_size=4).map(tuple),
    topic=maybe(TEXT),
    mode=maybe(st.sampled_from(Mode)),
    part=maybe(st.sampled_from(Part)),
    setting=maybe(TEXT),
    certificate_number=maybe(TEXT),
    supervision_format=maybe(st.sampled_from(SupervisionFormat)),
    contracted=maybe(st.integers(1, 200)),
    attended=maybe(st.integers(1, 200)),
    facilitated=maybe(st.booleans()),
    recused=maybe(st.booleans()),
    supervisor=maybe(TEXT),
    supervisor_id=maybe(st.just(SUPERVISOR)),
    feedback_from=maybe(st.sampled_from(FeedbackFrom)),
    due_on=maybe(DAY),
    plan_state=maybe(st.sampled_from(PlanState)),
    dilemma_sort=maybe(st.sampled_from(DilemmaSort)),
    taken_to_id=maybe(st.just(SESSION)),
    clauses=st.sampled_from([(), ("plumm:1",), ("atrium-practice:9.3", "lahendus:O7")]),
    counts_for=maybe(st.lists(TEXT, min_size=1, max_size=2).map(tuple)),
    identity_reason=maybe(TEXT),
)


def kept(line: Logged) -> Logged:
    """Return the line as the log would hold it; the test looks at no other."""
    try:
        line = checked(line, TODAY, zone=ZONE)
    except RuleError:
        return reject()
    return line


def a_reader(heads) -> Reader:
    return Reader(
        heads=heads,
        mapped=guessed(heads),
        form=DateForm.ISO,
        kind=None,
        today=TODAY,
        zone=ZONE,
        register=register(),
        supervisors=frozenset({SUPERVISOR}),
        sessions=frozenset({SESSION}),
    )


def told(entry: UUID) -> dict[str, str]:
    return {"entry_id": str(entry), "withdrawn": "no", "source": "typed", "version": "1"}


def read_back(table) -> Logged:
    (raw,) = table.rows
    line = a_reader(table.heads).line(raw)
    assert line.problems == ()
    assert line.entry_id == ENTRY
    return line.logged


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_csv_comes_in_as_it_went_out(line):
    line = kept(line)
    cells = cells_of(line, told(ENTRY))
    file = csv_files.BYTE_ORDER_MARK + csv_files.line(HEADS) + csv_files.line(cells)
    formulas = [
        cell
        for row in csv.reader(StringIO(file.removeprefix("\ufeff"), newline=""))
        for cell in row
        if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    assert formulas == []
    assert read_back(table_of_csv(file.encode())) == line


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_json_comes_in_as_it_went_out(line):
    line = kept(line)
    entry = {"id": str(ENTRY), "line": line.to_facts(), "withdrawn_at": None}
    whole = {"format": FORMAT, "format_version": VERSION, "entries": [entry]}
    assert read_back(table_from(json.dumps(whole).encode())) == line


@settings(max_examples=30, deadline=None)
@given(LINES)
def test_a_sheet_comes_in_as_it_went_out(line):
    line = kept(line)
    book = workbook(HEADS, [typed(cells_of(line, told(ENTRY)))], "Log")
    assert read_back(table_from(book)) == line


@given(st.lists(TEXT.map(lambda text: " ".join(text.split())).filter(bool), max_size=5))
def test_lists_are_parted_where_they_were_joined(words):
    assert listed(joined(words)) == tuple(words)


@given(
    st.dictionaries(*[TEXT.map(lambda text: " ".join(text.split())).filter(bool)] * 2, max_size=4)
)
def test_pairs_are_parted_where_they_were_joined(found):
    assert pairs(written(found)) == found
