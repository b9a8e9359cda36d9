from flask import Blueprint

from cpd.requirements.rules.saying import capital, category_name, in_words, requirement_name
from cpd.standings import service
from cpd.standings.rules.following import ABSENCE_WORDS
from cpd.standings.rules.sorting import aliases
from cpd.standings.rules.strips import WORDS as MONTH_WORDS
from cpd.standings.rules.weighing import TITLES
from cpd.standings.rules.working import said_shares

bp = Blueprint("standings", __name__, url_prefix="/standing")

SIGNS = {"met": "✓", "short": "✕", "open": "○", "review": "?", "exempt": "\N{EN DASH}", "none": "·"}
TONES = {
    "nothing": "quiet", "all_right": "good", "due": "notice", "asks": "calm", "not_met": "bad",
}  # fmt: skip
VERDICTS = {
    "met": ("Met", "good"),
    "not_met": ("Not met", "bad"),
    "open": ("Open", "quiet"),
    "exempt": ("Nothing owed", "quiet"),
    "needs_review": ("Needs an answer", "calm"),
    "needs_explanation": ("Needs an explanation", "calm"),
    "not_applicable": ("Does not apply", "quiet"),
}
CONFIDENCE = {
    "high": "The sources say so plainly.",
    "medium": "The sources are partial or second-hand.",
    "low": "The sources are thin.",
    "memory": "No source could be read; written from memory.",
    "": "",
}


@bp.app_template_filter("rule_name")
def rule_name(about: str) -> str:
    """Name a rule by its pack and id, `pack/requirement`: “BACP: Supervision each month”."""
    pack_id, _, id_ = about.rpartition("/")
    versions = service.versions_of(pack_id)
    if not versions:
        return capital(in_words(id_))
    return f"{versions[-1].body.short}: {requirement_name(versions[-1], id_)}"


@bp.app_template_filter("category_said")
def category_said(category: str, body: str) -> str:
    """Name what a body calls an entry: `core` of `icf` is “ICF: Core competency”."""
    pack_id = next((id_ for id_ in service.offered() if goes_by(id_, body)), "")
    if not pack_id:
        return f"{body}: {in_words(category)}"
    pack = service.versions_of(pack_id)[-1]
    return f"{pack.body.short}: {capital(category_name(pack, category))}"


def goes_by(pack_id: str, body: str) -> bool:
    return body in aliases(service.versions_of(pack_id)[-1])


@bp.context_processor
def words() -> dict[str, object]:
    return {
        "titles": TITLES,
        "signs": SIGNS,
        "month_words": MONTH_WORDS,
        "tones": TONES,
        "verdicts": VERDICTS,
        "confidence_words": CONFIDENCE,
        "absence_words": ABSENCE_WORDS,
        "said_shares": said_shares,
    }
