from flask import Blueprint

from cpd.kernel.hours import clocked
from cpd.records.rules.entries import KIND_TITLES
from cpd.records.rules.totals import COLUMN_TITLES
from cpd.web.filters import MONTHS

bp = Blueprint("records", __name__, url_prefix="/log")


@bp.context_processor
def words() -> dict[str, object]:
    return {
        "kind_titles": KIND_TITLES,
        "column_titles": COLUMN_TITLES,
        "months": MONTHS,
        "clocked": clocked,
    }
