"""How far a cohort is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Lines by what became of them. Those `ordered` wait for their file, `troubled` among them."""

    waiting: int = 0
    ordered: int = 0
    troubled: int = 0
    issued: int = 0
    refused: int = 0
    left_out: int = 0

    @property
    def lines(self) -> int:
        return self.waiting + self.ordered + self.issued + self.refused + self.left_out

    @property
    def dealt_with(self) -> int:
        return self.issued + self.refused + self.left_out

    @property
    def is_over(self) -> bool:
        """Whether nothing is left that goes on by itself."""
        return self.waiting == 0 and self.ordered == 0
