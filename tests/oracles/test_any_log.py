"""Whatever a log holds, every pack answers it, in the published shape and in whole sentences."""

import json
import re
from datetime import date

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements import files
from cpd.requirements.validating import schema_text
from tests.oracles.judging import judged
from tests.oracles.packs import gallery, paper
from tests.oracles.patience import examples

SCHEMA = jsonschema.Draft202012Validator(json.loads(schema_text("answer")))
PATIENT = examples(150)
DATES = st.dates(date(2019, 1, 1), date(2027, 12, 31))
ANY_DAY = st.one_of(DATES, st.sampled_from([date(2020, 2, 29), date(2024, 2, 29)])).map(str)
WORDS = st.sampled_from(["A", "B", "core", "resource", "cpd", "reading", "ethics", "心理"])
TAGS = st.lists(
    st.sampled_from(
        ["ethics", "mentor_received", "mentor_delivered", "supervision", "self_study", "theory",
         "role_x", "role_y", "practice", "peer_consultation", "presented", "participatory",
         "peer_reflection", "cultural_competence"]
    ),
    max_size=3,
    unique=True,
)  # fmt: skip
MAYBE_ENTRY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            ["activity", "supervision", "practice", "reflection", "feedback", "plan"]
        ),
        "start": ANY_DAY,
        "minutes": st.integers(1, 1440),
    },
    optional={
        "category": WORDS,
        "tags": TAGS,
        "mode": st.sampled_from(["live", "self_paced"]),
        "format": st.sampled_from(["individual", "group", "peer"]),
        "size": st.fixed_dictionaries(
            {}, optional={"contracted": st.integers(1, 30), "attended": st.integers(1, 30)}
        ),
        "role": st.sampled_from(["received", "delivered", "presented"]),
        "setting": st.sampled_from(["clinic A", "clinic B"]),
        "topic": WORDS,
        "title": st.text(max_size=20),
        "status": st.sampled_from(["draft", "submitted", "verified", "rejected"]),
        "evidence": st.just(["a.pdf"]),
        "supervisor_id": st.just("s-1"),
    },
)
A_PAPER = st.fixed_dictionaries(
    {"kind": st.just("document"), "start": ANY_DAY, "title": st.just("DBS check")}
)
RUNS = st.lists(
    st.tuples(DATES, DATES).map(lambda two: {"from": str(min(two)), "to": str(max(two))}),
    max_size=2,
)
ANCHORS = [
    "credential_awarded",
    "registered",
    "registration",
    "licensed",
    "certified",
    "accredited",
]
LOGS = st.fixed_dictionaries(
    {
        "member": st.fixed_dictionaries(
            {"time_zone": st.sampled_from(["Europe/London", "Pacific/Auckland", "Asia/Kolkata"])},
            optional={
                "joined": ANY_DAY,
                "grade": st.sampled_from(["acc", "pcc", "supervisor", "accredited"]),
                "working_share": st.sampled_from([0.5, "3/5", 1]),
                "anchors": st.dictionaries(st.sampled_from(ANCHORS), ANY_DAY),
                "leave": RUNS,
                "breaks": RUNS,
                "closed": RUNS,
            },
        ),
        "entries": st.lists(st.one_of(MAYBE_ENTRY, A_PAPER), max_size=8),
        "documents": st.lists(
            st.fixed_dictionaries(
                {
                    "document": st.sampled_from(
                        ["indemnity_insurance", "dbs_check", "signed_undertaking"]
                    )
                },
                optional={"issued": ANY_DAY, "from": ANY_DAY},
            ),
            max_size=3,
        ),
        "declarations": st.lists(
            st.fixed_dictionaries(
                {
                    "declaration": st.sampled_from(
                        [
                            "complaint_upheld",
                            "granted_grace",
                            "renewal_submitted",
                            "granted_extension",
                        ]
                    )
                },
                optional={
                    "happened_on": ANY_DAY,
                    "declared_on": ANY_DAY,
                    "minutes": st.integers(1, 600),
                },
            ),
            max_size=3,
        ),
    }
)
PAPERS = ("icf.pcc", "pacfa.member", "bacp.student-accredited-course", "atrium.practitioner")
PACKS = st.sampled_from([*files.ids(), *(str(paper(id_)) for id_ in PAPERS), str(gallery())])
FIGURE = re.compile(r"\d+(/\d+)?")
ODD = re.compile(r"\bNone\b|Fraction\(|datetime|\{|_|  |\.\.$| ,|\bnan\b")
QUOTED = re.compile(r"“[^”]*”")


def odd(line, titles):
    for title in sorted(titles, key=len, reverse=True):
        line = line.replace(title, "…")
    return ODD.search(QUOTED.sub("…", line))


@PATIENT
@given(pack=PACKS, log=LOGS, as_of=DATES)
def test_every_pack_answers_any_log(pack, log, as_of):
    said = judged(pack, log, as_of.isoformat()).said
    SCHEMA.validate(said)
    for row in said["verdicts"]:
        if row["period"] and row["period"]["start"]:
            assert row["period"]["start"] <= as_of.isoformat()
        figures = [row[key] for key in ("required", "claimed", "evidenced", "short")]
        assert all(one is None or FIGURE.fullmatch(one) for one in figures)
        assert row["explanation"]


@PATIENT
@given(pack=PACKS, log=LOGS, as_of=DATES)
def test_every_pack_speaks_in_plain_words(pack, log, as_of):
    titles = {one["title"] for one in log["entries"] if one.get("title")}
    plain = {
        **log,
        "entries": [
            {**one, **({} if one["kind"] == "document" else {"title": "A day"})}
            for one in log["entries"]
        ],
    }
    for row in judged(pack, plain, as_of.isoformat()).said["verdicts"]:
        for line in row["explanation"]:
            assert line.strip() == line
            assert line
            assert not odd(line, titles), line


@PATIENT
@given(pack=PACKS, log=LOGS, as_of=DATES, data=st.data())
def test_no_order_matters_of_entries_without_ids(pack, log, as_of, data):
    """Nor does the order of papers and of runs of days."""
    shuffled = {
        **log,
        **{
            part: data.draw(st.permutations(log[part]))
            for part in ("entries", "documents", "declarations")
        },
    }
    day = as_of.isoformat()
    assert judged(pack, shuffled, day).said == judged(pack, log, day).said


@PATIENT
@given(pack=PACKS, log=LOGS, as_of=DATES, later=st.lists(MAYBE_ENTRY, max_size=3))
def test_what_lies_ahead_changes_no_figure(pack, log, as_of, later):
    """Entries of days to come are left out, whatever the pack counts by."""
    day = as_of.isoformat()
    ahead = [{**one, "start": "2029-01-01", "end": "2029-01-02"} for one in later]
    more = {**log, "entries": [*log["entries"], *ahead]}

    def figures(said):
        return [
            {key: it for key, it in row.items() if key != "explanation"} for row in said["verdicts"]
        ]

    assert figures(judged(pack, more, day).said) == figures(judged(pack, log, day).said)
