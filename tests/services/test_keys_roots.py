"""A root is changed by command, and one that was stolen is told from one that was not."""

import json
from datetime import timedelta
from functools import partial

import pytest
from cryptography import x509
from sqlalchemy import select

from cpd.kernel.clock import FixedClock
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.keys import bought, changing, roots, service
from cpd.keys.changing import Desk, settle
from cpd.keys.keyring import FOLDER
from cpd.keys.published_roots import stolen_in
from cpd.keys.publishing import CRL, ROOTS, named_crl, publish_keys, publish_revocations, roots_of
from cpd.keys.revocations import GOOD_FOR, chain_in
from cpd.keys.rules.purposes import KeyPurpose
from cpd.transparency.models import LogLeaf
from cpd.verification.anchors import anchors_of
from cpd.web.context import job
from cpd.web.published import place, published
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_empty_app, its_own
from tests.factories.keys import A_PASSWORD, MADE_AT, a_file, a_keyring

HOUR = timedelta(hours=1)
FIRST, SECOND = "root-2026-03-01", "root-2026-03-02"
SEAL, NEW_SEAL = "seal-2026-03-01", "seal-2026-03-02"
ADDRESS = "https://cpd.example/.well-known/seal.crl"


@pytest.fixture(params=DATABASES)
def desk(request, tmp_path):
    """Where keys are changed, over a database of its own that knows them."""
    with (
        its_own(request.param, tmp_path, request) as url,
        an_empty_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
        app.app_context(),
    ):
        kept = a_keyring(tmp_path)
        with job("test") as work:
            settle(work, kept)
        read(publish_keys)
        publish_revocations(kept, TODAY)
        yield Desk(partial(job, "test"), kept, ADDRESS)
        for path in (CRL, ROOTS, named_crl(SECOND)):
            place(path).unlink(missing_ok=True)


def read(what):
    with job("test") as work:
        return what(work.session)


def rows():
    return read(lambda session: {key.id: key.revoked_as_of for key in service.public_keys(session)})


def shown():
    """Return the published roots: name to how it stands."""
    return {one.name: one.standing for one in read(lambda s: roots_of(service.public_keys(s)))}


def leaves():
    bodies = read(lambda session: list(session.scalars(select(LogLeaf.body).order_by("position"))))
    return [(leaf["event"], leaf["key"]) for leaf in map(json.loads, bodies)][4:]


def trusted():
    return x509.load_pem_x509_certificates(published(ROOTS))


def current_seal(desk):
    return chain_in(desk.keyring.signer().public(KeyPurpose.SEAL).certificates)


def test_a_new_root_vouches_for_a_new_seal_and_the_old_one_stays(desk):
    (old,) = trusted()
    before = current_seal(desk)
    assert roots.rotate(desk, "Clause & Hour") == [SECOND, NEW_SEAL]
    own, above = current_seal(desk)
    own.verify_directly_issued_by(above)
    assert trusted() == [old, above]
    before[0].verify_directly_issued_by(trusted()[0])
    assert set(rows().values()) == {None}
    assert leaves() == [
        ("retired", FIRST),
        ("created", SECOND),
        ("retired", SEAL),
        ("created", NEW_SEAL),
    ]
    assert list(shown()) == [FIRST, SECOND]
    assert "stay good" in shown()[FIRST]
    assert "in use" in shown()[SECOND]


def test_each_root_goes_on_signing_its_own_list(desk):
    roots.rotate(desk, "Clause & Hour")
    old, new = trusted()
    assert old.subject != new.subject, "readers find a list by the name of its issuer"
    lists = [x509.load_der_x509_crl(published(path)) for path in (CRL, named_crl(SECOND))]
    assert lists[0].is_signature_valid(old.public_key())
    assert lists[1].is_signature_valid(new.public_key())
    points = current_seal(desk)[0].extensions.get_extension_for_class(x509.CRLDistributionPoints)
    (where,) = points.value[0].full_name
    assert where.value == f"https://cpd.example/{named_crl(SECOND)}"
    changing.revoke(desk, SEAL, TODAY - HOUR)
    assert len(x509.load_der_x509_crl(published(CRL))) == 1
    assert len(x509.load_der_x509_crl(published(named_crl(SECOND)))) == 0


