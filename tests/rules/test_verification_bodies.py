from datetime import UTC, date, datetime, timedelta

import pytest

from cpd.certificates.rules.serials import serial_from, token_from
from cpd.kernel.errors import RuleError
from cpd.verification.rules.api_keys import bearer, key_from, prefix_of
from cpd.verification.rules.asked import (
    Asked,
    Kind,
    Match,
    compared_minutes,
    compared_names,
    opens,
    read_reference,
)
from cpd.verification.rules.lines import LinesError, lines_of_csv, lines_of_json
from cpd.verification.rules.receipts import hash_of, of_answer
from cpd.verification.rules.webhooks import (
    GIVEN_UP_AFTER,
    Target,
    is_public,
    next_try_at,
    refuse_inward,
    secret_from,
    signature,
    target_of,
)

TOKEN = token_from(12345**9)
SERIAL = serial_from(987654321)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        pytest.param(TOKEN, Kind.TOKEN, TOKEN, id="a code"),
        pytest.param(f" {TOKEN.lower()} ", Kind.TOKEN, TOKEN, id="in small letters"),
        pytest.param(f"https://cpd.example/v/{TOKEN}", Kind.TOKEN, TOKEN, id="an address"),
        pytest.param(f"cpd.example/v/{TOKEN}?at=2026-01-01#x", Kind.TOKEN, TOKEN, id="with more"),
        pytest.param(SERIAL, Kind.SERIAL, SERIAL, id="a number"),
        pytest.param(SERIAL.replace("-", " "), Kind.SERIAL, SERIAL, id="a number with spaces"),
    ],
)
def test_a_certificate_is_understood_however_it_was_copied(typed, kind, value):
    reference = read_reference(typed)
    assert (reference.kind, reference.value) == (kind, value)


@pytest.mark.parametrize("typed", ["", "x", "https://cpd.example/", "https://x/v/ABC", "9" * 600])
def test_what_names_no_certificate_is_refused_in_words(typed):
    with pytest.raises(RuleError):
        read_reference(typed)


def asked(**given) -> Asked:
    return Asked(typed="", **given)


@pytest.mark.parametrize(
    ("given", "is_open"),
    [
        pytest.param({}, False, id="nothing known"),
        pytest.param({"name": "Ann Okafor"}, True, id="the name"),
        pytest.param({"name": "okafor"}, True, id="the surname"),
        pytest.param({"name": "OKAFOR, Ann"}, True, id="turned round"),
        pytest.param({"name": "Ann Other"}, False, id="half of it wrong"),
        pytest.param({"completed_on": date(2026, 1, 5)}, True, id="the day"),
        pytest.param({"completed_on": date(2026, 1, 6)}, False, id="another day"),
    ],
)
def test_a_number_opens_for_whoever_knows_more_of_the_paper(given, is_open):
    assert opens(asked(**given), name="Ann Okafor", completed_on=date(2026, 1, 5)) is is_open


def test_what_is_expected_is_compared_and_never_told():
    assert compared_names("Okafor Ann", "Ann Okafor") is Match.MATCH
    assert compared_names("Ann", "Ann Okafor") is Match.MISMATCH
    assert compared_names("", "Ann Okafor") is None
    assert [compared_minutes(n, 75) for n in (None, 75, 90)] == [None, "match", "mismatch"]


TEXT = f"Serial;Expected minutes;Full name\n{SERIAL};75;Zoë Ørsted\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), id="with a mark"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16, the other way round"),
        pytest.param(TEXT.replace(";", ",").encode(), id="commas"),
        pytest.param(TEXT.replace(";", "\t").replace("\n", "\r\n").encode(), id="tabs, Windows"),
    ],
)
def test_a_table_is_read_whatever_wrote_it(content):
    (line,) = lines_of_csv(content, 10)
    assert line.number == 2
    assert line.asked.reference.value == SERIAL
    assert (line.asked.minutes, line.asked.name) == (75, "Zoë Ørsted")


def test_a_table_without_heads_is_its_first_column():
    lines = lines_of_csv(f"{SERIAL},what,ever\n\n{TOKEN}\n".encode(), 10)
    assert [(line.number, line.asked.reference.value) for line in lines] == [
        (1, SERIAL), (3, TOKEN),
    ]  # fmt: skip


