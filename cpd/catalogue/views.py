from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from cpd.catalogue import store
from cpd.people.rules import SITE_ADMINISTRATOR, Role
from cpd.web.access import open_to
from cpd.web.context import reading

bp = Blueprint("catalogue", __name__, url_prefix="/content")


@bp.get("")
@open_to(Role.AUTHOR, SITE_ADMINISTRATOR)
def content() -> ResponseReturnValue:
    """Show which version of each module is current, and what was wrong at the last loading."""
    return render_template(
        "catalogue/content.html",
        modules=store.current(reading()),
        findings=store.findings(reading()),
    )
