"""Fills an empty database with the cast and their history, through the services everybody uses."""

from datetime import timedelta

from flask import Flask

from cpd.catalogue.service import current_module
from cpd.certificates.making import Bench
from cpd.demo import cast, store
from cpd.demo.fates import administrator, settle_fates
from cpd.demo.issuing import (
    KEYS_CHANGED_DAYS_AGO,
    NAME,
    at,
    change_keys,
    introduce_issuer,
    issue,
    lay_keys,
)
from cpd.demo.log import fill_log
from cpd.demo.passing import pass_module, walk_scenario
from cpd.demo.proofs import prove
from cpd.demo.standings import follow_bodies
from cpd.letters import service as letters
from cpd.people import service as people
from cpd.people.models import Person
from cpd.people.passwords import passwords_of
from cpd.people.rules import OrganisationKind, Role
from cpd.upgrading import upgrade_now
from cpd.web.context import job, parts
from cpd.work import Work


def seed(app: Flask) -> None:
    """Upgrade the database, and if nobody is in it yet, let the cast move in."""
    with app.app_context():
        upgrade_now()
        with job(NAME) as work:
            is_new = store.is_empty(work.session)
        if not is_new:
            return
        password_hash = passwords_of(parts().settings).hashed(cast.PASSWORD)
        with job(NAME) as work:
            move_in(work, password_hash)
            introduce_issuer(work, administrator(work))
        bench = let_all_hold(password_hash)
        settle_fates()
        issue(bench, 0)
        with job(NAME) as work:
            begin_something(work)
            letters.drop_waiting(work)


def move_in(work: Work, password_hash: str) -> None:
    """Make the organisations and those who sign in."""
    people.establish(work, "site", cast.PROVIDER, OrganisationKind.PROVIDER)
    body = people.establish(work, cast.BODY_KEY, cast.BODY, OrganisationKind.BODY)
    people.establish(work, cast.OTHER_BODY_KEY, cast.OTHER_BODY, OrganisationKind.BODY)
    for part in cast.SIGN_INS:
        add(
            work,
            people.Newcomer(
                name=part.name,
                email=part.email,
                role=part.role,
                organisation=part.organisation,
                password_hash=password_hash,
            ),
        )
    for number, name in enumerate(cast.WITHOUT_CERTIFICATE, start=1):
        person = add(
            work,
            people.Newcomer(
                name=name,
                email=f"member{number}@example.org",
                role=Role.PRACTITIONER,
                password_hash=password_hash,
            ),
        )
        people.begin_membership(work, person, body, Role.PRACTITIONER)


def add(work: Work, newcomer: people.Newcomer) -> Person:
    return people.add(work, newcomer, site_name=cast.PROVIDER)


def let_all_hold(password_hash: str) -> Bench:
    """Let everybody earn theirs when it was time, and the keys change once in between."""
    bench, are_new = lay_keys(), False
    longest_ago = sorted(enumerate(cast.HOLDERS, start=1), key=lambda one: -one[1].days_ago)
    for number, holder in longest_ago:
        if holder.days_ago < KEYS_CHANGED_DAYS_AGO and not are_new:
            bench, are_new = change_keys(), True
        let_hold(number, holder, password_hash)
        issue(bench, holder.days_ago)
    return bench


def let_hold(number: int, holder: cast.Holder, password_hash: str) -> None:
    """Let somebody pass a module in the past, join the register, and receive their certificate."""
    with job(NAME) as work:
        then = work.at - timedelta(days=holder.days_ago)
        past = at(work, then)
        newcomer = people.Newcomer(
            name=holder.name,
            email=f"holder{number}@example.org",
            role=Role.PRACTITIONER,
            password_hash=password_hash,
            time_zone=holder.time_zone,
        )
        person = add(past, newcomer)
        body = people.establish(past, cast.BODY_KEY, cast.BODY, OrganisationKind.BODY)
        people.begin_membership(
            past, person, body, Role.PRACTITIONER, member_number=f"NR-{4200 + number * 37}"
        )
        pass_module(past, person, current_module(work.session, holder.module))


def begin_something(work: Work) -> None:
    """Leave the trainee in the middle of a scenario, and the coach with a year's log."""
    trainee = store.person(work.session, "trainee@example.org")
    version = current_module(work.session, cast.GROUP)
    walk_scenario(at(work, work.at - timedelta(days=2)), trainee, version, steps=2)
    coach = store.person(work.session, "coach@example.org")
    fill_log(work, coach)
    prove(work, coach)
    follow_bodies(work, coach)
