"""What people type in a box: a ticked choice, a date, a class of anomaly, the number of a point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from acceptance.campaign.anomaly_class import class_named
from reports.french import MONTHS
from reports.reading.content import plain

# The last of each are what symbol fonts leave: Wingdings and Wingdings 2.
_CHECKED = "☒☑✓✔✅✕✖✗✘🗹🗷■●⬛\uf0fe\uf0fd\uf0fc\uf0fb\uf052\uf054"
_UNCHECKED = "☐□▢⬜○◯\uf0a8\uf06f\uf0a3\uf02a"
_BOX = rf"[{_CHECKED}{_UNCHECKED}]|\[\s?[xX✓✗]?\s?\]|\(\s?[xX✓✗]?\s?\)|[xX](?=\s)"
_BEFORE = re.compile(rf"\s*(?P<box>{_BOX})\s*(?P<label>.*)")
_AFTER = re.compile(rf"(?P<label>.*?)\s*(?P<box>{_BOX}|(?<=\s)[xX])\s*")
_POINT = re.compile(r"[A-Z]{3}-\d{2,}")
_IN_DIGITS = re.compile(r"(?P<day>\d{1,2})[/.\s-](?P<month>\d{1,2})[/.\s-](?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_IN_WORDS = re.compile(r"(?:\w+ )?(?P<day>\d{1,2})(?:er)? (?P<name>[a-zéûà]+)\.? (?P<year>\d{4})")
_TIME = re.compile(r"\s*(?:à|a|,|t)?\s*(?P<hour>\d{1,2})\s?[h:]\s?(?P<minute>\d{2})?(?::\d{2})?")


@dataclass(frozen=True)
class Choice:
    """What a cell of choices says: at most one ``value``, or several ``given``; ``rest`` are its other lines.

    ``touched``: a box is missing or a choice was crossed out, so that somebody may have meant something.
    """

    value: str = ""
    given: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    touched: bool = False


def choice(lines: Sequence[str], choices: Sequence[str]) -> Choice:
    """The choice people made among ``choices``: its box ticked, or the only line left.

    A status printed without a box, as after the execution, counts when no box is ticked.
    """
    known = {plain(each): each for each in choices}
    ticked: list[str] = []
    blank: list[str] = []
    bare: list[str] = []
    rest: list[str] = []
    for line in filter(None, lines):
        box, label = _box_and_label(line)
        value = known.get(plain(label).rstrip(" .;:"))
        if value is None:
            rest.append(line)
        elif box is None:
            bare.append(value)
        else:
            (ticked if box else blank).append(value)
    given = tuple(dict.fromkeys(ticked or bare or (blank if len(blank) == 1 and len(choices) > 1 else [])))
    touched = bool(blank) and len(blank) + len(ticked) + len(bare) < len(choices)
    return Choice(given[0] if len(given) == 1 else "", given, tuple(rest), touched)


def _box_and_label(line: str) -> tuple[bool | None, str]:
    """Whether the box of a line is ticked (None without a box) and what follows or precedes it."""
    found = _BEFORE.fullmatch(line) or _AFTER.fullmatch(line)
    if found is None:
        return None, line
    box = found["box"].strip("[]() ")
    return bool(box) and box not in _UNCHECKED, found["label"]


def point_ids(text: str) -> tuple[str, ...]:
    """The numbers of points in a text, whatever the dash they were typed with: ``ENT-10``."""
    return tuple(dict.fromkeys(_POINT.findall(re.sub(r"\s?[-‐‑‒–—−]\s?", "-", text.upper()))))


def typed_date(text: str) -> str | None:
    """A date as people type it (``24/11/2026``, ``24 novembre 2026``), in ISO; None for another text."""
    found = _date_at_start(plain(text))
    return found[0].isoformat() if found and not found[1].strip() else None


def typed_moment(text: str) -> str | None:
    """A date with or without a time of day, in ISO: ``24/11/2026 à 10 h 30``."""
    found = _date_at_start(plain(text))
    if found is None:
        return None
    day, rest = found
    if not rest.strip():
        return day.isoformat()
    time = _TIME.fullmatch(rest.rstrip())
    if time is None:
        return None
    try:
        return datetime(day.year, day.month, day.day, int(time["hour"]), int(time["minute"] or 0)).isoformat()
    except ValueError:
        return None


def typed_class(text: str) -> str | None:
    """The contract's name of a class of anomaly; None when it is not clear which."""
    return class_named(text)


def _date_at_start(text: str) -> tuple[date, str] | None:
    for pattern in (_ISO, _IN_DIGITS, _IN_WORDS):
        if found := pattern.match(text):
            parts = found.groupdict()
            month = parts.get("month") or _month(parts.get("name", ""))
            try:
                return date(int(parts["year"]), int(month), int(parts["day"])), text[found.end() :]
            except ValueError:
                return None
    return None


def _month(name: str) -> str:
    """The number of a month, in full or shortened (``nov``), 0 when it is none."""
    named = [number for number, month in enumerate(MONTHS, start=1) if len(name) >= 3 and month.startswith(name)]
    return str(named[0]) if len(named) == 1 else "0"
