"""The one process that holds the private keys, behind a socket that only its owner can open."""

import fcntl
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from cpd.kernel.errors import RuleError
from cpd.keys import frames
from cpd.keys.frames import BrokenFrameError, Frame

THREADS, WAITING = 8, 64
QUESTION_WITHIN = 5.0
BEAT = 0.5
LONGEST_PATH = 100  # the system has room for 107 bytes

log = logging.getLogger(__name__)
Answer = Callable[[Frame], Frame]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock beside the socket; refuse in words if another signer does."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise RuleError(
            f"{path} is too long for a socket; choose a CPD_DATA_DIR of 80 letters at most."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleError(f"A signer answers at {path} already. One is enough.") from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """Open the socket; one left behind by a signer that was killed is replaced."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        mine = path.stat().st_ino
        listener.listen(WAITING)
        listener.settimeout(BEAT)
        try:
            yield listener
        finally:
            if is_mine(path, mine):
                path.unlink(missing_ok=True)


def serve(path: Path, answer: Answer, goes_on: Callable[[], bool]) -> None:
    """Answer until told to stop. What is in hand is finished; nobody's trouble is another's."""
    room = threading.BoundedSemaphore(WAITING)
    with listening(path) as listener, ThreadPoolExecutor(THREADS) as pool:
        mine = path.stat().st_ino
        while goes_on() and is_mine(path, mine):
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                room.acquire()
                done = pool.submit(attend, connection, answer)
                done.add_done_callback(lambda _: room.release())


def is_mine(path: Path, inode: int) -> bool:
    """Say whether clients still find us: the folder may have been thrown away."""
    try:
        return path.stat().st_ino == inode
    except OSError:
        return False


def attend(connection: socket.socket, answer: Answer) -> None:
    with connection:
        try:
            question = frames.receive(connection, QUESTION_WITHIN)
            connection.settimeout(QUESTION_WITHIN)
            frames.send(connection, answer(question))
        except (OSError, BrokenFrameError) as error:
            log.debug("a client was not answered: %s", error)
        except Exception:  # whatever it is, the others go on being answered
            log.exception("a question could not be answered")
