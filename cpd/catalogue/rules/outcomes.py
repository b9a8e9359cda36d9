"""What came of an attempt, in whole numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    earned: int
    possible: int
    passed: bool

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that nobody is shown a pass mark they did not reach."""
        return self.earned * 100 // self.possible if self.possible else 0


def reaches(earned: int, possible: int, *, pass_percent: int) -> bool:
    """Where nothing was to be had, nothing is passed."""
    return possible > 0 and earned * 100 >= pass_percent * possible
