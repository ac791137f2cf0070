"""Working days: Monday to Friday, public holidays of France left out, in the time of Europe/Paris."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from portal.french import plural, typeset

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """What a working day is. ``weekdays`` are numbers (Monday is 0), ``closed`` days off besides the holidays.

    ``cut`` is the time of day from which a report counts as received the next day.
    """

    country: str
    zone: ZoneInfo
    weekdays: frozenset[int]
    closed: frozenset[date]
    cut: time

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.closed and day not in _holidays(self.country)

    def local(self, moment: datetime) -> datetime:
        """The moment in the contract's time zone; one without an offset is already there."""
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)

    def received_on(self, moment: datetime) -> date:
        """The day a report counts as received: its own date, or the next day from the hour of the cut on."""
        here = self.local(moment)
        return here.date() + _DAY if here.time() >= self.cut else here.date()

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, which is not counted itself (the day itself when 0)."""
        while count > 0:
            day += _DAY
            count -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start``, up to ``end`` included; negative when ``end`` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(day) for day in days(start + _DAY, end))

    def from_then_on(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        return day if self.is_working(day) else self.after(day, 1)

    @property
    def rule(self) -> str:
        """The rule in words, printed with every table of delays."""
        names = ", ".join(WEEKDAYS[number] for number in sorted(self.weekdays))
        closed = f", et les jours chômés décidés par la Ville ({len(self.closed)})" if self.closed else ""
        cut = f"{self.cut.hour} h {self.cut.minute:02d}"
        return typeset(
            f"Jours ouvrés : {names}, sauf les jours fériés nationaux ({self.country}){closed}. "
            f"Heure : {self.zone.key}. Le jour de réception ne compte pas ; un signalement reçu à {cut} ou après est "
            "réputé reçu le lendemain. Le délai s’achève à minuit, à la fin de son dernier jour ouvré."
        )


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += _DAY


def working_delay(count: int) -> str:
    """``1 jour ouvré``, ``5 jours ouvrés``."""
    return plural(count, "jour ouvré", "jours ouvrés")


def is_country(code: str) -> bool:
    """Whether the holidays of a country are known."""
    return code in holidays.list_supported_countries()


@cache
def _holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)  # years are computed as they are asked for
