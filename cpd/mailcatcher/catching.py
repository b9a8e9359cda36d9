"""Takes letters in over SMTP and shows them over HTTP, on this machine only."""

import logging
import signal
import threading
from pathlib import Path
from types import FrameType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from werkzeug.serving import make_server

from cpd.kernel.clock import SystemClock
from cpd.mailcatcher.inbox import keep
from cpd.mailcatcher.pages import create_inbox

HERE = "127.0.0.1"
log = logging.getLogger(__name__)


class Keeper:
    """What aiosmtpd calls with each letter it has taken in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SystemClock()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Say yes only when the letter is on the disk."""
        content = envelope.original_content
        try:
            keep(self.folder, content or b"", self.clock.now())
        except OSError:
            log.exception("a letter could not be kept")
            return "451 It could not be kept; try again later"
        return "250 Kept"


def run(smtp_port: int, http_port: int, folder: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    post = Controller(
        Keeper(folder), hostname=HERE, port=smtp_port, enable_SMTPUTF8=True, ready_timeout=60.0
    )
    pages = make_server(HERE, http_port, create_inbox(folder), threaded=True)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # From a thread: the interrupted main thread is the one that must notice.
        threading.Thread(target=pages.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    post.start()
    try:
        pages.serve_forever()
    finally:
        post.stop()
        pages.server_close()
