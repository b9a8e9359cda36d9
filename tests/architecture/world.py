"""A small world in which every address leads somewhere: to one's own, or somebody else's."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.attempts import service as attempts
from cpd.attempts.models import Attempt, Completion
from cpd.attempts.rules import Paper
from cpd.attestations.models import AttestationRequest
from cpd.certificates.models import Approval, WithdrawalRequest
from cpd.certificates.rules.profiles import Profile
from cpd.certificates.rules.validity import ReasonClass
from cpd.certificates.store import profiles
from cpd.codes.files import register
from cpd.codes.models import ClauseWording
from cpd.documents import service as documents
from cpd.evidence import service as evidence
from cpd.evidence.rules.files import Clean, Media
from cpd.evidence.service import FileToKeep
from cpd.evidence.storage import storage
from cpd.kernel.tokens import sha256
from cpd.letters.rules import Phase
from cpd.people.models import LetterLink, Membership, Organisation, Person, SignIn
from cpd.people.rules import SITE, OrganisationKind, Purpose, Role
from cpd.people.service.links import hashed
from cpd.records import service as records
from cpd.records.models import Entry, Supervisor
from cpd.records.rules.drafts import Typed
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, Source
from cpd.records.rules.supervisors import Supervising
from cpd.standings import service as standings
from cpd.standings.rules.following import AbsenceKind, Away
from cpd.transfers.models import ImportBatch
from cpd.transfers.rules.reports import Report
from cpd.transfers.rules.stages import Stage
from cpd.transfers.rules.tables import table_of_csv
from cpd.transfers.service import calendars, importing
from cpd.work import Work
from tests.architecture.bodies_world import kept_by_body
from tests.conftest import TODAY
from tests.factories.certificates import PDF, a_certificate
from tests.factories.cohorts import a_cohort
from tests.factories.documents import a_declaration, a_paper
from tests.factories.files import a_picture
from tests.factories.letters import a_letter
from tests.factories.modules import MODULE, a_loaded_module, a_passed_module
from tests.factories.people import BASE_ROLES, a_membership, a_person, an_organisation

_number = count(1)
OUT = "out"
LOGO = "0" * 64
SIGNED = {"pdf": PDF, "credential": "{}", "credential_sha256": LOGO, "token": "e30.e30.AA"}
MATERNITY = Away(kind=AbsenceKind.PARENTAL, since=TODAY.date(), until=TODAY.date())
FOREIGN = "foreign"  # an administrator of another organisation
WHO = (OUT, *(role.value for role in Role))
NEW_ADDRESS = "new@example.org"
LINKS = {
    "people.confirm:token": (Purpose.CONFIRM_ADDRESS, ""),
    "people.reset:token": (Purpose.RESET_PASSWORD, ""),
    "people.confirm_new_address:token": (Purpose.NEW_ADDRESS, NEW_ADDRESS),
}


@dataclass(frozen=True)
class Place:
    """A provider and an accreditation body: the site's own, or somebody else's."""

    provider: Organisation
    body: Organisation


@dataclass(frozen=True)
class World:
    """What the parameters of addresses stand for, by whose it is; and a cookie for each role."""

    own: dict[str, dict[str, str]]
    others: dict[str, str]
    elsewhere: dict[str, str]
    cookies: dict[str, str]

    def values(self, who: str, whose: str) -> dict[str, str]:
        return {"own": self.own[who], "others": self.others, "elsewhere": self.elsewhere}[whose]


def build(session: Session) -> World:
    """Make the world and commit it."""
    work = Work(session, "test", TODAY, followers={})
    here, away = places(session)
    version = a_loaded_module(work)
    people = {role.value: somebody(session, role, here) for role in Role}
    own = {who: belongings(work, person, here, version) for who, person in people.items()}
    others = belongings(work, somebody(session, Role.SUPERVISOR, here), here, version)
    elsewhere = belongings(work, somebody(session, Role.SUPERVISOR, away), away, version)
    people[FOREIGN] = somebody(session, Role.ADMINISTRATOR, away)
    cookies = {who: sign_in(session, person, "").token for who, person in people.items()}
    a_kept_wording(session)
    session.commit()
    return World({OUT: others} | own, others, elsewhere, cookies)


def places(session: Session) -> tuple[Place, Place]:
    body, other_body = (an_organisation(session, kind=OrganisationKind.BODY) for _ in range(2))
    site = an_organisation(session, key=SITE)
    return Place(site, body), Place(an_organisation(session), other_body)


def somebody(session: Session, role: Role, place: Place) -> Person:
    """A person with this role, who belongs to the place's provider and to its body."""
    base = role if role in BASE_ROLES else Role.PRACTITIONER
    name = f"{role.value.title()} Quill-{next(_number)}-"
    person = a_person(session, role=base, of=place.provider, name=name)
    a_membership(session, person, place.body, role=base)
    if role not in BASE_ROLES:
        where = place.body if role is Role.ASSESSOR else place.provider
        a_membership(session, person, where, role=role)
    return person


