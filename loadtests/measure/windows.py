"""Stretches of time: the steady window that is judged, and the slices a chart is drawn with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadtests.measure.percentiles import percentile, weighted_percentile
from loadtests.measure.samples import Samples


@dataclass(frozen=True)
class Window:
    """From ``start`` (included) to ``end`` (left out), in seconds since the epoch."""

    start: float
    end: float

    @property
    def length(self) -> float:
        return max(0.0, self.end - self.start)

    def holds(self, times: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which moments are inside."""
        return (times >= self.start) & (times < self.end)


@dataclass(frozen=True)
class Level:
    """How high a count stood over a window: its maximum, and the value it stood at or under half of the time."""

    maximum: float
    median: float


@dataclass(frozen=True)
class Timeline:
    """Page views in equal slices by their intended start; percentiles are of good views, NaN in a slice without any.

    ``p50`` and ``p95`` from the intended start, ``p95_sent`` from the actual one; pages cut by the stop are left out.
    """

    times: npt.NDArray[np.float64]  # middle of each slice, seconds since the epoch
    width: float  # seconds
    good: npt.NDArray[np.int64]
    bad: npt.NDArray[np.int64]
    p50: npt.NDArray[np.float64]  # seconds
    p95: npt.NDArray[np.float64]
    p95_sent: npt.NDArray[np.float64]


def within(samples: Samples, window: Window | None) -> Samples:
    """The samples whose intended start is in a window; none without a window."""
    if window is None:
        return samples.where(np.zeros(len(samples), dtype=np.bool_))
    return samples.where(window.holds(samples.wanted))


def timeline(samples: Samples, window: Window, width: float) -> Timeline:
    """Cut samples in slices of ``width`` seconds from the start of a window to its end."""
    samples = within(samples, window)
    samples = samples.where(~samples.cut)
    slices = max(1, int(np.ceil(window.length / width)))
    number = np.minimum(((samples.wanted - window.start) / width).astype(np.int64), slices - 1)
    good = samples.records["good"]
    order = np.argsort(number[good], kind="stable")
    counts = np.bincount(number[good], minlength=slices)
    edges = np.cumsum(counts)[:-1]
    waited = np.split(samples.waited[good][order], edges)
    sent = np.split(samples.records["duration"][good][order], edges)
    return Timeline(
        times=np.asarray(window.start + width * (np.arange(slices) + 0.5), dtype=np.float64),
        width=width,
        good=counts,
        bad=np.bincount(number[~good], minlength=slices),
        p50=np.array([_or_nan(percentile(group, 0.50)) for group in waited]),
        p95=np.array([_or_nan(percentile(group, 0.95)) for group in waited]),
        p95_sent=np.array([_or_nan(percentile(group, 0.95)) for group in sent]),
    )


def person_seconds(samples: Samples, window: Window) -> float:
    """How long, added up, these samples were under way in a window: divided by its length, how many at once."""
    starts = samples.records["start"]
    begun = np.maximum(starts, window.start)
    ended = np.minimum(starts + samples.records["duration"], window.end)
    return float(np.maximum(ended - begun, 0.0).sum())


def in_flight(samples: Samples, window: Window) -> Level | None:
    """How many of these samples were under way at once in a window; None without samples."""
    starts = samples.records["start"]
    ends = starts + samples.records["duration"]
    overlapping = (ends > window.start) & (starts < window.end)
    starts, ends = starts[overlapping], ends[overlapping]
    if starts.size == 0:
        return None
    times = np.concatenate((ends, starts))  # at one same moment, what ends leaves before what starts comes
    steps = np.concatenate((np.full(ends.size, -1), np.full(starts.size, 1)))
    order = np.argsort(times, kind="stable")
    moments = np.concatenate(([window.start], np.clip(times[order], window.start, window.end), [window.end]))
    counts = np.concatenate(([0], np.cumsum(steps[order])))
    lasting = np.diff(moments)
    median = weighted_percentile(counts.astype(np.float64), lasting, 0.5)
    return Level(float(counts[lasting > 0].max(initial=0)), median or 0.0)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
