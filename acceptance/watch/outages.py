"""From readings to outages: a pure state machine, fed one reading at a time.

An outage is known between two bounds: it began after the last good probe and at the first bad one at the latest; it
ended after the last bad probe and at the first good one at the latest. The long bound is the one that is held against
the day that the contract allows (CCTP, article 4.1): doubt never flatters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from acceptance.watch.states import Reading, State

DAY = 86_400.0
# The watch itself was away when nothing was read for that many periods: nobody knows what the portal did.
_SILENT_PERIODS = 3


@dataclass(frozen=True)
class Episode:
    """A time during which the portal was in one state: from ``start`` to ``end``, in seconds since 1970.

    ``earliest``: the last reading of the state before; ``latest``: the first one of the state after (None: it lasts).
    """

    state: State
    start: float
    end: float
    earliest: float
    latest: float | None = None
    reason: str = ""
    readings: int = 1

    @property
    def shortest(self) -> float:
        return self.end - self.start

    @property
    def longest(self) -> float:
        return (self.end if self.latest is None else self.latest) - self.earliest


@dataclass(frozen=True)
class Outage:
    """An outage told in one: from the first bad reading to the return of the portal."""

    start: float
    earliest: float
    end: float | None  # the first good reading; None: it lasts
    last_bad: float
    states: tuple[State, ...]
    reasons: tuple[str, ...]

    @property
    def longest(self) -> float:
        return (self.last_bad if self.end is None else self.end) - self.earliest

    @property
    def shortest(self) -> float:
        return self.last_bad - self.start

    @property
    def margin(self) -> float:
        """What is left of the day allowed, in seconds; negative beyond it."""
        return DAY - self.longest


class Machine:
    """Turns the readings of one way to the portal into episodes. ``period``: seconds between two readings."""

    def __init__(self, period: float) -> None:
        self.period = period
        self.current: Episode | None = None

    def feed(self, reading: Reading) -> list[Episode]:
        """The episodes that this reading ends. Readings come in the order of time; one that does not is left out."""
        current = self.current
        if current is None:
            self.current = _begin(reading, reading.at)
            return []
        if reading.at < current.end:
            return []
        if reading.at - current.end > _SILENT_PERIODS * max(self.period, reading.seconds):
            silence = Episode(
                State.UNSEEN, current.end, reading.at, current.end, reading.at, "la surveillance était arrêtée"
            )
            self.current = _begin(reading, reading.at)
            return [replace(current, latest=current.end), silence]
        if reading.state is current.state:
            self.current = replace(current, end=reading.at, readings=current.readings + 1)
            return []
        self.current = _begin(reading, current.end)
        return [replace(current, latest=reading.at)]

    def close(self) -> list[Episode]:
        """The episode that lasts."""
        return [] if self.current is None else [self.current]


def _begin(reading: Reading, earliest: float) -> Episode:
    return Episode(reading.state, reading.at, reading.at, earliest, reason=reading.reason)


def episodes(readings: Iterable[Reading], period: float) -> Iterator[Episode]:
    """All the episodes of one way to the portal, the last one included."""
    machine = Machine(period)
    for reading in readings:
        yield from machine.feed(reading)
    yield from machine.close()


def outages(found: Iterable[Episode]) -> list[Outage]:
    """Episodes in which the portal could not be used, joined. A time that was not observed, beside an outage or inside
    it, counts with it: nobody can say that the portal was there."""
    told: list[Outage] = []
    unseen: float | None = None  # since when nothing is observed
    for episode in found:
        if episode.state is State.UNSEEN:
            unseen = episode.start
            continue
        if episode.state.usable:
            if told and told[-1].end is None:
                told[-1] = replace(told[-1], end=episode.start)
        elif told and told[-1].end is None:
            told[-1] = _longer(told[-1], episode)
        else:
            earliest = episode.earliest if unseen is None else unseen
            told.append(Outage(episode.start, earliest, None, episode.end, (episode.state,), (episode.reason,)))
        unseen = None
    return told


def _longer(outage: Outage, episode: Episode) -> Outage:
    return replace(
        outage,
        last_bad=episode.end,
        states=(*dict.fromkeys((*outage.states, episode.state)),),
        reasons=(*dict.fromkeys((*outage.reasons, episode.reason)),),
    )
