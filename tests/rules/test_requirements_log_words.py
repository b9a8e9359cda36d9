"""Words are compared without case, with spaces and hyphens as underscores, on both sides."""

import json
from datetime import date

import pytest

from cpd.requirements import files
from cpd.requirements.known import SHIPPED, asked_by, known_to
from cpd.requirements.log_files import read_log
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.spelling import category_key, key
from cpd.requirements.validating import schema_text
from tests.factories.packs import a_log, an_entry, asking, the_pack

YEAR = "period: {type: calendar, unit: year}"
HOUR = f"kind: minimum, measure: cpd, at_least: 1h, {YEAR}"
SPELLINGS = ("self_study", "Self-Study", "self study", " SELF  STUDY ", "Self\u2013study")


def rows(log, *requirements, **rest):
    pack = the_pack(asking(*requirements, **rest))
    read = read_log(json.dumps(log).encode(), known_to([pack]))
    return evaluate((pack,), read, date(2026, 12, 31)).rows


def the_row(log, *requirements, **rest):
    [row] = rows(log, *requirements, **rest)
    return row


@pytest.mark.parametrize("text", SPELLINGS)
def test_spellings_are_one_word(text):
    assert key(text) == "self_study"


@pytest.mark.parametrize(
    ("text", "found"),
    [("A", "A"), ("a", "A"), ("Core", "core"), ("ß", "ss"), ("-", "-"), ("Part A", "part_a")],
)
def test_a_category_of_one_letter_is_a_capital(text, found):
    assert category_key(text) == found


@pytest.mark.parametrize("of_pack", SPELLINGS)
@pytest.mark.parametrize("of_log", SPELLINGS)
@pytest.mark.parametrize(("asked", "said"), [("tag", "tags"), ("category", "category")])
def test_tags_and_categories_are_compared_so(of_pack, of_log, asked, said):
    listed = "tags" if asked == "tag" else "categories"
    entry = an_entry(**{said: [of_log] if said == "tags" else of_log})
    row = the_row(
        a_log(entry),
        f'{HOUR}, in: {{{asked}: "{of_pack}"}}',
        top=f'{listed}: ["{SPELLINGS[1]}"]\n',
    )
    assert row.verdict == "met"


def test_a_mode_and_a_grade_are_compared_so():
    log = a_log(an_entry(mode="Self paced")) | {"member": {"grade": "Pre-Accredited"}}
    asked = f"{HOUR}, in: {{mode: Self-Paced}}, applies_if: {{grade: [PRE_ACCREDITED]}}"
    assert the_row(log, asked).verdict == "met"


def test_kinds_formats_and_roles_are_compared_so():
    measures = "measures:\n  cpd: {select: {kind: supervision, role: received, format: group}}\n"
    entry = an_entry(kind="Supervision", role="RECEIVED", format="Group ")
    assert the_row(a_log(entry), HOUR, measures=measures).verdict == "met"


@pytest.mark.parametrize("written", ["A", "a", " A "])
@pytest.mark.parametrize("in_pack", ["A", "a"])
def test_a_category_of_a_letter_still_shows_as_it_is_written(written, in_pack):
    row = the_row(
        a_log(an_entry(category=written, minutes=30)),
        f"{HOUR}, in: {{category: {in_pack}}}",
        top=f"categories: [{in_pack}, B]\n",
    )
    assert row.claimed == 30
    assert any("category A" in line for line in row.explanation)


def test_a_category_shows_with_the_capitals_of_its_pack():
    top = "categories: [Core_Skills, other]\ncategory_words: {Other: anything else}\n"
    pack = the_pack(asking(f"{HOUR}, in: {{category: core-skills}}", top=top))
    assert pack.categories == ("core_skills", "other")
    assert pack.category_words == {"core_skills": "Core Skills", "other": "anything else"}


def test_a_category_by_body_finds_its_body():
    log = a_log(an_entry(category={"Body.Member": "a"}))
    row = the_row(log, f"{HOUR}, in: {{category: A}}", top="categories: [A, B]\n")
    assert row.verdict == "met"


def test_papers_and_declarations_are_compared_so():
    log = a_log(
        documents=[{"document": "DBS-check", "issued": "2026-01-10"}],
        declarations=[{"event": "Complaint upheld", "on": "2026-01-10"}],
    )
    found = rows(
        log,
        "kind: document, document: Dbs_Check, valid_for: 3y",
        "kind: declaration, events: [complaint-upheld], within: 0d",
    )
    assert [row.verdict for row in found] == ["met", "met"]


def test_an_entry_may_be_what_only_this_pack_asks_for():
    log = a_log(
        {"kind": "document", "start": "2026-01-10", "title": "Fire drill"},
        {"kind": "declaration", "start": "2026-01-10", "tags": ["Lost keys"]},
    )
    found = rows(
        log,
        "kind: document, document: fire_drill, valid_for: 3y",
        "kind: declaration, events: [lost_keys], within: 0d",
    )
    assert [row.verdict for row in found] == ["met", "met"]


def test_an_entry_may_be_called_anything_where_its_kind_is_counted():
    log = a_log({"kind": "document", "start": "2026-01-10", "title": "A letter"})
    asked = f"kind: min_count, select: {{kind: document}}, at_least: 1, {YEAR}"
    assert the_row(log, asked).verdict == "met"


@pytest.mark.parametrize("kind", ["Parental", "parental", "PARENTAL "])
def test_kinds_of_leave_are_compared_so(kind):
    away = {"from": "2026-01-01", "to": "2026-12-31", "kind": kind}
    asked = f"{HOUR}, leave: {{method: exempt_whole_periods, kinds: [Parental]}}"
    assert the_row(a_log() | {"member": {"leave": [away]}}, asked).verdict == "exempt"


def test_what_shipped_packs_ask_for_is_known_to_every_log():
    asked = known_to(pack for versions in files.packs().values() for pack in versions)
    assert asked == SHIPPED
    said = schema_text("log")
    assert all(name in said for name in (*SHIPPED.documents, *SHIPPED.declarations))


def test_what_a_pack_asks_for_is_found():
    pack = the_pack(asking(f"{HOUR}, debt: {{source: grace_given}}"))
    assert asked_by(pack).declarations == {"grace_given"}


def test_the_schema_of_a_log_describes_every_field():
    schema = json.loads(schema_text("log"))
    bare = list(undescribed(schema, ()))
    assert not bare


def undescribed(part, path):
    """Find fields without a word about them; conditions repeat fields and need none."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if name == "properties":
                yield from (
                    (*path, one) for one, what in inner.items() if "description" not in what
                )
            if name not in {"if", "not", "allOf"}:
                yield from undescribed(inner, (*path, name))
