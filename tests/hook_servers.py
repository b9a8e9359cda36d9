"""A server of a body that takes messages, or fails in the way it is told to."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hooks:
    """What came, and how the next ones are answered: a status, or `slow`, `drip` or `broken`."""

    answers: list = field(default_factory=list)
    came: list = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"


@contextmanager
def a_hook_server(*answers):
    hooks = Hooks(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            hooks.came.append((self.path, dict(self.headers.items()), body))
            answer = hooks.answers.pop(0) if hooks.answers else 204
            if answer == "slow":
                hooks.over.wait(60)
            elif answer == "drip":
                drip(self)
            elif answer == "broken":
                self.wfile.write(b"no HTTP at all\r\n\r\n")
            else:
                self.send_response(answer)
                if 300 <= answer < 400:
                    self.send_header("Location", f"http://127.0.0.1:{hooks.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hooks.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hooks
    finally:
        hooks.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def drip(handler) -> None:
    """Send a byte now and then, each in time for whoever waits only for the next."""
    try:
        for mark in "HTTP/1.1 200 OK\r\nX: " + "y" * 40:
            handler.wfile.write(mark.encode())
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
