"""How often the comparison cries wolf: runs of the same thing, split in two sides at random, many times (A/A)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from loadtests.judge.effect import Change
from loadtests.judge.regression import Demand, compare
from loadtests.judge.statistics import exact_interval
from loadtests.judge.trial import Trial, TrialError
from portal.french import integer, percent, plural, typeset

FEWEST = 4  # runs: two a side
PAIRS = 40
TOLERATED = 0.05


@dataclass(frozen=True)
class Calibration:
    """``alarms`` of the ``pairs`` of sides were called different, ``same`` called alike, the others undecided.

    ``low`` and ``high`` bound the exact 95 % interval of the false-alarm rate.
    """

    runs: int
    a_side: int
    pairs: int
    alarms: int
    same: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.alarms / self.pairs

    @property
    def held(self) -> bool:
        return self.rate <= TOLERATED

    @property
    def exit_code(self) -> int:
        """0 when false alarms are as rare as promised, else 1."""
        return 0 if self.held else 1

    @property
    def sentence(self) -> str:
        undecided = self.pairs - self.alarms - self.same
        what = f"{plural(self.pairs, 'comparaison')} d’essais identiques"
        sides = f"{integer(self.runs)} essais, {integer(self.a_side)} de chaque côté"
        return typeset(
            f"Fausses alertes : {integer(self.alarms)} sur {what}, {percent(self.rate)} "
            f"(IC 95 % : {percent(self.low)}–{percent(self.high)}) ; {integer(self.same)} pareilles, "
            f"{integer(undecided)} indécidables ({sides})."
        )


def calibrate(trials: Sequence[Trial], pairs: int = PAIRS, demand: Demand | None = None, seed: int = 1) -> Calibration:
    """Split the runs in two halves ``pairs`` times, each time otherwise, and compare. Raises TrialError with too few.

    The pairs share their runs: with few of these they repeat each other, and the interval says less than it seems.
    """
    if len(trials) < FEWEST:
        raise TrialError(
            typeset(f"{plural(len(trials), 'essai')} : il en faut {FEWEST} au moins pour les séparer en deux."),
            remedy="Jouez plus d’essais de la même cible, sans rien y changer.",
        )
    a_side = len(trials) // 2
    splits = _splits(len(trials), a_side, pairs, np.random.default_rng(seed))
    changes = [compare([trials[i] for i in left], [trials[i] for i in right], demand).change for left, right in splits]
    alarms = sum(change in (Change.SLOWER, Change.FASTER) for change in changes)
    low, high = exact_interval(alarms, len(changes))
    return Calibration(len(trials), a_side, len(changes), alarms, changes.count(Change.SAME), low, high)


def to_document(found: Calibration) -> dict[str, Any]:
    """The calibration as JSON writes it."""
    return {"line": found.sentence, "exit_code": found.exit_code, "rate": found.rate, **asdict(found)}


def _splits(
    runs: int, a_side: int, pairs: int, chance: np.random.Generator
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Different ways to choose two sides of the same size; all of them when there are no more than asked for."""
    if comb(runs, a_side) <= 4 * pairs:
        lefts = [tuple(left) for left in combinations(range(runs), a_side)]
        chance.shuffle(lefts)
    else:
        lefts = list({tuple(sorted(chance.permutation(runs)[:a_side].tolist())) for _ in range(4 * pairs)})
    found: dict[frozenset[int], tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for left in lefts:
        right = tuple(int(i) for i in chance.permutation([i for i in range(runs) if i not in left])[:a_side])
        if frozenset(right) not in found:  # the same two sides, the other way round
            found[frozenset(int(i) for i in left)] = tuple(int(i) for i in left), right
    return list(found.values())[:pairs]
