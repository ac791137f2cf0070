"""A number of people held for a while, and what it showed: what the search of the capacity decides upon."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from loadtests.judge.objectives import Conditions, Objective, Objectives
from loadtests.judge.ratio import views_of
from loadtests.judge.statistics import exact_interval, views_needed
from loadtests.measure.percentiles import percentile
from loadtests.measure.probe import Probe, lag, level
from loadtests.measure.samples import Samples
from loadtests.measure.windows import Window
from portal.french import delay, integer, number, plural, seconds, typeset

BLOCKS = 12  # slices of a level; what happens inside one may be correlated, slices are drawn again whole


@dataclass(frozen=True)
class Count:
    """The page views that one objective is about, good ones and all, slice of time by slice of time."""

    title: str
    journey: str
    asked: float
    good: tuple[int, ...]
    total: tuple[int, ...]

    @property
    def share(self) -> float:
        """The part of good views; zero without views: nothing seen is never good."""
        return sum(self.good) / sum(self.total) if sum(self.total) else 0.0

    @property
    def held(self) -> bool:
        return held(sum(self.good), sum(self.total), self.asked)


@dataclass(frozen=True)
class Level:
    """``people`` held during ``seconds``.

    ``pages`` counts the views that ended in each slice of the level; ``p95`` (seconds) is of the views that did not
    fail. ``unsound`` says in French why the level proves nothing; empty when it is valid. ``confirmation`` tells the
    longer hold of the number that is about to be answered.
    """

    people: int
    seconds: float
    counts: tuple[Count, ...]
    pages: tuple[int, ...]
    p95: float | None
    unsound: str = ""
    confirmation: bool = False

    @property
    def valid(self) -> bool:
        return not self.unsound

    @property
    def good(self) -> bool:
        return self.valid and bool(self.counts) and all(count.held for count in self.counts)

    @property
    def throughput(self) -> float:
        """Page views a second."""
        return sum(self.pages) / self.seconds


def held(good: int, total: int, asked: float) -> bool:
    """Whether a share is reached, in decimals as the objectives' file writes it."""
    return total > 0 and good >= Decimal(str(asked)) * total


def level_of(
    samples: Samples,
    probe: Probe,
    window: Window,
    people: int,
    objectives: Objectives,
    *,
    confirmation: bool = False,
) -> Level:
    """What a level that has just been held showed.

    Views count where they end: at the end of a level the slowest ones are still under way, and leaving them out by
    their start would keep the fast ones only.
    """
    pages = samples.pages()
    pages = pages.where(~pages.cut)
    ends = pages.records["start"] + pages.records["duration"]
    inside = window.holds(ends)
    pages, ends = pages.where(inside), ends[inside]
    counts = tuple(_count(pages, objective, window) for objective in objectives.objectives)
    return Level(
        people=people,
        seconds=window.length,
        counts=counts,
        pages=_sliced(ends, window),
        p95=percentile(pages.waited[pages.records["good"]], 0.95),
        unsound=_unsound(counts, probe, window, people, objectives.conditions),
        confirmation=confirmation,
    )


def _count(pages: Samples, objective: Objective, window: Window) -> Count:
    views = views_of(pages, objective)
    ends = views.records["start"] + views.records["duration"]
    good = views.records["good"] & (views.waited <= objective.within)
    return Count(
        objective.title, objective.journey, objective.share, _sliced(ends[good], window), _sliced(ends, window)
    )


def _sliced(ends: npt.NDArray[np.float64], window: Window) -> tuple[int, ...]:
    slots = np.minimum(((ends - window.start) / window.length * BLOCKS).astype(np.int64), BLOCKS - 1)
    return tuple(int(count) for count in np.bincount(slots, minlength=BLOCKS))


def _unsound(counts: tuple[Count, ...], probe: Probe, window: Window, people: int, conditions: Conditions) -> str:
    """Why the level proves nothing, in French; empty when it does."""
    present = level(probe.within(window).people)
    if present is None:
        return "personne n’a compté les gens présents"
    if present.median < people * conditions.held_share:
        return typeset(f"{number(present.median, 0)} personnes présentes sur {integer(people)}")
    late = lag(probe, window)
    if late is None or late > conditions.greatest_lag:
        measured = "retard de l’injecteur inconnu" if late is None else f"injecteur en retard de {seconds(late)}"
        return typeset(f"{measured}, {delay(conditions.greatest_lag)} au plus")
    if not any(sum(count.total) for count in counts):
        return ""  # everybody is there and nothing comes back: that is the ENT's doing
    for count in counts:
        good, total = sum(count.good), sum(count.total)
        needed = views_needed(count.asked, conditions.confidence)
        plainly_broken = exact_interval(good, total, conditions.confidence)[1] < count.asked
        if total < needed and not plainly_broken:
            views = plural(total, "page vue", "pages vues")
            return typeset(f"trop peu de mesures : {views} pour « {count.title} », {integer(needed)} au moins")
    return ""
