"""The yardstick, where gunicorn finds it: `tests.bench.bare:app`."""

from tests.bench.visitor import bare_flask

app = bare_flask()
