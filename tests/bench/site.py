"""A site with seeded data to measure: people, a long log, certificates, a roster."""

import random
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cpd.app import create_app
from cpd.catalogue.service import current_module
from cpd.certificates.models import Certificate
from cpd.db import db
from cpd.demo.passing import pass_module
from cpd.demo.store import serial_of
from cpd.people.models import Person
from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.records.rules import EntryKind, Source
from cpd.settings import Settings
from cpd.upgrading import upgrade_now
from cpd.web.context import job
from tests.browsing import sign_in
from tests.factories.people import a_membership, a_person, an_organisation

MODULE = "chat-crisis"
MEMBERS = 200
YEARS = 10


@dataclass
class Site:
    app: Flask
    trainee: FlaskClient
    trainee_id: object
    assessor: FlaskClient
    serial: str
    token: str


def a_site(folder, url) -> Site:
    folder.mkdir(parents=True)
    app = create_app(
        Settings(
            data_dir=folder,
            database_url=url,
            secret_key="bench" * 8,
            base_url="http://localhost",
            argon2_memory_kib=8,
            argon2_passes=1,
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade_now()
        with job("bench") as work:
            site = an_organisation(work.session, key="site", name="Bench Institute")
            body = an_organisation(work.session, key="body", name="Bench Body", kind="body")
            trainee = a_person(work.session, of=site)
            a_membership(work.session, trainee, body)
            assessor = a_person(work.session, role=Role.ASSESSOR, of=body)
            for _ in range(MEMBERS):
                a_membership(work.session, a_person(work.session, of=site), body)
            pass_module(work, trainee, current_module(work.session, MODULE))
            a_long_log(work, trainee)
        with job("bench") as work:
            serial = serial_of(work.session, trainee.name)
            token = token_of(work.session, serial)
            clients = [app.test_client(), app.test_client()]
            for client, person in zip(clients, (trainee, assessor), strict=True):
                sign_in(client, work.session, work.session.get(Person, person.id), work.at)
        db.session.remove()
    return Site(app, clients[0], trainee.id, clients[1], serial, token)


def token_of(session, serial: str) -> str:
    return session.scalars(select(Certificate.token).where(Certificate.serial == serial)).one()


def a_long_log(work, person) -> None:
    chance = random.Random(7)
    for number in range(YEARS * 100):
        day = work.at.date() - timedelta(days=chance.randrange(YEARS * 365))
        work.session.add(
            Entry(
                person_id=person.id,
                kind=chance.choice(list(EntryKind)),
                done_on=day,
                minutes=chance.choice((30, 60, 90, 120)),
                title=f"Entry {number}",
                reflection="",
                source=Source.TYPED,
                logged_at=work.at,
                changed_at=work.at,
            )
        )
