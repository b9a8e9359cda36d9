"""Files for everybody: whole or not at all, and served without a database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from cpd.app import create_app
from cpd.web import published
from cpd.web.access import open_to
from cpd.web.published import publish, view_of
from tests.conftest import settings

DAY = timedelta(days=1)


@pytest.fixture
def app(tmp_path):
    """An app whose database is away, with one route of its own to published files."""
    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'no-such-folder' / 'x.sqlite'}"))

    @app.get("/tiles/<path:name>")
    @open_to("*")
    def tile(name):
        return view_of(f"tiles/{name}", "application/octet-stream", DAY, immutable=True)

    return app


@pytest.fixture
def visitor(app):
    return app.test_client()


def put(app, path, content):
    with app.app_context():
        return publish(path, content)


def test_a_published_file_is_served_for_any_site_to_read(app, visitor):
    assert put(app, "tiles/0/x001/067.p/3", b"three")
    answer = visitor.get("/tiles/0/x001/067.p/3")
    assert answer.data == b"three"
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "public, max-age=86400, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_whoever_has_it_already_is_told_so(app, visitor):
    put(app, "tiles/a", b"one")
    tag = visitor.get("/tiles/a").headers["ETag"]
    again = visitor.get("/tiles/a", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    put(app, "tiles/a", b"two")
    assert visitor.get("/tiles/a", headers={"If-None-Match": tag}).data == b"two"


def test_only_a_change_is_written(app, tmp_path):
    assert put(app, "tiles/a", b"one")
    before = (tmp_path / "public" / "tiles" / "a").stat().st_ino
    assert not put(app, "tiles/a", b"one")
    assert (tmp_path / "public" / "tiles" / "a").stat().st_ino == before
    assert put(app, "tiles/a", b"two")


@pytest.mark.parametrize(
    "path",
    [
        "nothing", "..", "../secret-key", "../../secret-key", "%2e%2e/%2e%2e/secret-key", ".",
        "a//b", "a/", "~1234", "a%00b", "a\\b", "x" * 101, "y" * 90 + "/" + "z" * 90, "a", "a/b/c",
        "a/" * 2500 + "a",
    ],
)  # fmt: skip
def test_nothing_else_can_be_had(app, visitor, tmp_path, path):
    put(app, "tiles/a/b", b"x")
    (tmp_path / "secret-key").write_text("secret")
    answer = visitor.get(f"/tiles/{path}")
    assert answer.status_code in {400, 404, 308}
    assert b"secret" not in answer.data.replace(b"secret-key", b"")


def test_a_path_that_leads_elsewhere_cannot_be_published(app):
    with pytest.raises(ValueError, match="not the path"):
        put(app, "../secret-key", b"x")


def test_a_reader_never_sees_half_a_file(app, tmp_path):
    contents = {bytes([letter]) * 50_000 for letter in b"abcdefgh"}

    def write(content):
        for _ in range(20):
            put(app, "tiles/a", content)

    put(app, "tiles/a", min(contents))
    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write, content) for content in sorted(contents)]
        seen = {(tmp_path / "public" / "tiles" / "a").read_bytes() for _ in range(300)}
        for one in writers:
            one.result()
    assert seen <= contents
    assert [path.name for path in (tmp_path / "public" / "tiles").iterdir()] == ["a"]


def test_what_cannot_be_written_leaves_the_old_one(app, tmp_path, monkeypatch):
    put(app, "tiles/a", b"old")

    def out_of_room(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(published.os, "fsync", out_of_room)  # a full disk cannot be had otherwise
    with pytest.raises(OSError, match="No space"):
        put(app, "tiles/a", b"new")
    monkeypatch.undo()
    assert [path.name for path in (tmp_path / "public" / "tiles").iterdir()] == ["a"]
    assert (tmp_path / "public" / "tiles" / "a").read_bytes() == b"old"
