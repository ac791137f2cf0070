"""French dates and times of the documents; numbers and typography come from the ground floor."""

from __future__ import annotations

from datetime import datetime, tzinfo

from portal.french import NO_BREAK, THIN, delay, integer, length, number, percent, plural, seconds, typeset

__all__ = [
    "NO_BREAK",
    "THIN",
    "clock",
    "date_and_time",
    "day",
    "delay",
    "integer",
    "length",
    "number",
    "percent",
    "plural",
    "seconds",
    "typeset",
]

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def day(moment: datetime | str) -> str:
    """``23 novembre 2026``, ``1er juin 2026``. A text must be an ISO 8601 date."""
    moment = _parsed(moment)
    number_of_day = "1er" if moment.day == 1 else str(moment.day)
    return f"{number_of_day}{NO_BREAK}{MONTHS[moment.month - 1]}{NO_BREAK}{moment.year}"


def date_and_time(moment: datetime | str) -> str:
    """``23 novembre 2026 à 14 h 05``, in the moment's own time zone. A text must be an ISO 8601 date."""
    moment = _parsed(moment)
    return f"{day(moment)} à{NO_BREAK}{moment.hour}{THIN}h{THIN}{moment.minute:02d}"


def clock(epoch: float, zone: tzinfo | None) -> str:
    """``14:05:09``: the time of day of a number of seconds since the epoch."""
    return datetime.fromtimestamp(epoch, zone).strftime("%H:%M:%S")


def _parsed(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment
