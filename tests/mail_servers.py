"""Mail servers for tests: one that works, and one that fails where it is told to."""

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

HANG = "hang"
LONGEST_SILENCE = 60  # seconds a server is silent: far longer than anybody should wait
DROP = "drop"
GREETINGS = {
    "connect": "220 ready",
    "ehlo": "250 hello",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "dot": "250 taken",
    "quit": "221 bye",
    "rset": "250 ok",
}


class Kept:
    """An aiosmtpd handler that keeps every message it took."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.messages.append(envelope)
        return "250 taken"


@contextmanager
def a_mail_server(handler=None, **options):
    """Yield a working server on a free port, with `.messages` that it took."""
    handler = handler or Kept()
    patient = {"ready_timeout": 60.0}
    controller = FreePort(handler, hostname="127.0.0.1", port=0, **patient | options)
    controller.start()
    try:
        handler.port = controller.port
        yield handler
    finally:
        controller.stop()


class FreePort(Controller):
    """Port 0 means any free one: aiosmtpd must know which before it knocks there itself."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def only(user, password):
    def check(server, session, envelope, mechanism, credentials):
        right = credentials.login == user.encode() and credentials.password == password.encode()
        return AuthResult(success=right)

    return {"authenticator": check, "auth_required": True, "auth_require_tls": False}


@dataclass
class FaultyServer:
    """Speaks SMTP, and at each step says what `faults` says: an answer, `hang` or `drop`.

    `accepted` holds what a server would go on to deliver: `drop` at the dot drops only the answer.
    """

    faults: dict[str, str] = field(default_factory=dict)
    accepted: list[bytes] = field(default_factory=list)
    calls: int = 0
    port: int = 0

    async def serve(self, reader, writer):
        self.calls += 1
        try:
            if await self.answer(writer, "connect"):
                while line := await reader.readline():
                    if not await self.obey(line, reader, writer):
                        break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def obey(self, line, reader, writer):
        step = line[:4].strip().lower().decode("latin-1")
        if step == "data" and await self.answer(writer, "data"):
            if self.faults.get("content") == DROP:
                await reader.read(1)
                return False
            content = await reader.readuntil(b"\r\n.\r\n")
            fault = self.faults.get("dot", "250")
            if fault[:1] == "2" or fault in {DROP, HANG, "garbage"}:
                self.accepted.append(content)
            return await self.answer(writer, "dot")
        return step != "data" and await self.answer(writer, step) and step != "quit"

    async def answer(self, writer, step):
        said = self.faults.get(step, GREETINGS.get(step, "500 what?"))
        if said == DROP:
            return False
        if said == HANG:
            await asyncio.sleep(LONGEST_SILENCE)
            return False
        if said == "drip":
            for _ in range(20 * LONGEST_SILENCE):
                writer.write(b"2")
                await writer.drain()
                await asyncio.sleep(0.05)
            return False
        writer.write(said.encode() + b"\r\n")
        await writer.drain()
        return said[:1] in "23"


@contextmanager
def a_faulty_server(**faults):
    """Yield a server that misbehaves as told, on a free port, in a thread of its own."""
    server = FaultyServer(faults)
    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(asyncio.start_server(server.serve, "127.0.0.1", 0))
    server.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(put_away(listening), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def put_away(listening):
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
