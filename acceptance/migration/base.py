"""What the inventory asks of a base, whatever its engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from acceptance.migration.leaves import Leaf
from acceptance.migration.schema import Table
from portal.errors import PreauError

Key = tuple[Any, ...]


class BaseError(PreauError):
    """A base cannot be read: refused, or the question was wrong."""


class BaseLostError(BaseError):
    """A base stopped answering; what was read of it is kept."""


class StatementError(BaseError):
    """One question was refused by the server: a table or a column that it names is not there, or may not be read."""


class Base(Protocol):
    """A base opened for reading only. Methods raise BaseLostError and StatementError."""

    name: str  # logical: ``app``, ``stat``
    database: str  # the name that SQL statements use

    def version(self) -> str: ...

    def clock(self) -> str:
        """The time of the server, ISO 8601 in UTC."""

    def tables(self) -> list[Table]:
        """In the order of their names."""

    def last_key(self, table: Table, after: Key | None, count: int) -> Key | None:
        """The key of the ``count``-th row after ``after`` in the order of the key; None when there are fewer."""

    def slice(self, table: Table, after: Key | None, last: Key | None, grain: int) -> list[Leaf]:
        """Leaves of the rows whose key is in ]after, last], in their order; all the rows of a table without a key."""

    def rows(self, table: Table, leaf: int, grain: int) -> Iterator[tuple[Key, int]]:
        """Key and fingerprint of each row of a leaf; without a primary key, the fingerprint alone is the key."""

    def row(self, table: Table, key: Key) -> Mapping[str, Any] | None:
        """One row by its primary key."""

    def twins(self, table: Table, row: Mapping[str, Any]) -> int:
        """How many rows hold the same as ``row``, itself included, keys that must be unique left out."""

    def query(self, sql: str) -> Iterator[Sequence[Any]]:
        """Rows of any statement that reads."""

    def written(self) -> dict[str, str]:
        """When each table was last written, as far as the server knows; only to be compared with itself."""

    def close(self) -> None: ...


def repeated_columns(table: Table) -> list[str]:
    """The columns that two rows may share: those of no primary or unique key."""
    unique = {name for key in dict(table.keys).values() if key.unique for name in key.columns} | set(table.primary)
    return [column.name for column in table.sorted_columns if column.name not in unique]


def open_base(name: str, address: str) -> Base:
    """Open ``mysql://…`` or the path of an SQLite file. Raises BaseError."""
    from acceptance.migration.mariadb import MariaDb
    from acceptance.migration.sqlite import Sqlite

    return MariaDb(name, address) if "://" in address else Sqlite(name, Path(address))
