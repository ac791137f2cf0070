"""Tables, columns and keys of a base, as data that can be written, read back and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a column holds: how its value is written before it is hashed, and what is summed up of it."""

    NUMBER = "nombre"
    TEXT = "texte"
    BYTES = "octets"
    DATE = "date"


_NUMBERS = ("int", "decimal", "numeric", "float", "double", "real", "bit", "bool", "year")
_DATES = ("date", "time")
_BYTES = ("binary", "blob", "geometry", "point", "polygon")


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    extra: str = ""
    charset: str = ""
    collation: str = ""

    @property
    def kind(self) -> Kind:
        """An SQLite column may have no type: it is read as text."""
        type_ = self.type.lower()
        if any(word in type_ for word in _BYTES):
            return Kind.BYTES
        if any(word in type_ for word in _NUMBERS) and "point" not in type_:
            return Kind.NUMBER
        return Kind.DATE if type_.startswith(_DATES) else Kind.TEXT


@dataclass(frozen=True)
class Key:
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True)
class ForeignKey:
    column: str
    table: str
    to: str
    on_delete: str = ""


@dataclass(frozen=True)
class Table:
    """``primary``: the columns of the primary key, or of a unique key without NULL; empty when there is none."""

    base: str
    name: str
    columns: tuple[Column, ...]
    primary: tuple[str, ...] = ()
    keys: Mapping[str, Key] = ()  # type: ignore[assignment]
    foreign: Mapping[str, ForeignKey] = ()  # type: ignore[assignment]
    engine: str = ""
    collation: str = ""
    auto_increment: int | None = None

    @property
    def sorted_columns(self) -> tuple[Column, ...]:
        """In the order of their names: a dump may have put them in another one."""
        return tuple(sorted(self.columns, key=lambda column: column.name))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def gridded(self) -> bool:
        """Whether leaves are ranges of the first key column; else they are drawn from the whole key."""
        if not self.primary:
            return False
        first = self.column(self.primary[0])
        return "int" in first.type.lower()

    def record(self) -> dict[str, Any]:
        """The table as JSON."""
        return {
            "k": "table",
            "b": self.base,
            "t": self.name,
            "colonnes": {column.name: asdict(column) for column in self.columns},
            "primaire": list(self.primary),
            "index": {name: asdict(key) for name, key in dict(self.keys).items()},
            "etrangeres": {name: asdict(key) for name, key in dict(self.foreign).items()},
            "moteur": self.engine,
            "collation": self.collation,
            "auto": self.auto_increment,
        }


def table_of(record: Mapping[str, Any]) -> Table:
    """The inverse of :meth:`Table.record`."""
    return Table(
        base=record["b"],
        name=record["t"],
        columns=tuple(Column(**column) for column in record["colonnes"].values()),
        primary=tuple(record["primaire"]),
        keys={name: Key(tuple(key["columns"]), key["unique"]) for name, key in record["index"].items()},
        foreign={name: ForeignKey(**key) for name, key in record["etrangeres"].items()},
        engine=record["moteur"],
        collation=record["collation"],
        auto_increment=record["auto"],
    )
