"""What an inventory has read so far, written as it goes: a command cut short goes on where it was.

Each line is whole or is not there; a line cut by a crash is dropped. Lines are records of the inventory, or slices of a
table kept apart until the end (``tranche``), or short sections whole in one line (``section``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from acceptance.migration.sealed import Record, line_of
from portal.errors import PreauError

FILES = "fichiers"


class JournalError(PreauError):
    """A journal is of another inventory."""


class Journal:
    """``header`` must be the same for an inventory to go on. Raises JournalError."""

    def __init__(self, path: Path, header: Record) -> None:
        self.path = path
        self.header = {**header, "k": "journal"}
        self.done: set[str] = set()
        self.slices: dict[str, list[Any]] = {}  # section -> key of the last row read
        self.files_after = ""
        self.resumed = path.exists()
        if self.resumed:
            self._read()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(0o600)
            self.add(self.header)

    def add(self, record: Record) -> None:
        with self.path.open("ab") as file:
            file.write(line_of(record))

    def add_section(self, name: str, records: Iterable[Record]) -> None:
        """Add a short section: it is there whole, or not at all."""
        self.add({"k": "section", "quoi": name, "contenu": list(records)})
        self.done.add(name)

    def records(self) -> Iterator[Record]:
        """All the records, as they were added."""
        with self.path.open("rb") as file:
            next(file)
            for line in file:
                record = json.loads(line)
                if record["k"] == "section":
                    yield from record["contenu"]
                else:
                    yield record

    def remove(self) -> None:
        self.path.unlink()

    def _read(self) -> None:
        whole = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file):
                record = _whole(line)
                if record is None:
                    break
                if number == 0 and record != json.loads(line_of(self.header)):
                    raise JournalError(
                        f"{self.path} : le travail commencé là n’est pas le même (installation, bases ou grain).",
                        remedy="Donnez un autre fichier, ou effacez ce journal pour recommencer.",
                    )
                whole += len(line)
                self._learn(record)
        with self.path.open("ab") as file:
            file.truncate(whole)
        if whole == 0:
            self.add(self.header)

    def _learn(self, record: Record) -> None:
        match record["k"]:
            case "section":
                self.done.add(record["quoi"])
            case "tranche":
                self.add_slice(section_of(record["b"], record["t"]), record["apres"])
            case "fichier":
                self.files_after = record["p"]
            case "vignettes":
                self.done.add(FILES)

    def add_slice(self, section: str, after: list[Any]) -> None:
        """Remember how far a table was read; ``[None]``: to its end."""
        self.slices[section] = after
        if after == [None]:
            self.done.add(section)


def section_of(base: str, table: str) -> str:
    return f"table {base}.{table}"


def _whole(line: bytes) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
