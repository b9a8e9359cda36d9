"""Issuing: each certificate once, nothing of it if it fails, and tried again by itself."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from cpd.attempts.service import ModulePassed
from cpd.audit.models import AuditEntry
from cpd.certificates import documents, service, store
from cpd.certificates.making import Failure
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.life import Stage
from cpd.certificates.rules.trying import LEASE, SIGNER_WAIT, WAITS
from cpd.certificates.service.issuing import NOT_KEPT
from cpd.certificates.store import waiting
from cpd.transparency.models import LogLeaf
from cpd.transparency.rules.leaves import commitment
from tests.factories.certificates import a_certificate, a_completion
from tests.factories.minting import (
    AWAY,
    BROKEN,
    SITE,
    Canned,
    canned,
    the_bench,
    transactions,
)
from tests.factories.people import a_person


@pytest.fixture
def begin(session, clock):
    return transactions(session, clock)


@pytest.fixture
def issue(begin):
    """Issue what is due with a maker, and return how many were."""

    def issue(maker=None, **limits):
        return service.issue_waiting(begin, maker or Canned(), SITE, **limits)

    return issue


def ordered(work, **given) -> Certificate:
    completion = a_completion(work.session, **given)
    event = ModulePassed(
        completion=completion.id,
        person=completion.person_id,
        module=completion.module_key,
        cycle=completion.cycle,
    )
    service.order_if_earned(work, event)
    query = select(Certificate).where(Certificate.completion_id == completion.id)
    return work.session.scalars(query).one()


def file_of(session, certificate) -> CertificateFile | None:
    return session.get(CertificateFile, certificate.id)


def leaves(session) -> list[dict]:
    query = select(LogLeaf.body).order_by(LogLeaf.position)
    return [json.loads(body) for body in session.scalars(query)]


def test_an_order_has_its_number_its_place_and_its_salt_at_once(work):
    certificate = ordered(work)
    assert len(certificate.salt) == 32
    assert certificate.status_list == 1
    assert certificate.status_position is not None
    assert certificate.printed.achievement.startswith("urn:uuid:")


def test_issuing_keeps_every_byte_says_so_and_writes_it_into_the_log(work, issue):
    certificate = ordered(work, person=a_person(work.session, name="Ștefania Nguyễn"))
    assert issue(the_bench()) == 1
    kept = file_of(work.session, certificate)
    assert kept.pdf.startswith(b"%PDF-1.7")
    assert certificate.sha256 == hashlib.sha256(kept.pdf).hexdigest()
    assert kept.credential_sha256 == hashlib.sha256(kept.credential.encode()).hexdigest()
    said = json.loads(kept.credential)
    assert said["id"] == certificate.id.urn
    assert said["credentialSubject"]["id"] == certificate.subject_id.urn
    assert said["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert len(kept.token.split(".")) == 3
    assert certificate.issued_at == work.at
    assert certificate.template_version == documents.TEMPLATE_VERSION
    assert store.public_by_token(work.session, certificate.token) is certificate
    assert leaves(work.session)[certificate.leaf] == {
        "v": 1,
        "op": "issue",
        "t": "2026-03-02T09:00:00Z",
        "cert": commitment(certificate.salt, certificate.serial),
        "vc": kept.credential_sha256,
        "pdf": certificate.sha256,
        "jwt": hashlib.sha256(kept.token.encode()).hexdigest(),
        "list": certificate.status_list,
    }
    kinds = work.session.scalars(select(AuditEntry.kind).where(AuditEntry.kind.like("certif%")))
    assert sorted(kinds) == ["certificate.issued", "certificate.ordered"]


def test_what_is_issued_is_never_made_again(work, issue, clock):
    certificate = ordered(work)
    assert issue() == 1
    first = file_of(work.session, certificate).pdf
    clock.instant += timedelta(days=1)
    maker = Canned()
    assert issue(maker) == 0
    assert maker.given == []
    assert file_of(work.session, certificate).pdf == first
    assert len(leaves(work.session)) == 1


def test_single_ones_go_before_a_cohorts_and_what_is_paused_waits(work, issue, session):
    later = timedelta(minutes=1)
    bulk = a_certificate(session, is_issued=False, in_bulk=True, ordered_at=work.at)
    single = a_certificate(session, is_issued=False, ordered_at=work.at + later)
    paused = a_certificate(session, is_issued=False, in_bulk=True, paused_at=work.at)
    maker = Canned()
    assert issue(maker) == 2
    assert maker.serials == [single.serial, bulk.serial]
    assert paused.issued_at is None


def test_a_failure_waits_with_its_stage_and_its_sentence_longer_each_time(work, issue, clock):
    certificate = ordered(work)
    for number, wait in enumerate((*WAITS, WAITS[-1]), start=1):
        maker = Canned(lambda _order: BROKEN)
        assert issue(maker) == 0
        assert len(maker.given) == 1
        assert (certificate.stage, certificate.trouble) == (Stage.RENDERING, BROKEN.sentence)
        assert certificate.tries == number
        assert certificate.try_after == clock.now() + wait
        clock.instant += wait - timedelta(seconds=1)
        assert issue(maker) == 0
        assert len(maker.given) == 1, "not before its time"
        clock.instant += timedelta(seconds=1)
    assert file_of(work.session, certificate) is None
    assert leaves(work.session) == []
    assert issue() == 1
    assert (certificate.stage, certificate.trouble, certificate.try_after) == (None, None, None)


def test_one_that_fails_does_not_stop_the_rest(work, issue):
    bad, good = ordered(work), ordered(work)
    maker = Canned(lambda order: BROKEN if order.certificate_id == bad.id else canned(order))
    assert issue(maker) == 1
    assert good.issued_at
    assert bad.issued_at is None


def test_while_the_signer_is_away_nothing_counts_as_a_try(work, issue, session, clock):
    many = [ordered(work) for _ in range(10)]
    maker = Canned(lambda _order: AWAY)
    assert issue(maker) == 0
    session.expire_all()
    tried = [one for one in many if one.trouble]
    assert 0 < len(tried) == len(maker.given) < len(many), "the rest is not tried in vain"
    for one in tried:
        assert (one.tries, one.trouble) == (0, AWAY.sentence)
        assert one.try_after == clock.now() + SIGNER_WAIT
    assert {one.claimed_by for one in many} == {None}
    clock.instant += SIGNER_WAIT
    assert issue() == 10


def test_what_a_try_made_due_again_is_tried_at_once(work, issue):
    certificate = ordered(work)
    issue(Canned(lambda _order: BROKEN))
    service.try_again(work, certificate)
    assert issue() == 1


@pytest.mark.parametrize("end", ["replaced_at", "erased_at"])
def test_what_ended_while_it_was_made_is_not_kept(work, issue, clock, end):
    certificate = ordered(work)

    def ended(order):
        setattr(certificate, end, clock.now())
        work.session.commit()
        return canned(order)

    assert issue(Canned(ended)) == 0
    assert file_of(work.session, certificate) is None
    assert leaves(work.session) == []
    assert issue() == 0


def test_whoever_was_too_slow_keeps_nothing(work, issue, clock):
    certificate = ordered(work)

    def overtaken(order):
        clock.instant += LEASE
        assert issue() == 1
        return canned(order)

    assert issue(Canned(overtaken)) == 0
    assert len(leaves(work.session)) == 1
    assert certificate.issued_at == clock.now()


def test_a_claim_of_a_process_that_died_runs_out(work, issue, session, clock):
    certificate = ordered(work)
    assert waiting.claim(session, "somebody", clock.now(), most=9) == [certificate]
    assert issue() == 0
    clock.instant += LEASE
    assert issue() == 1


def test_a_clock_that_went_back_holds_nothing_up(work, issue, session, clock):
    claimed, failed = ordered(work), ordered(work)
    claimed.claimed_by, claimed.claimed_until = "somebody", clock.now() + timedelta(days=400)
    failed.try_after = clock.now() + timedelta(days=400)
    session.flush()
    assert issue() == 2


def test_nothing_is_locked_while_a_certificate_is_made(work, issue, session):
    ordered(work)
    session.commit()
    seen = []
    issue(Canned(lambda order: seen.append(session.in_transaction()) or canned(order)))
    assert seen == [False]


def test_told_to_stop_it_gives_back_what_it_had_not_begun(work, issue, session):
    certificates = [ordered(work) for _ in range(3)]
    answers = iter([True, False])
    assert issue(Canned(), goes_on=lambda: next(answers)) == 1
    left = [one for one in certificates if one.issued_at is None]
    session.expire_all()
    assert [one.claimed_by for one in left] == [None, None]
    assert issue() == 2


def test_a_run_ends_after_its_time(work, issue):
    for _ in range(3):
        ordered(work)
    assert issue(longest=0) == 0
    assert issue() == 3


def test_what_cannot_be_kept_is_no_certificate(work, issue, session):
    """A second file of the same certificate stands in the way, as a bug would."""
    certificate = ordered(work)
    session.add(CertificateFile(certificate_id=certificate.id, pdf=b"%PDF of a bug"))
    session.commit()
    assert issue() == 0
    assert (certificate.stage, certificate.trouble) == (Stage.KEEPING, NOT_KEPT)
    assert certificate.issued_at is None
    assert leaves(session) == []


def test_a_name_without_a_font_is_told_to_its_holder(work, issue):
    certificate = ordered(work, person=a_person(work.session, name="Ann \U0001f600"))
    assert issue(the_bench()) == 0
    assert certificate.stage is Stage.RENDERING
    assert "a character that our fonts cannot print" in certificate.trouble


def test_an_order_of_an_older_release_is_filled_up(session, work, issue):
    certificate = a_certificate(session, is_issued=False)
    assert certificate.salt is None
    maker = Canned()
    assert issue(maker) == 1
    facts = maker.given[0].facts
    assert facts == certificate.printed
    assert facts.achievement
    assert [(part.name, part.minutes) for part in facts.categories] == [("Ethics", 75)]
    assert facts.title == "When a chat turns to crisis"
    assert certificate.leaf == 0
    assert maker.given[0].place is not None


def test_a_certificate_of_an_older_release_stays_as_it_is(session, issue):
    old = a_certificate(session)
    assert issue() == 0
    assert (old.leaf, old.salt, file_of(session, old).credential) == (None, None, None)


def test_a_child_that_was_lost_says_no_stage(work, issue):
    certificate = ordered(work)
    issue(Canned(lambda _order: Failure(None, "It stopped.")))
    assert (certificate.stage, certificate.trouble) == (None, "It stopped.")
