"""From a base to the records of its tables: slices that a journal keeps, then leaves and columns in their order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from acceptance.migration.base import Base
from acceptance.migration.journal import Journal, section_of
from acceptance.migration.leaves import CANARIES, Leaf, Totals
from acceptance.migration.pace import Pace
from acceptance.migration.schema import Table, table_of
from acceptance.migration.sealed import Record

Sleep = Callable[[float], None]


def scan_table(
    base: Base, table: Table, journal: Journal, grain: int, pace: Pace, *, sleep: Sleep = time.sleep
) -> None:
    """Read a table into the journal, slice by slice, from where it was left. Raises BaseLostError, StatementError."""
    section = section_of(base.name, table.name)
    if section in journal.done:
        return
    after = journal.slices.get(section)
    if after is None:
        journal.add(table.record())
    while True:
        started = time.perf_counter()
        key = None if after is None else tuple(after)
        last = base.last_key(table, key, pace.rows) if table.primary else None
        found = base.slice(table, key, last, grain)
        journal.add(_slice(table, found, [None] if last is None else list(last)))
        sleep(pace.after(time.perf_counter() - started))
        if last is None:
            journal.done.add(section)
            return
        after = list(last)


def _slice(table: Table, found: Iterable[Leaf], after: list[Any]) -> Record:
    leaves = list(found)
    totals = [Totals() for _ in table.columns]
    canaries = [0 for _ in CANARIES]
    for leaf in leaves:
        for total, more in zip(totals, leaf.totals, strict=True):
            total.add(more)
        canaries = [left + right for left, right in zip(canaries, leaf.canaries, strict=True)]
    return {
        "k": "tranche",
        "b": table.base,
        "t": table.name,
        "apres": after,
        "feuilles": [[leaf.number, leaf.rows, leaf.sum, leaf.columns] for leaf in leaves],
        "totaux": [asdict(total) for total in totals],
        "canaris": canaries,
    }


def assembled(records: Iterable[Record]) -> Iterator[Record]:
    """The records of a journal with the slices of each table merged: its leaves in order, then its columns."""
    sums: _Sums | None = None
    for record in records:
        if record["k"] == "tranche":
            assert sums is not None
            yield from sums.add(record)
            continue
        if sums is not None and record["k"] == "table" and table_of(record) == sums.table:
            continue  # begun again after an interruption, before its first slice
        if sums is not None:
            yield from sums.close()
            sums = None
        if record["k"] == "table":
            sums = _Sums(table_of(record))
        yield record
    if sums is not None:
        yield from sums.close()


class _Sums:
    """The slices of one table, added up; a leaf is given as soon as no later slice can hold a part of it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self.finished = False
        self.leaves: dict[int, Leaf] = {}
        self.totals = [Totals() for _ in table.columns]
        self.canaries = [0 for _ in CANARIES]

    def add(self, record: Record) -> Iterator[Record]:
        for number, rows, total, columns in record["feuilles"]:
            leaf = Leaf(number, rows, total, columns)
            self.rows += rows
            if number in self.leaves:
                self.leaves[number].add(leaf)
            else:
                self.leaves[number] = leaf
        for mine, theirs in zip(self.totals, record["totaux"], strict=True):
            mine.add(Totals(**theirs))
        self.canaries = [left + right for left, right in zip(self.canaries, record["canaris"], strict=True)]
        self.finished = record["apres"] == [None]
        if self.table.gridded and len(self.leaves) > 1:
            yield from self._given(sorted(self.leaves)[:-1])

    def close(self) -> Iterator[Record]:
        yield from self._given(sorted(self.leaves))
        columns = self.table.sorted_columns
        yield {
            "k": "colonnes",
            "b": self.table.base,
            "t": self.table.name,
            "n": self.rows,
            "lue": self.finished,
            "totaux": {column.name: asdict(total) for column, total in zip(columns, self.totals, strict=True)},
            "canaris": dict(zip(CANARIES, self.canaries, strict=True)),
        }

    def _given(self, numbers: Iterable[int]) -> Iterator[Record]:
        for number in numbers:
            leaf = self.leaves.pop(number)
            place = {"b": self.table.base, "t": self.table.name}
            yield {"k": "feuille", **place, "f": number, "n": leaf.rows, "s": leaf.sum, "c": leaf.columns}
