"""Comptes rendus to fill: a campaign of many points, before and after its execution, in both formats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from acceptance.campaign.points import Campaign, Mode, Point, PointResult, Status
from reports.compte_rendu.blocks import Sheets
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.docx import write_docx
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.odt import write_odt
from reports.reading.reading import Reading, open_filled, printed_on, read_filled

ID = "essai-2026"
FORMATS = ("odt", "docx")
START = date(2026, 11, 24)


def planned(count: int) -> tuple[Point, ...]:
    """As many points, every third for a person, in several parts of two articles."""
    return tuple(
        Point(
            id=f"ENT-{number:02d}",
            article="4.1" if number < 60 else "3",
            title=f"L’élève n° {number} lit le blog",
            part=f"Partie {number // 15}",
            mode=Mode.MANUAL if number % 3 == 0 else Mode.AUTOMATIC,
            anomaly_class="non bloquante majeure",
            steps=("Étant donné une classe", "Quand l’élève lit", f"Alors il voit l’article {number}"),
            feature="x.feature",
            line=number,
        )
        for number in range(10, 10 + count)
    )


@dataclass(frozen=True)
class Sheet:
    """One document of a campaign, and what it is read against."""

    campaign: Campaign
    dossier: Dossier

    @cached_property
    def sheets(self) -> Sheets:
        return lay_out(compte_rendu(self.campaign, self.dossier))

    @cached_property
    def written(self) -> dict[str, bytes]:
        """The bytes of each format, written once."""
        return {}

    def write(self, path: Path) -> Path:
        if path.suffix not in self.written:
            write = write_odt if path.suffix == ".odt" else write_docx
            self.written[path.suffix] = write(self.sheets, {}, path).read_bytes()
        path.write_bytes(self.written[path.suffix])
        return path

    def read(self, path: Path, *, campaign: str = ID, not_before: date | None = START) -> Reading:
        points = [point.id for point in self.campaign.points]
        printed = printed_on(self.sheets, points)
        return read_filled(open_filled(path), campaign, points, printed, not_before=not_before)


@cache
def before(count: int = 6, campaign_id: str = ID) -> Sheet:
    blank = Campaign("Recette", "ENT d’essai", "https://ent.example/ent", "", "", "0", planned(count))
    return Sheet(blank, Dossier(campaign_id=campaign_id))


@cache
def after(count: int = 6, not_conform: tuple[str, ...] = ()) -> Sheet:
    sheet = before(count)
    results = tuple(
        PointResult(
            point.id,
            Status.TO_CHECK
            if point.mode is Mode.MANUAL
            else Status.NOT_CONFORM
            if point.id in not_conform
            else Status.CONFORM,
            started="2026-11-24T10:00:00+01:00",
            reason="l’article manque" if point.id in not_conform else "",
        )
        for point in sheet.campaign.points
    )
    return replace(
        sheet,
        campaign=replace(
            sheet.campaign,
            started="2026-11-24T10:00:00+01:00",
            ended="2026-11-24T11:00:00+01:00",
            results=results,
        ),
    )


def answers(reading: Reading) -> dict[tuple[str, str], str]:
    return {entry.question: entry.value for entry in reading.entries}
