"""Two schemas set side by side: tables, columns, keys, engines, collations. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from acceptance.migration.findings import Family, Finding, Nature
from acceptance.migration.schema import Column, Table

_FACETS = {
    "type": "type",
    "nullable": "NULL permis",
    "default": "valeur par défaut",
    "extra": "attribut",
    "charset": "jeu de caractères",
    "collation": "collation",
}


def compare_schema(old: Table, new: Table) -> Iterator[Finding]:
    """The differences of two tables of the same name."""
    subject = f"{new.base}.{new.name}"
    yield from _columns(subject, old, new)
    yield from _indexes(subject, old, new)
    yield from _foreign(subject, old, new)
    for facet, before, after in (
        ("moteur", old.engine, new.engine),
        ("collation de la table", old.collation, new.collation),
    ):
        if before != after:
            yield _changed(subject, f"{facet} : {before or 'aucun'} → {after or 'aucun'}")


def behind(table: Table, columns: Mapping[str, Any]) -> Finding | None:
    """A counter of numbers that would give one already taken; ``columns`` is what is known of the columns."""
    numbered = next((column.name for column in table.columns if "auto_increment" in column.extra.lower()), None)
    greatest = columns["totaux"].get(numbered, {}).get("greatest") if numbered else None
    if greatest is None or table.auto_increment is None or table.auto_increment > greatest:
        return None
    detail = f"prochain numéro {table.auto_increment}, plus grand numéro {greatest}"
    return Finding(
        Family.SCHEMA,
        Nature.DIFFERENT,
        f"{table.base}.{table.name}",
        columns=(str(numbered),),
        accident="compteur en retard",
        detail=detail,
    )


def _columns(subject: str, old: Table, new: Table) -> Iterator[Finding]:
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Finding(Family.SCHEMA, Nature.MISSING, subject, columns=(name,), accident="colonne perdue")
        elif name not in before:
            yield Finding(Family.SCHEMA, Nature.ADDED, subject, columns=(name,), accident="colonne ajoutée")
        else:
            yield from _column(subject, before[name], after[name])


def _column(subject: str, old: Column, new: Column) -> Iterator[Finding]:
    told = [
        f"{title} : {getattr(old, facet)} → {getattr(new, facet)}"
        for facet, title in _FACETS.items()
        if _facet(old, facet) != _facet(new, facet)
    ]
    if told:
        yield Finding(
            Family.SCHEMA,
            Nature.DIFFERENT,
            subject,
            columns=(new.name,),
            accident="colonne modifiée",
            detail=", ".join(told),
        )


def _facet(column: Column, facet: str) -> Any:
    """MySQL 8 no longer writes the display width of integers: « int » is « int(11) »."""
    value = getattr(column, facet)
    if facet == "type" and "int" in value.lower():
        return value.lower().split("(")[0] + (" unsigned" if "unsigned" in value.lower() else "")
    return value


def _indexes(subject: str, old: Table, new: Table) -> Iterator[Finding]:
    """By what they index: the name of an index changes nothing."""
    before = {(key.columns, key.unique) for key in dict(old.keys).values()}
    after = {(key.columns, key.unique) for key in dict(new.keys).values()}
    for nature, found, accident in (
        (Nature.MISSING, before - after, "index perdu"),
        (Nature.ADDED, after - before, "index ajouté"),
    ):
        for columns, unique in sorted(found):
            detail = f"{'index unique' if unique else 'index'} ({', '.join(columns)})"
            yield Finding(Family.SCHEMA, nature, subject, columns=columns, accident=accident, detail=detail)


def _foreign(subject: str, old: Table, new: Table) -> Iterator[Finding]:
    before = {(key.column, key.table, key.to): key.on_delete for key in dict(old.foreign).values()}
    after = {(key.column, key.table, key.to): key.on_delete for key in dict(new.foreign).values()}
    for column, table, to in sorted(before.keys() | after.keys()):
        was, now = before.get((column, table, to)), after.get((column, table, to))
        detail = f"{column} → {table}.{to}"
        if now is None:
            yield Finding(
                Family.SCHEMA,
                Nature.MISSING,
                subject,
                columns=(column,),
                accident="clé étrangère perdue",
                detail=detail,
            )
        elif was is None:
            yield Finding(
                Family.SCHEMA, Nature.ADDED, subject, columns=(column,), accident="clé étrangère ajoutée", detail=detail
            )
        elif was != now:
            yield _changed(subject, f"{detail} : {was} → {now} à la suppression")


def _changed(subject: str, detail: str) -> Finding:
    return Finding(Family.SCHEMA, Nature.DIFFERENT, subject, accident="table modifiée", detail=detail)
