"""What becomes of a key: on disk, in the database, in the log, and in what is published."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from cryptography import x509
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.kernel.clock import FixedClock
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.keys import bought, changing, service
from cpd.keys.changing import Desk, settle
from cpd.keys.keyring import FOLDER, opened
from cpd.keys.publishing import CRL, DID, JWKS, ROOTS
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.transparency.models import LogLeaf
from cpd.web.context import job
from cpd.web.published import published
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_empty_app, its_own
from tests.factories.keys import A_PASSWORD, MADE_AT, a_file, a_keyring

THREADS = 8
FIRST, SECOND = "credential-2026-03-01", "credential-2026-03-02"
HOUR = timedelta(hours=1)


@pytest.fixture(params=DATABASES)
def own(request, tmp_path):
    """An app over a database of its own that knows no keys yet."""
    with (
        its_own(request.param, tmp_path, request) as url,
        an_empty_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
        app.app_context(),
    ):
        yield app


@pytest.fixture
def desk(own, tmp_path):
    """Where keys are changed, with a set of keys that the database knows."""
    kept = a_keyring(tmp_path)
    with job("test") as work:
        settle(work, kept)
    return Desk(partial(job, "test"), kept, None)


def rows(read=service.public_keys):
    with job("test") as work:
        return {key.id: key for key in read(work.session)}


def leaves():
    with job("test") as work:
        bodies = work.session.scalars(select(LogLeaf.body).order_by(LogLeaf.position))
        return [(leaf["event"], leaf["key"], leaf.get("since")) for leaf in map(json.loads, bodies)]


def file(path):
    return json.loads(published(path))


def test_the_keys_are_registered_once_and_in_the_log(desk):
    for _ in range(2):
        with job("test") as work:
            service.establish(work, desk.keyring.signer())
    assert sorted(rows()) == [f"{one}-2026-03-01" for one in sorted(AT_WORK)]
    assert [event for event, *_ in leaves()] == ["created"] * 4
    with job("test") as work:
        kinds = work.session.scalars(select(AuditEntry.kind)).all()
    assert kinds == ["key.created"] * 4


def test_many_at_once_register_one_set(own, tmp_path):
    signer = a_keyring(tmp_path).signer()
    together = Barrier(THREADS)

    def one(_number):
        together.wait(timeout=180)
        with own.app_context(), job("test") as work:
            service.establish(work, signer)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, range(THREADS)))
    assert len(rows()) == len(leaves()) == 4


def test_another_folder_is_not_taken_for_the_sites_own(desk, tmp_path):
    shutil.rmtree(tmp_path / FOLDER)
    other = opened(own_settings(tmp_path), TODAY)
    refused = pytest.raises(RuleError, match="not the one that belongs to this database")
    with refused, job("test") as work:
        settle(work, other)
    assert len(rows()) == 4


def own_settings(folder):
    return settings(folder, f"sqlite:///{folder / 'x.sqlite'}")


def test_lost_keys_are_followed_by_new_ones(desk, tmp_path):
    shutil.rmtree(tmp_path / FOLDER)
    other = opened(own_settings(tmp_path), TODAY)
    there = Desk(desk.begin, other, None)
    assert sorted(changing.adopt(there)) == [f"{one}-2026-03-02-2" for one in sorted(AT_WORK)]
    assert changing.adopt(there) == []
    with job("test") as work:
        settle(work, other)
    assert sum(key.retired_at is None for key in rows().values()) == 4


def test_rotating_makes_a_new_key_and_keeps_the_old_ones_public_half(desk):
    assert changing.rotate(desk, KeyPurpose.CREDENTIAL) == SECOND
    assert desk.keyring.signer().public(KeyPurpose.CREDENTIAL).id == SECOND
    assert rows()[FIRST].retired_at == TODAY
    assert rows()[SECOND].retired_at is None
    assert leaves()[4:] == [("retired", FIRST, None), ("created", SECOND, None)]
    document = file(DID)
    ids = [one["id"].partition("#")[2] for one in document["verificationMethod"]]
    assert ids == [FIRST, SECOND, "token-2026-03-01"]
    assert document["assertionMethod"] == [f"{document['id']}#{one}" for one in ids]


def test_a_second_rotation_of_a_day_has_a_name_of_its_own(desk):
    changing.rotate(desk, KeyPurpose.LOG)
    assert changing.rotate(desk, KeyPurpose.LOG) == "log-2026-03-02-2"


def test_two_rotations_at_once_leave_one_key_that_signs(desk, own):
    together = Barrier(2)

    def one(_number):
        together.wait(timeout=180)
        with own.app_context():
            try:
                return changing.rotate(desk, KeyPurpose.LOG)
            except RuleError as error:
                return str(error)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(one, range(2)))
    (current,) = [
        key for key in rows().values() if key.purpose is KeyPurpose.LOG and not key.retired_at
    ]
    with job("test") as work:
        settle(work, desk.keyring)
    assert desk.keyring.signer().public(KeyPurpose.LOG).pem == current.public_key


def test_a_rotation_that_was_cut_off_is_finished_later(desk):
    new = changing.made(desk, KeyPurpose.LOG)
    desk.keyring.add(new, TODAY)
    assert desk.keyring.signer().public(KeyPurpose.LOG).id == "log-2026-03-01"
    with job("test") as work:
        service.succeed(work, new.public)
    with job("test") as work:
        settle(work, desk.keyring)
    assert desk.keyring.signer().public(KeyPurpose.LOG).id == new.public.id


def test_revoking_makes_a_new_key_at_once(desk, tmp_path):
    assert changing.revoke(desk, FIRST, TODAY - HOUR) == SECOND
    assert rows()[FIRST].revoked_as_of == TODAY - HOUR
    assert leaves()[4:] == [
        ("revoked", FIRST, "2026-03-02T08:00:00Z"),
        ("retired", FIRST, None),
        ("created", SECOND, None),
    ]
    assert file(DID)["verificationMethod"][0]["revoked"] == "2026-03-02T08:00:00Z"
    assert not (tmp_path / FOLDER / f"{FIRST}.pem").exists()
    assert FIRST not in desk.keyring.held(TODAY)


def test_a_revoked_token_key_leaves_the_key_set(desk):
    changing.rotate(desk, KeyPurpose.TOKEN)
    assert len(file(JWKS)["keys"]) == 2
    assert changing.revoke(desk, "token-2026-03-01", TODAY) is None
    (left,) = file(JWKS)["keys"]
    assert left["kid"].endswith("#token-2026-03-02")


def test_a_theft_may_later_turn_out_to_be_older_but_not_younger(desk):
    changing.revoke(desk, FIRST, TODAY - HOUR)
    with pytest.raises(RuleError, match="revoked already"):
        changing.revoke(desk, FIRST, TODAY)
    assert changing.revoke(desk, FIRST, TODAY - 2 * HOUR) is None
    assert rows()[FIRST].revoked_as_of == TODAY - 2 * HOUR


@pytest.mark.parametrize(
    ("key", "since", "kind", "word"),
    [
        ("nobody's", TODAY, NotFoundError, "no key"),
        (FIRST, TODAY + HOUR, RuleError, "not of a time to come"),
    ],
    ids=["no such key", "a time to come"],
)
def test_what_cannot_be_revoked_leaves_everything_as_it_was(desk, key, since, kind, word):
    with pytest.raises(kind, match=word):
        changing.revoke(desk, key, since)
    assert len(rows()) == len(leaves()) == 4
    assert desk.keyring.signer().public(KeyPurpose.CREDENTIAL).id == FIRST


def test_a_stolen_seal_stands_in_the_signed_list_under_the_published_root(desk):
    old = desk.keyring.signer().public(KeyPurpose.SEAL)
    changing.revoke(desk, old.id, TODAY - HOUR)
    revoked = x509.load_der_x509_crl(published(CRL))
    (line,) = revoked
    mine = x509.load_pem_x509_certificate(old.certificates.encode())
    root = x509.load_pem_x509_certificate(published(ROOTS))
    assert revoked.is_signature_valid(root.public_key())
    assert line.serial_number == mine.serial_number
    assert root.fingerprint(root.signature_hash_algorithm)
    new = desk.keyring.signer().public(KeyPurpose.SEAL)
    x509.load_pem_x509_certificate(new.certificates.encode()).verify_directly_issued_by(root)


def test_without_the_root_a_seal_cannot_be_changed_and_nothing_is(desk, tmp_path):
    (tmp_path / FOLDER / "root.pem").unlink()
    with pytest.raises(RuleError, match="root key is not here"):
        changing.revoke(desk, "seal-2026-03-01", TODAY)
    assert rows()["seal-2026-03-01"].revoked_as_of is None


def test_a_bought_seal_takes_over_and_our_root_stays_published(desk):
    seal = bought.read(a_file(), A_PASSWORD, MADE_AT)
    changing.install(desk, seal.held("seal-2026-03-02"))
    public = desk.keyring.signer().public(KeyPurpose.SEAL)
    assert public.certificates.count("BEGIN") == 2
    assert published(ROOTS).count(b"BEGIN CERTIFICATE") == 2
    assert rows()["seal-2026-03-01"].retired_at == TODAY


def test_what_the_database_knows_of_a_theft_the_disk_learns(desk):
    changing.rotate(desk, KeyPurpose.LOG)
    with job("test") as work:
        service.revoke(work, "log-2026-03-01", TODAY)
    with job("test") as work:
        settle(work, desk.keyring)
    assert desk.keyring.ring().keys["log-2026-03-01"].revoked_as_of == TODAY
