"""The SQLite base of an embedded practice ENT: read here, fingerprinted in Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from acceptance.migration.base import BaseError, Key, StatementError, repeated_columns
from acceptance.migration.leaves import Leaf, fingerprint, grid_range, leaf_number, leaves
from acceptance.migration.schema import Column, ForeignKey, Table
from acceptance.migration.schema import Key as Index


class Sqlite:
    """Implements :class:`acceptance.migration.base.Base`."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.database = "main"
        self._path = path
        if not path.is_file():
            raise BaseError(f"La base {path} n’existe pas.", remedy="Lancez d’abord preau seed, ou corrigez « bases ».")
        try:
            self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("BEGIN")
        except sqlite3.Error as error:
            raise self._explained(error) from None

    def version(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def clock(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds")

    def tables(self) -> list[Table]:
        names = self._run(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return [self._table(name) for (name,) in list(names)]

    def last_key(self, table: Table, after: Key | None, count: int) -> Key | None:
        names = ", ".join(map(_quoted, table.primary))
        condition, values = _between(table, after, None)
        sql = f"SELECT {names} FROM {_quoted(table.name)} WHERE {condition} ORDER BY {names} LIMIT 1 OFFSET {count - 1}"  # noqa: S608
        found = next(self._run(sql, values), None)
        return None if found is None else tuple(found)

    def slice(self, table: Table, after: Key | None, last: Key | None, grain: int) -> list[Leaf]:
        condition, values = _between(table, after, last)
        rows = self._run(f"SELECT * FROM {_quoted(table.name)} WHERE {condition}", values)  # noqa: S608
        return [leaf for _, leaf in sorted(leaves(table, rows, grain).items())]

    def rows(self, table: Table, leaf: int, grain: int) -> Iterator[tuple[Key, int]]:
        condition, values = "1", list[Any]()
        if table.gridded:
            condition, values = f"{_quoted(table.primary[0])} BETWEEN ? AND ?", [*grid_range(leaf, grain)]
        for row in self._run(f"SELECT * FROM {_quoted(table.name)} WHERE {condition}", values):  # noqa: S608
            if leaf_number(table, row, grain) == leaf:
                number = fingerprint(row, table.sorted_columns)
                yield tuple(row[name] for name in table.primary) or (number,), number

    def row(self, table: Table, key: Key) -> Mapping[str, Any] | None:
        condition = " AND ".join(f"{_quoted(name)} = ?" for name in table.primary)
        found = next(self._run(f"SELECT * FROM {_quoted(table.name)} WHERE {condition}", key), None)  # noqa: S608
        return None if found is None else dict(found)

    def twins(self, table: Table, row: Mapping[str, Any]) -> int:
        names = repeated_columns(table)
        condition = " AND ".join(f"{_quoted(name)} IS ?" for name in names) or "0"
        sql = f"SELECT COUNT(*) FROM {_quoted(table.name)} WHERE {condition}"  # noqa: S608
        return int(next(self._run(sql, [row[name] for name in names]))[0])

    def query(self, sql: str) -> Iterator[Sequence[Any]]:
        return (tuple(row) for row in self._run(sql))

    def written(self) -> dict[str, str]:
        return {"*": str(self._path.stat().st_mtime_ns)}

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()

    def _table(self, name: str) -> Table:
        described = list(self._run(f"PRAGMA table_info({_quoted(name)})"))
        columns = tuple(Column(row["name"], row["type"], not row["notnull"], row["dflt_value"]) for row in described)
        primary = tuple(row["name"] for row in sorted(described, key=lambda row: row["pk"]) if row["pk"])
        indexes = {}
        for index in list(self._run(f"PRAGMA index_list({_quoted(name)})")):
            parts = self._run(f"PRAGMA index_info({_quoted(index['name'])})")
            indexes[index["name"]] = Index(tuple(part["name"] for part in parts), bool(index["unique"]))
        foreign = {
            f"{row['from']}->{row['table']}": ForeignKey(row["from"], row["table"], row["to"] or "id", row["on_delete"])
            for row in list(self._run(f"PRAGMA foreign_key_list({_quoted(name)})"))
        }
        return Table(self.name, name, columns, primary, indexes, foreign)

    def _run(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.Error as error:
            raise self._explained(error) from None

    def _explained(self, error: sqlite3.Error) -> BaseError:
        kind = StatementError if isinstance(error, sqlite3.OperationalError) else BaseError
        return kind(f"La base {self._path} : {error}.", remedy="Vérifiez le fichier et ses droits.")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _between(table: Table, after: Key | None, last: Key | None) -> tuple[str, list[Any]]:
    """SQLite compares rows of values as such."""
    if not table.primary:
        return "1", []
    names = ", ".join(map(_quoted, table.primary))
    conditions, values = ["1"], list[Any]()
    for key, sign in ((after, ">"), (last, "<=")):
        if key is not None:
            conditions.append(f"({names}) {sign} ({', '.join('?' * len(key))})")
            values += key
    return " AND ".join(conditions), values
