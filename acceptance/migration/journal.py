"""What an inventory has read so far, written as it goes: a command cut short goes on where it was.

Each line is whole or is not there; a line cut by a crash is dropped. Records are those of the inventory, except that
slices of a table are kept apart until the end (``tranche``), and that ``fait`` says that a section is finished.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from acceptance.migration.sealed import Record, line_of
from portal.errors import PreauError


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

    def finish(self, section: str) -> None:
        self.add({"k": "fait", "quoi": section})
        self.done.add(section)

    def records(self) -> Iterator[Record]:
        """All the records, as they were added."""
        with self.path.open("rb") as file:
            next(file)
            for line in file:
                record = json.loads(line)
                if record["k"] != "fait":
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
        if record["k"] == "fait":
            self.done.add(record["quoi"])
        elif record["k"] == "tranche":
            self.slices[section_of(record["b"], record["t"])] = record["apres"]
        elif record["k"] == "fichier":
            self.files_after = record["p"]


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
