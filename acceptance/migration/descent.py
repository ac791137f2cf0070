"""Down from a range of rows that differ to the rows and their columns, on two installations that still answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from acceptance.migration.base import Base, Key
from acceptance.migration.compare import Suspect
from acceptance.migration.diagnosis import EXCHANGED, differences, exchanged
from acceptance.migration.findings import Family, Finding, Nature
from acceptance.migration.schema import Table
from portal.french import plural

_ROWS = 500  # rows told a table; the others are counted
_TWINS = 50  # added rows whose double is looked for


def descend(old: Mapping[str, Base], new: Mapping[str, Base]) -> Callable[[Suspect], list[Finding]]:
    """What :func:`acceptance.migration.compare.compare` calls for each table where rows differ.

    The function raises BaseLostError when a base stops answering.
    """
    return lambda suspect: _rows(old[suspect.old.base], new[suspect.new.base], suspect)


def _rows(old: Base, new: Base, suspect: Suspect) -> list[Finding]:
    missing: list[Key] = []
    added: list[Key] = []
    different: list[Key] = []
    beyond = suspect.beyond
    for leaf in suspect.leaves:
        if len(missing) + len(added) + len(different) > _ROWS:
            beyond += 1
            continue
        before = _fingerprints(old, suspect.old, leaf, suspect.grain)
        after = _fingerprints(new, suspect.new, leaf, suspect.grain)
        missing += sorted(key for key in before if key not in after)
        added += sorted(key for key in after if key not in before)
        different += sorted(key for key in before if key in after and before[key] != after[key])
    found = [_lost(suspect.old, key) for key in missing]
    found += [_added(new, suspect.new, key, rank < _TWINS) for rank, key in enumerate(added)]
    found += _changed(old, new, suspect, different)
    if beyond:
        subject = f"{suspect.new.base}.{suspect.new.name}"
        detail = plural(beyond, "plage")
        found.append(
            Finding(
                Family.ROWS, Nature.DIFFERENT, subject, "autres plages", accident="lignes non détaillées", detail=detail
            )
        )
    return found


def _fingerprints(base: Base, table: Table, leaf: int, grain: int) -> dict[Key, int]:
    """Key -> fingerprint; without a primary key, fingerprint -> how many times it is there."""
    if table.primary:
        return dict(base.rows(table, leaf, grain))
    found: dict[Key, int] = {}
    for key, _ in base.rows(table, leaf, grain):
        found[key] = found.get(key, 0) + 1
    return found


def _lost(table: Table, key: Key) -> Finding:
    return Finding(
        Family.ROWS, Nature.MISSING, f"{table.base}.{table.name}", _where(table, key), accident="ligne perdue"
    )


def _added(base: Base, table: Table, key: Key, look: bool) -> Finding:
    accident = "ligne en trop"
    if look and table.primary and (row := base.row(table, key)) is not None and base.twins(table, row) > 1:
        accident = "ligne en double"
    return Finding(Family.ROWS, Nature.ADDED, f"{table.base}.{table.name}", _where(table, key), accident=accident)


def _changed(old: Base, new: Base, suspect: Suspect, keys: list[Key]) -> list[Finding]:
    rows: dict[Key, tuple[Mapping[str, Any], Mapping[str, Any], dict[str, str]]] = {}
    table = suspect.new
    subject = f"{table.base}.{table.name}"
    if not table.primary:
        return [
            Finding(
                Family.ROWS,
                Nature.DIFFERENT,
                subject,
                _where(table, key),
                accident="ligne répétée un autre nombre de fois",
            )
            for key in keys
        ]
    for key in keys:
        before, after = old.row(suspect.old, key), new.row(table, key)
        if before is not None and after is not None:
            rows[key] = before, after, differences(table, before, after)
    for key, column in list(exchanged(rows)):
        rows[key][2][column] = EXCHANGED
    found = []
    for key, (_, _, columns) in rows.items():
        for accident in sorted(set(columns.values())):
            names = tuple(sorted(name for name, told in columns.items() if told == accident))
            found.append(Finding(Family.ROWS, Nature.DIFFERENT, subject, _where(table, key), names, accident))
    return found


def _where(table: Table, key: Key) -> str:
    if not table.primary:
        return f"empreinte {key[0]:016x}"
    return ", ".join(f"{name} = {value}" for name, value in zip(table.primary, key, strict=True))
