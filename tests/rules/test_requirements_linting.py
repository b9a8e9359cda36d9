import pytest

from cpd.requirements.linting import examine, lint
from tests.factories.packs import CPD, PAPER, a_pack, asking, drafts

PRACTICE = CPD + "  practice: {select: {kind: practice}}\n"
YEAR = "period: {type: calendar, unit: year}"
TOTAL = f"kind: minimum, measure: cpd, at_least: 20h, {YEAR}"


def found(content, severity="error"):
    """Name what the linter finds: (rule, line)."""
    return sorted(
        (finding.rule, finding.line)
        for versions in drafts(content).values()
        for draft in versions
        for finding in examine(draft)
        if finding.severity == severity
    )


def test_a_sound_pack_has_no_findings():
    content = asking(TOTAL)
    assert (found(content), found(content, "warning")) == ([], [])


def test_the_paper_has_no_errors():
    assert found(PAPER.read_text("utf-8")) == []


def caps(*matches, more=""):
    top = "categories: [A, B, C]\ntags: [a, b, c]\n" + more
    return asking(TOTAL, top=f"{top}caps: [{', '.join(matches)}]\n")


def a_cap(id_, match, more=""):
    return f"{{id: {id_}, on: {{{match}}}, max: 10h{more}}}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("category: A", "category: B"),
        ("category: [A, B]", "category: A"),
        ("any_tag: [a, b]", "tag: b"),
        ("any_tag: [a, b]", "tag: c"),
        ("category: A", "category: A, tag: a"),
        ("category: A, tag: a", "category: B, tag: a"),
        ("tag: a", "tag: a"),
    ],
)
def test_caps_that_nest_or_stand_apart_are_sound(one, other):
    assert found(caps(a_cap("x", one), a_cap("y", other))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("category: [A, B]", "category: [B, C]"),
        ("any_tag: [a, b]", "any_tag: [b, c]"),
        ("category: A", "tag: a"),
        ("tag: a, mode: live", "tag: a, category: A"),
        ("tag: a, size: {max: 4}", "tag: a, size: {min: 2}"),
    ],
)
def test_caps_that_cross_are_refused(one, other):
    crossing = caps(a_cap("x", one), a_cap("y", other))
    assert found(crossing) == [("crossing-caps", 12)]
    assert found(caps(a_cap("x", one), a_cap("y", other), more="allocation: maxflow\n")) == []


def test_caps_of_different_measures_do_not_cross():
    one, other = a_cap("x", "category: A", ", measure: cpd"), a_cap("y", "tag: a", ", measure: sup")
    content = caps(one, other).replace(CPD, CPD + "  sup: {select: {kind: supervision}}\n")
    assert found(content) == []


@pytest.mark.parametrize(
    ("share", "errors"), [("30%", [("impossible-share", 12)]), ("1/3", []), ("50%", [])]
)
def test_shares_of_every_category_must_add_up(share, errors):
    shared = f"kind: maximum_share, measure: cpd, share: {share}, of: credited, each: category"
    content = asking(shared, top="categories: [A, B, C]\n")
    assert found(content) == errors


@pytest.mark.parametrize(
    ("requirement", "rule"),
    [
        (f"kind: minimum, measure: sup, at_least: 1h, {YEAR}", "unknown-measure"),
        (f"kind: ratio, measure: cpd, to: clients, at_least: '1:8', {YEAR}", "unknown-measure"),
        (f"{TOTAL}, applies_if: {{measure: clients}}", "unknown-measure"),
        (f"{TOTAL}, surplus: {{to: {{measure: clients}}}}", "unknown-measure"),
        ((f"kind: minimum, measure: cpd, {YEAR}, at_least: {{bands: {{on: clients,"
         " table: [{value: 1h}]}}"), "unknown-measure"),
        ("kind: qualifies, measure: clients", "unknown-measure"),
        (f"{TOTAL}, subset_of: nothing", "unknown-requirement"),
        ("kind: any_of, of: [r0, nothing]", "unknown-requirement"),
        ("kind: any_of, of: [r0, r1]", "circle"),
        (f"{TOTAL}, in: {{category: D}}", "unknown-category"),
        (f"{TOTAL}, in: {{tag: d}}", "unknown-tag"),
        (f"{TOTAL}, carry: {{max: 1h, exclude_tags: d}}", "unknown-tag"),
        (f"{TOTAL}, in: {{any_of: [{{category: A}}, {{all_tags: d}}]}}", "unknown-tag"),
        ("kind: distinct, of: category, from: [A, D]", "unknown-category"),
        (f"{TOTAL}, clause: 'bacp:999'", "unknown-clause"),
        (f"{TOTAL}, clause: 'nobody:1'", "unknown-clause"),
        (f"kind: minimum, measure: cpd, in: {{tag: a}}, at_least: 21h, {YEAR}", "part-above-whole"),
    ],
)  # fmt: skip
def test_what_is_named_must_be_there(requirement, rule):
    content = asking(TOTAL, requirement, top="categories: [A, B]\ntags: [a, b]\n")
    assert {each for each, _ in found(content)} == {rule}
    assert {line for _, line in found(content)} == {14}


