"""A site with seeded data to measure: somebody with ten years behind them, and two bodies."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, select

from cpd.app import create_app
from cpd.catalogue.service import current_module
from cpd.certificates.models import Certificate
from cpd.db import db
from cpd.demo.passing import pass_module, walk_scenario
from cpd.people.models import Organisation
from cpd.people.rules import Role
from cpd.settings import Settings
from cpd.upgrading import upgrade_now
from cpd.web.context import job
from cpd.work import Work
from tests.bench.crowd import a_long_log, add_members, follow_three, older_certificates
from tests.bench.visitor import Visitor, signed_in
from tests.factories.people import a_membership, a_person, an_organisation

MODULE = "chat-crisis"
MEMBERS = {"small": 200, "large": 12_000}
SITTERS = 32
SECRET = "bench" * 8


@dataclass
class Site:
    """The app on one database, and who looks at it."""

    app: Flask
    engine: Engine
    url: str
    folder: Path
    trainee: Visitor
    assessors: dict[str, Visitor]
    sitters: list[Visitor] = field(default_factory=list)
    serial: str = ""
    token: str = ""
    following: UUID | None = None


@dataclass(frozen=True)
class Past:
    """Somebody with ten years behind them, their certificate, and a body they follow."""

    person_id: UUID
    serial: str
    token: str
    following: UUID


def a_site(folder: Path, url: str) -> Site:
    """Make the tables, load the content, and fill both in."""
    folder.mkdir(parents=True)
    app = create_app(
        Settings(data_dir=folder, database_url=url, secret_key=SECRET, base_url="http://localhost")
    )
    with app.app_context():
        upgrade_now()
        engine = db.engine
        with job("bench") as work:
            people = some_people(work)
            past = somebody_with_a_past(work)
        if engine.dialect.name == "postgresql":
            analyse(engine)
        db.session.remove()
    return Site(
        app=app,
        engine=engine,
        url=url,
        folder=folder,
        trainee=signed_in(app, past.person_id),
        assessors={size: signed_in(app, people[size]) for size in MEMBERS},
        sitters=[signed_in(app, people[f"sitter {n}"]) for n in range(SITTERS)],
        serial=past.serial,
        token=past.token,
        following=past.following,
    )


def environment(folder: Path, url: str) -> dict[str, str]:
    """Return how a process of ours finds the database and its folder."""
    return {
        "CPD_DATA_DIR": str(folder),
        "CPD_DATABASE_URL": url,
        "CPD_SECRET_KEY": SECRET,
        "CPD_BASE_URL": "http://localhost",
    }


def some_people(work: Work) -> dict[str, UUID]:
    """Add an assessor of a small body and one of a large, and people who may sit the quiz."""
    version, made = current_module(work.session, MODULE), {}
    for size, number in MEMBERS.items():
        body = an_organisation(work.session, name=f"The {size} body", kind="body")
        made[size] = a_person(work.session, role=Role.ASSESSOR, of=body).id
        add_members(work, body, version, number)
    for number in range(SITTERS):
        sitter = a_person(work.session)
        walk_scenario(work, sitter, version)
        made[f"sitter {number}"] = sitter.id
    return made


def somebody_with_a_past(work: Work) -> Past:
    """Add a trainee who passed the module, and follows three bodies."""
    version = current_module(work.session, MODULE)
    trainee = a_person(work.session)
    shared = select(Organisation).where(Organisation.name == "The small body")
    a_membership(work.session, trainee, work.session.scalars(shared).one())
    pass_module(work, trainee, version)
    older_certificates(work, trainee, version)
    mine = select(Certificate.serial, Certificate.token).where(
        Certificate.person_id == trainee.id, Certificate.issued_at.is_not(None)
    )
    serial, token = work.session.execute(mine.order_by(Certificate.issued_at.desc())).first()
    a_long_log(work, trainee)
    return Past(trainee.id, serial, token, follow_three(work, trainee))


def analyse(engine: Engine) -> None:
    """Do at once what PostgreSQL's autovacuum does within a minute of so many new rows."""
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
