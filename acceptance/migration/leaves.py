"""Fingerprints of rows, added up by leaf: what a server computes, and the same in Python, which is its oracle.

A leaf is a range of ``grain`` values of the first key column when that is an integer, else one of 256 buckets drawn
from the key: it depends neither on the speed of a server nor on what was lost, so two inventories taken apart can be
set side by side. A row is written without ambiguity (texts carry their length, NULL is not the text « N »), its
fingerprint is the first 64 bits of the MD5 of that, and a leaf adds up the fingerprints of its rows: a sum sees the
doubles that an exclusive or would cancel. Against accidents, 64 bits are plenty; against a forger they prove nothing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from acceptance.migration.schema import Column, Kind, Table

BUCKETS = 256
DEFAULT_GRAIN = 1024
SEPARATOR = b"\x1f"
NULL = b"N"
# Texts that a careless copy damages, and what the damage looks like; counted by rows.
CANARIES = {
    "é": "é".encode(),
    "œ": "œ".encode(),
    "’": "’".encode(),
    "«": "«".encode(),
    "4 octets": b"\xf0",  # the first byte of every emoji, and of nothing that utf8mb3 can hold
    "Ã©": "é".encode().decode("latin-1").encode(),
    "\ufffd": "\ufffd".encode(),
}


@dataclass
class Totals:
    """What is known of one column over some rows: ``sums`` add up, ``least`` and ``greatest`` are numbers or dates."""

    nulls: int = 0
    empty: int = 0
    octets: int = 0
    signs: int = 0
    total: int = 0
    least: Any = None
    greatest: Any = None

    def add(self, other: Totals) -> None:
        self.nulls += other.nulls
        self.empty += other.empty
        self.octets += other.octets
        self.signs += other.signs
        self.total += other.total
        self.least = _extreme(min, self.least, other.least)
        self.greatest = _extreme(max, self.greatest, other.greatest)


@dataclass
class Leaf:
    """Some rows of a table: how many, the sum of their fingerprints, and one sum a column (in the order of names)."""

    number: int
    rows: int
    sum: int
    columns: list[int]
    totals: list[Totals] = field(default_factory=list)
    canaries: list[int] = field(default_factory=list)

    def add(self, other: Leaf) -> None:
        """Merge what was read of the same leaf in another slice of the table."""
        self.rows += other.rows
        self.sum += other.sum
        self.columns = [left + right for left, right in zip(self.columns, other.columns, strict=True)]
        for mine, theirs in zip(self.totals, other.totals, strict=True):
            mine.add(theirs)
        self.canaries = [left + right for left, right in zip(self.canaries, other.canaries, strict=True)]


def written(value: Any, column: Column) -> bytes:
    """A value as it goes into the fingerprint of its row."""
    if value is None:
        return NULL
    if column.kind in (Kind.NUMBER, Kind.DATE):
        return plain(value)
    content = plain(value)
    return b"%d:%b" % (len(content), content)


def plain(value: Any) -> bytes:
    """The bytes of a value, as the server writes it."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, bool):
        return b"1" if value else b"0"
    return str(value).encode("utf-8", "surrogateescape")


def fingerprint(row: Mapping[str, Any], columns: Iterable[Column]) -> int:
    """The 64 bits of a row; ``columns`` in the order of their names."""
    digest = hashlib.md5(SEPARATOR.join(written(row[column.name], column) for column in columns), usedforsecurity=False)
    return int.from_bytes(digest.digest()[:8], "big")


def leaf_number(table: Table, row: Mapping[str, Any], grain: int) -> int:
    if table.gridded:
        value = int(row[table.primary[0]])
        return value // grain if value >= 0 else -(-value // grain)
    names = table.primary or tuple(column.name for column in table.sorted_columns)
    return zlib.crc32(_key(row, names)) % BUCKETS


def grid_range(leaf: int, grain: int) -> tuple[int, int]:
    """The least and the greatest value of the first key column in a leaf of a gridded table."""
    if leaf > 0:
        return leaf * grain, leaf * grain + grain - 1
    return (leaf * grain - grain + 1, leaf * grain) if leaf < 0 else (1 - grain, grain - 1)


def leaves(table: Table, rows: Iterable[Mapping[str, Any]], grain: int) -> dict[int, Leaf]:
    """The leaves of rows, computed here; what a server would answer for the same rows."""
    columns = table.sorted_columns
    found: dict[int, Leaf] = {}
    for row in rows:
        key = _key(row, table.primary)
        texts = SEPARATOR.join(plain(row[c.name]) for c in columns if c.kind is Kind.TEXT and row[c.name] is not None)
        one = Leaf(
            leaf_number(table, row, grain),
            1,
            fingerprint(row, columns),
            [zlib.crc32(_marked(key, row[column.name])) for column in columns],
            [_totals(row[column.name], column) for column in columns],
            [int(sign in texts) for sign in CANARIES.values()],
        )
        if one.number in found:
            found[one.number].add(one)
        else:
            found[one.number] = one
    return found


def _key(row: Mapping[str, Any], names: Sequence[str]) -> bytes:
    return b"#".join(plain(row[name]) for name in names if row[name] is not None)


def _marked(key: bytes, value: Any) -> bytes:
    """A value tied to its row: two rows that exchange theirs do not add up to the same."""
    return b"#".join(([key] if key else []) + ([] if value is None else [plain(value)]))


def _totals(value: Any, column: Column) -> Totals:
    if value is None:
        return Totals(nulls=1)
    if column.kind is Kind.NUMBER:
        # A sum of floating numbers depends on its order.
        return Totals(total=value if isinstance(value, int) else 0, least=value, greatest=value)
    if column.kind is Kind.DATE:
        return Totals(least=str(value), greatest=str(value))
    content = plain(value)
    signs = len(content.decode("utf-8", "replace")) if column.kind is Kind.TEXT else 0
    return Totals(empty=int(not content), octets=len(content), signs=signs)


def _extreme(choose: Any, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    return choose(left, right)
