"""How much a figure differs between two sets of runs, and how sure that is.

Each run gives one measure, the logarithm of its figure, and the runs of a side tell how much two of them differ. What
differs within a run is told by drawing its blocks of time again (block bootstrap): a side is never taken for quieter
than its runs are within, were they alike by luck. The interval is Student's, with Welch's degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from loadtests.judge.views import BLOCKS, Views

Floats = npt.NDArray[np.float64]
# A run alone does not tell how much it would differ from the next. These are taken instead, in relative terms: large
# enough that only a plain difference is believed.
SPREAD_OF_P95, SPREAD_OF_SHARE = 0.10, 0.01
MOST_RUNS = 40  # a side, when looking for how many would decide
POWER = 0.9


class Change(StrEnum):
    SAME = "pareil"
    SLOWER = "plus lent"
    FASTER = "plus rapide"
    UNDECIDED = "indécidable"

    @property
    def exit_code(self) -> int:
        return {Change.SLOWER: 1, Change.UNDECIDED: 2}.get(self, 0)


@dataclass(frozen=True)
class Effect:
    """A figure before and after (geometric means of the runs), and the interval of their ratio.

    ``runs_needed`` runs a side would decide, were the difference the one seen, or nil when it may be; None when it is
    decided, or when more than MOST_RUNS would be needed.
    """

    before: float
    after: float
    low: float
    high: float
    change: Change
    runs_needed: int | None

    @property
    def ratio(self) -> float:
        return self.after / self.before


@dataclass(frozen=True)
class Side:
    """The logarithm of a figure over the runs of one side: its mean, the variance of that mean, how many runs."""

    mean: float
    variance: float
    runs: int

    @property
    def freedom(self) -> int:
        return self.runs - 1 if self.runs > 1 else BLOCKS - 1


def sides(views: Sequence[Views]) -> tuple[Side, Side | None]:
    """The share of good views and the p95 of these runs; no p95 when one of them has none."""
    share = _side([one.log_share for one in views], [one.share_noise for one in views], SPREAD_OF_SHARE)
    p95s = [log(one.p95) for one in views if one.p95]
    if len(p95s) < len(views):
        return share, None
    return share, _side(p95s, [one.p95_noise for one in views], SPREAD_OF_P95)


def effect(before: Side, after: Side, smallest: float, error: float, *, more_is_worse: bool) -> Effect:
    """``smallest`` is the least relative difference that matters, ``error`` the chance of an interval to be wrong."""
    sign = 1 if more_is_worse else -1
    worse = sign * (after.mean - before.mean)
    variance = before.variance + after.variance
    margin = _student(_freedom(before, after), error) * sqrt(variance)
    limit = log(1 + smallest)
    change = Change.UNDECIDED
    for name, holds in _classes(np.array(worse), np.array(margin), limit).items():
        if bool(holds):
            change = name
    low, high = sorted((sign * (worse - margin), sign * (worse + margin)))
    needed = None
    if change is Change.UNDECIDED:
        likely = worse if abs(worse) > margin else 0.0
        needed = _runs_needed(likely, _of_one_run(before, after), limit, error)
    return Effect(exp(before.mean), exp(after.mean), exp(low), exp(high), change, needed)


def _side(logs: Sequence[float], within: Sequence[float], spread: float) -> Side:
    runs, own = len(logs), float(np.mean(within))
    of_one = max(float(np.var(logs, ddof=1)), own) if runs > 1 else own + spread * spread
    return Side(float(np.mean(logs)), of_one / runs, runs)


def _classes(worse: Floats, margin: Floats, limit: float) -> dict[Change, npt.NDArray[np.bool_]]:
    """Which of these differences are sure and matter, and which surely do not matter."""
    return {
        Change.SLOWER: (worse - margin > 0) & (worse > limit),
        Change.FASTER: (worse + margin < 0) & (worse < -limit),
        Change.SAME: (worse - margin > -limit) & (worse + margin < limit),
    }


def _student(freedom: float, error: float) -> float:
    return float(stdtrit(freedom, 1 - error / 2))


def _freedom(before: Side, after: Side) -> float:
    """Welch and Satterthwaite's degrees of freedom."""
    total = before.variance + after.variance
    parts = before.variance**2 / before.freedom + after.variance**2 / after.freedom
    return total**2 / parts if parts else float(before.freedom + after.freedom)


def _of_one_run(before: Side, after: Side) -> float:
    """The variance of one run, mean of both sides."""
    return (before.variance * before.runs + after.variance * after.runs) / 2


def _runs_needed(worse: float, variance: float, limit: float, error: float) -> int | None:
    """The fewest runs a side that decide nine times in ten, in comparisons simulated with this difference."""
    chance = np.random.default_rng(1)
    for runs in range(2, MOST_RUNS + 1):
        freedom, noise = 2 * runs - 2, 2 * variance / runs
        seen = chance.normal(worse, sqrt(noise), 400)
        margin = _student(freedom, error) * np.sqrt(noise * chance.chisquare(freedom, 400) / freedom)
        decided = np.any(list(_classes(seen, margin, limit).values()), axis=0)
        if decided.mean() >= POWER:
            return runs
    return None
