"""Exact percentiles: always a value that was measured, never an average of buckets."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

import numpy as np
import numpy.typing as npt

# 29 % of 100 values is 28.999… or 29.000… by its floating point alone: a rank is a whole number all the same.
EXACT = 1 - 1e-12
Floats = npt.NDArray[np.float32] | npt.NDArray[np.float64]


def percentile(values: Floats, share: float) -> float | None:
    """The smallest measured value that at least ``share`` (0 to 1) of the values do not exceed; None without values.

    Nearest rank, unrounded: a limit tested against it cannot be passed by rounding.
    """
    if values.size == 0:
        return None
    rank = max(0, ceil(share * values.size * EXACT) - 1)
    return float(np.partition(values, rank)[rank])


def weighted_percentile(values: Floats, weights: Floats, share: float) -> float | None:
    """The smallest value that holds at least ``share`` of the total weight (seconds, usually); None without weight."""
    total = float(weights.sum())
    if values.size == 0 or total <= 0:
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    rank = int(np.searchsorted(reached, share * total * EXACT))
    return float(values[order[min(rank, values.size - 1)]])


@dataclass(frozen=True)
class Latency:
    """Percentiles of a set of times, in seconds; None where there are too few times to claim one."""

    p50: float | None
    p95: float | None
    p99: float | None


def latency(values: Floats) -> Latency:
    """The three percentiles that a report prints, each only when it rests on enough values."""
    p50, p95, p99 = (
        percentile(values, share) if values.size >= values_needed(share) else None for share in (0.50, 0.95, 0.99)
    )
    return Latency(p50, p95, p99)


def values_needed(share: float, confidence: float = 0.95) -> int:
    """The fewest values with which a percentile can be claimed: one of them exceeds the true one, to that confidence.

    ``1 - share ** n >= confidence`` (Wilks, 1941): 59 values for a p95, 299 for a p99.
    """
    return max(1, ceil(log(1 - confidence) / log(share)))
