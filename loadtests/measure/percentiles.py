"""Exact percentiles: always a value that was measured, never an average of buckets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32] | npt.NDArray[np.float64]


def percentile(values: Floats, share: float) -> float | None:
    """The smallest measured value that at least ``share`` (0 to 1) of the values do not exceed; None without values.

    Nearest rank, unrounded: a limit tested against it cannot be passed by rounding.
    """
    if values.size == 0:
        return None
    return float(np.quantile(values, share, method="inverted_cdf"))


def weighted_percentile(values: Floats, weights: Floats, share: float) -> float | None:
    """The smallest value that holds at least ``share`` of the total weight (seconds, usually); None without weight."""
    total = float(weights.sum())
    if values.size == 0 or total <= 0:
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    rank = int(np.searchsorted(reached, share * total * (1 - 1e-12)))
    return float(values[order[min(rank, values.size - 1)]])
