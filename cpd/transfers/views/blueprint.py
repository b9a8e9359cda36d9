from flask import Blueprint

from cpd.records.rules.entries import KIND_TITLES
from cpd.records.rules.fields import FIELD_WORDS
from cpd.transfers.rules.besides import MANY_WORDS
from cpd.transfers.rules.stages import STAGE_WORDS, Stage

bp = Blueprint("transfers", __name__)


@bp.context_processor
def words() -> dict[str, object]:
    return {
        "kind_titles": KIND_TITLES,
        "field_words": FIELD_WORDS,
        "stage_words": STAGE_WORDS,
        "beside_words": MANY_WORDS,
        "Stage": Stage,
    }
