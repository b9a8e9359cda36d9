"""A page drawn by a process apart: the same page, and a refusal in the same words."""

from io import BytesIO
from threading import BoundedSemaphore

import pytest

from cpd.certificates import drawing
from cpd.certificates.documents import Sheet, render
from cpd.certificates.drawer import packed, unpacked
from cpd.certificates.rules.facts import Design
from cpd.kernel.errors import RuleError
from tests.factories.printing import AT, SITE, all_facts


@pytest.mark.parametrize("design", list(Design), ids=str)
def test_it_is_the_page_that_would_be_drawn_here(design):
    sheet = Sheet(all_facts(design=design), SITE, AT)
    assert drawing.drawn(sheet) == render(sheet)


@pytest.mark.parametrize("logo", [None, b"a picture\nof two lines"], ids=["without", "with"])
def test_the_other_process_gets_the_sheet_as_it_is(logo):
    sheet = Sheet(all_facts(name="Zoë 山田"), SITE, AT, logo=logo)
    assert unpacked(BytesIO(packed(sheet))) == sheet


def test_what_cannot_be_printed_is_refused_in_words():
    with pytest.raises(RuleError, match="The name has a character that our fonts cannot print"):
        drawing.drawn(Sheet(all_facts(name="Ann 𓀀"), SITE, AT))


def test_nobody_waits_for_ever_for_their_turn(monkeypatch):
    monkeypatch.setattr(drawing, "_two_at_a_time", BoundedSemaphore(1))
    monkeypatch.setattr(drawing, "WAIT_FOR_TURN", 0.01)
    with drawing._two_at_a_time, pytest.raises(RuleError, match="Try again in half a minute"):
        drawing.drawn(Sheet(all_facts(), SITE, AT))
