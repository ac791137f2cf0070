"""Was it the same ENT from beginning to end? What tells its version, read several times, and compared here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fingerprint:
    """What was read ``at`` a moment (seconds since the epoch): a text a sign, None when the ENT did not answer."""

    at: float
    signs: Mapping[str, str] | None


@dataclass(frozen=True)
class Change:
    """A sign that was ``before`` until ``at``, and ``after`` from then on."""

    at: float
    sign: str
    before: str
    after: str


def changes(readings: Sequence[Fingerprint]) -> tuple[Change, ...]:
    """Every time that a sign changed; a sign that one reading does not give is compared with the next that does."""
    last: dict[str, str] = {}
    found = []
    for reading in sorted(readings, key=lambda one: one.at):
        for sign, value in (reading.signs or {}).items():
            if sign in last and last[sign] != value:
                found.append(Change(reading.at, sign, last[sign], value))
            last[sign] = value
    return tuple(found)


def known(readings: Sequence[Fingerprint]) -> int:
    """How many readings told anything."""
    return sum(bool(reading.signs) for reading in readings)
