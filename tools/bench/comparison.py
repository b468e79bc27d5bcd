"""Two servers side by side: whose turn it is, how their figures compare, and what is slower."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import median, quantiles

TODAY, THEN = 0, 1  # the sides
TOLERANCE = 0.05
SETS = 4  # of rounds, at most
CLEAR = 2  # standard errors
WITHIN, SLOWER, MORE, UNCLEAR = "within 5 %", "SLOWER", "MORE", "unclear"

Take = Callable[[], Sequence[float]]


@dataclass
class Comparison:
    """The figures of two servers, taken in the same rounds.

    Args:
        name: of what is measured.
        unit: of the figures, for people.
        worse: the verdict where today's figures are worse.
        rate: whether more is better; otherwise less is.
        figures: of each side, one for each round.
    """

    name: str
    unit: str
    worse: str = SLOWER
    rate: bool = False
    figures: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    @property
    def _pairs(self) -> list[float]:
        """New by old of each two rounds, in one of which one side was first, in the other the other."""
        each = [new / old for new, old in zip(*self.figures, strict=True)]
        return [sqrt(one * other) for one, other in zip(each[::2], each[1::2], strict=True)]

    @property
    def ratio(self) -> float:
        """New by old: the median over pairs of rounds.

        What else runs disturbs what is measured within the same tenth of a second alike, or spoils the pair, which the
        median leaves out. The best or the median of each side alone is spoiled by every change of load.
        """
        return median(self._pairs)

    @property
    def error(self) -> float:
        """How far off the ratio may be: about its standard error."""
        low, _, high = quantiles(self._pairs, n=4)
        return (high - low) / sqrt(len(self._pairs))

    @property
    def _limit(self) -> float:
        return 1 - TOLERANCE if self.rate else 1 + TOLERANCE

    @property
    def clear(self) -> bool:
        """Whether the verdict would hardly be another with more rounds."""
        return abs(self.ratio - self._limit) > CLEAR * self.error

    @property
    def verdict(self) -> str:
        """Whether today's figures are worse by more than the tolerance; unclear where that may be chance."""
        over = self._limit - self.ratio if self.rate else self.ratio - self._limit
        if over <= 0:
            return WITHIN
        return self.worse if over > self.error else UNCLEAR

    def typical(self, side: int) -> float:
        """The median figure of a side."""
        return median(self.figures[side])


def turns(rounds: int) -> list[tuple[int, int]]:
    """The sides in their order in each round: swapped each time, so that what drifts cancels within two rounds."""
    return [(TODAY, THEN) if number % 2 == 0 else (THEN, TODAY) for number in range(rounds)]


def alternate(takes: Sequence[Take], compared: Sequence[Comparison], rounds: int) -> None:
    """Let both sides measure in turn, until all verdicts are clear or enough is enough.

    Args:
        takes: of each side; measures once and gives a figure for each comparison.
        compared: gets the figures.
        rounds: in a set; even, and at least 4.
    """
    for _ in range(SETS):
        for order in turns(rounds):
            for side in order:
                for each, figure in zip(compared, takes[side](), strict=True):
                    each.figures[side].append(figure)
        if all(each.clear for each in compared):
            return


def slower(compared: Sequence[Comparison]) -> list[str]:
    """The names of what is slower."""
    return [each.name for each in compared if each.verdict == SLOWER]
