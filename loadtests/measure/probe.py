"""What the generator says of itself, once a second: people, sessions, and how late its own clockwork runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from loadtests.measure.percentiles import weighted_percentile
from loadtests.measure.windows import Level, Window
from portal.errors import PreauError

PROBE_FILE = "probe.jsonl"
PERIOD = 1.0  # seconds between two readings


class ProbeError(PreauError):
    """The readings of a run are damaged."""


Column = npt.NDArray[np.float64]


def _unknown() -> Column:
    return np.zeros(0)


@dataclass(frozen=True)
class Probe:
    """The readings in the order they were written; NaN where a figure is not known.

    ``times`` in seconds since the epoch, ``steady_times`` in seconds of a clock that nobody sets, ``lag`` (p99 of the
    second's event-loop lag, of the worst process) in seconds. ``cpu`` and ``cpu_wait`` are shares of a core: used, and
    ready to run but kept waiting. ``planned`` and ``arrived`` add up the arrivals since the start of the run. The rest
    are counts; ``held`` the accounts held per role.
    """

    times: Column
    people: Column
    signed_in: Column
    ent_signed_in: Column
    lag: Column
    held: Mapping[str, Column]
    steady_times: Column = field(default_factory=_unknown)
    cpu: Column = field(default_factory=_unknown)
    cpu_wait: Column = field(default_factory=_unknown)
    sockets: Column = field(default_factory=_unknown)
    planned: Column = field(default_factory=_unknown)
    arrived: Column = field(default_factory=_unknown)

    def __post_init__(self) -> None:
        for name in _COLUMNS:
            if getattr(self, name).size != self.times.size:
                object.__setattr__(self, name, np.full(self.times.size, np.nan))

    def __len__(self) -> int:
        return int(self.times.size)

    def within(self, window: Window | None) -> Probe:
        """The readings made in a window; none without a window."""
        inside = window.holds(self.times) if window else np.zeros(len(self), dtype=np.bool_)
        return Probe(
            held={role: counts[inside] for role, counts in self.held.items()},
            **{name: getattr(self, name)[inside] for name in _COLUMNS},
        )

    @property
    def greatest_jump(self) -> float:
        """By how many seconds the clock was set, forward or back, at worst between two readings.

        Where no clock that nobody sets was read, only a step back can be told.
        """
        moved = np.diff(self.times)
        told = moved - np.diff(self.steady_times)
        jumps = np.where(np.isnan(told), np.minimum(moved, 0.0), told)
        return float(np.abs(jumps).max(initial=0.0))


_COLUMNS = tuple(column.name for column in fields(Probe) if column.name != "held")


def read_probe(folder: Path) -> Probe:
    """The readings of a run folder, none if the file is missing; a torn last line is left out. Raises ProbeError."""
    path = folder / PROBE_FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    except (OSError, UnicodeDecodeError) as error:
        raise ProbeError(f"{path} : illisible ({error}).", remedy="Vérifiez les droits, ou refaites l’essai.") from None
    rows: list[dict[str, object]] = []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(_row(line))
        except ValueError:
            if number == len(lines):
                break
            raise ProbeError(
                f"{path}, ligne {number} : illisible.", remedy="Le fichier a été modifié : refaites l’essai."
            ) from None
    roles = sorted({role for row in rows for role in _held(row)})
    return Probe(
        times=_column(rows, "t"),
        people=_column(rows, "people"),
        signed_in=_column(rows, "signed_in_local"),
        ent_signed_in=_column(rows, "ent_signed_in"),
        lag=_column(rows, "lag_p99_ms") / 1000,
        held={role: np.array([_figure(_held(row).get(role, 0)) for row in rows]) for role in roles},
        steady_times=_column(rows, "steady_t"),
        cpu=_column(rows, "cpu"),
        cpu_wait=_column(rows, "cpu_wait"),
        sockets=_column(rows, "sockets"),
        planned=_column(rows, "planned"),
        arrived=_column(rows, "arrived"),
    )


def lag(probe: Probe, window: Window, share: float = 0.95) -> float | None:
    """The lag (seconds) not exceeded during ``share`` of a window; None without a reading in it.

    A generator too starved to write its readings is late by the length of its silence: gaps count, up to the end of
    the window.
    """
    readings = probe.within(window)
    known = ~np.isnan(readings.lag)  # a reading without its lag is no reading
    if not known.any():
        return None
    moments = np.concatenate(([window.start], readings.times[known], [window.end]))
    lasting = np.maximum(np.diff(moments), 0.0)
    silence = np.maximum(lasting - PERIOD, 0.0)
    # The stretch after the last reading has no reading of its own: only its silence is known.
    own = np.concatenate((readings.lag[known], [0.0]))
    # Readings wander by a few hundredths of a second round the period; a silence is at least one missing reading.
    late = np.where(silence >= PERIOD, np.maximum(own, silence), own)
    return weighted_percentile(late, lasting, share)


def share_of_time(values: Column, share: float = 0.95) -> float | None:
    """The value of a column not exceeded during ``share`` of its readings; None when none is known."""
    known = values[~np.isnan(values)]
    return weighted_percentile(known, np.ones(known.size), share)


def latest(values: Column) -> float | None:
    """The last known reading of a column; None when none is known."""
    known = values[~np.isnan(values)]
    return float(known[-1]) if known.size else None


def level(counts: npt.NDArray[np.float64]) -> Level | None:
    """Maximum and median of the known readings of a count; None when none is known."""
    known = counts[~np.isnan(counts)]
    if known.size == 0:
        return None
    return Level(float(known.max()), float(np.quantile(known, 0.5, method="inverted_cdf")))


def _row(line: str) -> dict[str, object]:
    row = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("t"), int | float):
        raise ValueError("not a reading")
    return row


def _held(row: Mapping[str, object]) -> Mapping[str, object]:
    held = row.get("held")
    return held if isinstance(held, dict) else {}


def _column(rows: list[dict[str, object]], key: str) -> npt.NDArray[np.float64]:
    return np.array([_figure(row.get(key)) for row in rows], dtype=np.float64)


def _figure(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
