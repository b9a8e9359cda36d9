from cpd.codes.rules.concordance import compare, overview, related
from cpd.codes.rules.registers import Force
from tests.factories.codes import a_clause, a_code, a_register, a_theme

SECRETS = a_theme("secrets", "Secrets")
KINDNESS = a_theme()
PLUMM = a_code(
    clauses=[
        a_clause("1", themes=("kindness", "secrets"), force=Force.PROHIBITS),
        a_clause("2", themes=("secrets",), force=Force.MUST),
    ]
)
BACP = a_code("bacp", [a_clause("31", "bacp", themes=("kindness",), force=Force.SHOULD)])
REGISTER = a_register(BACP, PLUMM, themes=(KINDNESS, SECRETS))


def test_every_code_has_its_say_or_is_silent():
    comparison = compare(REGISTER, "secrets")
    assert [voice.code.key for voice in comparison.voices] == ["plumm", "bacp"]
    assert [voice.is_silent for voice in comparison.voices] == [False, True]
    assert comparison.silent == (BACP,)
    assert [clause.number for clause in comparison.spoken[0].clauses] == ["1", "2"]


def test_a_voice_names_each_force_once():
    assert compare(REGISTER, "secrets").voices[0].forces == (Force.MUST, Force.PROHIBITS)


def test_the_overview_counts_clauses_by_theme_and_code():
    table = overview(REGISTER)
    assert table.codes == (PLUMM, BACP)
    assert [(row.theme.key, row.counts, row.total) for row in table.rows] == [
        ("kindness", (1, 1), 2),
        ("secrets", (2, 0), 2),
    ]


def test_related_clauses_are_of_other_codes_and_share_a_theme():
    assert related(REGISTER, PLUMM.clauses[0]) == [BACP.clauses[0]]
    assert related(REGISTER, PLUMM.clauses[1]) == []
