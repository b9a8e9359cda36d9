from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.documents import service, store
from cpd.documents.forms import declaration_form, paper_form
from cpd.documents.models import Paper
from cpd.documents.rules import declarations, papers
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import EVERY_MEMBER
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading

bp = Blueprint("documents", __name__, url_prefix="/papers")


@bp.get("")
@open_to(*EVERY_MEMBER)
def index() -> ResponseReturnValue:
    """Show every paper and every declaration, in two queries."""
    return render_template(
        "documents/index.html",
        papers=store.papers(reading(), me().id),
        declarations=store.declarations(reading(), me().id),
        sorts=papers.SORTS,
        declared_sorts=declarations.SORTS,
        sort_of=papers.sort_of,
        covers=papers.covers,
        today=my_today(),
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def new() -> ResponseReturnValue:
    """Add a paper of the sort the address names."""
    document = request.args.get("document", "")
    sort = sort_asked(document)
    form = paper_form(document, request.form, my_today())
    if request.method == "POST" and form.validate():
        source = f"form:{form.form_id.data}"
        with begin() as work:
            paper = service.add(work, me().id, me().time_zone, form.parsed(), source)
            title = paper.title
        flash(f"Added: {title}.", "done")
        return redirect(url_for(".index"), 303)
    return render_template("documents/new.html", form=form, sort=sort)


def sort_asked(document: str) -> papers.Sort:
    try:
        return papers.sort_of(document)
    except RuleError as error:
        raise NotFoundError(str(error)) from error


@bp.route("/<uuid:paper_id>/correct", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def correct(paper_id: UUID) -> ResponseReturnValue:
    paper = mine(paper_id)
    if paper.withdrawn_at is not None:
        raise RuleError("This paper is withdrawn. Restore it first, then correct it.")
    form = paper_form(paper.document, request.form, my_today(), paper)
    if request.method == "POST" and form.validate():
        who, zone = me().id, me().time_zone
        with begin() as work:
            service.correct(work, who, zone, paper_id, form.seen_version, form.parsed())
        flash("Corrected.", "done")
        return redirect(url_for(".index"), 303)
    return render_template(
        "documents/correct.html", form=form, paper=paper, sort=papers.sort_of(paper.document)
    )


def mine(paper_id: UUID) -> Paper:
    paper = store.my_paper(reading(), me().id, paper_id)
    if paper is None:
        raise NotFoundError("You have no such paper.")
    return paper


@bp.post("/<uuid:paper_id>/withdraw")
@open_to(*EVERY_MEMBER)
def withdraw(paper_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        title = service.withdraw(work, me().id, paper_id).title
    flash(f"Withdrawn: {title}. It counts no more; you can restore it below.", "done")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:paper_id>/restore")
@open_to(*EVERY_MEMBER)
def restore(paper_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        title = service.restore(work, me().id, paper_id).title
    flash(f"Restored: {title}.", "done")
    return redirect(url_for(".index"), 303)


@bp.route("/declare", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def declare() -> ResponseReturnValue:
    """Write down a declaration of the sort the address names."""
    key, about = request.args.get("sort", ""), request.args.get("about", "")
    try:
        sort = declarations.sort_of(key)
    except RuleError as error:
        raise NotFoundError(str(error)) from error
    form = declaration_form(key, request.form, my_today(), about)
    if request.method == "POST" and form.validate():
        source = f"form:{form.form_id.data}"
        with begin() as work:
            service.declare(work, me().id, me().time_zone, form.parsed(), source)
        flash(f"Written down: {sort.word}.", "done")
        return redirect(url_for(".index", _anchor="declarations"), 303)
    return render_template("documents/declare.html", form=form, sort=sort, about=about)


@bp.post("/declarations/<uuid:declaration_id>/take-back")
@open_to(*EVERY_MEMBER)
def take_back(declaration_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.take_back(work, me().id, declaration_id)
    flash("Taken back. It counts no more, and stays in the list.", "done")
    return redirect(url_for(".index", _anchor="declarations"), 303)
