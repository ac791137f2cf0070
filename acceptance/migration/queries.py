"""What is asked to a base beyond its rows: counts per school and per role, declared links, integrity of the content.

Sources: the counts are ours; the integrity statements are those of the contract (data-model.md 10).
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from acceptance.migration.base import Base, BaseLostError, StatementError
from acceptance.migration.schema import Table
from acceptance.migration.sealed import Record, line_of

_HERE = Path(__file__).parent
_SHOWN = 20  # rows of an integrity check kept in the inventory
_DATABASES = {"bns3_app": "app", "bns3_stat": "stat"}


@cache
def counts() -> Mapping[str, Mapping[str, Any]]:
    """Id of a count -> its French title, the French names of its key, its statement."""
    return tomllib.loads((_HERE / "counts.toml").read_text(encoding="utf-8"))


@cache
def checks() -> Mapping[str, Mapping[str, Any]]:
    """Id of an integrity check -> title, what is expected (``none``, ``told``, ``same``), blocking, statements."""
    return {check["id"]: check for check in json.loads((_HERE / "integrity.json").read_text(encoding="utf-8"))}


def count_rows(base: Base, identity: str) -> Iterator[Record]:
    """The rows of one count, in the order of their keys; one record without figures when it cannot be asked."""
    count = counts()[identity]
    width = len(count["cle"])
    try:
        rows = [[_plain(value) for value in row] for row in base.query(count["sql"])]
    except BaseLostError:
        raise
    except StatementError as error:
        yield {"k": "compte", "b": base.name, "id": identity, "cle": [], "nombres": None, "pourquoi": error.message}
        return
    for row in sorted(rows, key=lambda row: json.dumps(row[:width])):
        yield {"k": "compte", "b": base.name, "id": identity, "cle": row[:width], "nombres": row[width:]}


def integrity(base: Base, bases: Mapping[str, Base], identity: str) -> Record:
    """How many rows an integrity check finds, the first of them, and a digest of all."""
    digest, found, shown, skipped = hashlib.sha256(), 0, list[Any](), 0
    for sql in checks()[identity]["sql"]:
        try:
            for row in base.query(_located(sql, bases)):
                plain = [_plain(value) for value in row]
                digest.update(line_of({"r": plain}))
                found += 1
                if len(shown) < _SHOWN:
                    shown.append(plain)
        except BaseLostError:
            raise
        except StatementError:
            skipped += 1
    return {
        "k": "integrite",
        "b": base.name,
        "id": identity,
        "n": found,
        "premieres": shown,
        "empreinte": digest.hexdigest(),
        "sans_objet": skipped,
    }


def orphans(base: Base, table: Table) -> Iterator[Record]:
    """Rows whose declared foreign keys lead nowhere: one record a key that has some (data-model.md 10, 1)."""
    for name, key in sorted(dict(table.foreign).items()):
        sql = (
            f"SELECT COUNT(*) FROM `{table.name}` c LEFT JOIN `{key.table}` p ON p.`{key.to}` = c.`{key.column}` "  # noqa: S608
            f"WHERE c.`{key.column}` IS NOT NULL AND p.`{key.to}` IS NULL"
        )
        found = 0
        with suppress(StatementError):
            found = int(next(iter(base.query(sql)))[0])
        if found:
            yield {
                "k": "orphelins",
                "b": base.name,
                "t": table.name,
                "cle": f"{key.column} → {key.table}.{key.to}",
                "n": found,
                "nom": name,
            }


def _located(sql: str, bases: Mapping[str, Base]) -> str:
    """The statement with the names that the databases have here."""
    for contract, logical in _DATABASES.items():
        if logical in bases:
            sql = sql.replace(f"{contract}.", f"`{bases[logical].database}`.")
    return sql


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return int(value) if value == int(value) else float(value)
