from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.credentials.rules.awards import LIST_BITS, NumberGiven, Share, StatusPlace
from cpd.credentials.rules.instants import instant, past_minute
from cpd.credentials.rules.purposes import StatusPurpose, list_url
from cpd.credentials.rules.reasons import SENTENCES, CredentialError, Reason
from cpd.kernel.errors import RuleError
from tests.factories.credentials import an_award


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": 0, "shares": ()}, "one minute"),
        ({"shares": (Share("Ethics", 45),)}, "make up the whole"),
        ({"shares": (Share("Ethics", -5), Share("Practice", 80))}, "one minute"),
        ({"valid_until": date(2026, 3, 1)}, "run out before"),
        ({"started_on": date(2026, 3, 2)}, "before it was begun"),
        ({"name": "Ann\tOkafor"}, "cannot be printed"),
        ({"title": "Half \ud83d"}, "cannot be printed"),
        ({"outcomes": ("One\u2028Two",)}, "cannot be printed"),
        ({"approvals": (NumberGiven("Body", "7\x00"),)}, "cannot be printed"),
        ({"title": "x" * 4001}, "too long"),
    ],
)
def test_what_no_credential_may_say(wrong, said):
    with pytest.raises(RuleError, match=said):
        an_award(**wrong)


def test_an_instant_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="naive"):
        an_award(valid_from=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 - that is the fault


@pytest.mark.parametrize("place", [(0, 0), (1, -1), (1, LIST_BITS)])
def test_a_place_that_no_list_has(place):
    with pytest.raises(ValueError, match="no list"):
        StatusPlace(*place)


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_past_minute_is_never_ahead_and_never_older_than_a_minute(at):
    begun = past_minute(at)
    assert 0 <= (at - begun).total_seconds() < 60
    assert datetime.fromisoformat(instant(begun)) == begun


def test_where_a_list_stands():
    url = list_url("https://cpd.example/", StatusPurpose.SUSPENSION, 3)
    assert url == "https://cpd.example/status/suspension/3"


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Reason)
    assert str(CredentialError(Reason.ALTERED)) == SENTENCES[Reason.ALTERED]
    assert CredentialError(Reason.ALTERED, "Else.").sentence == "Else."
