"""No write was lost between the freeze of the old installation and the opening of the new (MIG-06).

The dates of the rows speak: the last one of the old side must be before the copy began, the first one that only the
new side has must be after it. Dates are local, as the ENT writes them (contract: data-model.md 0).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acceptance.migration.findings import Verdict
from acceptance.migration.points import PointVerdict
from acceptance.migration.sealed import Record

# Columns that a write dates; a publication or an event may lie in the future, they say nothing.
WRITES = ("created_at", "updated_at", "last_connection", "registration_date", "last_login")


@dataclass(frozen=True)
class Write:
    """The latest date of a column that writes set."""

    table: str
    column: str
    at: datetime

    @property
    def where(self) -> str:
        return f"{self.table}.{self.column}"


def last_writes(records: Iterable[Record]) -> list[Write]:
    """The last write of each dated column of an inventory, the latest first."""
    found = []
    for record in records:
        if record["k"] != "colonnes":
            continue
        for column in WRITES:
            moment = _moment(record["totaux"].get(column))
            if moment is not None:
                found.append(Write(f"{record['b']}.{record['t']}", column, moment))
    return sorted(found, key=lambda write: write.at, reverse=True)


def freeze(old: Iterable[Write], new: Iterable[Write], frozen: datetime, opened: datetime) -> PointVerdict:
    """``frozen``: when the copy began; ``opened``: when the new installation was opened. Both local.

    ``old`` is read after the cut-over: a write that the old side took after the copy began is lost.
    """
    before, after = list(old), list(new)
    if not before or not after:
        return PointVerdict(Verdict.NOT_VALID, "aucune date d’écriture n’a pu être lue")
    late = [write for write in before if write.at >= frozen]
    last = before[0]
    told = f"dernière écriture à l’ancien le {_told(last.at)} ({last.where}), copie commencée le {_told(frozen)}"
    if late:
        names = ", ".join(write.where for write in late[:3])
        return PointVerdict(Verdict.NOT_CONFORM, f"{told} : écritures perdues ({names})")
    # Between the copy and the opening nobody should have written anything on the new side.
    early = [write for write in after if frozen <= write.at < opened]
    if early:
        return PointVerdict(
            Verdict.NOT_CONFORM,
            f"{told} ; le nouveau a été écrit avant son ouverture le {_told(opened)} ({early[0].where})",
        )
    first = [write for write in after if write.at >= opened]
    opening = f"nouveau ouvert le {_told(opened)}, " + (
        f"écrit depuis ({first[0].where})" if first else "pas encore écrit"
    )
    return PointVerdict(Verdict.CONFORM, f"{told} ; {opening}")


def _moment(totals: Mapping[str, Any] | None) -> datetime | None:
    try:
        return datetime.fromisoformat(str(totals["greatest"])) if totals else None
    except ValueError:
        return None


def _told(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y à %H:%M:%S}"
