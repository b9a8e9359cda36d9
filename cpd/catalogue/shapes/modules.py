"""A module's own file, as a value."""

from collections.abc import Iterator

from cpd.catalogue.rules.cases import Case
from cpd.catalogue.rules.items import Bank
from cpd.catalogue.rules.modules import (
    CategoryPart,
    Delivery,
    HelpLine,
    Module,
    QuizPart,
    ScenarioPart,
)
from cpd.catalogue.shapes.nodes import LONGEST_LABEL, Node

REQUIRED = "format id title summary audience codes outcomes minutes validity_months scenario quiz"


def module_of(top: Node) -> Module:
    """Read `module.yaml`. Its case and its bank are named, and empty: they stand elsewhere."""
    top.mark("module")
    top.keys(REQUIRED, "content_note help categories delivery")
    top.format("cpd-module/1")
    scenario, quiz = _scenario(top.child("scenario")), _quiz(top.child("quiz"))
    return Module(
        id=top.id("id"),
        title=top.label("title"),
        summary=top.prose("summary", longest=1000),
        audience=top.prose("audience", longest=1000),
        codes=top.codes(),
        outcomes=tuple(part.as_text(LONGEST_LABEL) for part in top.parts("outcomes")),
        minutes=top.whole("minutes", 1, 600),
        validity_months=top.whole("validity_months", 1, 120),
        scenario=scenario,
        quiz=quiz,
        case=Case(scenario.case, "", "", "", (), ()),
        bank=Bank(quiz.bank, "", (), ()),
        content_note=top.prose("content_note"),
        help=tuple(_help(top)),
        categories=tuple(_categories(top)),
        delivery=top.one_of("delivery", Delivery) if top.has("delivery") else None,
    )


def _scenario(node: Node) -> ScenarioPart:
    node.keys("case pass_percent")
    node.mark("scenario")
    return ScenarioPart(node.id("case"), node.whole("pass_percent", 1, 100))


def _quiz(node: Node) -> QuizPart:
    node.keys("bank draw pass_percent time_limit_minutes")
    node.mark("quiz")
    return QuizPart(
        bank=node.id("bank"),
        draw=node.whole("draw", 1, 200),
        pass_percent=node.whole("pass_percent", 1, 100),
        time_limit_minutes=node.whole("time_limit_minutes", 1, 600),
    )


def _help(top: Node) -> Iterator[HelpLine]:
    for part in top.parts("help"):
        part.keys("name where how")
        yield HelpLine(part.label("name"), part.label("where"), part.label("how"))


def _categories(top: Node) -> Iterator[CategoryPart]:
    """Read how the minutes are split. What they come to together is the lint's affair."""
    categories = top.child("categories")
    if top.has("categories"):
        categories.mark("categories")
        if categories.value == {}:
            categories.fault("type", "“categories” must not be empty.")
    for name, _ in top.entries("categories"):
        label = " ".join(name.split())
        if not 0 < len(label) <= LONGEST_LABEL:
            categories.fault("length", f"A category needs a name of 1 to {LONGEST_LABEL} letters.")
        yield CategoryPart(label, categories.whole(name, 1, 600))
