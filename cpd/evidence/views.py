from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict

from cpd.evidence import service, store
from cpd.evidence.forms import CertificateForm, FileForm, LinkForm
from cpd.evidence.models import Evidence
from cpd.evidence.rules.files import WORDS, Media, download_name, size_in_words
from cpd.evidence.rules.keeping import MOST_OF_ENTRY, gone_for_good_at, refuse_withdrawn
from cpd.evidence.rules.links import host_of
from cpd.evidence.storage import storage
from cpd.evidence.uploads import ADDITIONS, LARGEST_UPLOAD
from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import needs
from cpd.records.models import Entry
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading
from cpd.web.limits import count_try
from cpd.web.uploads import takes_up_to

bp = Blueprint("evidence", __name__)


@bp.context_processor
def words() -> dict[str, object]:
    return {"size_in_words": size_in_words, "media_words": WORDS, "host_of": host_of,
            "gone_for_good_at": gone_for_good_at}  # fmt: skip


@dataclass
class Forms:
    """The forms of the page; the one that was sent holds what was typed."""

    file: FileForm = field(default_factory=FileForm)
    link: LinkForm = field(default_factory=LinkForm)
    certificate: CertificateForm = field(default_factory=CertificateForm)
    sent: FileForm | LinkForm | CertificateForm | None = None


@bp.route("/log/<uuid:entry_id>/evidence", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
@takes_up_to(LARGEST_UPLOAD)
def index(entry_id: UUID) -> ResponseReturnValue:
    """Show the evidence of an entry, and add to it."""
    entry = mine(entry_id)
    if request.method != "POST":
        return page(entry, Forms())
    refuse_withdrawn(entry.withdrawn_at)
    count_try(ADDITIONS, str(me().id), now())
    forms = sent_forms()
    if forms.sent is None or not forms.sent.validate():
        return page(mine(entry_id), forms)
    added = add(entry_id, forms)
    flash("Added." if added else "That is here already, so nothing was added.",
          "done" if added else "note")  # fmt: skip
    return redirect(url_for(".index", entry_id=entry_id), 303)


def sent_forms() -> Forms:
    act = request.form.get("act", "file")
    if act == "link":
        link = LinkForm(request.form)
        return Forms(link=link, sent=link)
    if act == "certificate":
        certificate = CertificateForm(request.form)
        return Forms(certificate=certificate, sent=certificate)
    file = FileForm(CombinedMultiDict([request.form, request.files]))
    return Forms(file=file, sent=file)


def add(entry_id: UUID, forms: Forms) -> bool:
    """Add what was sent; False if it was there before."""
    form, who = forms.sent, me().id
    if isinstance(form, LinkForm):
        with begin() as work:
            return service.add_link(work, who, entry_id, *form.parsed()).is_new
    if isinstance(form, CertificateForm):
        with begin() as work:
            return service.add_certificate(work, who, entry_id, *form.parsed()).is_new
    file = service.FileToKeep(forms.file.clean, storage())
    with begin() as work:
        return service.add_file(work, who, entry_id, forms.file.parsed(), file).is_new


def page(entry: Entry, forms: Forms) -> ResponseReturnValue:
    every = store.of_entry(reading(), me().id, entry.id)
    standing = [one for one in every if one.removed_at is None]
    return render_template(
        "evidence/index.html",
        entry=entry,
        standing=standing,
        removed=[one for one in every if one.removed_at is not None],
        is_full=len(standing) >= MOST_OF_ENTRY,
        forms=forms,
        panels=panels.shown("evidence", entry.id),
    )


def mine(entry_id: UUID) -> Entry:
    found = store.entry(reading(), me().id, entry_id)
    if found is None:
        raise NotFoundError("There is no such entry in your log.")
    return found


@bp.get("/evidence/<uuid:evidence_id>/file")
@open_to(*EVERY_MEMBER)
def download(evidence_id: UUID) -> ResponseReturnValue:
    """Send the file to be saved, never to be shown as a page of ours."""
    found = my_evidence(evidence_id)
    content = storage().read(found.sha256) if found.sha256 else None
    if content is None or found.file is None:
        raise NotFoundError("This file is not there any more.")
    media = Media(found.file.media_type)
    name = quote(download_name(found.label, media), safe="")
    return Response(
        content,
        mimetype=media.value,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def my_evidence(evidence_id: UUID) -> Evidence:
    found = store.mine(reading(), me().id, evidence_id)
    if found is None:
        raise NotFoundError("There is no such evidence.")
    return found


@bp.post("/evidence/<uuid:evidence_id>/remove")
@open_to(*EVERY_MEMBER)
def remove(evidence_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        removed = service.remove(work, me().id, evidence_id)
        entry_id, label = removed.entry_id, removed.label
    flash(f"Removed: {label}. You can put it back for a week.", "done")
    return redirect(url_for(".index", entry_id=entry_id), 303)


@bp.post("/evidence/<uuid:evidence_id>/put-back")
@open_to(*EVERY_MEMBER)
def put_back(evidence_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        restored = service.put_back(work, me().id, evidence_id)
        entry_id, label = restored.entry_id, restored.label
    flash(f"Put back: {label}.", "done")
    return redirect(url_for(".index", entry_id=entry_id), 303)


def panel(entry_id: UUID) -> Markup | None:
    """Show on the page of an entry what shows that it happened."""
    entry = store.entry(reading(), me().id, entry_id)
    if entry is None:
        return None
    every = store.of_entry(reading(), me().id, entry_id)
    return Markup(  # noqa: S704 - a template of ours, which escapes
        render_template(
            "evidence/_panel.html",
            entry=entry,
            standing=[one for one in every if one.removed_at is None],
            panels=panels.shown("evidence", entry_id),
            size_in_words=size_in_words,
            media_words=WORDS,
            host_of=host_of,
        )
    )


panels.add("entry", "evidence", panel, place=30)
needs.add(needs.Need("evidence", "No evidence yet", store.entry_lacks()))
