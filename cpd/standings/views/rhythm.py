"""How often one is supervised: a calendar with the gaps, and by when the next session is due."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.requirements.rules.evaluate import scene_of
from cpd.requirements.rules.rhythm import rhythm as rhythm_of
from cpd.standings import service, store
from cpd.standings.rules.diary import MARK_WORDS, marks, measure_of
from cpd.standings.rules.strips import first_shown
from cpd.standings.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import me, my_today, reading


@bp.get("/rhythm")
@open_to(*EVERY_MEMBER)
def rhythm() -> ResponseReturnValue:
    """Look at supervision as one body does; which one stands in the address."""
    today = my_today()
    bodies = {
        one.id: (one, pack)
        for one in store.followed_by(reading(), me().id)
        if service.versions_of(one.pack_id)
        and measure_of(pack := service.current(one.pack_id, today), "supervision")
    }
    wanted = asked()
    chosen = bodies.get(wanted) if wanted else None
    chosen = chosen or next(iter(bodies.values()), None)
    if chosen is None:
        return render_template("standings/no_rhythm.html")
    followed, pack = chosen
    log = store.kept(reading(), {me().id: me().time_zone})[me().id].log(followed)
    found = rhythm_of(
        scene_of(service.versions_of(pack.id), pack, log, today),
        measure=measure_of(pack, "supervision"),
        practice=measure_of(pack, "practice") or "practice",
        first=first_shown(today),
    )
    return render_template(
        "standings/rhythm.html",
        rhythm=found,
        marks=marks(found),
        mark_words=MARK_WORDS,
        bodies=list(bodies.values()),
        chosen=followed,
        pack=pack,
        counts_practice=bool(measure_of(pack, "practice")),
        today=today,
    )


def asked() -> UUID | None:
    try:
        return UUID(request.args.get("body", ""))
    except ValueError:
        return None
