from datetime import date
from fractions import Fraction

import pytest

from cpd.content_files import BrokenFile
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.packs import Match, PeriodShape, PeriodType, Rate
from cpd.requirements.rules.terms import Bands
from tests.factories.packs import PAPER, a_pack, asking, drafts, the_pack, the_requirement

ASKED = {
    "bacp.accredited": 3,
    "bacp.student-accredited-course": 6,
    "icf.pcc": 4,
    "pacfa.member": 5,
    "ukcp.registrant": 2,
    "shapes.gallery": 25,
    "atrium.practitioner": 5,
}
MINIMUM = "kind: minimum, measure: cpd, at_least: 30h"


@pytest.fixture(scope="module")
def paper():
    return {id_: found[-1].pack for id_, found in drafts(PAPER.read_text("utf-8")).items()}


def refusal(content):
    with pytest.raises(BrokenFile) as caught:
        drafts(content)
    return caught.value


def test_every_pack_of_the_paper_can_be_read(paper):
    assert {id_: len(pack.requirements) for id_, pack in paper.items()} == ASKED


def test_the_paper_says_what_it_says(paper):
    bacp, icf, gallery = (paper[id_] for id_ in ("bacp.accredited", "icf.pcc", "shapes.gallery"))
    assert bacp.requirement("supervision_monthly").at_least == 90
    assert [line.rate for line in bacp.measures["supervision"].credit][2] is Rate.ONE_BY_SIZE
    assert icf.late.surcharge == {"total": Fraction(72), "core": Fraction("43.2")}
    assert icf.requirement("core").period.of == "credential_awarded"
    assert gallery.measures["sup_units"].min_entry == {"group": 60}
    assert gallery.requirement("weekly_units").steps == ((0, 600, 1), (600, None, 2))
    assert gallery.requirement("best_years").period.unit == "year"
    assert gallery.requirement("cpd_mix") is None
    assert paper["atrium.practitioner"].requirement("cpd_mix").at_least is None


def test_bands_keep_their_bounds(paper):
    asked = paper["pacfa.member"].requirement("supervision").at_least
    assert isinstance(asked, Bands)
    assert [(row.below, row.from_, row.value) for row in asked.table] == [
        (24000, None, 600),
        (None, 24000, 900),
    ]


def test_a_named_period_is_what_stands_under_periods(paper):
    year = PeriodShape(type=PeriodType.FIXED, anchor=date(2022, 7, 1), length=Length(months=12))
    assert paper["pacfa.member"].requirement("cpd_A").period == year
    assert paper["pacfa.member"].caps[0].period == year
    assert paper["icf.pcc"].caps[0].period is None


def test_extending_takes_what_is_not_said_again(paper):
    student = paper["bacp.student-accredited-course"]
    assert [one.id for one in student.requirements][:4] == [
        "supervision_monthly", "cpd_record", "insurance", "ratio",
    ]  # fmt: skip
    assert student.measures == paper["bacp.accredited"].measures
    assert student.calendar.time_zone == "Europe/London"
    assert student.provenance == paper["bacp.accredited"].provenance


def test_a_requirement_of_the_same_id_takes_the_place_of_the_inherited_one():
    parent = asking(MINIMUM, "kind: manual, ask: Anything")
    child = (
        "cpd_rules: 1\nid: body.other\nversion: 1\neffective: {from: 2020-01-01}\n"
        "extends: body.member\nrequirements: [{id: r0, kind: manual, ask: Something else}]\n"
    )
    pack = drafts(f"{child}---\n{parent}")["body.other"][0].pack
    assert [(one.id, type(one).__name__) for one in pack.requirements] == [
        ("r0", "Manual"),
        ("r1", "Manual"),
    ]
    assert pack.body.name == "A body"


@pytest.mark.parametrize(
    ("since", "version"), [("2020-06-01", 1), ("2021-06-01", 2), ("2019-01-01", 1)]
)
def test_the_version_that_held_then_is_extended(since, version):
    parents = "---\n".join(
        a_pack(f"tags: [t{at}]\n", version=at, since=f"{2019 + at}-01-01") for at in (1, 2)
    )
    child = a_pack("extends: body.member\n", id_="body.child", since=since, measures="")
    found = drafts(f"{parents}---\n{child}")["body.child"][0]
    assert (found.parent.pack.version, found.pack.tags) == (version, (f"t{version}",))


def test_packs_that_extend_each_other_are_refused():
    one = a_pack("extends: body.two\n", id_="body.one")
    two = a_pack("extends: body.one\n", id_="body.two")
    assert refusal(f"{one}---\n{two}").rule == "extends"


def test_a_pack_that_is_not_there_cannot_be_extended():
    error = refusal(a_pack("extends: nobody.knows\n"))
    assert (error.rule, error.line) == ("unknown-pack", 10)


def test_versions_of_a_pack_stand_in_order():
    assert refusal(f"{a_pack(version=2)}---\n{a_pack(version=1)}").rule == "version"


def test_the_sum_is_of_what_is_said_and_not_of_how():
    one = drafts(a_pack("grade: a  # a remark\ntags: [x]\n"))["body.member"][0]
    same = drafts(a_pack("tags:\n  - x\ngrade: 'a'\n"))["body.member"][0]
    other = drafts(a_pack("grade: b\ntags: [x]\n"))["body.member"][0]
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("rate", "read"),
    [
        ('"1"', (Rate.NUMBER, 1)),
        ("3", (Rate.NUMBER, 3)),
        ('"1/3"', (Rate.NUMBER, Fraction(1, 3))),
        ('"0"', (Rate.NUMBER, 0)),
        ('"1/size"', (Rate.ONE_BY_SIZE, 1)),
        ('"min(1, 2/size)"', (Rate.TWO_BY_SIZE, 1)),
        ("own_minutes", (Rate.OWN_MINUTES, 1)),
    ],
)
def test_the_rates_of_the_closed_list(rate, read):
    pack = the_pack(
        a_pack(
            measures=f"measures:\n  cpd: {{select: {{}}, credit: [{{when: {{}}, rate: {rate}}}]}}\n"
        )
    )
    line = pack.measures["cpd"].credit[0]
    assert (line.rate, line.number) == read