def test_a_line_that_cannot_be_read_says_so_and_stops_no_other():
    lines = lines_of_csv(f"certificate,minutes\nrubbish,\n{SERIAL},x\n{SERIAL},75\n".encode(), 10)
    assert [bool(line.asked.problem) for line in lines] == [True, True, False]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"certificate\n", "no other line", id="heads only"),
        pytest.param(b"name,minutes\nAnn,75\n", "certificate", id="no column of certificates"),
        pytest.param(b"\xff\xfea", "UTF-8", id="half a character"),
        pytest.param("Zoë".encode("latin-1"), "UTF-8", id="an old character set"),
        pytest.param(b"a\0b", "no text", id="a NUL"),
        pytest.param(b"a\n" * 12, "At most 10", id="too many"),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(content, words):
    with pytest.raises(RuleError, match=words):
        lines_of_csv(content, 10)


def test_json_of_the_wrong_shape_names_every_line():
    rows = [TOKEN, {"certificate": 7}, 5, {"certificate": SERIAL, "email": "x"},
            {"certificate": SERIAL, "minutes": True}, {"certificate": "\ud800"}]  # fmt: skip
    with pytest.raises(LinesError) as refused:
        lines_of_json(rows, 10)
    assert [line for line, _ in refused.value.problems] == [2, 3, 4, 5, 6]


def test_what_is_kept_of_a_line_comes_back_as_it_was():
    (line,) = lines_of_json(
        [{"certificate": SERIAL, "name": "Ann", "completed_on": "2026-01-05", "ref": "M"}], 1
    )
    assert Asked.from_facts(line.asked.to_facts()) == line.asked


def test_a_key_is_read_from_its_header_only_as_it_was_made():
    key = key_from("a" * 43)
    assert bearer(f"bearer  {key}") == key
    assert [bearer(one) for one in (key, f"Basic {key}", "Bearer cpd_x", "")] == [None] * 4
    assert key.startswith(prefix_of(key))
    assert len(prefix_of(key)) == 12


def test_a_message_is_signed_as_the_standard_says():
    """The example of the Standard Webhooks libraries: the same secret, id, instant and body."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert len(secret_from(b"x" * 32)) == 50


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104 - no binding
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "ff02::1", "2001:0:7f00:1::", "198.18.0.1",
    ],
)  # fmt: skip
def test_no_message_goes_into_a_network_of_somebodys_own(address):
    assert not is_public(address)
    with pytest.raises(RuleError):
        refuse_inward(Target("https", "x.example", 443, "/"), ["8.8.8.8", address], local_too=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://body.example/", "ftp://body.example/", "https://", "https://a:b@body.example/",
        "https://body.example/#x", "https://body.example:99999/", "https://[::1/", "body.example",
        "https://bo dy.example/", "https://body.example/\r\nX: y", "http://127.0.0.1.example/",
        "https://" + "a" * 600,
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(RuleError):
        target_of(url, local_too=True)


def test_this_machine_is_told_only_in_a_demonstration():
    assert target_of("http://localhost:5000/x?y=1", local_too=True).path == "/x?y=1"
    with pytest.raises(RuleError):
        target_of("http://localhost:5000/x", local_too=False)
    with pytest.raises(RuleError):
        refuse_inward(Target("https", "localhost", 443, "/"), ["127.0.0.1"], local_too=False)
    with pytest.raises(RuleError):
        refuse_inward(Target("https", "gone.example", 443, "/"), [], local_too=False)


def test_a_message_is_tried_ever_more_rarely_and_given_up_after_three_days():
    at, tries, waits = AT, 0, []
    while True:
        tries += 1
        again = next_try_at(tries, AT, at)
        if again is None:
            break
        waits.append(again - at)
        at = again
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] == timedelta(seconds=5)
    assert at - AT == GIVEN_UP_AFTER


def test_a_receipt_says_how_it_stood_on_the_day_that_was_asked_about():
    check = {"id": "status.on_date", "group": "status", "result": "fail", "message": "On hold."}
    kept = of_answer({"verdict": "valid", "as_of": "x", "checks": [check]})["checks"]
    assert kept == [{"id": "status.on_date", "result": "fail", "message": "On hold."}]


def test_a_receipt_keeps_no_facts():
    answer = {"verdict": "valid", "as_of": "x", "facts": {"name": "Ann"}, "checks": [
        {"id": "a", "group": "b", "result": "pass", "message": "Ann passed."}]}  # fmt: skip
    assert "Ann" not in str(of_answer(answer))
    assert hash_of({"b": 1, "a": 2}) == hash_of({"a": 2, "b": 1})
