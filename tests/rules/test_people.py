from datetime import UTC, datetime, timedelta

import pytest

from cpd.kernel.errors import RuleError
from cpd.people.addresses import checked_email
from cpd.people.passwords import common_passwords
from cpd.people.rules import (
    OrganisationKind,
    Role,
    browser_name,
    checked_member_number,
    checked_name,
    checked_password,
    checked_time_zone,
    ends_by_itself,
    may_be_granted,
    offered_zones,
    repeated_part,
    safe_next,
    time_zones,
)

ZWNJ, ZWJ, RLO = "\u200c", "\u200d", "\u202e"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Siân O'Neill-Smith, Jr.", id="Latin with signs"),
        pytest.param("محمد عبد الرحمن", id="Arabic"),
        pytest.param("שרה כהן", id="Hebrew"),
        pytest.param("สมชาย ใจดี", id="Thai"),
        pytest.param("孙悟空", id="Chinese"),
        pytest.param("佐藤 美咲", id="Japanese"),
        pytest.param("प्रिया शर्मा", id="Devanagari"),
        pytest.param(f"علی{ZWNJ}رضا", id="Persian with a non-joiner"),
        pytest.param(f"क्{ZWJ}षमा", id="Devanagari with a joiner"),
        pytest.param("שָׁ֖לֹ֑ום", id="Hebrew with vowel points and accents"),
        pytest.param("བསྒྲུབས", id="Tibetan with stacked letters"),
        pytest.param("Ψ", id="one letter"),
        pytest.param("x" * 144, id="as long as may be"),
    ],
)
def test_a_name_is_welcome_in_any_script(name):
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Ann   Lee ", "Ann Lee", id="spaces"),
        pytest.param("Zoe\u0308", "Zoë", id="decomposed"),
        pytest.param("Ann\r\nBcc: eve", "Ann Bcc: eve", id="a line break ends nothing"),
        pytest.param("Ann\u2028Lee", "Ann Lee", id="line separator"),
    ],
)
def test_a_name_is_tidied(typed, kept):
    assert checked_name(typed) == kept


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("  ", id="spaces"),
        pytest.param("12 34", id="no letter"),
        pytest.param("x" * 145, id="too long"),
        pytest.param("e" + "\u0301" * 200_000, id="piled-up marks"),
        pytest.param("Z" + "\u0301" * 20, id="marks that climb over the page"),
        pytest.param("Sam 🌈 Lee", id="a picture"),
        pytest.param(f"Sam 👩{ZWJ}🏫 Lee", id="a picture made of two"),
        pytest.param(f"Ann{RLO}Lee", id="turns the line around"),
        pytest.param("Ann\u2066Lee", id="isolates"),
        pytest.param("Ann\u200bLee", id="no-width space"),
        pytest.param("\ufeffAnn", id="byte order mark"),
        pytest.param("Ann\x00Lee", id="null"),
        pytest.param("Ann\x1b[31m", id="escape"),
        pytest.param(f"Ann{ZWJ}", id="joins nothing at the end"),
        pytest.param(f"{ZWNJ}Ann", id="joins nothing at the start"),
        pytest.param(f"Ann {ZWJ}Lee", id="joins a space"),
        pytest.param(f"A{ZWJ}{ZWJ}nn", id="two joiners"),
        pytest.param("\u3164", id="a filler that looks like nothing"),
        pytest.param("Win at https://evil.example", id="web address"),
        pytest.param("Call www.evil.example", id="web address without a scheme"),
        pytest.param("ann@example.org", id="e-mail address"),
    ],
)
def test_a_name_is_refused_in_words(name):
    with pytest.raises(RuleError):
        checked_name(name)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("wet otters sing at dusk", id="words"),
        pytest.param("kq8#vTz2!mWp", id="twelve at random"),
        pytest.param("  leading and trailing  ", id="spaces stay"),
        pytest.param("пароль из пяти слов", id="Cyrillic"),
        pytest.param("z7" * 3 + "é" * 200 + "q2", id="long"),
    ],
)
def test_a_good_password_is_taken_as_it_is(password):
    assert checked_password(password, common=common_passwords()) == password


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("short", id="short"),
        pytest.param("x7!" * 100, id="too long"),
        pytest.param("aaaaaaaaaaaa", id="one letter"),
        pytest.param("password1234", id="word and digits"),
        pytest.param("P4ssw0rd!2024", id="with swaps"),
        pytest.param("Password Password", id="twice with a space"),
        pytest.param("passwordpassword", id="twice"),
        pytest.param("qwertyuiop[]", id="keyboard"),
        pytest.param("1q2w3e4r5t6y", id="zigzag on the keyboard"),
        pytest.param("123456789012", id="counting"),
        pytest.param("!!!Liverpool!!!", id="club"),
        pytest.param("Summer2025!!", id="season and year"),
        pytest.param("correcthorsebatterystaple", id="the famous one"),
        pytest.param("ILoveYou12345", id="love and digits"),
    ],
)
def test_a_password_that_guessers_try_first_is_refused(password):
    with pytest.raises(RuleError):
        checked_password(password, common=common_passwords())


