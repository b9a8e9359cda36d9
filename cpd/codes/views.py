from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict

from cpd.codes import service, store
from cpd.codes.files import register
from cpd.codes.forms import WordingForm
from cpd.codes.rules import concordance, searching
from cpd.codes.rules.addresses import clause_named, code_named, theme_named
from cpd.codes.rules.registers import Clause, Code
from cpd.people.rules import SITE_ADMINISTRATOR, Role
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading

bp = Blueprint("codes", __name__)

LONGEST_QUERY = 200
FEW_HITS = 30
BESIDE_EACH = 2
EDITORS = frozenset({Role.AUTHOR, Role.ADMINISTRATOR})


@bp.get("/codes")
@open_to("*")
def index() -> ResponseReturnValue:
    return render_template("codes/index.html", overview=concordance.overview(register()))


@bp.get("/codes/<string:code>")
@open_to("*")
def code(code: str) -> ResponseReturnValue:
    shown = code_named(register(), code)
    if shown.key != code:
        return redirect(url_for(".code", code=shown.key), 301)
    cited = store.citation_counts(reading(), shown.key)
    return render_template("codes/code.html", code=shown, cited=cited)


@bp.get("/codes/<string:code>/<string:number>")
@open_to("*")
def clause(code: str, number: str) -> ResponseReturnValue:
    """Show a clause; `p1` and `33d` lead to where `P1` and 33 stand."""
    shown = code_named(register(), code)
    named = clause_named(shown, number)
    if (shown.key, named.number) != (code, number):
        part = f"part-{named.part.letter}" if named.part else None
        to = url_for(".clause", code=shown.key, number=named.number, _anchor=part)
        return redirect(to, 301)
    return render_template(
        "codes/clause.html",
        code=shown,
        clause=named.clause,
        section=next((each for each in shown.sections if each.id == named.clause.section), None),
        neighbours=shown.neighbours(number),
        beside=concordance.beside(register(), named.clause, most=BESIDE_EACH),
        citing=service.citing(reading(), named.clause),
        shows_places=current_user.is_authenticated and bool(EDITORS & me().roles),
        **wording_for_reader(shown, named.clause),
    )


def wording_for_reader(code: Code, clause: Clause) -> dict[str, object]:
    """Give the publisher's wording to members; to others only whether there is any."""
    if current_user.is_authenticated:
        held = service.wording(reading(), code, clause)
        return {"wording": held, "has_wording": held is not None}
    count = store.count_wording(reading(), code.key, code.edition, clause.number)
    return {"wording": None, "has_wording": count > 0}


@bp.get("/themes/<string:theme>")
@open_to("*")
def theme(theme: str) -> ResponseReturnValue:
    shown = theme_named(register(), theme)
    if shown.key != theme:
        return redirect(url_for(".theme", theme=shown.key), 301)
    themes = register().themes
    at = themes.index(shown)
    return render_template(
        "codes/theme.html",
        comparison=concordance.compare(register(), shown.key),
        before=themes[at - 1] if at else None,
        after=themes[at + 1] if at + 1 < len(themes) else None,
    )


@bp.get("/codes/search")
@open_to("*")
def search() -> ResponseReturnValue:
    typed = request.args.get("q", "")[:LONGEST_QUERY]
    asked = "".join(letter for letter in typed if letter.isprintable()).strip()
    found = searching.search(register(), asked)
    few = found.hits if request.args.get("all") else found.hits[:FEW_HITS]
    return render_template(
        "codes/search.html",
        asked=asked,
        found=found,
        few=few,
        themes=searching.themes_titled(register(), found.words),
        all_themes=register().themes,
    )


@bp.get("/codes/import")
@open_to(SITE_ADMINISTRATOR)
def imports() -> ResponseReturnValue:
    return imports_page(WordingForm())


@bp.post("/codes/import")
@open_to(SITE_ADMINISTRATOR)
def look() -> ResponseReturnValue:
    """Show what a text holds before anything is kept. Changes nothing."""
    form = sent_form()
    return preview_page(form) if form.validate() else imports_page(form)


@bp.post("/codes/import/keep")
@open_to(SITE_ADMINISTRATOR)
def keep() -> ResponseReturnValue:
    """Keep the wording that was looked at; a text changed since is looked at once more."""
    form = sent_form()
    if not form.validate():
        return imports_page(form)
    if not form.was_looked_at:
        flash("The text was changed. Please look once more; nothing is kept yet.", "note")
        return preview_page(form)
    with begin() as work:
        kept = service.import_wording(work, me().id, form.parsed())
    names = ", ".join(f"{found.code.title} ({len(found.clauses)})" for found in kept)
    flash(f"The wording of these clauses is kept for members to read: {names}.", "done")
    return redirect(url_for(".imports"), 303)


@bp.route("/codes/<string:code>/remove-wording", methods=["GET", "POST"])
@open_to(SITE_ADMINISTRATOR)
def remove_wording(code: str) -> ResponseReturnValue:
    """Ask once more; then forget the wording of a code."""
    shown = code_named(register(), code)
    if request.method == "POST":
        with begin() as work:
            service.remove_wording(work, shown)
        flash(f"The wording of {shown.title} is removed.", "done")
        return redirect(url_for(".imports"), 303)
    held = next(each for each in service.held(reading()) if each.code is shown)
    return render_template("codes/remove_wording.html", held=held)


def sent_form() -> WordingForm:
    return WordingForm(CombinedMultiDict([request.files, request.form]))


def imports_page(form: WordingForm) -> str:
    return render_template("codes/imports.html", form=form, held=service.held(reading()))


def preview_page(form: WordingForm) -> str:
    form.seen.data = form.fingerprint
    return render_template("codes/preview.html", form=form, preview=service.look(form.parsed()))
