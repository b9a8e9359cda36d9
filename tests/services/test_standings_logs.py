from datetime import date, time
from uuid import uuid4

import pytest

from cpd.attestations.models import Attestation, AttestationRequest
from cpd.attestations.rules.answers import Answer
from cpd.attestations.store import facts
from cpd.documents.models import DeclarationMade, Paper
from cpd.evidence.models import Evidence
from cpd.evidence.rules.sorts import EvidenceSort
from cpd.records.models import ClosedMonth, Supervisor
from cpd.records.rules.checking import checked
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, Mode, Part, Source, SupervisionFormat
from cpd.requirements.files import packs
from cpd.requirements.rules.logs import Declaration, LogEntry, Size, Stretch
from cpd.requirements.rules.logs import Paper as ReadPaper
from cpd.requirements.rules.logs import Supervisor as ReadSupervisor
from cpd.requirements.rules.matching import shut_out
from cpd.standings import store
from cpd.standings.models import Absence
from cpd.standings.rules.following import AbsenceKind, Away
from cpd.standings.rules.keeping import Declared
from tests.conftest import TODAY
from tests.factories.people import a_person
from tests.factories.standings import AS_OF, a_logged, a_supervision

BACP = "bacp.accredited"


def test_the_rows_of_a_log_are_read_as_the_rules_read_them(session):
    person = a_person(session, time_zone="Asia/Tokyo")
    ruth = Supervisor(
        person_id=person.id, name="R", email=None, added_at=TODAY,
        accredited=[{"body": "bacp", "from": "2019-01-01", "to": None}],
        relations=[{"relation": "core_trainer", "from": "", "to": "2020-12-31"}],
    )  # fmt: skip
    session.add(ruth)
    session.flush()
    entry = a_logged(
        session, person, kind=EntryKind.SUPERVISION, done_on=date(2026, 2, 28),
        ended_on=date(2026, 3, 1), begins=time(23, 30), ends=time(0, 30), minutes=60,
        own_minutes=20, title="Late", provider="P", category="core", categories={"icf": "core"},
        tags=["ethics"], topic="endings", mode=Mode.LIVE_ONLINE, part=Part.RECEIVED,
        setting="north", supervision_format=SupervisionFormat.GROUP, contracted=5, attended=4,
        facilitated=True, supervisor_id=ruth.id, clauses=["bacp:33(d)"], counts_for=["bacp"],
        planned="Next time", logged_at=TODAY.replace(hour=20),
    )  # fmt: skip
    a_logged(session, person, withdrawn_at=TODAY)
    read = store.kept(session, {person.id: "Asia/Tokyo"})[person.id]
    (found,) = read.entries
    assert found == LogEntry(
        id=str(entry.id), kind="supervision", start_on=date(2026, 2, 28),
        end_on=date(2026, 3, 1), minutes=60,
        starts_at=found.starts_at, ends_at=found.ends_at, recorded_on=date(2026, 3, 3),
        own_minutes=20, title="Late", category="core", categories={"icf": "core"},
        tags=frozenset({"ethics"}), topic="endings", mode="live", format="group",
        size=Size(contracted=5, attended=4, facilitated=True), role="received", setting="north",
        provider="P", supervisor_id=str(ruth.id), has_evidence=False, has_reflection=True,
        is_attested=False, clauses=("bacp:33(d)",), counts_for=frozenset({"bacp"}),
    )  # fmt: skip
    assert f"{found.starts_at} {found.ends_at}" == "2026-02-28 23:30:00 2026-03-01 00:30:00"
    assert read.supervisors == {
        str(ruth.id): ReadSupervisor(
            id=str(ruth.id),
            accredited=(Stretch(since=date(2019, 1, 1), until=None, kind="bacp"),),
            relations=(Stretch(since=date.min, until=date(2020, 12, 31), kind="core_trainer"),),
        )
    }


def test_supervision_of_which_no_part_is_told_was_received(session):
    person = a_person(session)
    a_supervision(session, person, part=None)
    a_logged(session, person)
    read = store.kept(session, {person.id: "UTC"})[person.id]
    assert {one.kind: one.role for one in read.entries} == {
        "supervision": "received", "activity": None,
    }  # fmt: skip


