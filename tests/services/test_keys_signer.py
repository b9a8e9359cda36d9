"""The signer as it runs: a process of its own, real clients, and whatever befalls either."""

import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from cpd.kernel.clock import FixedClock, SystemClock
from cpd.keys import calling, frames
from cpd.keys.bench import Bench
from cpd.keys.calling import ANSWER_WITHIN, SocketSigner
from cpd.keys.keyring import FOLDER, opened
from cpd.keys.making import new_key
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.keys.rules.ring import GRACE
from cpd.keys.serving import QUESTION_WITHIN
from cpd.keys.signing import SignerAwayError
from cpd.keys.starting import signer_kept_running
from tests.factories.keys import MADE_AT, a_keyring, copied, settings_in

COMMAND = [sys.executable, "-m", "cpd", "signer"]
ATTEMPT, SECONDS = 0.05, 180
CREDENTIAL = KeyPurpose.CREDENTIAL


def environment(folder, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CPD_")}
    away = f"sqlite:///{folder / 'no-such-folder' / 'x.sqlite'}"
    return kept | {"CPD_DATA_DIR": str(folder), "CPD_DATABASE_URL": away, **more}


def wait_for(is_so):
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(ATTEMPT)


@contextmanager
def running(folder, *options):
    """Run a signer whose database is away, until the block ends."""
    process = subprocess.Popen(
        [*COMMAND, *options], env=environment(folder), stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(lambda: process.poll() is not None or calling.answers(folder / "signer.sock"))
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path):
    copied(tmp_path)
    return tmp_path


def client_of(folder):
    return SocketSigner(folder / "signer.sock")


def check(signer, purpose, message):
    """Sign as everybody does: ask for the key, sign, and compare."""
    key = signer.public(purpose)
    signature = signer.sign(purpose, message)
    assert signature.key_id == key.id
    if purpose is CREDENTIAL:
        load_pem_public_key(key.pem.encode()).verify(signature.value, message)
    return key.id


def test_it_signs_though_the_database_be_away_and_ends_when_told(folder):
    with running(folder) as process:
        for purpose in AT_WORK:
            check(client_of(folder), purpose, b"x" * 10_000)
        assert stat.S_IMODE((folder / "signer.sock").stat().st_mode) == 0o600
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
    assert "not registered yet" in said
    assert "the signer has ended" in said
    assert "Traceback" not in said
    assert not (folder / "signer.sock").exists()


def test_a_second_signer_refuses_in_words(folder):
    with running(folder):
        second = subprocess.run(
            COMMAND, env=environment(folder), capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert second.stderr.startswith("cpd: A signer answers at ")
        check(client_of(folder), CREDENTIAL, b"x")


def test_a_wrong_passphrase_ends_it_in_one_sentence(folder):
    env = environment(folder, CPD_KEY_PASSPHRASE="a wrong one that is long enough, really")
    done = subprocess.run(COMMAND, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "The passphrase does not open" in done.stderr


def test_broken_clients_trouble_nobody_else(folder):
    with running(folder):
        for content in (
            b"",
            b"\x00",
            struct.pack(">I", 2**31) + b"x",
            struct.pack(">I", 4) + b"no!!",
            struct.pack(">I", 2) + b"[]",
            struct.pack(">I", 2) + b"{}",
            struct.pack(">I", 30) + b'{"do":"sign","purpose":"none"}',
        ):
            with socket.socket(socket.AF_UNIX) as rude:
                rude.connect(str(folder / "signer.sock"))
                rude.sendall(content)
            check(client_of(folder), CREDENTIAL, b"x")
        idle = [socket.socket(socket.AF_UNIX) for _ in range(4)]
        for one in idle:
            one.connect(str(folder / "signer.sock"))
        began = time.monotonic()
        check(client_of(folder), CREDENTIAL, b"x")
        assert time.monotonic() - began < len(idle) * QUESTION_WITHIN
        for one in idle:
            one.close()


def test_a_question_that_is_too_large_is_not_read(folder):
    with running(folder), pytest.raises(SignerAwayError):
        client_of(folder).sign(CREDENTIAL, b"x" * frames.LARGEST)


def sign_until(stopping, folder, purpose):
    """Sign again and again; return how often, and with which keys."""
    signer, count, used = client_of(folder), 0, set()
    while not stopping.is_set():
        used.add(check(signer, purpose, b"%d" % count))
        count += 1
    return count, used


def test_a_rotation_fails_nobody_who_signs(folder):
    kept, now = opened(settings_in(folder), MADE_AT), SystemClock().now
    stopping = threading.Event()
    with running(folder), ThreadPoolExecutor(6) as threads:
        busy = [threads.submit(sign_until, stopping, folder, CREDENTIAL) for _ in range(6)]
        for number in range(5):
            time.sleep(0.2)
            name = f"credential-{number}"
            kept.add(new_key(name, CREDENTIAL, None, MADE_AT), now())
            kept.switch(CREDENTIAL, name, now())
        wait_for(lambda: client_of(folder).public(CREDENTIAL).id == "credential-4")
        time.sleep(0.5)
        stopping.set()
        done = [one.result(timeout=SECONDS) for one in busy]
    assert all(count for count, _ in done)
    assert {"credential-2026-03-01", "credential-4"} <= set().union(*(used for _, used in done))


def test_being_killed_while_it_signs_loses_nothing_once_another_runs(folder):
    stopping = threading.Event()
    with ThreadPoolExecutor(4) as threads:
        with running(folder) as first:
            busy = [threads.submit(patient, stopping, folder) for _ in range(4)]
            time.sleep(0.5)
            first.send_signal(signal.SIGKILL)
            first.wait()
        with running(folder):
            time.sleep(0.5)
            stopping.set()
            counts = [one.result(timeout=SECONDS) for one in busy]
    assert all(signed for signed, _ in counts)
    assert any(refused for _, refused in counts)


def patient(stopping, folder):
    """Sign again and again, as what waits does: an answer that is lacking is asked for again."""
    signer, signed, refused = client_of(folder), 0, 0
    while not stopping.is_set():
        try:
            check(signer, KeyPurpose.TOKEN, b"%d" % signed)
            signed += 1
        except SignerAwayError:
            refused += 1
    return signed, refused


def test_without_a_signer_the_client_says_so_soon(tmp_path):
    began = time.monotonic()
    with pytest.raises(SignerAwayError, match="does not answer just now"):
        client_of(tmp_path).public(CREDENTIAL)
    assert time.monotonic() - began < ANSWER_WITHIN


def test_a_signer_that_hangs_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(calling, "ANSWER_WITHIN", 0.2)  # else the test takes as long as it says
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "signer.sock"))
        mute.listen()
        with pytest.raises(SignerAwayError):
            client_of(tmp_path).public(CREDENTIAL)


def test_the_signer_of_the_jobs_comes_back_and_goes_with_them(folder, monkeypatch):
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    path = folder / "signer.sock"
    with signer_kept_running(path):
        check(client_of(folder), CREDENTIAL, b"x")
        path.unlink()
        wait_for(lambda: not calling.answers(path))
        wait_for(lambda: calling.answers(path))
    wait_for(lambda: not calling.answers(path))


def test_a_signer_that_runs_already_is_left_running(folder):
    with running(folder):
        with signer_kept_running(folder / "signer.sock"):
            pass
        check(client_of(folder), CREDENTIAL, b"x")


def test_a_signer_ends_with_what_began_it(folder):
    begin = f"import subprocess, sys; subprocess.Popen({[*COMMAND, '--with-parent']!r}).wait()"
    path = folder / "signer.sock"
    with subprocess.Popen([sys.executable, "-c", begin], env=environment(folder)) as parent:
        wait_for(lambda: calling.answers(path))
        parent.kill()
    wait_for(lambda: not path.exists())


def test_a_key_that_was_asked_for_signs_a_moment_longer_but_not_a_stolen_one(tmp_path):
    kept, clock = a_keyring(tmp_path), FixedClock(MADE_AT)
    bench = Bench(kept, clock)
    old = bench.public(CREDENTIAL).id
    kept.add(new_key("new", CREDENTIAL, None, MADE_AT), MADE_AT)
    kept.switch(CREDENTIAL, "new", MADE_AT)
    assert bench.sign(CREDENTIAL, b"x", old).key_id == old
    assert bench.sign(CREDENTIAL, b"x", None).key_id == "new"
    assert bench.sign(CREDENTIAL, b"x", "token-2026-03-01").key_id == "new"
    clock.instant = MADE_AT + GRACE
    assert bench.sign(CREDENTIAL, b"x", old).key_id == "new"
    clock.instant = MADE_AT
    kept.revoke(old, MADE_AT, MADE_AT)
    assert bench.sign(CREDENTIAL, b"x", old).key_id == "new"


def test_a_list_of_keys_that_was_damaged_stops_nothing(tmp_path):
    kept = a_keyring(tmp_path)
    bench = Bench(kept, FixedClock(MADE_AT))
    (tmp_path / FOLDER / "ring.json").write_text("{")
    assert bench.sign(CREDENTIAL, b"x", None).key_id == "credential-2026-03-01"
