"""A witness cosigns a log that only grew, and is loud about any other."""

import re
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner

from cpd.cli import log as command
from cpd.transparency import service
from cpd.transparency.rules.notes import (
    Checkpoint,
    Line,
    Note,
    VerifierKey,
    read_checkpoint,
    read_note,
    read_verifier_key,
)
from cpd.transparency.rules.tree import Frontier, leaf_hash
from cpd.transparency.verifying import cosigned_at
from cpd.transparency.watching import sources
from tests.factories.transparency import AWitness, a_checkpoint, a_leaf, publishing_into
from tests.signers import a_signer

NAME = "body.example/witness"


@pytest.fixture
def public(app, tmp_path):
    with publishing_into(app, tmp_path / "site") as folder:
        yield folder


@pytest.fixture
def grow(public, work):
    """Return what appends, signs and publishes."""

    def more(many):
        made = a_checkpoint(work, many)
        work.session.commit()
        service.publish_log()
        return made

    return more


@pytest.fixture
def look(public, tmp_path):
    """Return what runs `cpd log witness` on the published folder."""

    def run(*more, folder=public):
        given = ["--folder", str(folder), "--key", str(tmp_path / "key")]
        given += ["--state", str(tmp_path / "state.json"), "--name", NAME, *more]
        return CliRunner().invoke(command.log, ["witness", *given])

    return run


def printed_key(done):
    return read_verifier_key(re.search(rf"{NAME}\+\S+", done.stderr)[0])


def test_a_witness_makes_its_key_and_says_which(look, grow, tmp_path):
    grow(3)
    done = look()
    assert done.exit_code == 0, done.output
    key = printed_key(done)
    assert key.name == NAME
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    note = read_note(done.stdout.encode())
    assert cosigned_at(key, note.text, note.by(key)[0]) > 0


def test_the_site_takes_what_the_witness_signed(look, grow, work, clock):
    made = grow(3)
    done = look()
    key = printed_key(done)
    service.add_witness(work, key.text)
    note = read_note(done.stdout.encode())
    seconds = cosigned_at(key, note.text, note.by(key)[0])
    now = replace(work, at=clock.now().fromtimestamp(seconds, clock.now().tzinfo))
    made.made_at = now.at
    assert service.cosign(now, done.stdout.encode()) == [NAME]


@pytest.mark.parametrize("steps", [(1, 1, 1), (255, 1, 1), (300, 300, 600), (1, 2000), (7, 0, 3)])
def test_a_log_that_grows_is_cosigned_each_time(look, grow, steps):
    for step in steps:
        if step:
            grow(step)
        done = look()
        assert done.exit_code == 0, done.output
    assert read_checkpoint(read_note(done.stdout.encode()).text).size == sum(steps)


def rewritten(public, made, signer, change):
    """Publish another log in this folder, signed with the log's own key."""
    tree = Frontier()
    for number in range(made.size + change):
        tree.add(leaf_hash(a_leaf(number + 50_000).canonical()))
    note, _ = service.checkpoints.signed(
        Checkpoint("localhost/log", tree.size, tree.root()), signer
    )
    (public / "checkpoint").write_text(note.written(), encoding="utf-8")
    width = tree.size
    (public / f"tile/0/000.p/{width}").write_bytes(
        b"".join(leaf_hash(a_leaf(number + 50_000).canonical()) for number in range(width))
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [(-1, "THE LOG HAS SHRUNK"), (0, "THE LOG HAS FORKED"), (3, "THE LOG HAS FORKED")],
    ids=["shrank", "other of that length", "other and longer"],
)
def test_a_log_that_did_not_only_grow_is_refused_loudly(
    look, grow, public, tmp_path, change, words
):
    made = grow(9)
    assert look().exit_code == 0
    kept = (tmp_path / "state.json").read_text()
    rewritten(public, made, app_signer(), change)
    done = look()
    assert words in str(done.exception)
    assert "Cosigned" not in done.stderr
    assert done.stdout == ""
    assert (tmp_path / "state.json").read_text() == kept
    evidence = (tmp_path / "state.json.fork").read_text()
    assert evidence.count("localhost/log\n") == 2, "both faces, as they were signed"


