"""The demonstration: what it may touch, and what it leaves alone."""

import pytest
from click.testing import CliRunner

from cpd.cli.serving import demo
from cpd.demo import running


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """Begin a demonstration without its processes; return what the programs would be told."""
    monkeypatch.setenv("CPD_DATA_DIR", str(tmp_path / "real"))
    monkeypatch.setenv("CPD_SECRET_KEY", "of the real site, and long enough to be one")
    told = {}
    monkeypatch.setattr(running, "refuse_busy", lambda _port: None)
    monkeypatch.setattr(running, "seed", lambda _app: None)  # half a minute of history
    monkeypatch.setattr(running, "supervise", lambda _programs, env, *_: told.update(env) or 0)

    def begin(*, fresh=False):
        assert running.run_demo(5000, fresh=fresh) == 0
        return told

    return begin


def test_beginning_anew_leaves_the_real_site_alone(begun, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "cpd.sqlite").write_text("everybody's log")
    begun()
    (tmp_path / "real" / "demo" / "cpd.sqlite").write_text("the cast")
    begun(fresh=True)
    assert (tmp_path / "real" / "cpd.sqlite").read_text() == "everybody's log"
    assert not (tmp_path / "real" / "demo" / "cpd.sqlite").exists()


def test_beginning_anew_has_a_folder_to_begin_in(begun, tmp_path):
    begun(fresh=True)
    assert begun(fresh=True)["CPD_DATA_DIR"] == str(tmp_path / "real" / "demo")
    assert (tmp_path / "real" / "demo" / "secret-key").is_file()


def test_what_is_set_for_the_real_site_stays_out(begun, tmp_path):
    told = begun()
    assert told["CPD_DATABASE_URL"] == f"sqlite:///{tmp_path / 'real' / 'demo' / 'cpd.sqlite'}"
    assert "CPD_SECRET_KEY" not in told


def test_a_port_that_no_computer_has_is_refused_in_words():
    answer = CliRunner().invoke(demo, ["--port", "80000"])
    assert (answer.exit_code, "80000 is not in the range" in answer.output) == (2, True)


class Ended:
    """A process that has ended."""

    def poll(self):
        return 1


@pytest.fixture
def signer_of(monkeypatch):
    """A part of the demonstration whose process ends as soon as it was started."""
    monkeypatch.setattr(running, "start", lambda *_: Ended())

    def made(*, again=True, is_there=False):
        monkeypatch.setattr(running, "is_there", lambda _at: is_there)
        return running.Running(running.Program(["cpd", "signer", "x"], 1, again), {}, Ended())

    return made


def test_a_signer_that_was_killed_is_started_again_but_not_for_ever(signer_of):
    one = signer_of()
    assert [one.goes_on() for _ in range(running.MOST_AGAIN + 2)] == [
        *[True] * running.MOST_AGAIN,
        *[False] * 2,
    ]


def test_where_the_scheduler_started_another_none_is_needed(signer_of):
    one = signer_of(is_there=True)
    assert all(one.goes_on() for _ in range(running.MOST_AGAIN + 2))
    assert one.starts == 1


def test_any_other_part_that_ends_ends_the_demonstration(signer_of):
    assert not signer_of(again=False).goes_on()
