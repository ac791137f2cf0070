"""The compte rendu de recette: one model, read by every writer, before and after the execution.

The contract (CCTP, article 4.1) asks for the list of points, one or more spaces for observations and a space for the
account of the phase, handed over at least one week before the date of the recette.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from acceptance.campaign.points import Campaign, Evidence, Mode, Point, Status
from reports.french import date_and_time, plural, typeset

CONTRACT = (
    ("Maître d’ouvrage", "Ville de Marseille — Direction de l’Éducation et de la Jeunesse"),
    ("Service gestionnaire", "Service Coordination Technique et Numérique / CIME"),
    ("Marché", "Hébergement et maintenance de l’Espace Numérique de Travail des écoles primaires"),
    ("Consultation", "2019_20102_0019"),
)
# Article 4.3.1 of the CCTP; the managing service validates the class and the delay.
ANOMALY_DELAYS = (
    ("Bloquante", "réception du signalement + 1 jour ouvré"),
    ("Non bloquante majeure", "réception du signalement + 5 jours ouvrés"),
    ("Non bloquante mineure", "réception du signalement + 30 jours ouvrés"),
    ("Sécurité majeure, code du prestataire", "réception du signalement + 5 jours ouvrés"),
    ("Sécurité majeure, code externe", "correction par le développeur externe + 20 jours ouvrés"),
    ("Sécurité mineure", "réception du signalement + 15 jours ouvrés"),
)
BLANK = "à compléter"


@dataclass(frozen=True)
class Row:
    """One point as printed. ``status`` is empty before the execution."""

    point: Point
    status: str
    reason: str
    evidence: tuple[Evidence, ...]

    @property
    def how(self) -> str:
        """Who checks it."""
        return {
            Mode.AUTOMATIC: "vérifié par la suite",
            Mode.MANUAL: "vérifié par une personne",
            Mode.DOCUMENT: "document à remettre",
        }[self.point.mode]


@dataclass(frozen=True)
class Part:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Count:
    """Points of one article: planned = executed + justified, or the campaign is not complete."""

    article: str
    planned: int
    executed: int
    conform: int
    justified: int

    @property
    def complete(self) -> bool:
        return self.planned == self.executed + self.justified


@dataclass(frozen=True)
class CompteRendu:
    executed: bool
    identity: tuple[tuple[str, str], ...]
    counts: tuple[Count, ...]
    total: Count
    parts: tuple[Part, ...]
    load_verdict: str

    @property
    def title(self) -> str:
        return "Compte rendu de recette"

    @property
    def subtitle(self) -> str:
        return "Résultats de l’exécution" if self.executed else "Document remis avant l’exécution"

    @property
    def conclusion(self) -> str:
        """What the figures say; the decision is the city's."""
        total = self.total
        if not self.executed:
            return f"{plural(total.planned, 'point')} à valider pendant la phase de recette."
        if not total.complete:
            missing = plural(total.planned - total.executed - total.justified, "point")
            return typeset(f"Campagne incomplète : {missing} sans résultat ni justification. Elle ne prouve rien.")
        failed = total.executed - total.conform
        failures = plural(failed, "non conforme", "non conformes") if failed else "aucun non conforme"
        return typeset(
            f"{plural(total.planned, 'point prévu', 'points prévus')}, {plural(total.executed, 'exécuté')}, "
            f"{plural(total.conform, 'conforme')}, {failures} ; "
            f"{plural(total.justified, 'justifié')} (non exécutés avec leur raison, ou à vérifier par une personne)."
        )


def compte_rendu(campaign: Campaign) -> CompteRendu:
    """The document of a campaign: blank when it holds no result yet."""
    rows = tuple(_row(campaign, point) for point in campaign.points)
    executed = bool(campaign.results)
    identity: tuple[tuple[str, str], ...] = (
        *CONTRACT,
        ("Titulaire", BLANK),
        ("Environnement", f"{campaign.target} — {campaign.portal}"),
        ("Date prévue de la recette", BLANK),
        ("Remis à la Ville le", f"{BLANK} (au moins une semaine avant la date de recette)"),
    )
    if executed:
        identity += (("Exécution", f"du {date_and_time(campaign.started)} au {_moment(campaign.ended)}"),)
    identity += (("Version de Préau", campaign.preau),)
    articles = sorted({row.point.article for row in rows}, key=_article_order)
    return CompteRendu(
        executed=executed,
        identity=identity,
        counts=tuple(
            _count(f"{article}", (row for row in rows if row.point.article == article)) for article in articles
        ),
        total=_count("Ensemble", rows),
        parts=tuple(Part(title, tuple(group)) for title, group in groupby(rows, key=lambda row: row.point.part)),
        load_verdict=campaign.load_verdict,
    )


def write_compte_rendu(campaign: Campaign, folder: Path) -> list[Path]:
    """Write the HTML and ODT documents into a folder; the same campaign gives the same bytes."""
    from reports.compte_rendu_html import write_html
    from reports.compte_rendu_odt import write_odt

    document = compte_rendu(campaign)
    stem = "compte-rendu" if document.executed else "compte-rendu-avant"
    return [write_html(document, folder / f"{stem}.html"), write_odt(document, folder / f"{stem}.odt")]


def _row(campaign: Campaign, point: Point) -> Row:
    result = campaign.result(point.id)
    if result is None:
        return Row(point, "sans résultat" if campaign.results else "", "", ())
    reason = f"{result.failed_step} : {result.reason}" if result.failed_step else result.reason
    return Row(point, str(result.status), reason, result.evidence)


def _count(article: str, rows: Iterable[Row]) -> Count:
    rows = tuple(rows)
    executed = [row for row in rows if row.status in (Status.CONFORM, Status.NOT_CONFORM)]
    justified = [
        row
        for row in rows
        if row.status == Status.TO_CHECK or (row.status in (Status.NOT_EXECUTED, Status.NOT_APPLICABLE) and row.reason)
    ]
    conform = sum(row.status == Status.CONFORM for row in executed)
    return Count(article, len(rows), len(executed), conform, len(justified))


def _moment(text: str) -> str:
    return date_and_time(text) if text else "(interrompue)"


def _article_order(article: str) -> tuple[int, ...]:
    return tuple(int(part) for part in article.split(".") if part.isdigit())
