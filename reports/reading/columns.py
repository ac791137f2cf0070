"""Which table is which, by the titles of its columns, wherever people moved them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from acceptance.campaign.answers import CLASS, DATE, DUE, POINT, REPORTED, TEXT
from reports.compte_rendu import marks
from reports.reading.content import Row, Table, plain
from reports.reading.typed import typed_class, typed_date, typed_moment

_SEARCHED = 3  # rows among which the titles are looked for: people put a line above them
_ENOUGH = 0.6  # share of the titles that must be there
WHEN = "une date est attendue : 24/11/2026"
Read = Callable[[str], str | None]


@dataclass(frozen=True)
class Field:
    """A column that people fill: the name of its answers, how it is read, and what is expected there."""

    name: str
    read: Read = str.strip
    expected: str = ""


@dataclass(frozen=True)
class Kind:
    """A table: its titles, the column that names each row, and the fields of the others. No field: only printed."""

    name: str
    titles: tuple[str, ...]
    key: str = ""
    fields: dict[str, Field] | None = None


@dataclass(frozen=True)
class Layout:
    """A kind with the ranks of its columns in one table; ``others`` are titles people added."""

    kind: Kind
    ranks: dict[str, int]
    others: dict[int, str]
    first_row: int


_DATE = Field(DATE, typed_date, WHEN)
_CLASS = Field(CLASS, typed_class, "une des six classes du CCTP (4.3.1) est attendue")
POINTS = Kind("points", marks.POINT_COLUMNS, marks.POINT_COLUMNS[0])
RESERVES = Kind(
    "réserves",
    marks.RESERVE_COLUMNS,
    marks.RESERVE_COLUMNS[0],
    {
        "Point": Field(POINT),
        "Réserve": Field(TEXT),
        "Classe d’anomalie": _CLASS,
        "À lever le": Field(DUE, typed_date, WHEN),
    },
)
ANOMALIES = Kind(
    "anomalies",
    marks.ANOMALY_COLUMNS,
    marks.ANOMALY_COLUMNS[0],
    {
        "Point": Field(POINT),
        "Anomalie": Field(TEXT),
        "Classe d’anomalie": _CLASS,
        "Signalée le": Field(REPORTED, typed_moment, "une date est attendue : 24/11/2026 à 10 h 30"),
        "À résoudre avant le": Field(DUE, typed_date, WHEN),
        "État": Field("état"),
    },
)
PEOPLE = Kind(
    "participant",
    marks.PARTICIPANT_COLUMNS,
    "Nom",
    {"Fonction": Field("fonction"), "Organisme": Field("organisme"), "Présence": Field("présence")},
)
SIGNATURES = Kind(
    "signature",
    marks.SIGNATURE_COLUMNS,
    "Pour",
    {"Nom et qualité": Field("nom et qualité"), "Date": _DATE, "Signature": Field("signature")},
)
CALENDAR = Kind("calendrier", marks.CALENDAR_COLUMNS, "Étape", {"Date": _DATE, "Règle": Field("règle")})
ABSENCES = Kind("absences", ("N°", "Point", "Résultat", "Justification"))
_KINDS = (POINTS, RESERVES, ANOMALIES, PEOPLE, SIGNATURES, CALENDAR, ABSENCES)


def layout_of(table: Table) -> Layout | None:
    """The kind of a table whose titles are still there, with its columns; None when it is none of ours."""
    best: tuple[float, Layout] | None = None
    for number, row in enumerate(table.rows[:_SEARCHED]):
        for kind in _KINDS:
            found = _ranks(row, kind)
            share = len(found) / len(kind.titles)
            if share >= _ENOUGH and (best is None or share > best[0]):
                best = share, Layout(kind, found, _others(row, found), number + 1)
    return best[1] if best else None


def _ranks(row: Row, kind: Kind) -> dict[str, int]:
    seen = {plain(cell.text): rank for rank, cell in reversed(list(enumerate(row.cells)))}
    return {title: seen[plain(title)] for title in kind.titles if plain(title) in seen}


def _others(row: Row, found: dict[str, int]) -> dict[int, str]:
    taken = set(found.values())
    return {rank: cell.text for rank, cell in enumerate(row.cells) if rank not in taken}
