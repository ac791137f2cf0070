"""Readings on disk: one file a day, compressed when the day is over, forgotten after a time; survives restarts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from acceptance.watch.states import Kind, Reading, State

KEPT_DAYS = 400  # a year of a contract, and what it takes to discuss it
_SUFFIX, _OLD = ".jsonl", ".jsonl.gz"


class WatchJournal:
    """The folder of a watch. Days are in UTC: they all have 24 hours."""

    def __init__(self, folder: Path, *, kept: int = KEPT_DAYS) -> None:
        self.folder = folder
        self._kept = kept
        self._day: date | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, reading: Reading) -> None:
        """Write a reading; at the first one of a day, put the former days away."""
        day = datetime.fromtimestamp(reading.at, UTC).date()
        if day != self._day:
            self._rotate(day)
            self._day = day
        line = json.dumps(asdict(reading), ensure_ascii=False, separators=(",", ":"))
        with (self.folder / f"{day}{_SUFFIX}").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def readings(self, since: float = 0.0) -> Iterator[Reading]:
        """All the readings from ``since`` on, in the order they were written; a line cut by a crash is passed over."""
        first = datetime.fromtimestamp(since, UTC).date()
        for path in sorted(self.folder.glob(f"*{_SUFFIX}*")):
            day = _day_of(path)
            if day is None or day < first:
                continue
            for line in _lines(path):
                reading = _reading(line)
                if reading is not None and reading.at >= since:
                    yield reading

    def _rotate(self, today: date) -> None:
        self._mend(self.folder / f"{today}{_SUFFIX}")
        for path in sorted(self.folder.glob(f"*{_SUFFIX}*")):
            day = _day_of(path)
            if day is None or day >= today:
                continue
            if today - day > timedelta(days=self._kept):
                path.unlink()
            elif path.name.endswith(_SUFFIX):
                self._compress(path)

    def _compress(self, path: Path) -> None:
        partial = self.folder / f".{path.name}.gz.partiel"
        with gzip.open(partial, "wb") as file:
            file.write(path.read_bytes())
        partial.replace(path.with_name(f"{path.name}.gz"))
        path.unlink()

    def _mend(self, path: Path) -> None:
        """End the line that a crash cut, so that the next one is whole."""
        if path.exists() and (content := path.read_bytes()) and not content.endswith(b"\n"):
            with path.open("ab") as file:
                file.write(b"\n")


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.name.partition(".")[0])
    except ValueError:
        return None


def _lines(path: Path) -> Iterator[str]:
    # A crash between compression and removal leaves both: the compressed one is whole, the other is the same.
    if path.name.endswith(_OLD):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from file
    elif not path.with_name(f"{path.name}.gz").exists():
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def _reading(line: str) -> Reading | None:
    try:
        values = json.loads(line)
        return Reading(**{**values, "kind": Kind(values["kind"]), "state": State(values["state"])})
    except (ValueError, TypeError, KeyError):
        return None
