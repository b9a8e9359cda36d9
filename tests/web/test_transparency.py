"""The log as strangers and programs see it."""

import json
from base64 import b64decode

import pytest

from cpd.keys.models import SigningKey
from cpd.transparency import service
from cpd.transparency.rules.notes import read_checkpoint, read_note, read_verifier_key
from cpd.transparency.rules.tiles import entries_in
from cpd.transparency.rules.tree import is_consistent, leaf_hash
from cpd.transparency.verifying import checkpoint_signed_by
from tests.factories.transparency import AWitness, a_checkpoint, a_leaf, publishing_into

ACCEPT = {"Accept": "application/json"}


@pytest.fixture
def public(app, tmp_path):
    with publishing_into(app, tmp_path) as folder:
        yield folder


@pytest.fixture
def signed(public, work):
    """Six hundred lines, signed and published."""
    made = a_checkpoint(work, 600)
    work.session.commit()
    service.publish_log()
    return made


def get(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer


def test_the_checkpoint_is_fresh_and_verified_by_the_published_key(client, signed):
    answer = get(client, "/log/checkpoint")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.cache_control.max_age <= 10
    key = read_verifier_key(get(client, "/log/keys").text)
    found = checkpoint_signed_by(read_note(answer.data), key)
    assert (found.size, found.root) == (600, signed.root)


def test_a_stolen_key_is_not_handed_out(client, public, work):
    a_checkpoint(work, 3)
    [(key_id, key)] = service.log_keys(work.session)
    row = work.session.get(SigningKey, key_id)
    row.retired_at = row.revoked_at = row.revoked_as_of = work.at
    work.session.commit()
    service.publish_log()
    assert get(client, "/log/keys").text == ""
    assert key.text not in get(client, "/certificate-log").text.replace("&#43;", "+")


def test_tiles_and_entries_stand_still_for_ever(client, signed):
    answer = get(client, "/log/tile/0/001")
    assert answer.content_type == "application/octet-stream"
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age >= 365 * 24 * 3600
    assert len(answer.data) == 8192
    entries = entries_in(get(client, "/log/tile/entries/001").data)
    assert entries[0] == a_leaf(256).canonical()
    hashes = [answer.data[at : at + 32] for at in range(0, 8192, 32)]
    assert hashes == [leaf_hash(entry) for entry in entries]


def test_the_last_tile_is_cut_off_and_says_so(client, signed):
    assert len(get(client, "/log/tile/0/002.p/88").data) == 88 * 32
    assert len(get(client, "/log/tile/1/000.p/2").data) == 2 * 32
    assert len(entries_in(get(client, "/log/tile/entries/002.p/88").data)) == 88
    assert client.get("/log/tile/0/002").status_code == 404


def test_cut_off_tiles_go_once_the_whole_one_is_there(client, signed, work, public):
    a_checkpoint(work, 200)
    work.session.commit()
    service.publish_log()
    assert client.get("/log/tile/0/002.p/88").status_code == 404
    assert len(get(client, "/log/tile/0/002").data) == 8192
    assert not (public / "tile/0/002.p").exists()
    assert not (public / "tile/entries/002.p").exists()


def test_publishing_again_changes_nothing(signed):
    assert service.publish_log() == 0
    assert service.publish_log(anew=True) == 0


def test_what_was_lost_is_published_anew(client, signed, public):
    (public / "tile/0/000").unlink()
    assert service.publish_log() == 0
    assert service.publish_log(anew=True) == 1
    get(client, "/log/tile/0/000")


@pytest.mark.parametrize(
    "path",
    [
        "/log/tile/0/../../checkpoint",
        "/log/tile/..%2f..%2f..%2fsecret-key",
        "/log/tile/0/~x",
        "/log/tile/9/000",
    ],
)
def test_no_other_file_is_served(client, signed, path):
    assert client.get(path).status_code == 404


def test_the_files_are_served_though_the_database_is_away(client, signed, monkeypatch):
    """No view of a file may open a transaction."""
    monkeypatch.setattr("sqlalchemy.orm.Session.execute", None)
    monkeypatch.setattr("sqlalchemy.orm.Session.connection", None)
    for path in ("/log/checkpoint", "/log/keys", "/log/tile/0/000", "/log/tile/entries/000"):
        get(client, path)


def test_growth_is_proved_to_whoever_asks(client, public, work):
    before, after = a_checkpoint(work, 5), a_checkpoint(work, 6)
    work.session.commit()
    answer = get(client, "/log/consistency?from=5&to=11").get_json()
    path = [b64decode(one) for one in answer["path"]]
    assert is_consistent(5, 11, before.root, after.root, path)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("?from=x&to=3", 400), ("?from=-1&to=3", 400), ("?from=1&to=9999999999", 400),
     ("?from=0&to=3", 404), ("?from=3&to=2", 404), ("?from=1&to=99", 404)],
)  # fmt: skip
def test_no_proof_of_lengths_that_were_not_signed(client, public, work, query, status):
    a_checkpoint(work, 3)
    work.session.commit()
    assert client.get(f"/log/consistency{query}", headers=ACCEPT).status_code == status


def test_a_witness_needs_no_form_token(app, client, signed, work):
    witness = AWitness()
    service.add_witness(work, witness.key.text)
    work.session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/log/cosignatures", data=witness.cosigned(signed.note))
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert (answer.status_code, answer.text) == (201, "body.example/witness\n")
    shown = read_note(get(client, "/log/checkpoint").data)
    assert len(shown.by(witness.key)) == 1


def test_a_strangers_word_is_refused_in_words(client, signed):
    answer = client.post("/log/cosignatures", data=AWitness().cosigned(signed.note), headers=ACCEPT)
    assert answer.status_code == 409
    assert "No witness of this log" in json.loads(answer.data)["problem"]


def test_a_word_that_is_too_long_is_not_read(client, signed):
    assert client.post("/log/cosignatures", data=b"x" * 70_000).status_code == 413


def test_guessing_at_the_door_is_limited(client, signed):
    answers = [client.post("/log/cosignatures", data=b"x", headers=ACCEPT) for _ in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {409}
    assert answers[120].status_code == 429
    assert answers[120].headers["Retry-After"]


def test_the_page_says_that_nothing_was_signed_yet(client, public):
    page = get(client, "/certificate-log").text
    assert "Nothing was signed yet" in page
    assert "Nobody watches yet" in page


def test_the_page_says_how_long_the_log_is_and_who_watches(client, signed, work):
    witness, silent = AWitness(), AWitness("silent.example")
    for one in (witness, silent):
        service.add_witness(work, one.key.text)
    service.cosign(work, witness.cosigned(signed.note))
    service.append(work, a_leaf(600))
    work.session.commit()
    page = get(client, "/certificate-log").text
    for words in (
        "601",
        "1 line waits",
        "2 March 2026, 09:00 UTC",
        "body.example/witness",
        "Not yet",
    ):
        assert words in page, words
    assert "Nobody watches" not in page
    assert service.log_keys(work.session)[0][1].text in page.replace("&#43;", "+")


def test_the_published_checkpoint_is_never_put_back(public, work, client):
    """A slower process that read the log earlier publishes what is newest when its turn comes."""
    a_checkpoint(work, 3)
    work.session.commit()
    service.publish_log()
    a_checkpoint(work, 3)
    work.session.commit()
    service.publish_log()
    assert read_checkpoint(read_note(get(client, "/log/checkpoint").data).text).size == 6
