"""The steady state of a run, found by change-point detection on the pages of each second.

Two signals, how many pages were asked and their median time, are cut in stretches of constant level by exact penalised
least squares (PELT: Killick, Fearnhead and Eckley, 2012; the implementation is the library ``ruptures``). What comes
before the load has settled is left out; nothing that comes after is, however bad it looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import ruptures

from loadtests.measure.samples import Samples
from loadtests.measure.windows import Window, timeline, within

VIEWS_A_SLICE = 8  # on average, so that the median of a slice means something
FEWEST_SLICES, MOST_SLICES = 12, 600
PENALTY = 6.0  # times the logarithm of the number of slices: a change that chance alone makes once in hundreds of runs
# A change smaller than this matters to nobody: 15 % of the pages a second, 25 % of the median time.
THROUGHPUT_MATTERS, LATENCY_MATTERS = 0.15, 0.25
SURELY = 4.0  # standard errors: what chance alone gives once in thousands of runs
WARM_UP_MOST = 0.5  # share of the plateau that may be left out as warm-up

Trouble = Literal["", "drift", "unstable"]
Signal = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """Some seconds at one level: pages asked a second, and the median of their times in seconds."""

    window: Window
    pages_per_second: float
    median: float

    def like(self, other: Stretch) -> bool:
        return self.against(other) == 0

    def against(self, other: Stretch) -> int:
        """1 when this stretch is worse than another (slower, or fewer pages), -1 when better, 0 when alike."""
        slower = self.median / other.median - 1 if other.median else 0.0
        fewer = other.pages_per_second / self.pages_per_second - 1 if self.pages_per_second else np.inf
        if slower > LATENCY_MATTERS:
            return 1
        if slower < 1 / (1 + LATENCY_MATTERS) - 1:
            return -1
        if fewer > THROUGHPUT_MATTERS:
            return 1
        return -1 if fewer < 1 / (1 + THROUGHPUT_MATTERS) - 1 else 0


@dataclass(frozen=True)
class Steady:
    """What the detection says of a plateau.

    ``window`` is what is judged: from the end of the warm-up to the end of the plateau. ``stretches`` are all the
    levels met, warm-up included; ``usual`` the level most of the time was spent at; ``trouble`` is why the load
    never settled: it kept getting worse or better (``drift``), or no level lasted (``unstable``).
    """

    plateau: Window
    window: Window
    stretches: tuple[Stretch, ...]
    usual: Stretch
    trouble: Trouble = ""

    @property
    def warm_up(self) -> float:
        """Seconds left out at the beginning of the plateau."""
        return self.window.start - self.plateau.start

    @property
    def kept(self) -> tuple[Stretch, ...]:
        """The stretches that are judged."""
        return tuple(stretch for stretch in self.stretches if stretch.window.start >= self.window.start)

    @property
    def share_alike(self) -> float:
        """Share of what is judged that was at the usual level."""
        return _length(stretch for stretch in self.kept if stretch.like(self.usual)) / _length(self.kept)

    @property
    def unusual(self) -> tuple[Stretch, ...]:
        """The stretches that are judged and are not at the usual level."""
        return tuple(stretch for stretch in self.kept if not stretch.like(self.usual))


def find_steady(pages: Samples, plateau: Window, alike: float = 0.5) -> Steady | None:
    """Look for the steady state of a plateau; None without enough page views to tell anything.

    ``alike`` is the share of what is kept that has to be at one level.
    """
    inside = within(pages, plateau)
    inside = inside.where(~inside.cut)
    slices = int(np.clip(len(inside) / VIEWS_A_SLICE, 0, MOST_SLICES))
    if slices < FEWEST_SLICES or plateau.length <= 0:
        return None
    width = max(1.0, plateau.length / slices)
    views = timeline(inside, plateau, width)
    whole = int(plateau.length / width)  # the last slice may be cut short: its count means nothing
    counts, medians = (views.good + views.bad)[:whole].astype(np.float64), _filled(views.p50[:whole])
    if whole < FEWEST_SLICES or medians is None:
        return None
    rates, times = np.log(np.maximum(counts, 0.5)), np.log(medians)
    ends = _changes(counts, times)
    stretches = _merged(_stretches(plateau, width, counts, medians, ends))
    usual = _usual(stretches)
    start = _settled(stretches, usual, plateau)
    kept = [stretch for stretch in stretches if stretch.window.start >= start]
    trouble: Trouble = ""
    drifting = _drifts(times, ends, LATENCY_MATTERS) or _drifts(rates, ends, THROUGHPUT_MATTERS)
    if drifting or _keeps_worsening(stretches) or _keeps_worsening(list(reversed(kept))):
        trouble = "drift"
    elif _length(s for s in kept if s.like(usual)) < alike * _length(kept):
        trouble = "unstable"
    window = plateau if trouble else Window(start, plateau.end)
    return Steady(plateau, window, tuple(stretches), usual, trouble)


def _changes(counts: Signal, times: Signal) -> list[int]:
    """The slice where each stretch ends."""
    signals = np.column_stack([_normal(counts / max(counts.mean(), 1e-9), 0.05), _normal(times, 0.05)])
    search = ruptures.KernelCPD(kernel="linear", min_size=2).fit(signals)
    return [int(end) for end in search.predict(pen=PENALTY * np.log(len(signals)))]


def _stretches(plateau: Window, width: float, counts: Signal, medians: Signal, ends: list[int]) -> list[Stretch]:
    found, begun = [], 0
    for end in ends:
        until = plateau.end if end == len(counts) else plateau.start + end * width
        window = Window(plateau.start + begun * width, until)
        found.append(Stretch(window, float(counts[begun:end].mean()) / width, float(np.median(medians[begun:end]))))
        begun = end
    return found


def _drifts(logarithms: Signal, ends: list[int], matters: float) -> bool:
    """Whether a signal changes too much along a straight line, surely, which tells it better than the steps do."""
    moments = np.arange(len(logarithms))
    slope, origin = np.polyfit(moments, logarithms, 1)
    beyond = abs(slope) * len(logarithms) > np.log1p(matters)
    steps = sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(logarithms, ends[:-1]))
    line = float(((logarithms - slope * moments - origin) ** 2).sum())
    error = np.sqrt(line / max(1, len(moments) - 2) / ((moments - moments.mean()) ** 2).sum())
    return bool(beyond and line < steps and abs(slope) > SURELY * error)


def _normal(signal: Signal, least: float) -> Signal:
    """In units of its own noise, told by the differences from one slice to the next (a lasting change is only one of
    them); ``least`` noise is taken for granted, so that nothing smaller counts."""
    noise = float(np.sqrt(np.mean(np.diff(signal) ** 2) / 2))
    return np.asarray((signal - signal.mean()) / max(noise, least), dtype=np.float64)


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """Neighbours that differ too little to matter are one stretch."""
    merged = [stretches[0]]
    for stretch in stretches[1:]:
        last = merged[-1]
        if not stretch.like(last):
            merged.append(stretch)
            continue
        one, two = last.window.length, stretch.window.length
        merged[-1] = Stretch(
            Window(last.window.start, stretch.window.end),
            (last.pages_per_second * one + stretch.pages_per_second * two) / (one + two),
            (last.median * one + stretch.median * two) / (one + two),
        )
    return merged


def _usual(stretches: list[Stretch]) -> Stretch:
    """The stretch at whose level most of the time was spent."""
    return max(stretches, key=lambda one: _length(other for other in stretches if other.like(one)))


def _settled(stretches: list[Stretch], usual: Stretch, plateau: Window) -> float:
    """When the warm-up is over: the first stretch at the usual level, if it comes early enough."""
    first = next(stretch.window.start for stretch in stretches if stretch.like(usual))
    return first if first - plateau.start <= WARM_UP_MOST * plateau.length else plateau.start


def _keeps_worsening(stretches: list[Stretch]) -> bool:
    """Two changes or more, all for the worse."""
    changes = [after.against(before) for before, after in pairwise(stretches)]
    return len(changes) >= 2 and all(change > 0 for change in changes)


def _length(stretches: Iterable[Stretch]) -> float:
    return sum(stretch.window.length for stretch in stretches)


def _filled(medians: Signal) -> Signal | None:
    """A slice without a good view has the time of the one before: only its count tells that it was empty."""
    known = np.flatnonzero(~np.isnan(medians))
    if known.size == 0:
        return None
    last = np.maximum.accumulate(np.where(np.isnan(medians), -1, np.arange(len(medians))))
    return np.maximum(medians[np.where(last < 0, known[0], last)], 1e-6)
