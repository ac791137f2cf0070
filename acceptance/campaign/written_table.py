"""A table of a TOML file written by people: every fault names the file, the line, the key and the remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from portal.errors import PreauError
from portal.toml import read_toml

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")
_KINDS = {
    str: "un texte entre guillemets",
    bool: "true ou false",
    int: "un nombre entier",
    float: "un nombre (point décimal)",
    date: "une date sans guillemets : 2026-11-24",
    datetime: "une date et une heure sans guillemets : 2026-11-24T10:00:00",
    time: "une heure sans guillemets : 18:00:00",
    list: "une liste de textes entre crochets",
}
Where = tuple[str | int, ...]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Source:
    """A TOML file with its text, the kind of error it raises, and the page that explains its keys."""

    path: Path
    text: str
    error: type[PreauError]
    help: str

    def refuse(self, where: Where, sentence: str, remedy: str = "") -> NoReturn:
        raise self.error(
            f"{self.path}, ligne {line_of(self.text, where)} : {sentence}", remedy=remedy or f"Voir {self.help}."
        )


class Table:
    """One table: each reading of a key checks it; ``close`` refuses the keys nobody read."""

    def __init__(self, values: dict[str, Any], source: Source, where: Where = ()) -> None:
        self._values, self._source, self._where = values, source, where
        self._known: list[str] = []

    def text(self, key: str, default: str | None = None) -> str:
        return self._read(key, str, default).strip()

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        value = self._read(key, int, default)
        if value < least:
            self.refuse(key, f"{key} = {value} est trop petit.", f"Donnez {least} au moins.")
        return value

    def share(self, key: str) -> float:
        """A number between 0 and 1."""
        value = self._read(key, float, None)
        if not 0 <= value <= 1:
            self.refuse(key, f"{key} = {value} n’est pas une part.", "Donnez un nombre entre 0 et 1 (0.02 = 2 %).")
        return value

    def flag(self, key: str) -> bool:
        return self._read(key, bool, None)

    def clock(self, key: str) -> time:
        return self._read(key, time, None)

    def day(self, key: str) -> date | None:
        """A date, or None when the key is absent (not known yet)."""
        return self._read(key, date, None) if self._has(key) else None

    def moment(self, key: str) -> datetime:
        """A date and time; without an offset it is local (Europe/Paris), and given back so."""
        return self._read(key, datetime, None)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._read(key, list, [])
        if not all(isinstance(value, str) for value in values):
            self.refuse(key, f"{key} n’est pas une liste de textes.", f"Donnez {_KINDS[list]}.")
        return tuple(values)

    def days(self, key: str) -> tuple[date, ...]:
        values = self._read(key, list, [])
        if not all(type(value) is date for value in values):
            self.refuse(key, f"{key} n’est pas une liste de dates.", "Écrivez [2026-12-24, 2026-12-31].")
        return tuple(values)

    def table(self, key: str) -> Table:
        """A sub-table; an absent one is empty."""
        self._known.append(key)
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(key, f"« {key} » est une table.", f"Écrivez [{key}] seul sur sa ligne, puis ses clés dessous.")
        return Table(value, self._source, (*self._where, key))

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a repeated one: ``[[participant]]``."""
        self._known.append(key)
        values = self._values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.refuse(key, f"« {key} » est une table répétée.", f"Écrivez [[{key}]] seul sur sa ligne.")
        for index, value in enumerate(values):
            yield Table(value, self._source, (*self._where, key, index))

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            self.refuse(key, f"{key} = « {value} » n’est pas connu.", f"Valeurs possibles : {', '.join(choices)}.")
        return value

    def close(self) -> None:
        """Refuse a key that was never asked for: most often a slip of the pen."""
        for key in self._values:
            if key not in self._known:
                self.refuse(key, f"clé inconnue « {key} ».", f"Clés possibles : {', '.join(self._known)}.")

    def refuse(self, key: str, sentence: str, remedy: str = "") -> NoReturn:
        """Raise the error of the file at the line of a key of this table, or of the table when it has no such key."""
        self._source.refuse((*self._where, key), sentence, remedy)

    def _has(self, key: str) -> bool:
        self._known.append(key)
        return key in self._values

    def _read(self, key: str, kind: type[_T], default: _T | None) -> _T:
        if not self._has(key):
            if default is None:
                self.refuse(key, f"il manque {key}.", f"Ajoutez {key} : {_KINDS[kind]}.")
            return default
        value = self._values[key]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            self.refuse(key, f"{key} = {value!r} n’est pas valable.", f"Donnez {_KINDS[kind]}.")
        return value


def open_table(path: Path, error: type[PreauError], *, missing: str, help_page: str) -> Table:
    """The top table of a file. Raises ``error``: no file, wrong syntax (with its line)."""
    document = read_toml(path, error, missing=missing)
    return Table(document, Source(path, path.read_text(encoding="utf-8"), error, help_page))


def line_of(text: str, where: Where) -> int:
    """The line of a key, else of the table that should hold it, else 1; ``("participant", 1, "nom")`` is a path."""
    found, depth = 1, 0
    here: Where = ()
    counts: Counter[Where] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            names: Where = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            here = (*names, counts[names]) if header[1] == "[[" else names
            counts[names] += 1
            if names == where:  # the wrong kind of table
                return number
            if where[: len(here)] == here and len(here) > depth:
                found, depth = number, len(here)
        elif (key := _KEY.match(line)) and (*here, key[1]) == where[: len(here) + 1]:
            return number
    return found