@pytest.mark.parametrize(
    "clause",
    ["clause: 'bacp:32'", "clause: 'atrium-practice:9.6'", "clause: Section 3 of the standard"],
)
def test_clauses_of_the_registers_and_sections_of_papers_may_be_cited(clause):
    assert found(asking(f"{TOTAL}, {clause}")) == []


def test_a_minimum_above_the_cap_on_it_can_never_be_met():
    top = "categories: [A, B]\ncaps: [{id: x, on: {category: A}, max: 10h}]\n"
    asked = f"kind: minimum, measure: cpd, in: {{category: A}}, at_least: 11h, {YEAR}"
    assert found(asking(asked, top=top)) == [("above-cap", 13)]


def bands(*rows):
    table = ", ".join(f"{{{row}, value: 1h}}" for row in rows)
    asked = f"at_least: {{bands: {{on: practice, table: [{table}]}}}}"
    return asking(f"kind: minimum, measure: cpd, {asked}, {YEAR}", measures=PRACTICE)


@pytest.mark.parametrize(
    ("rows", "errors", "warnings"),
    [
        (("below: 4h", "from: 4h"), [], []),
        (("up_to: 4h", "over: 4h"), [], []),
        (("up_to: 4h", "up_to: 8h"), [], []),
        (("up_to: 4h", "from: 4h"), ["table-overlap"], []),
        (("below: 5h", "from: 4h"), ["table-overlap"], []),
        (("up_to: 8h", "up_to: 4h"), [], []),
        (("below: 4h", "over: 4h"), [], ["table-hole"]),
        (("below: 4h", "from: 5h"), [], ["table-hole"]),
        (("from: 1h",), [], ["table-hole"]),
    ],
)
def test_tables_have_neither_holes_nor_overlaps(rows, errors, warnings):
    content = bands(*rows)
    assert [rule for rule, _ in found(content)] == errors
    assert [rule for rule, _ in found(content, "warning")] == warnings


@pytest.mark.parametrize(
    ("content", "warnings"),
    [
        (asking(TOTAL).replace("provenance", "#"), [("missing-provenance", 1)]),
        (asking(TOTAL).replace("confidence: high, ", ""), [("missing-confidence", 7)]),
        (asking(TOTAL).replace(", seen: 2026-11-21", ""), [("missing-date", 7)]),
        (asking(TOTAL).replace("title", "#"), [("missing-title", 1)]),
        (asking(TOTAL).replace("body: {", "#"), [("missing-body", 1)]),
        (asking("kind: document, document: insurance, valid_for: 1y"), [("last-day", 11)]),
        (asking("kind: minimum, measure: cpd, at_least: 1h"), [("no-period", 11)]),
        (asking(f"{TOTAL}, in: {{tag: x}}"), [("tags", 11)]),
    ],
)
def test_what_a_reader_should_know_is_asked_for(content, warnings):
    assert found(content) == []
    assert found(content, "warning") == warnings


def test_a_line_that_is_never_read_is_pointed_out():
    credit = 'credit: [{when: {}, rate: "1"}, {when: {format: group}, rate: "1/2"}]'
    measures = f"measures:\n  cpd: {{select: {{kind: activity}}, {credit}}}\n"
    content = asking(TOTAL, measures=measures)
    assert found(content, "warning") == [("unreachable", 9)]


def test_what_is_inherited_is_found_where_it_is_extended():
    parent = asking(TOTAL, top="tags: [a]\n")
    child = a_pack("extends: body.member\ntags: [b]\n", id_="body.child", measures="")
    wrong = parent.replace(f"r0, {TOTAL}", f"r0, {TOTAL}, in: {{tag: a}}")
    lines = wrong.count("\n") + 1
    assert found(f"{wrong}---\n{child}") == [("unknown-tag", lines + 8)]


def test_everything_that_cannot_be_read_is_named_in_one_run(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text(
        asking(
            "kind: minimum, measure: cpd, at_least: 20 hours or so",
            TOTAL,
            "kind: minimum, measure: cpd, at_least: 20h, colour: red",
            "kind: feast",
            top="late: {grace: soon}\ntags: [a, A]\n",
            measures="measures:\n  cpd: {select: {kind: party}}\n  other: {}\n",
        ),
        encoding="utf-8",
    )
    assert [(one.rule, one.line) for one in lint([file])] == [
        ("choice", 9),
        ("missing-key", 10),
        ("amount", 11),
        ("duplicate", 12),
        ("amount", 14),
        ("unknown-key", 16),
        ("choice", 17),
    ]


def test_a_period_that_may_be_inherited_is_no_finding(tmp_path):
    file = tmp_path / "pack.yaml"
    parent = a_pack("periods: {term: {type: calendar, unit: year}}\n")
    child = a_pack(
        "extends: body.member\nrequirements:\n"
        "  - {id: one, kind: minimum, measure: cpd, at_least: 20h, period: term}\n"
        "  - {id: two, kind: feast}\n",
        id_="body.child",
    )
    file.write_text(f"{parent}---\n{child}", encoding="utf-8")
    assert [one.rule for one in lint([file])] == ["choice"]


def test_of_what_is_no_yaml_only_the_place_is_named(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text("cpd_rules: [1\n", encoding="utf-8")
    assert [one.rule for one in lint([file])] == ["syntax"]
