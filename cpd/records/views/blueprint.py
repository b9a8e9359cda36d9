from flask import Blueprint

from cpd.codes.files import register
from cpd.kernel.hours import clocked
from cpd.records.rules.entries import KIND_TITLES
from cpd.records.rules.fields import FIELD_WORDS, LONG, word_for
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.tags import KNOWN_CATEGORIES, KNOWN_TAGS
from cpd.records.rules.times import clock
from cpd.records.rules.totals import COLUMN_TITLES
from cpd.web.filters import MONTHS

bp = Blueprint("records", __name__, url_prefix="/log")


@bp.context_processor
def words() -> dict[str, object]:
    return {
        "kind_titles": KIND_TITLES,
        "column_titles": COLUMN_TITLES,
        "field_words": FIELD_WORDS,
        "word_for": word_for,
        "long_fields": LONG,
        "known_tags": KNOWN_TAGS,
        "known_categories": KNOWN_CATEGORIES,
        "code_titles": {key: code.title for key, code in register().current.items()},
        "months": MONTHS,
        "clocked": clocked,
        "clock": clock,
        "EntryKind": EntryKind,
    }
