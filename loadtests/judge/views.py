"""The views of one objective in a run, and how noisy their figures are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadtests.judge.objectives import Objective
from loadtests.judge.ratio import views_of
from loadtests.measure.percentiles import percentile, values_needed
from loadtests.measure.samples import Samples
from loadtests.measure.windows import Window

BLOCKS = 30  # of a steady window: what is correlated lies within one, and they are many enough to be drawn again
REPEATS = 500
FINENESS = 0.01  # of the bins in which times are sorted to be drawn again, in relative terms
SHORTEST, LONGEST = 1e-3, 3600.0  # seconds

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Views:
    """``good`` views out of ``total``, and the ``p95`` (seconds) of those that did not fail, None when they are too few
    to claim one.

    ``share_noise`` and ``p95_noise`` are the variances of the logarithms of both figures, when the blocks of time of
    the run are drawn again (block bootstrap): what differs within the run, not from a run to the next.
    """

    objective: Objective
    good: int
    total: int
    p95: float | None
    share_noise: float
    p95_noise: float

    @property
    def share(self) -> float:
        return self.good / self.total if self.total else 0.0

    @property
    def log_share(self) -> float:
        return float(_log_share(np.array(self.good), np.array(self.total)))


def views(pages: Samples, window: Window, objective: Objective, seed: int = 1) -> Views:
    """What page views, that all start in the window, say of an objective."""
    pages = views_of(pages, objective)
    pages = pages.where(~pages.cut | (pages.waited > objective.within))  # a view cut before its limit says nothing
    waited, done = pages.waited, pages.records["good"]
    good = done & (waited <= objective.within)
    block = ((pages.records["start"] - window.start) / window.length * BLOCKS).astype(np.int64).clip(0, BLOCKS - 1)
    drawn = np.random.default_rng(seed).multinomial(BLOCKS, [1 / BLOCKS] * BLOCKS, size=REPEATS)
    goods, totals = (np.bincount(numbers, minlength=BLOCKS) for numbers in (block[good], block))
    return Views(
        objective,
        int(good.sum()),
        len(pages),
        percentile(waited[done], 0.95) if done.sum() >= values_needed(0.95) else None,
        float(_log_share(drawn @ goods, drawn @ totals).var()),
        float(_log_p95(drawn, block[done], waited[done]).var()),
    )


def _log_share(good: Counts, total: Counts) -> Floats:
    """Half a view is added so that a share of zero has a logarithm."""
    return np.asarray(np.log((good + 0.5) / (total + 0.5)), dtype=np.float64)


def _log_p95(drawn: Counts, block: Counts, times: npt.NDArray[np.float32]) -> Floats:
    """Of drawn blocks, by bins: to their fineness, which is enough to tell a noise."""
    if times.size == 0:
        return np.zeros(1)
    bins = (np.log(times.clip(SHORTEST, LONGEST) / SHORTEST) / FINENESS).astype(np.int64)
    used, column = np.unique(bins, return_inverse=True)
    counts = np.bincount(block * used.size + column, minlength=BLOCKS * used.size).reshape(BLOCKS, used.size)
    reached = np.cumsum(drawn.astype(np.float32) @ counts.astype(np.float32), axis=1)
    return np.asarray(used[(reached >= 0.95 * reached[:, -1:]).argmax(axis=1)] * FINENESS, dtype=np.float64)
