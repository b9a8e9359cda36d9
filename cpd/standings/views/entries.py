"""How each body counted one entry: a page, and a panel on the page of the entry."""

from datetime import date, timedelta
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.requirements.rules.logs import LogEntry
from cpd.standings import service, store
from cpd.standings.rules.counting import Answer, answer
from cpd.standings.rules.following import Followed
from cpd.standings.rules.keeping import Kept
from cpd.standings.views.blueprint import bp
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import me, my_today, reading


@bp.get("/entry/<uuid:entry_id>")
@open_to(*EVERY_MEMBER)
def entry(entry_id: UUID) -> ResponseReturnValue:
    kept = my_log()
    found = entry_in(kept, entry_id)
    if found is None:
        raise NotFoundError("There is no such entry in your log, or it is withdrawn.")
    followed = store.followed_by(reading(), me().id)
    return render_template(
        "standings/entry.html",
        entry=found,
        entry_id=entry_id,
        answers=answers(kept, followed, found, my_today()),
    )


def my_log() -> Kept:
    return store.kept(reading(), {me().id: me().time_zone})[me().id]


def entry_in(kept: Kept, entry_id: UUID) -> LogEntry | None:
    return next((one for one in kept.entries if one.id == str(entry_id)), None)


def answers(kept: Kept, followed: list[Followed], found: LogEntry, today: date) -> list[Answer]:
    """Ask each body. What ended before the entry was made is left out."""
    since = found.start_on - timedelta(days=1)
    judged = [service.judge(kept, one, today, min(since, today)) for one in followed]
    return [
        answer(one.followed, one.pack, one.evaluation, found) for one in judged if one is not None
    ]


def on_entry_page(entry_id: UUID) -> Markup | None:
    """Say in short, on the page of an entry, how each body counted it."""
    followed = store.followed_by(reading(), me().id)
    if not followed:
        return None
    kept = my_log()
    found = entry_in(kept, entry_id)
    if found is None:
        return None
    said = answers(kept, followed, found, my_today())
    return Markup(render_template("standings/_on_entry.html", answers=said, entry_id=entry_id))  # noqa: S704 - drawn from a template of ours


panels.add("entry", "standings", on_entry_page, place=50)
