"""The API against its own document, from which questions are made by chance with a fixed seed."""

import json
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import negative_data_rejection

from cpd.verification.views.api import OPENAPI
from cpd.web.limits import Limit
from tests.factories.bodies import a_body, a_key

SEED = 20261121
EXAMPLES = 25
TOLD = {None, "application/json"}  # in a table or a PDF, what is wrong is the answer's to say
ENDPOINTS = {"verify", "verifyFile", "verifyMany", "openapi"}


@pytest.fixture
def unlimited(monkeypatch):
    for name in ("ONE", "FILES", "MANY", "WRONG_KEYS"):
        limit = Limit(f"contract-{name}", 1_000_000, timedelta(minutes=10))
        monkeypatch.setattr(f"cpd.verification.views.api_asking.{name}", limit)


@pytest.fixture
def contract(app, unlimited):
    config = schemathesis.Config()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)


def operations(contract):
    return {
        one.ok().definition.raw["operationId"]: one.ok() for one in contract.get_all_operations()
    }


def hold(operation, headers, mode) -> None:
    """Ask what an operation's document allows, or what it forbids, and hold the answers to it."""

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        left_out = [] if case.media_type in TOLD else [negative_data_rejection]
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    ask()


MODES = [
    pytest.param(GenerationMode.POSITIVE, id="as it should be"),
    pytest.param(GenerationMode.NEGATIVE, id="as it should not be"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", sorted(ENDPOINTS - {"openapi"}))
def test_with_a_key_every_answer_is_as_the_document_says(contract, session, name, mode):
    key = a_key(session, a_body(session))
    hold(operations(contract)[name], {"Authorization": f"Bearer {key}"}, mode)


@pytest.mark.parametrize("name", sorted(ENDPOINTS - {"openapi"}))
def test_without_a_key_every_answer_is_as_the_document_says(contract, name):
    hold(operations(contract)[name], {}, GenerationMode.POSITIVE)


def breaks(*_given):
    raise KeyError("planted")


@pytest.mark.parametrize(
    ("part", "fault", "words"),
    [
        pytest.param("lines_sent", breaks, "Server error", id="a fault"),
        pytest.param(
            "of_results", lambda *_: {"as_of": 7}, "Response violates", id="a wrong answer"
        ),
    ],
)
def test_a_planted_fault_is_found(app, contract, session, monkeypatch, part, fault, words):
    """Or the tests above look at nothing."""
    key = a_key(session, a_body(session))
    monkeypatch.setattr(f"cpd.verification.views.api.{part}", fault)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    with pytest.raises(FailureGroup, match=words):
        hold(
            operations(contract)["verifyMany"],
            {"Authorization": f"Bearer {key}"},
            GenerationMode.POSITIVE,
        )


def test_real_answers_are_as_the_document_says(contract, session, certificate):
    """What chance does not find: a certificate that is there, in every way to ask for it."""
    headers = {"Authorization": f"Bearer {a_key(session, a_body(session))}"}
    known = operations(contract)
    for query in ({}, {"receipt": "1"}, {"at": "2026-03-01", "name": "Ann Okafor"}):
        path = {"token": certificate.token}
        case = known["verify"].Case(path_parameters=path, query=query, headers=headers)
        answer = case.call()
        case.validate_response(answer)
        assert answer.json()["verdict"] == "valid"
    lines = {"certificates": [certificate.token, {"certificate": "x", "minutes": 5}]}
    case = known["verifyMany"].Case(body=lines, media_type="application/json", headers=headers)
    case.call_and_validate()


def test_the_document_and_the_routes_are_the_same(app):
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    described = {
        (method.upper(), path.replace("{token}", "<string:token>"))
        for path, methods in document["paths"].items()
        for method in methods
    }
    served = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served
    named = {
        one["operationId"] for methods in document["paths"].values() for one in methods.values()
    }
    assert named == ENDPOINTS
