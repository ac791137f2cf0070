"""``preau exporter``: everything other tools read of a campaign, in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from preau.campaigns import Known, known_campaign
from preau.console import out
from preau.relire import Campaign
from reports.exchange.allure import write_allure
from reports.exchange.calendar import write_calendar
from reports.exchange.junit import write_junit
from reports.exchange.register import write_register_csv, write_register_ods
from reports.exchange.squash import write_squash_cases, write_squash_results

FOLDER = "echanges"


def exporter(
    campaign: Campaign = None,
    folder: Annotated[
        Path | None, typer.Option("--vers", help=f"Dossier à écrire ; défaut : {FOLDER}/, avec la campagne")
    ] = None,
    project: Annotated[
        int | None, typer.Option("--projet-squash", help="Numéro du projet Squash TM où créer les cas de test")
    ] = None,
) -> None:
    """Exporter une campagne : JUnit, Allure, Squash TM, registre des anomalies (ODS, CSV), calendrier (ICS)."""
    known = known_campaign(campaign)
    for path in export(known, folder or (known.recette or known.place) / FOLDER, project):
        out.print(str(path), soft_wrap=True, markup=False)


def export(known: Known, folder: Path, project: int | None = None) -> list[Path]:
    """Write every exchange file of a campaign; the test cases of Squash TM only when its project is known."""
    folder.mkdir(parents=True, exist_ok=True)
    played, evidence = known.campaign, known.recette
    written = [
        write_junit(played, folder / "junit.xml"),
        write_allure(played, known.id, evidence, folder / "allure-results"),
        write_squash_results(played, evidence, folder / "squash-resultats.json"),
        write_register_ods(known.anomalies, known.rules, folder / "anomalies.ods"),
        write_register_csv(known.anomalies, folder / "anomalies.csv"),
        write_calendar(known.id, known.calendar, known.anomalies, known.rules, folder / "calendrier.ics"),
    ]
    if project is not None:
        written.append(write_squash_cases(played, project, folder / "squash-cas-de-test.json"))
    return written