def app_signer():
    return a_signer()


def test_a_checkpoint_of_another_key_is_refused(look, grow, public):
    grow(3)
    look()
    there = public / "checkpoint"
    note = read_note(there.read_bytes())
    stranger = AWitness("localhost/log")
    key = VerifierKey("localhost/log", 1, stranger.key.public)
    signature = stranger.private.sign(note.text.encode())
    forged = Note(note.text, (Line(key.name, key.id, signature),))
    there.write_text(forged.written(), encoding="utf-8")
    assert "not signed by a key that is known" in str(look().exception)


def test_a_new_key_of_the_log_has_to_be_given(look, grow, public, work):
    grow(3)
    other = AWitness("localhost/log")
    key = VerifierKey("localhost/log", 1, other.key.public)
    assert look("--log-key", key.text).exception, "only what is given is trusted"
    assert look("--log-key", service.log_keys(work.session)[-1][1].text).exit_code == 0


def test_tiles_that_do_not_give_the_root_are_refused(look, grow, public):
    grow(3)
    (public / "tile/0/000.p/3").write_bytes(b"x" * 96)
    assert "do not give the root" in str(look().exception)


def test_tiles_that_are_not_there_are_asked_for_in_words(look, grow, public):
    grow(3)
    (public / "tile/0/000.p/3").unlink()
    assert "does not show tile/0/000.p/3" in str(look().exception)


def test_a_tile_that_became_whole_meanwhile_will_do(look, grow, public):
    """The log grew between reading the checkpoint and reading its tiles."""
    grow(200)
    before = (public / "checkpoint").read_bytes()
    grow(56)
    (public / "checkpoint").write_bytes(before)
    assert look().exit_code == 0


def test_a_state_that_cannot_be_read_is_not_begun_anew(look, grow, tmp_path):
    """Else deleting it would make a witness forget what it saw."""
    grow(3)
    look()
    (tmp_path / "state.json").write_text("{}")
    assert "put it back" in str(look().exception)


def test_a_witness_signs_nothing_that_it_did_not_keep(look, grow, tmp_path, monkeypatch):
    grow(3)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "keep_state", full)
    done = look()
    assert isinstance(done.exception, OSError)
    assert done.stdout == ""


@pytest.fixture
def served(public):
    """The published files behind a web server, which takes or refuses what is posted."""
    posted, answers = [], [201]

    class Handler(SimpleHTTPRequestHandler):
        def do_POST(self):
            posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            body = b'{"problem": "No witness of this log has signed that."}'
            self.send_response(answers[-1])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=public.parent))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", posted, answers
    server.shutdown()
    server.server_close()


def over_the_network(url, tmp_path):
    given = ["--site", url, "--key", str(tmp_path / "key"), "--state", str(tmp_path / "state")]
    return CliRunner().invoke(command.log, ["witness", *given, "--name", NAME, "--post"])


def test_a_cosignature_is_sent_alone(served, grow, tmp_path):
    """With the lines of other witnesses under it the site could take theirs, and not ours."""
    url, posted, _ = served
    made = grow(300)
    done = over_the_network(url, tmp_path)
    assert done.exit_code == 0, done.output
    [(path, body)] = posted
    assert path == "/log/cosignatures"
    note = read_note(body)
    assert note.text == read_note(made.note.encode()).text
    assert [line.name for line in note.lines] == [NAME]


def test_a_refused_cosignature_is_told_with_the_site_s_words(served, grow, tmp_path):
    url, _, answers = served
    answers.append(409)
    grow(3)
    done = over_the_network(url, tmp_path)
    assert "answers 409" in str(done.exception)
    assert "No witness of this log" in str(done.exception)


def test_a_site_that_does_not_answer_is_told(tmp_path):
    done = over_the_network("http://127.0.0.1:1", tmp_path)
    assert "does not answer" in str(done.exception)


@pytest.mark.parametrize("url", ["ftp://site.example", "file:///etc", "site.example", ""])
def test_a_site_is_reached_by_http_only(url):
    with pytest.raises(Exception, match="https://"):
        sources.Site(url)