def test_a_later_seal_is_under_the_root_of_now(desk):
    roots.rotate(desk, "Clause & Hour")
    assert changing.rotate(desk, KeyPurpose.SEAL) == "seal-2026-03-02-2"
    assert current_seal(desk)[-1] == trusted()[-1]
    assert len(trusted()) == 2


def test_a_third_root_of_a_day_has_a_name_of_its_own(desk):
    roots.rotate(desk, "Clause & Hour")
    assert roots.rotate(desk, "Clause & Hour") == [f"{SECOND}-2", f"{NEW_SEAL}-2"]
    assert len(trusted()) == 3
    assert desk.keyring.root_entry().id == f"{SECOND}-2"


def test_a_stolen_root_takes_its_seals_with_it(desk, tmp_path):
    (old,) = trusted()
    assert roots.revoke(desk, FIRST, TODAY - HOUR) == [SECOND, NEW_SEAL]
    since = {name: at for name, at in rows().items() if at is not None}
    assert since == {FIRST: TODAY - HOUR, SEAL: TODAY - HOUR}
    assert old not in trusted(), "no program may import it by mistake"
    (stolen,) = stolen_in(published(ROOTS).decode())
    assert chain_in(stolen.pem) == [old]
    assert stolen.story.revoked_as_of == TODAY - HOUR
    assert not (tmp_path / FOLDER / "root.pem").exists()
    assert not (tmp_path / FOLDER / f"{SEAL}.pem").exists()
    assert current_seal(desk)[-1] == trusted()[0]
    anchors = read(anchors_of)
    assert [chain_in(one) for one in anchors.roots] == [trusted()]
    assert [chain_in(one.pem) for one in anchors.stolen_roots] == [[old]]


def test_the_last_list_of_a_stolen_root_names_every_seal_and_is_never_signed_again(desk):
    roots.revoke(desk, FIRST, TODAY - HOUR)
    last = published(CRL)
    assert len(x509.load_der_x509_crl(last)) == 1
    publish_revocations(desk.keyring, TODAY + GOOD_FOR)
    assert published(CRL) == last
    assert x509.load_der_x509_crl(published(named_crl(SECOND))).last_update_utc > TODAY + HOUR


def test_one_that_was_changed_before_can_be_revoked_later_and_sooner_still(desk):
    roots.rotate(desk, "Clause & Hour")
    assert roots.revoke(desk, FIRST, TODAY - HOUR) == []
    assert len(trusted()) == 1
    assert desk.keyring.root_entry().id == SECOND
    with pytest.raises(RuleError, match="revoked already"):
        roots.revoke(desk, FIRST, TODAY)
    roots.revoke(desk, FIRST, TODAY - 2 * HOUR)
    assert rows()[SEAL] == TODAY - 2 * HOUR


def test_what_is_no_root_is_not_revoked_as_one(desk):
    with pytest.raises(NotFoundError, match="no root"):
        roots.revoke(desk, SEAL, TODAY)
    with pytest.raises(RuleError, match="not of a time to come"):
        roots.revoke(desk, FIRST, TODAY + HOUR)
    assert set(rows().values()) == {None}
    assert leaves() == []


def test_a_bought_seal_goes_on_sealing_under_a_new_root_of_ours(desk):
    seal = bought.read(a_file(), A_PASSWORD, MADE_AT)
    changing.install(desk, seal.held("seal-2026-03-02"))
    assert roots.rotate(desk, "Clause & Hour") == [SECOND]
    assert desk.keyring.signer().public(KeyPurpose.SEAL).id == "seal-2026-03-02"


def test_a_change_that_was_cut_off_is_finished_later(desk):
    before = desk.keyring.know_root()
    new = roots.successors(desk, before, "Clause & Hour")
    with job("test") as work:
        roots.take_over(work, desk.keyring, before, new)
    assert desk.keyring.root_entry().id == FIRST
    with job("test") as work:
        settle(work, desk.keyring)
    assert desk.keyring.root_entry().id == SECOND
    assert current_seal(desk)[-1] == chain_in(new.root.public.certificates)[0]


def test_without_the_old_root_a_new_one_is_made_all_the_same(desk, tmp_path):
    """It may be lost. Its list is then signed no more, and that is said."""
    (tmp_path / FOLDER / "root.pem").unlink()
    roots.rotate(desk, "Clause & Hour")
    assert len(trusted()) == 2
    with pytest.raises(RuleError, match="root key is not here"):
        publish_revocations(desk.keyring, TODAY + GOOD_FOR)
