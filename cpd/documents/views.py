from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from cpd.documents import service, store
from cpd.documents.forms import ProofForm, declaration_form, paper_form
from cpd.documents.models import Paper
from cpd.documents.rules import declarations, papers
from cpd.evidence.rules.files import Media, download_name
from cpd.evidence.service import FileToKeep
from cpd.evidence.storage import storage
from cpd.evidence.uploads import ADDITIONS, LARGEST_UPLOAD
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import EVERY_MEMBER
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, now, reading
from cpd.web.forms_shown import form_page
from cpd.web.limits import count_try
from cpd.web.uploads import takes_up_to

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
    return form_page("documents/new.html", form=form, sort=sort)


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
    return form_page(
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


@bp.route("/<uuid:paper_id>/proof", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
@takes_up_to(LARGEST_UPLOAD)
def proof(paper_id: UUID) -> ResponseReturnValue:
    """Show the copy that is kept of a paper, and take another."""
    paper = mine(paper_id)
    papers.refuse_proof(paper.document, paper.withdrawn_at)
    form = ProofForm(CombinedMultiDict([request.form, request.files]))
    if request.method == "POST":
        count_try(ADDITIONS, str(me().id), now())
        if form.validate():
            with begin() as work:
                service.keep_proof(work, me().id, paper_id, FileToKeep(form.clean, storage()))
            flash("The copy is kept.", "done")
            return redirect(url_for(".proof", paper_id=paper_id), 303)
    return form_page("documents/proof.html", form=form, paper=mine(paper_id))


@bp.get("/<uuid:paper_id>/proof/file")
@open_to(*EVERY_MEMBER)
def proof_file(paper_id: UUID) -> ResponseReturnValue:
    """Send the copy to be saved."""
    paper = mine(paper_id)
    kept = store.kept_file(reading(), paper.sha256) if paper.sha256 else None
    content = storage().read(kept.sha256) if kept else None
    if kept is None or content is None:
        raise NotFoundError("No copy of this paper is kept.")
    media = Media(kept.media_type)
    name = quote(download_name(paper.title, media), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, mimetype=media.value, headers=headers)


@bp.post("/<uuid:paper_id>/proof/remove")
@open_to(*EVERY_MEMBER)
def remove_proof(paper_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.remove_proof(work, me().id, paper_id)
    flash("The copy is removed.", "done")
    return redirect(url_for(".proof", paper_id=paper_id), 303)


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
    return form_page("documents/declare.html", form=form, sort=sort, about=about)


@bp.post("/declarations/<uuid:declaration_id>/take-back")
@open_to(*EVERY_MEMBER)
def take_back(declaration_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.take_back(work, me().id, declaration_id)
    flash("Taken back. It counts no more, and stays in the list.", "done")
    return redirect(url_for(".index", _anchor="declarations"), 303)
