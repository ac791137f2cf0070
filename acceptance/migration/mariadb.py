"""A MariaDB or MySQL base, read in one read-only transaction; the server itself computes the fingerprints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import pymysql
from pymysql.constants import FIELD_TYPE
from pymysql.converters import conversions
from pymysql.cursors import Cursor, SSCursor

from acceptance.migration.base import BaseError, BaseLostError, Key, StatementError, repeated_columns
from acceptance.migration.leaves import BUCKETS, CANARIES, Leaf, Totals, grid_range
from acceptance.migration.mariadb_schema import read_tables
from acceptance.migration.schema import Column, Kind, Table

_REFUSED = {1044, 1045, 1698, 1251}
_UNREACHABLE = {2002, 2003, 2005}
_LOST = {0, 1927, 1053, 2006, 2013, 2014, 2055, 4031}
_TIMEOUT = 600  # seconds without an answer
# Dates stay as the server writes them: « 0000-00-00 » is one of them.
_DATES = (FIELD_TYPE.DATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP, FIELD_TYPE.TIME)
_CONVERSIONS = {kind: conversion for kind, conversion in conversions.items() if kind not in _DATES}
_SESSION = (
    # A TIMESTAMP is shown in the zone of the session, which differs from a server to another.
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION sql_mode = ''",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


class MariaDb:
    """Implements :class:`acceptance.migration.base.Base`."""

    def __init__(self, name: str, address: str) -> None:
        parts = urlsplit(address)
        self.name = name
        self.database = parts.path.strip("/")
        self._where = f"la base {self.database} de {parts.hostname}"
        try:
            self._connection = pymysql.connect(
                host=parts.hostname,
                port=parts.port or 3306,
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                database=self.database,
                charset="utf8mb4",
                connect_timeout=10,
                read_timeout=_TIMEOUT,
                conv=_CONVERSIONS,
                autocommit=True,
            )
            for statement in _SESSION:
                self._all(statement)
        except pymysql.Error as error:
            raise self._explained(error) from None

    def version(self) -> str:
        return str(self._all("SELECT VERSION()")[0][0])

    def clock(self) -> str:
        return f"{self._all('SELECT UTC_TIMESTAMP()')[0][0]}".replace(" ", "T") + "+00:00"

    def tables(self) -> list[Table]:
        return read_tables(self.name, self.database, self._all)

    def last_key(self, table: Table, after: Key | None, count: int) -> Key | None:
        names = ", ".join(map(quoted, table.primary))
        condition, values = _between(table, after, None)
        sql = f"SELECT {names} FROM {self._of(table)} WHERE {condition} ORDER BY {names} LIMIT {count - 1}, 1"  # noqa: S608
        found = self._all(sql, values)
        return tuple(found[0]) if found else None

    def slice(self, table: Table, after: Key | None, last: Key | None, grain: int) -> list[Leaf]:
        columns = table.sorted_columns
        measures = [measure for column in columns for measure in _measures(column)]
        texts = [_plain(column) for column in columns if column.kind is Kind.TEXT]
        canaries = [_canary(sign, texts) for sign in CANARIES.values()]
        sums = [f"SUM(CRC32({_marked(table, column)}))" for column in columns]
        selected = ", ".join(
            [_leaf(table, grain), "COUNT(*)", f"SUM({_fingerprint(table)})", *sums, *measures, *canaries]
        )
        condition, values = _between(table, after, last)
        sql = f"SELECT {selected} FROM {self._of(table)} WHERE {condition} GROUP BY 1 ORDER BY 1"  # noqa: S608
        return [_leaf_of(answer, columns) for answer in self._all(sql, values)]

    def rows(self, table: Table, leaf: int, grain: int) -> Iterator[tuple[Key, int]]:
        values: list[Any]
        if table.gridded:
            condition, values = f"{quoted(table.primary[0])} BETWEEN %s AND %s", [*grid_range(leaf, grain)]
        else:
            condition, values = f"{_leaf(table, grain)} = %s", [leaf]
        names = ", ".join([*map(quoted, table.primary), _fingerprint(table)])
        sql = f"SELECT {names} FROM {self._of(table)} WHERE {condition}"  # noqa: S608
        for *key, number in self._stream(sql, values):
            yield tuple(key) or (int(number),), int(number)

    def row(self, table: Table, key: Key) -> Mapping[str, Any] | None:
        condition = " AND ".join(f"{quoted(name)} = %s" for name in table.primary)
        names = [column.name for column in table.sorted_columns]
        selected = ", ".join(map(quoted, names))
        found = self._all(f"SELECT {selected} FROM {self._of(table)} WHERE {condition}", key)  # noqa: S608
        return dict(zip(names, found[0], strict=True)) if found else None

    def twins(self, table: Table, row: Mapping[str, Any]) -> int:
        names = repeated_columns(table)
        condition = " AND ".join(f"{quoted(name)} <=> %s" for name in names) or "FALSE"
        sql = f"SELECT COUNT(*) FROM {self._of(table)} WHERE {condition}"  # noqa: S608
        return int(self._all(sql, [row[name] for name in names])[0][0])

    def query(self, sql: str) -> Iterator[Sequence[Any]]:
        # Statements hold percent signs of their own: they are sent without arguments, so none is read.
        return self._stream(sql, None)

    def written(self) -> dict[str, str]:
        sql = "SELECT table_name, update_time FROM information_schema.tables WHERE table_schema = %s"
        return {str(table): str(moment) for table, moment in self._all(sql, [self.database])}

    def close(self) -> None:
        with suppress(pymysql.Error):
            self._connection.close()

    def _of(self, table: Table) -> str:
        return f"{quoted(self.database)}.{quoted(table.name)}"

    def _all(self, sql: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        return list(self._run(Cursor, sql, values))

    def _stream(self, sql: str, values: Sequence[Any] | None) -> Iterator[tuple[Any, ...]]:
        """Rows as the server sends them: memory stays flat."""
        return self._run(SSCursor, sql, values)

    def _run(self, kind: type[Cursor], sql: str, values: Sequence[Any] | None) -> Iterator[tuple[Any, ...]]:
        try:
            with self._connection.cursor(kind) as cursor:
                cursor.execute(sql, values or None)
                yield from cursor
        except (pymysql.Error, OSError) as error:
            raise self._explained(error) from None

    def _explained(self, error: Exception) -> BaseError:
        number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        reason = str(error.args[-1]) if error.args else type(error).__name__
        if number in _REFUSED:
            return BaseError(
                f"{self._where} refuse ce compte ({reason}).",
                remedy="Vérifiez l’utilisateur et le mot de passe ; le droit SELECT suffit.",
            )
        if number in _UNREACHABLE:
            return BaseLostError(
                f"{self._where} ne répond pas ({reason}).", remedy="Vérifiez l’adresse et le pare-feu."
            )
        if number in _LOST or isinstance(error, OSError | pymysql.InterfaceError):
            return BaseLostError(
                f"{self._where} a cessé de répondre ({reason}).",
                remedy="Relancez la même commande quand elle est revenue : ce qui a été lu est gardé.",
            )
        return StatementError(f"{self._where} : {reason}", remedy="Vérifiez les droits et le nom des tables.")


def quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _plain(column: Column) -> str:
    """The bytes of a value, whatever the character set of its column."""
    name = quoted(column.name)
    if column.kind is Kind.TEXT:
        return f"CAST(CONVERT({name} USING utf8mb4) AS BINARY)"
    return f"{name} + 0" if column.type.lower().startswith("bit") else name


def _written(column: Column) -> str:
    """As :func:`acceptance.migration.leaves.written`."""
    value = _plain(column)
    if column.kind in (Kind.TEXT, Kind.BYTES):
        return f"IFNULL(CONCAT(LENGTH({value}), ':', {value}), 'N')"
    return f"IFNULL({value}, 'N')"


def _fingerprint(table: Table) -> str:
    row = ", ".join(_written(column) for column in table.sorted_columns)
    return f"CAST(CONV(LEFT(MD5(CONCAT_WS(x'1f', {row})), 16), 16, 10) AS UNSIGNED)"


def _key(table: Table) -> list[str]:
    return [_plain(table.column(name)) for name in table.primary]


def _marked(table: Table, column: Column) -> str:
    return f"CONCAT_WS('#', {', '.join([*_key(table), _plain(column)])})"


def _leaf(table: Table, grain: int) -> str:
    if table.gridded:
        return f"{quoted(table.primary[0])} DIV {grain}"
    key = _key(table) or [_plain(column) for column in table.sorted_columns]
    return f"CRC32(CONCAT_WS('#', {', '.join(key)})) MOD {BUCKETS}"


def _canary(sign: bytes, texts: Sequence[str]) -> str:
    """A literal in hexadecimal is bytes: it is looked for as such, where a collation would find « e » for « é »."""
    return f"SUM(INSTR(CONCAT_WS(x'1f', {', '.join(texts)}), x'{sign.hex()}') > 0)" if texts else "0"


def _measures(column: Column) -> list[str]:
    """The sums of a column, read back by :func:`_totals_of`."""
    name = quoted(column.name)
    nulls = f"SUM({name} IS NULL)"
    if column.kind is Kind.NUMBER:
        value = _plain(column)
        total = "0" if _floating(column) else f"SUM({value})"
        return [nulls, total, f"MIN({value})", f"MAX({value})"]
    if column.kind is Kind.DATE:
        return [nulls, f"MIN({name})", f"MAX({name})"]
    signs = [f"SUM(CHAR_LENGTH({name}))"] if column.kind is Kind.TEXT else []
    return [nulls, f"SUM(LENGTH({_plain(column)}) = 0)", f"SUM(LENGTH({_plain(column)}))", *signs]


def _floating(column: Column) -> bool:
    return any(word in column.type.lower() for word in ("float", "double", "real", "decimal", "numeric"))


def _leaf_of(answer: Sequence[Any], columns: Sequence[Column]) -> Leaf:
    values = iter(answer)
    number, rows, total = (int(next(values)) for _ in range(3))
    sums = [int(next(values)) for _ in columns]
    totals = [_totals_of(values, column) for column in columns]
    return Leaf(number, rows, total, sums, totals, [int(value or 0) for value in values])


def _totals_of(values: Iterator[Any], column: Column) -> Totals:
    totals = Totals(nulls=int(next(values)))
    if column.kind is Kind.NUMBER:
        totals.total = int(next(values) or 0)
        totals.least, totals.greatest = _number(next(values)), _number(next(values))
    elif column.kind is Kind.DATE:
        totals.least, totals.greatest = (_text(next(values)) for _ in range(2))
    else:
        totals.empty, totals.octets = int(next(values) or 0), int(next(values) or 0)
        if column.kind is Kind.TEXT:
            totals.signs = int(next(values) or 0)
    return totals


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _between(table: Table, after: Key | None, last: Key | None) -> tuple[str, list[Any]]:
    """A condition on the key in ]after, last], written so that the server reads only that part of the index."""
    conditions, values = ["1 = 1"], list[Any]()
    for key, sign in ((after, ">"), (last, "<")):
        if key is not None:
            condition, more = _beyond(table.primary, key, sign, or_equal=sign == "<")
            conditions.append(condition)
            values += more
    return " AND ".join(conditions), values


def _beyond(names: Sequence[str], key: Key, sign: str, *, or_equal: bool) -> tuple[str, list[Any]]:
    """``(a, b) > (x, y)`` spelt out: « a >= x AND (a > x OR b > y) »."""
    name, value = quoted(names[0]), key[0]
    if len(names) == 1:
        return f"{name} {sign}{'=' if or_equal else ''} %s", [value]
    rest, values = _beyond(names[1:], key[1:], sign, or_equal=or_equal)
    return f"({name} {sign}= %s AND ({name} {sign} %s OR {rest}))", [value, value, *values]
