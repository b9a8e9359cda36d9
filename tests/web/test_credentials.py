"""What credentials point to can be had by anybody, and without the database."""

import hashlib

from cpd import jobs
from cpd.credentials import service, statuses
from cpd.credentials.building import SCHEMA_URL
from cpd.credentials.publishing import CONTEXTS
from cpd.credentials.schema import SCHEMA_FILE
from cpd.keys.rules.identity import did_of
from tests.factories.credentials import keys
from tests.rules.test_credentials_building import HASHES, SCHEMA_HASH


def test_status_lists_are_open_to_everybody(app, client, work):
    service.draw_place(work)
    work.session.commit()
    jobs.once(app, "publish")
    for purpose in ("revocation", "suspension"):
        answer = client.get(f"/status/{purpose}/1")
        assert answer.status_code == 200
        assert answer.content_type == "application/vc"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.cache_control.max_age == 300
        read = statuses.read(answer.data, keys(did_of("http://localhost")))
        assert (read.url, read.purpose) == (f"http://localhost/status/{purpose}/1", purpose)
    assert client.get("/status/revocation/2").status_code == 404


def test_contexts_and_schema_are_the_pinned_ones(app, client):
    jobs.once(app, "publish")
    for name in CONTEXTS:
        content = client.get(f"/contexts/{name}").data
        assert hashlib.sha256(content).hexdigest() == HASHES[name]
    assert hashlib.sha256(client.get(f"/schemas/{SCHEMA_FILE}").data).hexdigest() == SCHEMA_HASH
    assert SCHEMA_URL.endswith(SCHEMA_FILE)


def test_no_other_file_can_be_had(client):
    for path in ("/contexts/..", "/contexts/else.json", "/schemas/README.md", "/status/else/1"):
        assert client.get(path).status_code == 404
