"""Where a body hears of changes: addresses, what was sent there, and which certificates."""

from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cpd.certificates.rules.validity import issuer_day
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.pages import page_number, pages_of
from cpd.people.rules import Role
from cpd.verification.bodies_forms import AddressForm
from cpd.verification.lockbox import Lockbox
from cpd.verification.models import Webhook
from cpd.verification.service import webhooks as service
from cpd.verification.store import webhooks as store
from cpd.verification.views.bodies_blueprint import CHANGES, PER_PAGE, bp, my_organisations
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, parts, reading
from cpd.web.forms_shown import form_page
from cpd.web.limits import count_try

SHOWN_ONCE = "webhook_secret"


@bp.route("/checks/webhooks", methods=["GET", "POST"])
@open_to(Role.ASSESSOR)
def webhooks() -> ResponseReturnValue:
    """List the addresses, add one, and show its secret this once."""
    form = AddressForm(request.form)
    form.offer(my_organisations())
    if request.method == "POST":
        count_try(CHANGES, str(me().id), now())
        if form.validate() and may_be_added(form):
            with begin() as work:
                _, secret = service.add(work, me(), form.parsed(), lockbox())
            session[SHOWN_ONCE] = secret
            return redirect(url_for(".webhooks"), 303)
    found = store.of(reading(), my_organisations().keys())
    return form_page(
        "verification/bodies/webhooks.html",
        form=form,
        webhooks=found,
        waiting=store.waiting(reading(), [one.id for one in found]),
        new_secret=session.pop(SHOWN_ONCE, ""),
        organisations=my_organisations(),
    )


def lockbox() -> Lockbox:
    return Lockbox(parts().settings.secret_key)


def may_be_added(form: AddressForm) -> bool:
    """Look the address up, outside any transaction; what is wrong with it stands at the field."""
    settings = parts().settings
    reading().rollback()
    try:
        service.refuse_address(form.address, local_too=settings.demo or settings.testing)
    except RuleError as error:
        form.url.errors = [*form.url.errors, str(error)]
        return False
    return True


@bp.get("/checks/webhooks/<uuid:webhook_id>")
@open_to(Role.ASSESSOR)
def webhook(webhook_id: UUID) -> ResponseReturnValue:
    """Show what was sent to an address, and what it answered."""
    found = mine_or_refuse(webhook_id)
    page = page_number(request.args.get("page", type=int))
    rows, count = store.deliveries(reading(), found.id, page, PER_PAGE)
    return render_template(
        "verification/bodies/webhook.html",
        webhook=found,
        deliveries=rows,
        page=page,
        last_page=pages_of(count, PER_PAGE),
    )


def mine_or_refuse(webhook_id: UUID) -> Webhook:
    found = store.one_of(reading(), me().organisations(Role.ASSESSOR), webhook_id)
    if found is None:
        raise NotFoundError("There is no such address among yours.")
    return found


@bp.post("/checks/webhooks/<uuid:webhook_id>/test")
@open_to(Role.ASSESSOR)
def test_webhook(webhook_id: UUID) -> ResponseReturnValue:
    count_try(CHANGES, str(me().id), now())
    with begin() as work:
        service.send_test(work, me(), webhook_id)
    flash("A test is on its way. It takes a few seconds.", "done")
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.post("/checks/webhooks/<uuid:webhook_id>/remove")
@open_to(Role.ASSESSOR)
def remove_webhook(webhook_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.remove(work, me(), webhook_id)
    flash("Nothing is sent to that address any more.", "done")
    return redirect(url_for(".webhooks"), 303)


@bp.post("/checks/webhooks/<uuid:webhook_id>/messages/<uuid:delivery_id>/resend")
@open_to(Role.ASSESSOR)
def resend(webhook_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    count_try(CHANGES, str(me().id), now())
    with begin() as work:
        service.send_again(work, me(), webhook_id, delivery_id)
    flash("The message goes out again, with the same id.", "done")
    return redirect(url_for(".webhook", webhook_id=webhook_id), 303)


@bp.get("/checks/watched")
@open_to(Role.ASSESSOR)
def watched() -> ResponseReturnValue:
    """List the certificates a body wants to hear of."""
    page = page_number(request.args.get("page", type=int))
    rows, count = store.watched(reading(), my_organisations().keys(), page, PER_PAGE)
    today = issuer_day(now())
    return render_template(
        "verification/bodies/watched.html",
        rows=[(row, it, it.validity.verdict(today).value) for row, it in rows],
        count=count,
        page=page,
        last_page=pages_of(count, PER_PAGE),
        has_address=bool(store.of(reading(), my_organisations().keys())),
    )


@bp.post("/checks/watched/<string:serial>/end")
@open_to(Role.ASSESSOR)
def unwatch(serial: str) -> ResponseReturnValue:
    with begin() as work:
        service.stop_watching(work, me(), serial)
    flash(f"Changes of {serial} are no longer told.", "done")
    return redirect(url_for(".watched"), 303)