@pytest.mark.parametrize("password", ["Ann-Marie Lee", "ann-marie lee77", "ann.marie.lee@x.org"])
def test_a_password_does_not_say_whose_it_is(password):
    with pytest.raises(RuleError, match="name or address"):
        checked_password(password, common=(), about=("Ann-Marie Lee", "ann.marie.lee@x.org"))


def test_the_list_of_passwords_is_long_and_in_small_letters():
    listed = common_passwords()
    assert sum(len(word) >= 12 for word in listed) > 3000
    assert all(word == word.casefold() for word in listed)


def test_what_is_said_over_and_over_is_said_once():
    assert [repeated_part(text) for text in ("abcabc", "aaa", "abcab", "x")] == [
        "abc", "a", "abcab", "x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann@Example.ORG ", "ann@example.org"),
        ("o'neill@x.ie", "o'neill@x.ie"),
        ("x@münchen.de", "x@xn--mnchen-3ya.de"),
    ],
)
def test_one_person_is_one_address(typed, kept):
    assert checked_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "ann", "ann@", "a b@x.org", "ann@x.org\r\nBcc: eve@x.org", "ann@x.org\x00",
        "ann@[127.0.0.1]", "x" * 190 + "@example.org", "ann@x.org,eve@x.org", "<ann@x.org>",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(RuleError):
        checked_email(typed)


@pytest.mark.parametrize("text", ["/", "/account", "/modules/a?page=2#here", "/a%2Fb", "/%09//e"])
def test_the_way_on_may_lead_to_a_page_of_ours(text):
    assert safe_next(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "account", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "https:evil.example",
        "https://evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example",
        " //evil.example", "javascript:alert(1)", "/a b", "///evil.example", "/" + "a" * 3000,
        "/\u2028", "http:///evil.example", "\x00/", "/\x00",
    ],
)  # fmt: skip
def test_the_way_on_leads_nowhere_else(text):
    assert safe_next(text) is None


def test_zones_are_places():
    assert {"Europe/London", "UTC", "Asia/Kolkata"} <= time_zones()
    assert not {"Etc/GMT+5", "posixrules", "US/Eastern", "localtime"} & time_zones()
    with pytest.raises(RuleError):
        checked_time_zone("Middle/Earth")


def test_a_zone_is_offered_by_one_name_and_taken_by_any():
    assert {"Europe/Kyiv", "Asia/Kolkata", "UTC"} <= offered_zones() < time_zones()
    assert not {"Europe/Kiev", "Asia/Calcutta", "Australia/LHI"} & offered_zones()
    assert checked_time_zone("Asia/Calcutta") == "Asia/Calcutta"


def test_a_member_number_may_be_left_out():
    assert checked_member_number("  ") is None
    assert checked_member_number(" AB  12 ") == "AB 12"
    for wrong in ("x" * 41, "1\x002"):
        with pytest.raises(RuleError):
            checked_member_number(wrong)


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("idle", "old", "ended"),
    [
        pytest.param(timedelta(days=7), timedelta(days=30), False, id="the last moment"),
        pytest.param(timedelta(days=7, seconds=1), timedelta(days=8), True, id="a week unused"),
        pytest.param(timedelta(0), timedelta(days=30, seconds=1), True, id="a month old"),
    ],
)
def test_a_sign_in_runs_out(idle, old, ended):
    assert ends_by_itself(began_at=NOW - old, seen_at=NOW - idle, at=NOW) is ended


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Firefox/130.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Edg/120.0", "Edge on Windows"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert browser_name(agent) == words


def test_a_body_has_assessors_and_nothing_more():
    assert may_be_granted(OrganisationKind.BODY) == (Role.ASSESSOR,)
    assert Role.ASSESSOR not in may_be_granted(OrganisationKind.PROVIDER)
