"""``preau report``: make the documents of a run again, or the compte rendu to hand over before the recette."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from acceptance.campaign.campaign import planned_campaign, read_campaign
from acceptance.campaign.campaign_file import read_campaign_file
from acceptance.campaign.delta import delta
from acceptance.campaign.faults_seen import faults_seen
from acceptance.campaign.rules import read_rules
from fixtures.run_folder import RUNS, RunFolder, new_run
from portal.errors import PreauError
from portal.settings import Target, read_target
from preau.campaigns import Known, known_campaign
from preau.console import explain, out
from preau.dossier import dossier_of
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.findings import load_finding, migration_finding
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.writing import write_compte_rendu
from reports.load_report import write_load_report
from reports.reading.memory import remember
from reports.reading.reading import printed_on

CAMPAIGN_FILE = ".toml"


class ReportError(PreauError):
    """There is nothing to make a document of."""


def report(
    what: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUOI", help="Une exécution (reports/runs/…) ou un fichier de campagne", show_default=False
        ),
    ] = None,
    before: Annotated[
        bool, typer.Option("--avant", help="Le compte rendu vierge, à remettre une semaine avant la recette")
    ] = False,
    campaign: Annotated[
        Path | None,
        typer.Option("--campagne", help="Le fichier de campagne (TOML) d’une recette : contrat, dates, participants"),
    ] = None,
    target_name: Annotated[str | None, typer.Option("--cible", help="Avec --avant : la cible prévue")] = None,
) -> None:
    """Écrire les documents d’un test de charge ou d’une recette."""
    if what is not None and what.suffix == CAMPAIGN_FILE:
        what, campaign = None, what
    if before:
        documents = write_before(read_target(target_name) if target_name else None, campaign)
    elif what is not None:
        documents = write_documents(what, campaign)
    elif campaign is not None:
        recette = read_campaign_file(campaign).links.recette
        if recette is None:
            raise ReportError(
                f"{campaign} ne nomme pas de recette exécutée.",
                remedy="Ajoutez « recette » sous [dossiers], ou demandez le compte rendu vierge (--avant).",
            )
        documents = write_documents(recette, campaign)
    else:
        raise ReportError(
            "Quelle exécution ?", remedy="Donnez un dossier de reports/runs, ou --avant pour le compte rendu vierge."
        )
    for document in documents:
        out.print(str(document), soft_wrap=True)


def write_before(target: Target | None = None, file: Path | None = None) -> list[Path]:
    """The compte rendu to hand over before the recette, in a folder of its own. Raises PreauError.

    What will be tested is the target, else the environment of the campaign file, else the target of the settings.
    """
    known = known_campaign(file) if file else None
    if known and target is None:
        campaign = replace(known.executed, started="", ended="", results=())
    else:
        campaign = planned_campaign(target or read_target())
    run = new_run("avant", target=campaign.target, asked={"campagne": str(file)} if file else {}, parent=RUNS)
    if known:
        known = replace(known, executed=campaign, recette=None)
    else:
        known = Known(run.path.name, campaign, None, None, read_rules())
    documents = _written(known, run.path, replace(dossier_of(known), seen_red_for=faults_seen(campaign.points)))
    run.close()
    return documents


def write_documents(folder: Path, file: Path | None = None) -> list[Path]:
    """The documents of a run folder, whatever its kind. Raises RunFolderError, ReportError and those of the file."""
    kind = RunFolder(folder).read().get("kind")
    if kind == "charge":
        return [write_load_report(folder)]
    if kind == "recette":
        known = _of_folder(folder, file)
        return _written(known, folder, _dossier(known))
    raise ReportError(f"{folder} : genre d’exécution inconnu « {kind} ».", remedy="Donnez un dossier de reports/runs.")


def _of_folder(folder: Path, file: Path | None) -> Known:
    if file is None:
        return known_campaign(folder)
    read = read_campaign_file(file)
    return Known(read.id, read_campaign(folder), read, folder, read.rules)


def _dossier(known: Known) -> Dossier:
    """What people know, and the proofs that the campaign links."""
    links = known.file.links if known.file else None
    asked = RunFolder(known.recette).read().get("asked", {}) if known.recette else {}
    load = links.load if links and links.load else Path(asked["charge"]) if asked.get("charge") else None
    findings = [load_finding(load)] if load else []
    if links and links.migration:
        findings.append(migration_finding(links.migration))
    dossier = replace(dossier_of(known), findings=tuple(findings), seen_red_for=faults_seen(known.executed.points))
    if links is None or links.earlier is None:
        return dossier
    changes = delta(read_campaign(links.earlier), known.campaign)
    return replace(dossier, earlier=links.earlier.name, changes=changes)


def _written(known: Known, folder: Path, dossier: Dossier) -> list[Path]:
    """Write the compte rendu; what could not be written is said, and the rest stands."""
    if known.file or known.recette:
        # What is printed is kept: only what people add to it will be read back (preau relire).
        document = compte_rendu(known.campaign, dossier)
        points = [point.id for point in known.campaign.points]
        remember(known.place, document.fingerprint, printed_on(lay_out(document), points))
    documents = write_compte_rendu(known.campaign, folder, dossier)
    if documents.missing:
        explain(documents.missing)
    return list(documents.paths)
