from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from cpd.reminders.rules.papers import (
    Asked,
    End,
    Held,
    end_of,
    is_same_kind,
    newest,
    spans,
    valid_for_in_words,
)
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.kinds import Document
from cpd.requirements.rules.packs import ORDINARY

TODAY = date(2026, 3, 2)
THREE_YEARS = Length(months=36)


def a_paper(number=1, document="dbs_check", **given):
    added_at = datetime(2026, 1, number, tzinfo=UTC)
    return Held(**({"id": UUID(int=number), "document": document, "added_at": added_at} | given))


def asked(body="Atrium", valid_for=THREE_YEARS, document="dbs_check", **given):
    requirement = Document(id="x", document=document, valid_for=valid_for, **given)
    return Asked(body, requirement, ORDINARY)


def end(one, *wishes, others=()):
    return end_of(one, [one, *others], wishes, TODAY)


def test_a_paper_ends_on_its_own_last_day():
    one = a_paper(first_on=date(2025, 4, 1), last_on=date(2026, 3, 31))
    assert end(one) == End(date(2026, 3, 31))


def test_a_check_ends_when_a_body_wants_a_new_one():
    one = a_paper(issued_on=date(2023, 4, 1))
    assert end(one, asked()) == End(date(2026, 4, 1), ("Atrium",))
    assert end(one, asked(last_day="day_before")) == End(date(2026, 3, 31), ("Atrium",))
    assert end(one) is None
    assert end(one, asked(document="vetting")) is None


def test_of_several_bodies_the_first_to_ask_counts():
    one = a_paper(issued_on=date(2023, 4, 1))
    strict = asked("Strict", Length(months=24))
    assert end(one, asked(), strict) == End(date(2025, 4, 1), ("Strict",))
    assert end(one, asked(), asked("Other")) == End(date(2026, 4, 1), ("Atrium", "Other"))


def test_an_early_renewal_may_run_from_the_end_of_the_last():
    first = a_paper(1, issued_on=date(2022, 4, 1))
    early = a_paper(2, issued_on=date(2025, 1, 1))
    wish = asked(basis="previous_expiry")
    assert end(early, wish, others=[first]) == End(date(2028, 4, 1), ("Atrium",))


@pytest.mark.parametrize("basis", ["issue", "previous_expiry"])
def test_what_may_run_out_is_looked_at(basis):
    (span,) = spans([asked(basis=basis)], TODAY)
    for left in (-7, 0, 90):
        issued = date.fromordinal(date(2023, 3, 2).toordinal() + left)
        assert span.since <= issued <= span.until


def test_only_the_latest_paper_of_a_kind_is_minded():
    old = a_paper(1, "indemnity_insurance", first_on=date(2025, 4, 1), last_on=date(2026, 3, 31))
    new = a_paper(2, "indemnity_insurance", first_on=date(2026, 4, 1), last_on=date(2027, 3, 31))
    check = a_paper(3, issued_on=date(2020, 1, 1))
    for order in ([old, new, check], [check, new, old]):
        assert set(newest(order)) == {new.id, check.id}


def test_covers_for_two_countries_are_two_kinds():
    here, there = a_paper(1, country="Estonia"), a_paper(2, country="Latvia")
    assert not is_same_kind(here, there)
    assert is_same_kind(here, a_paper(3, country="estonia"))
    assert is_same_kind(here, a_paper(3))


def test_how_often_a_body_asks_is_said():
    wishes = [asked(), asked("Strict", Length(months=12)), asked("Other", document="vetting")]
    assert valid_for_in_words(wishes, ("Atrium",), "dbs_check") == "every 3 years"
    assert valid_for_in_words(wishes, ("Atrium", "Strict"), "dbs_check") == ""