@dataclass(frozen=True)
class Browser:
    row: SignIn
    token: str


def sign_in(session: Session, person: Person, browser: str) -> Browser:
    token = f"{browser} {person.email}"
    row = SignIn(
        person_id=person.id,
        token_sha256=sha256(token),
        browser="Test",
        began_at=TODAY,
        seen_at=TODAY,
    )
    session.add(row)
    session.flush()
    return Browser(row, token)


def belongings(work: Work, person: Person, place: Place, version) -> dict[str, str]:
    """Give somebody one of everything, and say what each is called in an address.

    Where one word means several things, it stands with its slice or endpoint before it.
    """
    session = work.session
    closed = papers_passed(work, person, version)
    completion = session.scalars(select(Completion).filter_by(person_id=person.id)).one()
    certificate = a_certificate(
        session,
        person=person,
        of=place.provider,
        completion=completion,
        file=SIGNED,
        salt=b"s" * 32,
        leaf=0,
    )
    entry = an_entry(session, person)
    values = {
        "name": person.name,
        "email": person.email,
        "entry_title": entry.title,
        "key": MODULE,
        "code": "plumm",
        "number": "1",
        "theme": "confidentiality",
        "role": Role.AUTHOR.value,
        "person_id": person.id,
        "organisation_id": place.provider.id,
        "body_id": place.body.id,
        "membership_id": part_in(session, person, place.provider),
        "sign_in_id": sign_in(session, person, "other").row.id,
        "entry_id": entry.id,
        **begun_and_repeated(work, person, entry),
        "records.settle:entry_id": a_plan(work, person).id,
        "supervisor_id": a_supervisor(work, person).id,
        "paper_id": paper_with_a_copy(work, person),
        "declaration_id": a_declaration(work, person).id,
        **evidence_of(work, person, entry),
        **question_to(work, person),
        "pack_id": "bacp.accredited",
        "following_id": standings.follow(work, person.id, "bacp.accredited")[0],
        "absence_id": standings.add_absence(work, person.id, MATERNITY).id,
        "transfers:batch_id": an_import(work, person).id,
        "transfers.feed:token": calendars.open_feed(work, person.id),
        "letter_id": a_letter(session, phase=Phase.UNKNOWN).id,
        "serial": certificate.serial,
        "certificates:request_id": a_request(session, person, place, completion),
        "approval_id": an_approval(session, place),
        "cohort_id": a_cohort(session, of=place.provider, by=person).id,
        "verification:token": certificate.token,
        "certificates.log_proof:token": certificate.token,
        **kept_by_body(work, person, place.body, certificate),
        "credentials:name": "credentials-v2.json",
        "keys:root": "root-2026-03-01",
        "transparency:tile": "0/000.p/1",
        "scenarios:attempt_id": attempts.start(work, person, version, Paper.SCENARIO).id,
        "scenarios.debrief:attempt_id": closed[Paper.SCENARIO],
        "quizzes:attempt_id": attempts.start(work, person, version, Paper.QUIZ).id,
        "quizzes.result:attempt_id": closed[Paper.QUIZ],
        **links(session, person),
    }
    return {name: str(value) for name, value in values.items()}


def a_request(session: Session, person: Person, place: Place, completion) -> object:
    """Somebody asks that another certificate of theirs be withdrawn; return the request's id."""
    order = {"completion": completion, "order_key": f"another:{person.id}"}
    asked = a_certificate(session, person=person, of=place.provider, **order)
    request = WithdrawalRequest(
        certificate_id=asked.id,
        reason_class=ReasonClass.CONDUCT,
        reason="We had to.",
        asked_by=a_person(session).id,
        asked_at=TODAY,
    )
    session.add(request)
    session.flush()
    return request.id


def an_approval(session: Session, place: Place) -> object:
    """A body approved a module of the provider, which has a logo; return the approval's id."""
    of = place.provider.id
    profiles.add_once(session, of, Profile(), TODAY)
    profiles.add_logo(session, LOGO, a_picture(), TODAY)
    profiles.locked(session, of).logo = LOGO
    approval = Approval(
        organisation_id=of, module_key=MODULE, body="The Register", number=str(next(_number)),
        title="A module", minutes=60, valid_from=TODAY.date(),
    )  # fmt: skip
    session.add(approval)
    session.flush()
    return approval.id


def papers_passed(work: Work, person: Person, version) -> dict[Paper, object]:
    a_passed_module(work, person, version)
    rows = work.session.scalars(select(Attempt).filter_by(person_id=person.id))
    return {row.paper: row.id for row in rows}


