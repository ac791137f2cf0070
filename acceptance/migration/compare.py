"""Two inventories set side by side, as streams: what is equal, missing, added, different, unreadable.

The two files alone give the range of rows and the columns; :mod:`acceptance.migration.descent` goes down to the rows
where both installations can still be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from acceptance.migration.compare_content import compare_counts, compare_files, compare_integrity, compare_services
from acceptance.migration.compare_schema import behind, compare_schema
from acceptance.migration.diagnosis import named_by_totals
from acceptance.migration.findings import Comparison, Family, Finding, Nature
from acceptance.migration.leaves import grid_range
from acceptance.migration.schema import Table, table_of
from acceptance.migration.sealed import Inventory, Record
from acceptance.migration.side_by_side import side_by_side
from portal.french import integer, plural

_CLOCK_SECONDS = 5
_LISTED = 200  # ranges of rows listed a table; the others are counted


@dataclass
class Suspect:
    """A table with the leaves where something differs."""

    old: Table
    new: Table
    grain: int
    leaves: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    beyond: int = 0


Descend = Callable[[Suspect], list[Finding]]


def compare(old: Inventory, new: Inventory, descend: Descend | None = None) -> Comparison:
    """Compare two inventories. ``descend`` replaces the ranges of a table where rows differ by its rows."""
    comparison = Comparison()
    comparison.invalid += _reasons(old, new)
    _compare_clocks(comparison, old, new)
    if old.header.get("grain") == new.header.get("grain"):
        _compare_tables(comparison, old, new, descend)
    compare_counts(comparison, _of(old, "compte"), _of(new, "compte"))
    compare_integrity(comparison, _of(old, "integrite", "orphelins"), _of(new, "integrite", "orphelins"))
    compare_files(comparison, _files(old), _files(new))
    compare_services(comparison, list(_of(old, "redis", "file")), list(_of(new, "redis", "file")))
    return comparison


def _reasons(old: Inventory, new: Inventory) -> list[str]:
    """Why two inventories cannot prove that nothing was lost."""
    reasons = []
    if old.header.get("grain") != new.header.get("grain"):
        reasons.append(
            f"les deux inventaires n’ont pas le même grain ({old.header.get('grain')} et {new.header.get('grain')}) : "
            "leurs lignes ne se comparent pas"
        )
    for side, inventory in (("ancien", old), ("nouveau", new)):
        if not inventory.complete:
            unread = [f"{record['quoi']} ({record['pourquoi']})" for record in _of(inventory, "illisible")]
            reasons.append(f"l’inventaire {side} est partiel : {' ; '.join(unread) or 'sa fin manque'}")
        if bool(inventory.header.get("fichiers")) != bool(old.header.get("fichiers")):
            reasons.append("un seul des deux inventaires a les fichiers")
        for record in _of(inventory, "ecrites"):
            tables = ", ".join(record["tables"][:5])
            if inventory.header.get("repris"):
                reasons.append(
                    f"la base {record['b']} du côté {side} a été écrite pendant un inventaire repris ({tables}…)"
                )
    return reasons


def _compare_clocks(comparison: Comparison, old: Inventory, new: Inventory) -> None:
    for side, inventory in (("ancien", old), ("nouveau", new)):
        for base, seconds in inventory.header.get("horloges", {}).items():
            if abs(seconds) > _CLOCK_SECONDS:
                comparison.findings.append(
                    Finding(
                        Family.SERVICES,
                        Nature.DIFFERENT,
                        f"horloge de la base {base}, côté {side}",
                        accident="horloges différentes",
                        detail=f"{plural(abs(seconds), 'seconde')} {'d’avance' if seconds > 0 else 'de retard'} ici",
                        remark=True,
                    )
                )


def _of(inventory: Inventory, *kinds: str) -> Iterator[Record]:
    return (record for record in inventory.records() if record["k"] in kinds)


def _files(inventory: Inventory) -> Iterator[Record] | None:
    """The files of an inventory; None when they were not all read."""
    return _of(inventory, "fichier") if any(_of(inventory, "vignettes")) else None


def _compare_tables(comparison: Comparison, old: Inventory, new: Inventory, descend: Descend | None) -> None:
    listed = [{(r["b"], name) for r in _of(side, "tables") for name in r["noms"]} for side in (old, new)]
    bases = [{base for base, _ in names} for names in listed]
    grain = int(old.header["grain"])
    for before, after in side_by_side(_tables(old), _tables(new), lambda stream: stream.name):
        present = before or after
        assert present is not None
        subject = ".".join(present.name)
        if before is None or after is None:
            side = 1 if after is None else 0
            for _ in present.leaves():
                pass
            if present.name in listed[side] or present.name[0] not in bases[side]:
                where = ("ancien", "nouveau")[side]
                comparison.findings.append(
                    Finding(Family.ROWS, Nature.UNREADABLE, subject, accident="table non lue", detail=f"côté {where}")
                )
                continue
            nature = Nature.MISSING if after is None else Nature.ADDED
            count = present.end["n"] if present.end else 0
            accident = "table perdue" if after is None else "table ajoutée"
            detail = plural(count, "ligne")
            comparison.findings.append(Finding(Family.SCHEMA, nature, subject, accident=accident, detail=detail))
            continue
        _compare_table(comparison, subject, before, after, grain, descend)


def _compare_table(
    comparison: Comparison, subject: str, before: _Stream, after: _Stream, grain: int, descend: Descend | None
) -> None:
    schema = list(compare_schema(before.table, after.table))
    suspect = Suspect(before.table, after.table, grain)
    names = [[column.name for column in table.sorted_columns] for table in (before.table, after.table)]
    for left, right in side_by_side(before.leaves(), after.leaves(), lambda leaf: leaf["f"]):
        comparison.equal[Family.ROWS] += _compare_leaf(suspect, subject, names, left, right)
    if before.end is None or after.end is None or not (before.end["lue"] and after.end["lue"]):
        side = "ancien" if before.end is None or not before.end["lue"] else "nouveau"
        comparison.findings.append(
            Finding(Family.ROWS, Nature.UNREADABLE, subject, accident="table lue en partie", detail=f"côté {side}")
        )
        # What the unread end holds is neither missing nor added.
        return
    if late := behind(after.table, after.end):
        schema.append(late)
    comparison.findings += schema
    comparison.equal[Family.SCHEMA] += not schema
    if suspect.leaves:
        comparison.findings += descend(suspect) if descend else _ranges(suspect, subject, before.end, after.end)


def _compare_leaf(
    suspect: Suspect, subject: str, names: list[list[str]], left: Record | None, right: Record | None
) -> int:
    """How many rows are the same in a leaf; what is not goes into ``suspect``."""
    table = suspect.old
    present = left or right
    assert present is not None
    changed: tuple[str, ...] = ()
    if left is not None and right is not None:
        sums = [dict(zip(of_side, leaf["c"], strict=True)) for of_side, leaf in zip(names, (left, right), strict=True)]
        changed = tuple(sorted(name for name in sums[0].keys() & sums[1].keys() if sums[0][name] != sums[1][name]))
        same_columns = names[0] == names[1]
        if left["n"] == right["n"] and (left["s"] == right["s"] if same_columns else not changed):
            return int(left["n"])
    lost = (left["n"] if left else 0) - (right["n"] if right else 0)
    nature = Nature.MISSING if lost > 0 else Nature.ADDED if lost < 0 else Nature.DIFFERENT
    suspect.rows += abs(lost)
    if len(suspect.leaves) >= _LISTED:
        suspect.beyond += 1
        return 0
    suspect.leaves.append(present["f"])
    suspect.findings.append(
        Finding(
            Family.ROWS,
            nature,
            subject,
            where=_range(table, present["f"], suspect.grain),
            columns=changed if not lost else (),
            accident="ligne perdue" if lost > 0 else "ligne en trop" if lost < 0 else "",
            detail=f"{plural(present['n'], 'ligne')} dans cette plage",
            count=abs(lost) or 1,
        )
    )
    return 0


def _range(table: Table, leaf: int, grain: int) -> str:
    if not table.gridded:
        return f"tranche {leaf} de la clé" if table.primary else f"tranche {leaf} (table sans clé)"
    first, last = grid_range(leaf, grain)
    return f"{table.primary[0]} de {integer(max(first, 0))} à {integer(last)}"


def _ranges(suspect: Suspect, subject: str, before: Record, after: Record) -> list[Finding]:
    """The ranges, with the accidents that the sums of the columns give away."""
    named = named_by_totals(suspect.new, before, after)
    found = []
    for finding in suspect.findings:
        told = sorted({named[name] for name in finding.columns if name in named})
        found.append(finding if finding.accident else _with_accident(finding, " ; ".join(told) or "valeur changée"))
    if suspect.beyond:
        found.append(
            Finding(
                Family.ROWS, Nature.DIFFERENT, subject, where="autres plages", detail=plural(suspect.beyond, "plage")
            )
        )
    return found


def _with_accident(finding: Finding, accident: str) -> Finding:
    return replace(finding, accident=accident)


class _Stream:
    """One table of an inventory: its schema, its leaves to be read once, then what is said of its columns."""

    def __init__(self, record: Record, rest: Iterator[Record]) -> None:
        self.table = table_of(record)
        self.name = (self.table.base, self.table.name)
        self.end: Record | None = None
        self._rest = rest

    def leaves(self) -> Iterator[Record]:
        for record in self._rest:
            if record["k"] == "colonnes":
                self.end = record
                return
            yield record


def _tables(inventory: Inventory) -> Iterator[_Stream]:
    records = _of(inventory, "table", "feuille", "colonnes")
    for record in records:
        if record["k"] == "table":
            stream = _Stream(record, records)
            yield stream
            if stream.end is None:
                for _ in stream.leaves():
                    pass