def test_what_else_is_kept_is_read_too(session):
    person = a_person(session)
    session.add_all(
        [
            ClosedMonth(person_id=person.id, month=date(2026, 2, 1), is_none=True, closed_at=TODAY),
            Absence(person_id=person.id, kind=AbsenceKind.ILLNESS, since=AS_OF, added_at=TODAY),
            Absence(
                person_id=person.id, kind=AbsenceKind.OTHER, since=AS_OF, added_at=TODAY,
                withdrawn_at=TODAY,
            ),
            Paper(
                person_id=person.id, document="dbs_check", title="DBS", issued_on=AS_OF,
                version_of="3", added_at=TODAY,
            ),
            Paper(
                person_id=person.id, document="insurance", title="I", issued_on=AS_OF,
                added_at=TODAY, withdrawn_at=TODAY,
            ),
            DeclarationMade(
                person_id=person.id, declaration="granted_grace", minutes=360, pack_id=BACP,
                happened_on=AS_OF, note="", made_at=TODAY,
            ),
        ]
    )  # fmt: skip
    session.flush()
    read = store.kept(session, {person.id: "UTC"})[person.id]
    assert read.closed == (date(2026, 2, 1),)
    assert read.away == (Away(kind=AbsenceKind.ILLNESS, since=AS_OF),)
    assert read.documents == (ReadPaper(document="dbs_check", issued=AS_OF, version="3"),)
    declared = Declaration(declaration="granted_grace", happened_on=AS_OF, minutes=360)
    assert read.declarations == (Declared(pack_id=BACP, declaration=declared),)


def evidence(session, entry, **given):
    usual = {"sort": EvidenceSort.LINK, "label": "L", "url": "https://example.org"}
    row = Evidence(person_id=entry.person_id, entry_id=entry.id, added_at=TODAY, **(usual | given))
    session.add(row)
    session.flush()


def attested(session, entry, answer=Answer.AGREED):
    """Let a supervisor say so of the entry as it stands now."""
    told = {"facts": facts(entry).to_json(), "supervisor_name": "R", "supervisor_email": "r@e.org"}
    both = {"person_id": entry.person_id, "entry_id": entry.id, "entry_version": entry.version}
    request = AttestationRequest(
        **both, **told, token_sha256=uuid4().hex, asked_at=TODAY, expires_at=TODAY,
        answered_at=TODAY,
    )  # fmt: skip
    session.add(request)
    session.flush()
    word = Attestation(
        **both, **told, request_id=request.id, answer=answer, remark="", made_at=TODAY
    )
    session.add(word)
    session.flush()


def seen(session, entry):
    (found,) = store.kept(session, {entry.person_id: "UTC"})[entry.person_id].entries
    return found.has_evidence, found.is_attested


def test_evidence_that_was_removed_is_none(session):
    entry = a_logged(session, a_person(session))
    evidence(session, entry, removed_at=TODAY)
    assert seen(session, entry) == (False, False)
    evidence(session, entry)
    assert seen(session, entry) == (True, False)


def test_a_module_of_ours_is_evidence_of_itself(session):
    assert seen(session, a_logged(session, a_person(session), source=Source.MODULE))[0]


def test_an_attestation_holds_as_long_as_what_was_attested_stands(session):
    entry = a_supervision(session, a_person(session))
    attested(session, entry)
    assert seen(session, entry) == (False, True)
    entry.version, entry.reflection = 2, "More"
    session.flush()
    assert seen(session, entry) == (False, True)
    entry.version, entry.minutes = 3, 90
    session.flush()
    assert seen(session, entry) == (False, False)


def test_a_supervisor_who_disagrees_attests_nothing(session):
    entry = a_supervision(session, a_person(session))
    attested(session, entry, Answer.DISAGREED)
    assert seen(session, entry) == (False, False)


def test_logs_of_several_are_not_mixed_up(session):
    people = [a_person(session) for _ in range(3)]
    for number, person in enumerate(people[:2], start=1):
        for _ in range(number):
            a_supervision(session, person)
    read = store.kept(session, {person.id: "UTC" for person in people})
    assert [len(read[person.id].entries) for person in people] == [1, 2, 0]


@pytest.mark.parametrize(
    ("typed", "pack"),
    [
        pytest.param("babcp.training-course", "babcp.training-course", id="a pack"),
        pytest.param("BABCP", "babcp.training-course", id="a body"),
        pytest.param("Addiction  Professionals", "addiction.professionals", id="two words"),
    ],
)
def test_an_entry_for_one_body_counts_for_the_body_it_names(session, typed, pack):
    someone = a_person(session)
    line = Logged(
        kind=EntryKind.ACTIVITY, done_on=AS_OF, title="A day", minutes=60, counts_for=(typed,)
    )
    a_logged(session, someone, counts_for=list(checked(line, AS_OF).counts_for))
    (entry,) = store.kept(session, {someone.id: "UTC"})[someone.id].entries
    assert shut_out(packs()[pack][-1], entry) == ""
    assert shut_out(packs()["icf.pcc"][-1], entry) == "not logged for ICF"
