"""A walked case, told for the debrief: the road taken, its turning points, the clauses met."""

from dataclasses import dataclass

from cpd.catalogue.rules.cases import Choice, Scene
from cpd.catalogue.rules.items import Citation, Stance
from cpd.catalogue.rules.walks import Walk


@dataclass(frozen=True)
class Turn:
    """A decision on the road: what was chosen, and, once the case is passed, what else was open."""

    number: int
    scene: Scene
    chosen: Choice
    others: tuple[Choice, ...]

    @property
    def is_best(self) -> bool:
        return self.chosen.points == self.scene.best

    @property
    def is_turning_point(self) -> bool:
        """Nothing was earned where something good was to be had."""
        return self.chosen.points == 0


@dataclass(frozen=True)
class ClauseMet:
    """A clause on the road, with everything that was done to it, in order."""

    ref: str
    stances: tuple[Stance, ...]

    @property
    def kept(self) -> bool:
        return all(stance is Stance.UPHOLDS for stance in self.stances)


def turns(walk: Walk, *, with_others: bool) -> tuple[Turn, ...]:
    decided = [visit for visit in walk.visits if visit.choice is not None]
    made = []
    for number, visit in enumerate(decided, start=1):
        assert visit.choice is not None  # noqa: S101 - filtered on the line above
        others = tuple(one for one in visit.scene.choices if one.id != visit.choice.id)
        made.append(Turn(number, visit.scene, visit.choice, others if with_others else ()))
    return tuple(made)


def clauses_met(walk: Walk) -> tuple[ClauseMet, ...]:
    """Return each clause cited on the road, in the order of first meeting."""
    met: dict[str, list[Stance]] = {}
    for visit in walk.visits:
        cited: tuple[Citation, ...] = visit.choice.clauses if visit.choice else ()
        for one in cited:
            met.setdefault(one.ref, []).append(one.stance)
    return tuple(ClauseMet(ref, tuple(stances)) for ref, stances in met.items())
