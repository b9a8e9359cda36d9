"""The same answers through the real command, as somebody at a shell gets them."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cpd.requirements.validating import schema_text
from tests.factories.requirements import a_log, an_activity, group_of, individual, practice
from tests.oracles.judging import Answer, judged
from tests.oracles.packs import a_pack, gallery, paper
from tests.oracles.test_banded_and_capped_examples import AWARDED, OCTOBER, TWO_BODIES
from tests.oracles.test_supervision_examples import A_YEAR, MARCH, MIXED, PEER_PAIR
from tests.oracles.test_time_and_leave_examples import APRIL, STUDENT

CPD = Path(sys.executable).with_name("cpd")


def checked(folder, pack, log, as_of, *more):
    file = folder / "log.json"
    file.write_text(json.dumps(log, ensure_ascii=False), encoding="utf-8")
    asked = ["--pack", str(pack), "--log", str(file), "--as-of", as_of]
    return subprocess.run(
        [CPD, "rules", "check", *asked, *more], capture_output=True, text=True, check=False
    )


EXAMPLES = [
    pytest.param("bacp.accredited", a_log(MARCH, *MIXED, PEER_PAIR), "2026-04-10", id="o-02"),
    pytest.param("bacp.accredited", A_YEAR, "2027-01-01", id="o-04"),
    pytest.param("icf.pcc", a_log(*TWO_BODIES, OCTOBER, **AWARDED), "2027-01-01", id="o-15"),
    pytest.param(STUDENT, a_log(*APRIL), "2026-05-01", id="o-26"),
    pytest.param(paper("ukcp.registrant"), a_log(an_activity()), "2026-11-21", id="from-a-file"),
    pytest.param(gallery(), a_log(an_activity(), MARCH), "2026-11-21", id="the-gallery"),
    pytest.param("atrium.practitioner", a_log(), "2026-11-21", id="an-empty-log"),
]


@pytest.mark.parametrize(("pack", "log", "as_of"), EXAMPLES)
def test_the_command_answers_as_published(tmp_path, pack, log, as_of):
    done = checked(tmp_path, pack, log, as_of, "--json")
    assert done.stderr == ""
    said = json.loads(done.stdout)
    jsonschema.validate(said, json.loads(schema_text("answer")))
    jsonschema.validate(log, json.loads(schema_text("log")))
    assert said == judged(pack, log, as_of).said
    assert set(said) == {"pack", "version", "as_of", "verdicts"}
    assert said["as_of"] == as_of


def test_o_02_through_the_command(tmp_path):
    log = a_log(MARCH, *MIXED, PEER_PAIR)
    done = checked(tmp_path, "bacp.accredited", log, "2026-04-10", "--json")
    row = Answer(json.loads(done.stdout)).row("supervision_monthly", "2026-03-01")
    assert row.figures == ("met", "90", "205/2", "0")


def test_explaining_says_the_same_to_a_person(tmp_path):
    file = tmp_path / "log.json"
    file.write_text(json.dumps(a_log(MARCH, *MIXED)))
    asked = ["--pack", "bacp.accredited", "--log", str(file), "--as-of", "2026-04-10"]
    done = subprocess.run(
        [CPD, "rules", "explain", *asked], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "10 minutes" in done.stdout


BROKEN = [
    pytest.param({"colour": "red"}, "colour", id="an-unknown-field"),
    pytest.param({"minutes": -5}, "minutes", id="less-than-nothing"),
    pytest.param({"minutes": 1.5}, "minutes", id="half-a-minute"),
    pytest.param({"minutes": "60"}, "minutes", id="minutes-as-text"),
    pytest.param({"minutes": True}, "minutes", id="minutes-as-a-truth"),
    pytest.param({"start": "2026-02-30"}, "start", id="a-day-that-never-was"),
    pytest.param({"start": "03/04/2026"}, "start", id="a-day-that-could-be-two"),
    pytest.param({"start": "2026-03-02", "end": "2026-03-01"}, "end", id="ends-before-it-starts"),
    pytest.param({"kind": "holiday"}, "kind", id="an-unknown-kind"),
    pytest.param({"format": "duet"}, "format", id="an-unknown-format"),
    pytest.param({"size": {"contracted": 0}}, "size", id="nobody-in-the-group"),
    pytest.param({"size": {"contracted": 4, "late": 1}}, "size", id="an-unknown-size"),
    pytest.param({"status": "thinking"}, "status", id="an-unknown-status"),
    pytest.param({"own_minutes": 90}, "own_minutes", id="more-own-minutes-than-minutes"),
    pytest.param({"tags": "ethics"}, "tags", id="tags-that-are-no-list"),
]


@pytest.mark.parametrize(("change", "path"), BROKEN)
def test_what_cannot_be_is_refused_with_its_place(tmp_path, change, path):
    log = a_log(practice(), {**individual(), **change})
    done = checked(tmp_path, "bacp.accredited", log, "2026-04-10", "--json")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "entries" in done.stderr
    assert path in done.stderr
    assert "1" in done.stderr


MEMBERS = [
    pytest.param({"time_zone": "Mars/Olympus"}, "time_zone", id="an-unknown-zone"),
    pytest.param({"joined": "soon"}, "joined", id="no-day"),
    pytest.param({"anchors": {"credential_awarded": "2023-02-29"}}, "anchors", id="no-such-day"),
    pytest.param({"leave": [{"from": "2026-03-02", "to": "2026-03-01"}]}, "leave", id="backwards"),
    pytest.param({"closed": ["2026-13"]}, "closed", id="a-thirteenth-month"),
    pytest.param({"shoe_size": 43}, "shoe_size", id="an-unknown-field"),
]


@pytest.mark.parametrize(("change", "path"), MEMBERS)
def test_what_cannot_be_of_a_member_is_refused_with_its_place(tmp_path, change, path):
    done = checked(tmp_path, "bacp.accredited", a_log(**change), "2026-04-10", "--json")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert path in done.stderr


def test_the_same_id_twice_is_refused(tmp_path):
    log = a_log(individual(id="one"), individual(id="one"))
    done = checked(tmp_path, "bacp.accredited", log, "2026-04-10", "--json")
    assert done.returncode != 0
    assert "one" in done.stderr


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"member": 1}', "\x00"])
def test_a_file_that_is_no_log_is_refused(tmp_path, text):
    file = tmp_path / "log.json"
    file.write_text(text)
    asked = ["--pack", "bacp.accredited", "--log", str(file), "--as-of", "2026-04-10", "--json"]
    done = subprocess.run(
        [CPD, "rules", "check", *asked], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_an_unknown_pack_is_refused(tmp_path):
    done = checked(tmp_path, "bacp.emperor", a_log(), "2026-04-10", "--json")
    assert done.returncode != 0
    assert "bacp.emperor" in done.stderr


def test_a_years_log_takes_less_than_a_second(tmp_path):
    """As promised of the command, its own start included: time at work, whoever else works."""
    months = [f"2026-{month:02}" for month in range(1, 13)]
    days = [f"{month}-{day:02}" for month in months for day in (3, 10, 17, 24)]
    log = a_log(
        *(practice(day, 1200) for day in days),
        *(group_of(5, day, 90) for day in days),
        *(individual(day) for day in days[::2]),
        *(an_activity(day, 60, category="core") for day in days[::2]),
    )
    before = at_work()
    checked(tmp_path, "bacp.accredited", log, "2027-01-01", "--json")
    assert at_work() - before < 3


def at_work() -> float:
    """Return the seconds of processor that commands have taken until now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


CROSSING = "[{id: x, on: {any_tag: [x, z]}, max: 5h}, {id: y, on: {any_tag: [y, z]}, max: 5h}]"
NESTED = "[{id: x, on: {category: A}, max: 5h}, {id: y, on: {category: A, tag: y}, max: 2h}]"
ANY_MINIMUM = (
    "{id: due, kind: minimum, measure: cpd, at_least: 9h, period: {type: calendar, unit: year}}"
)


@pytest.mark.parametrize(
    ("more", "is_refused"),
    [
        pytest.param({"caps": CROSSING}, True, id="crossing-caps"),
        pytest.param({"caps": CROSSING, "allocation": "maxflow"}, False, id="with-an-allocation"),
        pytest.param({"caps": NESTED}, False, id="one-inside-the-other"),
    ],
)
def test_caps_that_cross_need_an_allocation(more, is_refused):
    pack = a_pack(
        ANY_MINIMUM, tags="[x, y, z, peer_consultation, presented]", categories="[A, B]", **more
    )
    done = subprocess.run(
        [CPD, "rules", "lint", str(pack)], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == is_refused, said
    assert ("cross" in said) == is_refused
