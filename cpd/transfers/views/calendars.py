"""A calendar's secret address: made, shown once, ended; and what a calendar reads there."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.tokens import sha256
from cpd.people.rules import EVERY_MEMBER
from cpd.transfers.calendars import calendar
from cpd.transfers.rules.calendars import KEPT_PAST
from cpd.transfers.service import calendars as service
from cpd.transfers.store import calendars as store
from cpd.transfers.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, now, parts, reading
from cpd.web.limits import Limit, count_try

SECRET = "calendar_address"  # noqa: S105 - the place in the session, not what stands there
OPENINGS = Limit("calendars", most=20, window=timedelta(hours=1))


@bp.get("/transfer/calendar")
@open_to(*EVERY_MEMBER)
def calendar_page() -> ResponseReturnValue:
    """Show whether there is an address, and a new one this once."""
    return render_template(
        "transfers/calendar.html",
        feed=store.feed(reading(), me().id),
        address=session.pop(SECRET, ""),
        events=[
            one for one in store.events(reading(), me().id, my_today()) if one.cancelled_at is None
        ],
    )


@bp.post("/transfer/calendar/open")
@open_to(*EVERY_MEMBER)
def open_calendar() -> ResponseReturnValue:
    """Make a new address; the old one ends. It is shown once, on the page that follows."""
    who = me().id
    count_try(OPENINGS, str(who), now())
    with begin() as work:
        token = service.open_feed(work, who)
    session[SECRET] = parts().settings.base_url + url_for(".feed", token=token)
    return redirect(url_for(".calendar_page"), 303)


@bp.post("/transfer/calendar/close")
@open_to(*EVERY_MEMBER)
def close_calendar() -> ResponseReturnValue:
    with begin() as work:
        was_open = service.close(work, me().id)
    session.pop(SECRET, None)
    if was_open:
        flash("The address no longer works. Calendars that have it show nothing new.", "done")
    return redirect(url_for(".calendar_page"), 303)


@bp.get("/calendar/<string:token>.ics")
@open_to("*")
def feed(token: str) -> ResponseReturnValue:
    """Send a calendar its days. Whoever holds the address may read it; nothing is written."""
    found = store.by_token(reading(), sha256(token))
    if found is None:
        return Response("There is no such calendar.\n", 404, mimetype="text/plain")
    settings = parts().settings
    since = now().date() - KEPT_PAST
    address = settings.base_url + url_for("standings.index")
    content = calendar(
        store.events(reading(), found.person_id, since),
        settings.site_name,
        urlsplit(settings.base_url).hostname or "localhost",
        address,
    )
    return Response(
        content,
        mimetype="text/calendar",
        headers={
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
            "Content-Disposition": 'inline; filename="cpd.ics"',
        },
    )
