"""What a watch says of one portal seen one way: outages, availability, and the points they answer for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from acceptance.migration.findings import Verdict
from acceptance.migration.points import PointVerdict
from acceptance.watch.availability import (
    PARIS,
    REGULAR_LIMIT,
    Figure,
    days_between,
    figure,
    service_window,
    working_window,
)
from acceptance.watch.outages import DAY, Episode, Outage, episodes, outages
from acceptance.watch.states import Kind, Reading, State
from portal.french import length, percent, plural

OBSERVED_ENOUGH = 0.99


@dataclass(frozen=True)
class Month:
    year: int
    month: int
    service: Figure
    working: Figure

    @property
    def regular(self) -> bool | None:
        """Whether the rule of regular service holds; None when the working hours were not observed enough."""
        share = self.working.share
        if share is None or self.working.observed < OBSERVED_ENOUGH:
            return None if share is None or 1 - share <= REGULAR_LIMIT else False
        return 1 - share <= REGULAR_LIMIT


@dataclass(frozen=True)
class Summary:
    """One portal, one way, one kind of probe."""

    target: str
    way: str
    kind: Kind
    period: float
    episodes: tuple[Episode, ...]
    outages: tuple[Outage, ...]
    months: tuple[Month, ...]

    @property
    def start(self) -> float:
        return self.episodes[0].start

    @property
    def end(self) -> float:
        return self.episodes[-1].end

    @property
    def state(self) -> State:
        """The last one seen."""
        return self.episodes[-1].state

    @property
    def title(self) -> str:
        return f"{self.target}, {self.kind} par {self.way}"

    @property
    def worst(self) -> Outage | None:
        return max(self.outages, key=lambda outage: outage.longest, default=None)

    @property
    def observed(self) -> float:
        """Part of the time, from the first reading to the last, that was observed."""
        unseen = sum(episode.end - episode.start for episode in self.episodes if episode.state is State.UNSEEN)
        return 1 - unseen / (self.end - self.start) if self.end > self.start else 0.0


def summaries(readings: Iterable[Reading], periods: Mapping[Kind, float]) -> list[Summary]:
    """One summary a (target, way, kind), in the order they appear. Readings are in the order of time."""
    apart: dict[tuple[str, str, Kind], list[Reading]] = {}
    for reading in readings:
        apart.setdefault((reading.target, reading.way, reading.kind), []).append(reading)
    return [_summary(*key, periods[key[2]], some) for key, some in apart.items()]


def _summary(target: str, way: str, kind: Kind, period: float, readings: list[Reading]) -> Summary:
    found = tuple(episodes(readings, period))
    return Summary(target, way, kind, period, found, tuple(outages(found)), tuple(_months(found)))


def _months(found: tuple[Episode, ...]) -> Iterable[Month]:
    first, last = (datetime.fromtimestamp(at, PARIS).date() for at in (found[0].start, found[-1].end))
    months = dict.fromkeys((day.year, day.month) for day in days_between(first, last))
    for year, month in months:
        days = [day for day in days_between(first, last) if (day.year, day.month) == (year, month)]
        begin, end = found[0].start, found[-1].end
        yield Month(
            year,
            month,
            figure(found, days, service_window, since=begin, until=end),
            figure(found, days, working_window, since=begin, until=end),
        )


def cut_over(summary: Summary) -> PointVerdict:
    """MIG-07: the outage of the cut-over lasted a day at most, and was seen from its start to its end."""
    worst = summary.worst
    if worst is None:
        return PointVerdict(Verdict.NOT_VALID, "aucune coupure observée : la surveillance n’a pas vu le basculement")
    told = f"coupure de {length(worst.longest)} au plus ({length(worst.shortest)} au moins), du {_moment(worst.start)}"
    if worst.longest > DAY:
        return PointVerdict(Verdict.NOT_CONFORM, f"{told} ; dépassement d’un jour de {length(-worst.margin)}")
    if worst.end is None:
        return PointVerdict(Verdict.NOT_VALID, f"{told} ; elle dure encore")
    return PointVerdict(Verdict.CONFORM, f"{told} au {_moment(worst.end)} ; marge d’un jour : {length(worst.margin)}")


def availability(summary: Summary) -> PointVerdict:
    """EXP-01: readable without interruption 21 hours from 06:00, every day."""
    asked = sum(month.service.asked for month in summary.months)
    down = sum(month.service.down for month in summary.months)
    usable = sum(month.service.usable for month in summary.months)
    if not usable + down:
        return PointVerdict(Verdict.NOT_VALID, "rien n’a été observé pendant les heures de service")
    share, observed = usable / (usable + down), (usable + down) / asked
    told = f"disponible {percent(share, 2)} des heures de service (21 h à partir de 6 h), {percent(observed)} observées"
    if down:
        cuts = plural(len(summary.outages), "coupure")
        return PointVerdict(Verdict.NOT_CONFORM, f"{told} ; {cuts}, {length(down)} dans ces heures")
    if observed < OBSERVED_ENOUGH:
        return PointVerdict(Verdict.NOT_VALID, f"{told} : trop peu pour conclure")
    return PointVerdict(Verdict.CONFORM, told)


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, PARIS):%d/%m/%Y à %H:%M:%S}"