def part_in(session: Session, person: Person, provider: Organisation) -> object:
    """Return the id of a role they were given there, or else of their plain membership."""
    query = select(Membership).filter_by(person_id=person.id, organisation_id=provider.id)
    parts = sorted(session.scalars(query), key=lambda part: part.role in BASE_ROLES)
    return parts[0].id


def a_plan(work: Work, person: Person) -> Entry:
    plan = Logged(kind=EntryKind.PLAN, done_on=TODAY.date(), title=f"An aim of {person.email}")
    return records.log(work, person.id, plan)


def a_supervisor(work: Work, person: Person) -> Supervisor:
    return records.add_supervisor(work, person.id, Supervising(name=f"Who sees {person.email}"))


def an_entry(session: Session, person: Person) -> Entry:
    entry = Entry(
        person_id=person.id,
        kind=EntryKind.ACTIVITY,
        done_on=TODAY.date(),
        minutes=90,
        title=f"A talk heard by {person.email}",
        reflection="",
        source=Source.TYPED,
        logged_at=TODAY,
        changed_at=TODAY,
    )
    session.add(entry)
    session.flush()
    return entry


def begun_and_repeated(work: Work, person: Person, entry: Entry) -> dict[str, object]:
    """A draft, a template and a series of somebody's, each telling whose it is."""
    fields = {"title": f"A draft by {person.email}"}
    place, batch_id = person.id.hex, uuid4()
    draft = Typed(kind=EntryKind.ACTIVITY, fields=fields, seq=1)
    records.save_draft(work, person.id, place, draft)
    template = records.make_template(
        work, person.id, f"A template by {person.email}", entry.logged, fields
    )
    records.log(work, person.id, entry.logged, source_ref=f"repeat:{entry.id}:1", batch_id=batch_id)
    return {
        "place": place,
        "draft_title": fields["title"],
        "template_id": template.id,
        "template_name": template.name,
        "batch_id": batch_id,
    }


def evidence_of(work: Work, person: Person, entry: Entry) -> dict[str, object]:
    """A file that somebody keeps, and what they call it."""
    label = f"Proof kept by {person.email}"
    file = FileToKeep(Clean(Media.PNG, label.encode()), storage())
    kept = evidence.add_file(work, person.id, entry.id, label, file).evidence
    return {"evidence_id": kept.id, "evidence_label": label}


def paper_with_a_copy(work: Work, person: Person) -> object:
    paper = a_paper(work, person)
    file = FileToKeep(Clean(Media.PNG, f"Signed by {person.email}".encode()), storage())
    documents.keep_proof(work, person.id, paper.id, file)
    return paper.id


def question_to(work: Work, person: Person) -> dict[str, object]:
    """A question that somebody who is nobody's colleague put to this person's address."""
    asker, token = a_person(work.session, name="An Asker"), f"question-to-{person.id.hex}"
    entry = an_entry(work.session, asker)
    request = AttestationRequest(
        person_id=asker.id,
        entry_id=entry.id,
        entry_version=1,
        supervisor_name=person.name,
        supervisor_email=person.email,
        facts={"kind": "supervision", "done_on": "2026-03-01", "minutes": 90},
        token_sha256=sha256(token),
        asked_at=TODAY,
        expires_at=TODAY + timedelta(days=30),
    )
    work.session.add(request)
    work.session.flush()
    return {"request_id": request.id, "attestations:token": token}


def an_import(work: Work, person: Person) -> ImportBatch:
    table = table_of_csv(b"date,title,minutes\n2026-03-01,A talk,90\n")
    batch = importing.upload(work, person.id, "log.csv", table)
    batch.stage, batch.found = Stage.CHECKED, Report(rows=1, good=1).to_facts()
    work.session.flush()
    return batch


def a_kept_wording(session: Session) -> None:
    """Something an administrator may remove again. Our own words, not the publisher's."""
    session.add(
        ClauseWording(
            code="plumm",
            edition=register().code("plumm").edition,
            number="1",
            wording="Clients first.",
            imported_at=TODAY,
            imported_by=uuid4(),
        )
    )


def links(session: Session, person: Person) -> dict[str, str]:
    """Letters that were sent to somebody, each with a link that still holds."""
    tokens = {name: f"{name.partition(':')[0]}-of-{person.id.hex}" for name in LINKS}
    for name, (purpose, bound_to) in LINKS.items():
        session.add(
            LetterLink(
                person_id=person.id,
                purpose=purpose,
                token_sha256=hashed(tokens[name], bound_to),
                expires_at=TODAY + timedelta(days=1),
            )
        )
    session.flush()
    return tokens
