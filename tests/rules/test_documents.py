from datetime import date

import pytest

from cpd.documents.rules import declarations
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import SORTS, Written, checked, covers, sort_of
from cpd.kernel.errors import RuleError

TODAY = date(2026, 3, 2)


def insurance(**given) -> Written:
    usual = {"first_on": date(2026, 1, 1), "last_on": date(2026, 12, 31)}
    return Written(document="indemnity_insurance", **(usual | given))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(insurance(first_on=None), "first day", id="no first day"),
        pytest.param(insurance(last_on=None), "last day", id="no last day"),
        pytest.param(insurance(last_on=date(2025, 1, 1)), "before the first", id="turned around"),
        pytest.param(insurance(last_on=date(2126, 1, 1)), "check the year", id="a century on"),
        pytest.param(Written(document="dbs_check"), "issued or signed", id="no day"),
        pytest.param(
            Written(document="dbs_check", issued_on=date(2026, 3, 3)),
            "still to come",
            id="tomorrow",
        ),
        pytest.param(
            Written(document="dbs_check", issued_on=date(1026, 3, 3)), "check the year", id="of old"
        ),
        pytest.param(
            Written(document="dbs_check", issued_on=TODAY, level="x" * 201), "at most", id="long"
        ),
        pytest.param(Written(document="../x", issued_on=TODAY), "no such sort", id="no sort"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_in_words(written, said):
    with pytest.raises(RuleError, match=said):
        checked(written, TODAY)


def test_a_paper_keeps_only_what_its_sort_asks_for():
    kept = checked(
        Written(
            document="dbs_check",
            issued_on=TODAY,
            level=" enhanced ",
            seen_by="Manager",
            version_of="3",
            first_on=TODAY,
        ),
        TODAY,
    )
    assert kept == Written(
        document="dbs_check",
        title="DBS check",
        issued_on=TODAY,
        level="enhanced",
        seen_by="Manager",
    )


def test_nothing_of_a_check_is_kept_as_a_file():
    assert not any(SORTS[key].is_file_kept for key in SORTS if key.endswith("_check"))


def test_a_sort_only_a_body_knows_has_its_word():
    assert sort_of("peer_signatures").word == "Peer signatures"


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        pytest.param(date(2025, 12, 31), False, id="the day before"),
        pytest.param(date(2026, 1, 1), True, id="the first day"),
        pytest.param(date(2026, 12, 31), True, id="the last day"),
        pytest.param(date(2027, 1, 1), False, id="the day after"),
    ],
)
def test_both_ends_of_a_cover_count(day, holds):
    assert covers(insurance(), day) is holds


def test_a_paper_without_a_last_day_is_for_the_body_to_judge():
    assert covers(Written(document="dbs_check", issued_on=TODAY), TODAY) is None


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        pytest.param(Declared(declaration="gossip"), "no such", id="no sort"),
        pytest.param(Declared(declaration="complaint_upheld"), "Enter the day", id="no day"),
        pytest.param(
            Declared(declaration="complaint_upheld", happened_on=date(2026, 3, 3)),
            "still to come",
            id="tomorrow",
        ),
        pytest.param(
            Declared(
                declaration="complaint_upheld",
                happened_on=date(2026, 3, 1),
                declared_on=date(2026, 2, 1),
            ),
            "before it happened",
            id="declared too early",
        ),
        pytest.param(
            Declared(declaration="granted_grace", happened_on=TODAY), "how many", id="no hours"
        ),
        pytest.param(
            Declared(declaration="judged", happened_on=TODAY, verdict="perhaps"),
            "what the body decided",
            id="no decision",
        ),
        pytest.param(
            Declared(declaration="judged", happened_on=TODAY, verdict="met", requirement="x"),
            "Open this from the standard",
            id="no standard",
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_in_words(declared, said):
    with pytest.raises(RuleError, match=said):
        declarations.checked(declared, TODAY)
