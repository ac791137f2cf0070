"""The three pieces of statistics a verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log

from scipy.special import betaincinv, chdtrc


def exact_interval(good: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's exact binomial interval of a share: at least ``confidence`` of such intervals hold it."""
    if total == 0:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    low = 0.0 if good == 0 else float(betaincinv(good, total - good + 1, tail))
    high = 1.0 if good == total else float(betaincinv(good + 1, total - good, 1 - tail))
    return low, high


def views_needed(share: float, confidence: float = 0.95) -> int:
    """The fewest page views that can prove a share: without one bad view, the exact interval starts at the share."""
    if share >= 1:
        raise ValueError("no number of page views proves that all are good")
    return max(1, ceil(log((1 - confidence) / 2) / log(share))) if share > 0 else 1


def g_test(observed: Sequence[float], declared: Sequence[float]) -> float:
    """Probability that chance alone strays as far from the declared mix (likelihood-ratio test, one weight each).

    Weights need not sum to one. Zero when something came that was not declared at all.
    """
    total, weights = sum(observed), sum(declared)
    expected = [total * weight / weights for weight in declared]
    if any(count > 0 and awaited == 0 for count, awaited in zip(observed, expected, strict=True)):
        return 0.0
    statistic = 2 * sum(
        count * log(count / awaited) for count, awaited in zip(observed, expected, strict=True) if count > 0
    )
    freedom = sum(1 for awaited in expected if awaited > 0) - 1
    return float(chdtrc(freedom, max(0.0, statistic))) if freedom > 0 else 1.0
