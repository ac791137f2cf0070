"""The Universal Scalability Law, fitted to the levels of a search: what the throughput says of the capacity.

N. J. Gunther, *Guerrilla Capacity Planning* (2007):
X(N) = rate · N / (1 + contention · (N − 1) + coherency · N · (N − 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from loadtests.judge.level import Level
from portal.french import integer, number, typeset

Floats = npt.NDArray[np.float64]
FEWEST = 4  # different numbers of people: three unknowns, and one to tell whether they fit
REPEATS = 100


@dataclass(frozen=True)
class Usl:
    """The law. ``rate`` is the throughput of one person alone (page views a second)."""

    rate: float
    contention: float
    coherency: float

    def throughput(self, people: Floats) -> Floats:
        loss = self.contention * (people - 1) + self.coherency * people * (people - 1)
        return np.asarray(self.rate * people / (1 + loss))

    @property
    def peak(self) -> float | None:
        """The number of people beyond which the throughput falls; None when it never does."""
        return float(np.sqrt((1 - self.contention) / self.coherency)) if self.coherency > 0 else None


@dataclass(frozen=True)
class Scalability:
    """The law fitted to levels: the greatest throughput (page views a second) within the people tried, with the
    interval of its bootstrap (0.025 and 0.975 quantiles), and the greatest relative error of the fit."""

    law: Usl
    people: int
    most: float
    low: float
    high: float
    error: float

    @property
    def sentence(self) -> str:
        law = self.law
        text = (
            f"Loi universelle d’extensibilité : débit d’au plus {number(self.most)} pages/s "
            f"(IC 95 % : {number(self.low)}–{number(self.high)})"
        )
        if law.peak is not None and law.peak <= self.people:
            text += f", atteint vers {integer(round(law.peak))} personnes puis en baisse"
        return typeset(f"{text} ; les mesures s’en écartent de {number(100 * self.error, 0)} % au plus.")


def scalability(levels: Sequence[Level], seed: int = 1) -> Scalability | None:
    """Fit the valid levels; None when too few different numbers of people were tried, or nothing was seen."""
    valid = [level for level in levels if level.valid and level.throughput > 0]
    if len({level.people for level in valid}) < FEWEST:
        return None
    people = np.array([level.people for level in valid], dtype=np.float64)
    seen = np.array([level.throughput for level in valid])
    law = fit(people, seen)
    grid = np.linspace(1, people.max(), 500)
    chance = np.random.default_rng(seed)
    repeats = [float(fit(people, _redrawn(valid, chance), law).throughput(grid).max()) for _ in range(REPEATS)]
    low, high = np.quantile(repeats, (0.025, 0.975))
    error = float(np.abs(law.throughput(people) / seen - 1).max())
    return Scalability(law, int(people.max()), float(law.throughput(grid).max()), float(low), float(high), error)


def fit(people: Floats, throughput: Floats, near: Usl | None = None) -> Usl:
    """The law closest to the levels, in relative terms: a small level weighs as much as a great one.

    ``near`` is a law to start from, when one is known.
    """

    def errors(law: Floats) -> Floats:
        return np.asarray(Usl(*np.exp(law).tolist()).throughput(people) / throughput - 1)

    # In logarithms: the three parameters are positive and lie orders of magnitude apart.
    rate = float((throughput / people).max())
    start = np.log([near.rate, near.contention, near.coherency] if near else [rate, 1e-3, 1e-6])
    low, high = np.log([rate / 10, 1e-9, 1e-12]), np.log([rate * 10, 1.0, 1.0])
    inside = np.clip(start, low + 1e-6, high - 1e-6)
    return Usl(*(float(value) for value in np.exp(least_squares(errors, inside, bounds=(low, high)).x)))


def _redrawn(levels: Sequence[Level], chance: np.random.Generator) -> Floats:
    """The throughput of each level, with its slices of time drawn again."""
    return np.array([chance.choice(level.pages, len(level.pages)).sum() / level.seconds for level in levels])
