"""The register of anomalies as a table: ODS for the city's spreadsheet, CSV for everything else."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from odfdo import Cell, Document, Row, Table

from acceptance.campaign.anomalies import Followed
from acceptance.campaign.rules import Rules
from reports.compte_rendu.archive import reproducible
from reports.french import typeset

COLUMNS = (
    "N°",
    "Point",
    "Anomalie",
    "Classe",
    "Classe validée",
    "Signalée le",
    "À résoudre au plus tard le",
    "Jours ouvrés restants",
    "État",
    "Corrigée le",
    "Retest",
    "Notes",
)
Value = str | int | date | None


def write_register_csv(followed: Sequence[Followed], path: Path) -> Path:
    """Dates in ISO, UTF-8 with its mark and semicolons, as French spreadsheets expect."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for each in followed:
            writer.writerow([_plain(value) for value in _values(each)])
    return path


def write_register_ods(followed: Sequence[Followed], rules: Rules, path: Path) -> Path:
    """A sheet of the anomalies, one of the delays with the rule in words; the same register gives the same bytes."""
    document = Document("spreadsheet")
    document.language = "fr-FR"
    document.body.clear()
    document.body.append(_sheet("Anomalies", [COLUMNS, *map(_values, followed)]))
    delays: list[Sequence[Value]] = [("Classe", "Délai maximum (CCTP, article 4.3.1)"), *rules.delays]
    document.body.append(_sheet("Délais", [*delays, (), (rules.working_days.rule,)]))
    buffer = BytesIO()
    document.save(buffer)
    path.write_bytes(reproducible(buffer.getvalue()))
    return path


def _values(followed: Followed) -> tuple[Value, ...]:
    anomaly = followed.anomaly
    return (
        anomaly.id,
        anomaly.point_id,
        anomaly.text,
        anomaly.anomaly_class,
        "oui" if anomaly.decided else "non",
        anomaly.reported.isoformat(sep=" ", timespec="minutes")[:16] if anomaly.reported else None,
        followed.due,
        followed.left,
        str(followed.state),
        anomaly.fixed,
        anomaly.retest,
        typeset(" ; ".join(followed.notes)),
    )


def _sheet(name: str, rows: Sequence[Sequence[Value]]) -> Table:
    table = Table(name)
    for values in rows:
        row = Row()
        for value in values:
            row.append_cell(Cell() if value is None else Cell(value))
        table.append_row(row)
    return table


def _plain(value: Value) -> str:
    text = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    # A spreadsheet would take such a text for a formula.
    return f"'{text}" if text.startswith(("=", "+", "@")) else text
