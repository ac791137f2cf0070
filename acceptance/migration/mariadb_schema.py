"""The schema of a MariaDB or MySQL base, read in its ``information_schema``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from acceptance.migration.schema import Column, ForeignKey, Key, Table

Run = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

_TABLES = """SELECT table_name, engine, table_collation, auto_increment FROM information_schema.tables
             WHERE table_schema = %s AND table_type = 'BASE TABLE'"""
_COLUMNS = """SELECT table_name, column_name, column_type, is_nullable, column_default, extra, character_set_name,
                     collation_name
              FROM information_schema.columns WHERE table_schema = %s ORDER BY table_name, ordinal_position"""
_INDEXES = """SELECT table_name, index_name, non_unique, column_name, nullable FROM information_schema.statistics
              WHERE table_schema = %s ORDER BY table_name, index_name, seq_in_index"""
_FOREIGN = """SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
                     r.delete_rule
              FROM information_schema.key_column_usage k
              JOIN information_schema.referential_constraints r
                ON r.constraint_schema = k.table_schema AND r.constraint_name = k.constraint_name
               AND r.table_name = k.table_name
              WHERE k.table_schema = %s AND k.referenced_table_name IS NOT NULL"""


def read_tables(base: str, database: str, run: Run) -> list[Table]:
    """The tables of ``database``, in the order of their names; views are left out."""
    columns: dict[str, list[Column]] = defaultdict(list)
    for table, name, type_, nullable, default, extra, charset, collation in run(_COLUMNS, [database]):
        columns[table].append(
            Column(
                name,
                _text(type_),
                nullable == "YES",
                _default(default),
                extra or "",
                _charset(charset),
                _charset(collation),
            )
        )
    indexes: dict[str, dict[str, list[tuple[str, bool, bool]]]] = defaultdict(lambda: defaultdict(list))
    for table, index, non_unique, column, nullable in run(_INDEXES, [database]):
        indexes[table][index].append((column, not non_unique, nullable == "YES"))
    foreign: dict[str, dict[str, ForeignKey]] = defaultdict(dict)
    for table, name, column, to_table, to, on_delete in run(_FOREIGN, [database]):
        foreign[table][name] = ForeignKey(column, to_table, to, on_delete)
    return [
        Table(
            base,
            name,
            tuple(columns[name]),
            _primary(indexes[name]),
            {index: Key(tuple(part[0] for part in parts), parts[0][1]) for index, parts in indexes[name].items()},
            foreign[name],
            engine or "",
            _charset(collation),
            auto_increment,
        )
        for name, engine, collation, auto_increment in sorted(run(_TABLES, [database]))
    ]


def _primary(indexes: Mapping[str, Sequence[tuple[str, bool, bool]]]) -> tuple[str, ...]:
    """The primary key, else a unique key without NULL, which tells rows apart as well."""
    if "PRIMARY" in indexes:
        return tuple(part[0] for part in indexes["PRIMARY"])
    for _, parts in sorted(indexes.items()):
        if all(unique and not nullable for _, unique, nullable in parts):
            return tuple(part[0] for part in parts)
    return ()


def _default(value: Any) -> str | None:
    """MariaDB writes defaults as expressions since 10.2 (« 'x' », « NULL »), MySQL and former ones as values."""
    text = None if value is None else _text(value)
    if text in (None, "NULL"):
        return None
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text.lower().replace("()", "")


def _charset(name: Any) -> str:
    """« utf8 » and « utf8mb3 » are two names of one set."""
    text = _text(name or "")
    return text.replace("utf8mb3", "utf8") if text.startswith("utf8mb3") else text


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
