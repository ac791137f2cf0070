"""Plans in a partly-open model: people arrive when the plan says, do what they came for, and leave.

Who is late because nobody could let him in is late, and is told so: the plan does not wait. All the places are opened
before the plan starts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import pi, sin

from loadtests.arrivals.plan import History, Order, Plan, PlanError, Target

OPENING = "ouverture"
OPENED_A_SECOND = 100  # places; nobody signs in yet


@dataclass(frozen=True)
class Arrivals:
    """A plan: ``curve`` holds moments (seconds since the opening) and how many people are due by then, increasing.

    The plan is over at the last moment. ``together`` people of one class come one after the other; 0: by themselves.
    """

    name: str
    places: int
    curve: Sequence[tuple[float, float]]
    together: int = 0

    def __call__(self, elapsed: float, history: History) -> Target | None:
        if not history:
            opened = min(self.places, int(elapsed * OPENED_A_SECOND) + OPENED_A_SECOND)
            return Target(OPENING, opened, self.places, arrivals=0.0)
        since = elapsed - history[0].at
        if since >= self.curve[-1][0]:
            return None
        return Target(self.name, self.places, None, arrivals=self.due(since))

    def due(self, since: float) -> float:
        """How many people are due at a moment since the opening: a straight line between two points of the curve."""
        after = bisect_right(self.curve, since, key=lambda point: point[0])
        if after == 0:
            return 0.0
        if after == len(self.curve):
            return self.curve[-1][1]
        (start, low), (end, high) = self.curve[after - 1], self.curve[after]
        return low + (high - low) * (since - start) / (end - start)


@dataclass(frozen=True)
class Bell:
    """``cloche``: at the bell, classes come one after the other within ``spread`` seconds, most of them in the middle;
    the ``size`` people of a class come together, within ``gathering`` seconds. Everybody comes once."""

    size: int
    spread: float
    gathering: float

    def __call__(self, order: Order) -> Plan:
        length = order.finite("cloche")
        _fits(self.spread + self.gathering, length, "cloche", "etalement_s")
        classes = max(1, round(order.people / self.size))
        starts = [self.spread * _inverse_bell((number + 0.5) / classes) for number in range(classes)]
        each = order.people / classes
        moments = sorted({0.0, length, *starts, *(start + self.gathering for start in starts)})
        curve = [(at, each * sum(self._gathered(at - start) for start in starts)) for at in moments]
        return Arrivals("cloche", order.people, curve, together=self.size)

    def _gathered(self, since: float) -> float:
        """The part of a class that is there, so long after its first one."""
        return min(1.0, max(0.0, since / self.gathering))


@dataclass(frozen=True)
class SchoolDay:
    """``journee``: a school day squeezed into the length of the run. ``hours`` holds the hours of the day and how busy
    each is, in parts of the busiest, at which everybody asked for is there at once given visits of ``visit`` seconds.
    """

    hours: Sequence[tuple[float, float]]
    visit: float

    def __call__(self, order: Order) -> Plan:
        length = order.finite("journee")
        first, last = self.hours[0][0], self.hours[-1][0]
        busiest = max(part for _, part in self.hours)
        rate = order.people / (self.visit * order.pauses)
        moments = [(hour - first) / (last - first) * length for hour, _ in self.hours]
        rates = [rate * part / busiest for _, part in self.hours]
        # Fine steps: between two hours the rate itself is a straight line.
        fine = [start + (end - start) * step / 20 for start, end in pairwise(moments) for step in range(20)]
        fine.append(length)
        at = [_between(moments, rates, moment) for moment in fine]
        grown = ((a + b) / 2 * (end - start) for (a, b), (start, end) in zip(pairwise(at), pairwise(fine), strict=True))
        return Arrivals("journee", order.people, list(zip(fine, accumulate(grown, initial=0.0), strict=True)))


@dataclass(frozen=True)
class FirstDay:
    """``rentree``: everybody signs in once, most of them at the start: half of those left do every ``half`` seconds."""

    half: float

    def __call__(self, order: Order) -> Plan:
        length = order.finite("rentree")
        _fits(self.half * 4, length, "rentree", "moitie_s")
        last = length * 0.9  # the last ones have time for their visit
        moments = [last * step / 200 for step in range(201)]
        gone = [1 - 2 ** (-moment / self.half) for moment in moments]
        curve = [(moment, order.people * share / gone[-1]) for moment, share in zip(moments, gone, strict=True)]
        return Arrivals("rentree", order.people, [*curve, (length, float(order.people))])


def _fits(needed: float, length: float, plan: str, key: str) -> None:
    if needed >= length:
        raise PlanError(
            f"Le plan « {plan} » a besoin de plus de {needed:g} s.",
            remedy=f"Allongez la durée (--run-time), ou réduisez {key} dans le fichier des arrivées.",
        )


def _inverse_bell(share: float) -> float:
    """The moment (0 to 1) by which that share has come, when comings follow one arch of a squared sine."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if middle - sin(2 * pi * middle) / (2 * pi) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _between(moments: Sequence[float], values: Sequence[float], at: float) -> float:
    after = min(max(bisect_right(moments, at), 1), len(moments) - 1)
    start, end = moments[after - 1], moments[after]
    share = min(1.0, (at - start) / (end - start))
    return values[after - 1] + (values[after] - values[after - 1]) * share
