"""Availability over windows of service: 21 hours from 06:00 every day (CCTP, article 4.2.1), and the rule of regular
service (CCAG-TIC 2021, article 32.4: at most 2 % of a month's working hours, 08:00 to 18:00). Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from acceptance.watch.outages import Episode
from acceptance.watch.states import State

PARIS = ZoneInfo("Europe/Paris")
REGULAR_LIMIT = 0.02
Windows = Callable[[date], tuple[float, float] | None]


@dataclass(frozen=True)
class Figure:
    """Seconds of a period that belong to the windows: usable, not usable, not observed. They add up to ``asked``."""

    asked: float
    usable: float
    down: float

    @property
    def unseen(self) -> float:
        return max(0.0, self.asked - self.usable - self.down)

    @property
    def share(self) -> float | None:
        """Usable part of what was observed; None when nothing was."""
        seen = self.usable + self.down
        return self.usable / seen if seen else None

    @property
    def observed(self) -> float:
        """Part of the windows that was observed: under 99 %, a good figure proves little."""
        return (self.usable + self.down) / self.asked if self.asked else 0.0


def service_window(day: date) -> tuple[float, float]:
    """21 hours from 06:00, local time: to 03:00 the next day, or an hour aside when the clocks change."""
    start = datetime.combine(day, time(6), PARIS).timestamp()
    return start, start + 21 * 3600


def working_window(day: date) -> tuple[float, float] | None:
    """08:00 to 18:00 on working days; nothing at the week-end and on French public holidays."""
    if day.weekday() >= 5 or day in _french_holidays(day.year):
        return None
    return tuple(datetime.combine(day, time(hour), PARIS).timestamp() for hour in (8, 18))  # type: ignore[return-value]


def figure(
    found: Iterable[Episode],
    days: Iterable[date],
    windows: Windows,
    *,
    since: float = -math.inf,
    until: float = math.inf,
) -> Figure:
    """What the windows of ``days`` hold, cut at ``since`` and ``until`` (seconds since 1970): those of the watch."""
    spans = [span for day in days if (span := windows(day)) is not None]
    spans = [(max(start, since), min(end, until)) for start, end in spans]
    spans = [(start, end) for start, end in spans if end > start]
    usable = down = 0.0
    for start, end, state in _timeline(found):
        if state is State.UNSEEN:
            continue
        inside = sum(max(0.0, min(end, last) - max(start, first)) for first, last in spans)
        if state.usable:
            usable += inside
        else:
            down += inside
    return Figure(sum(end - start for start, end in spans), usable, down)


def days_between(first: date, last: date) -> Iterator[date]:
    """From the day before the first, whose window of service goes on into it, to the last."""
    day = first - timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=1)


def _timeline(found: Iterable[Episode]) -> Iterator[tuple[float, float, State]]:
    """Episodes end to end: the time between two states counts as the worse of them."""
    before: Episode | None = None
    for episode in found:
        start = episode.start
        if before is not None and before.latest is not None and before.latest > before.end:
            worse = before.state if not before.state.usable else episode.state
            yield before.end, episode.start, worse
        yield start, episode.end, episode.state
        before = episode


@cache
def _french_holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", years=year)