@pytest.mark.parametrize(
    "rate", ["2/size", "size", "1/0", "-1", "__import__('os')", "1+1", "min(2, 1/size)", "1e3"]
)
def test_no_other_rate_is_read(rate):
    measures = f'measures:\n  cpd: {{select: {{}}, credit: [{{when: {{}}, rate: "{rate}"}}]}}\n'
    error = refusal(a_pack(measures=measures))
    assert (error.rule, error.line) == ("rate", 9)


def test_matches_of_one_word_and_of_several():
    asked = the_requirement(
        "kind: min_count, at_least: 2, select: {kind: [activity, plan], tag: a, no_tag: b,"
        " size: {min: 2}, any_of: [{mode: live}, {uncategorised: true}]}"
    )
    assert asked.select == Match(
        kinds=frozenset({"activity", "plan"}),
        any_tag=frozenset({"a"}),
        no_tag=frozenset({"b"}),
        size_min=2,
        any_of=(Match(modes=frozenset({"live"})), Match(uncategorised=True)),
    )


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ("kind: minimum, measure: cpd", "missing-key"),
        (f"{MINIMUM}, at_most: 2h", "unknown-key"),
        (f"{MINIMUM}, id: r1", "duplicate-key"),
        ("kind: miracle", "choice"),
        ("measure: cpd", "missing-key"),
        ("kind: minimum, measure: cpd, at_least: 90", "amount"),
        ("kind: minimum, measure: cpd, at_least: 1.5 hours", "amount"),
        (f"{MINIMUM}, period: fortnight", "unknown-period"),
        (f"{MINIMUM}, period: {{type: fixed, length: 12mo}}", "missing-key"),
        (f"{MINIMUM}, period: {{type: anniversary, length: 3y}}", "missing-key"),
        (f"{MINIMUM}, period: {{type: calendar, unit: fortnight}}", "choice"),
        (f"{MINIMUM}, period: {{type: fixed, anchor: 2026-02-30, length: 1y}}", "date"),
        (f"{MINIMUM}, period: {{type: fixed, anchor: 2026-02-01, length: 0d}}", "amount"),
        (f"{MINIMUM}, leave: {{method: ignore}}", "choice"),
        (f"{MINIMUM}, name: {'x' * 61}", "name"),
        (f"{MINIMUM}, joiner: {{method: table}}", "joiner"),
        (f"{MINIMUM}, in: {{format: trio}}", "choice"),
        (f"{MINIMUM}, in: {{colour: red}}", "unknown-key"),
        (f"{MINIMUM}, aggregate: {{mean_of_best: 8, of_last: 7, unit: year}}", "aggregate"),
        ("kind: maximum_share, measure: cpd, share: 130%, of: required, each: category", "share"),
        ("kind: maximum_share, measure: cpd, share: 0%, of: required, each: category", "share"),
        ("kind: maximum_share, measure: cpd, share: 30%, of: required", "share"),
        ("kind: ratio, measure: cpd, to: cpd, at_least: '20'", "amount"),
        ("kind: ratio, measure: cpd, to: cpd", "ratio"),
        ("kind: ratio, measure: cpd, to: cpd, at_least: [{ratio: '1:2'}]", "ratio"),
        ("kind: min_count, select: {}, at_least: 0", "number"),
        ("kind: min_count, select: {}, at_least: true", "number"),
        ("kind: exclusive, across: [a], select: {}", "across"),
        ("kind: cadence, at_least_every: 3y, counted_in: {type: whole}", "cadence"),
    ],
)
def test_a_requirement_that_cannot_be_is_refused_where_it_stands(inside, rule):
    error = refusal(asking("kind: manual, ask: Anything", inside))
    assert (error.rule, error.name, error.line) == (rule, "pack.yaml", 12)


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        ("", "empty", 1),
        ("just text", "shape", 1),
        ("cpd_rules: 2\nid: a\nversion: 1\neffective: {from: 2020-01-01}", "format", 1),
        (a_pack(id_="Body Member"), "id", 2),
        (a_pack("colour: red\n"), "unknown-key", 10),
        (a_pack("status: official\n"), "choice", 10),
        (a_pack("provenance: []\n"), "duplicate-key", 10),
        (a_pack("calendar: {leap_day: feb30}\n"), "choice", 10),
        (a_pack("tags: [a, a]\n"), "duplicate", 10),
        (a_pack("tags: !python/object [a]\n"), "tag", 10),
        (a_pack("tags: *nothing\n"), "alias", 10),
        (a_pack("caps: [{id: a, on: {}, max: 1h}, {id: a, on: {}, max: 1h}]\n"), "duplicate", 10),
        (a_pack("periods: {year: {type: yearly}}\n"), "choice", 10),
        (a_pack(since="2020-13-01"), "date", 6),
    ],
)
def test_a_file_that_is_no_pack_is_refused_where_it_breaks(content, rule, line):
    error = refusal(content)
    assert (error.rule, error.line) == (rule, line)


def test_aliases_that_multiply_are_stopped():
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 9)]
    assert refusal("\n".join(layers)).rule == "too-many"


def test_an_anchor_is_not_known_inside_itself():
    assert refusal("a: &a [*a]").rule == "alias"
