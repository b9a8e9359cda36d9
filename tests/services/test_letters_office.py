"""The mail server that is set: which it is, and what cannot be one."""

from dataclasses import replace

import pytest

from cpd.kernel.errors import RuleError
from cpd.letters.mail import offices as mail


def test_the_address_of_the_server_is_read_whole(built):
    settings = built.extensions["cpd"].settings
    found = mail.office(replace(settings, smtp_url="smtp+starttls://us%40er:p%3Aw@mail.example"))
    assert (found.scheme, found.host, found.port) == ("smtp+starttls", "mail.example", 587)
    assert (found.user, found.password, found.our_name) == ("us@er", "p:w", "localhost")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"smtp_url": "smtp://mail.example:port"}, "CPD_SMTP_URL is not an address"),
        ({"smtp_url": "smtp://us%C3%B5r:x@mail.example"}, "plain ASCII"),
        ({"mail_from": "nobody"}, "CPD_MAIL_FROM"),
        ({"mail_from": "a@"}, "CPD_MAIL_FROM"),
        ({"mail_from": "CPD: Harbour <a@b.org>"}, "stands in quotes"),
        ({"mail_from": "CPD, Ltd <a@b.org>"}, "stands in quotes"),
        ({"mail_from": "CPD <a@b.org>, B <c@d.org>"}, "one address"),
        ({"mail_from": "CPD\nBcc: x@y.org <a@b.org>"}, "CPD_MAIL_FROM"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(built, wrong, said):
    with pytest.raises(RuleError, match=said):
        mail.office(replace(built.extensions["cpd"].settings, **wrong))


@pytest.mark.parametrize("sender", ['"CPD: Harbour" <a@b.org>', "Õpe <a@b.org>", "a@b.org"])
def test_a_sender_may_have_any_name(built, sender):
    assert mail.office(replace(built.extensions["cpd"].settings, mail_from=sender)).sender == sender


@pytest.mark.parametrize(
    ("host", "name"),
    [("cpd.example", "cpd.example"), ("127.0.0.1", "[127.0.0.1]"), ("::1", "[IPv6:::1]")],
)
def test_servers_are_greeted_by_a_proper_name(host, name):
    assert mail.our_name(host) == name
