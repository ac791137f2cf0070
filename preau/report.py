"""``preau report``: make the documents of a run again, or the compte rendu to hand over before the recette."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acceptance.campaign.campaign import planned_campaign, read_campaign
from fixtures.run_folder import RUNS, RunFolder, new_run
from portal.errors import PreauError
from portal.settings import read_target
from preau.console import out
from reports.compte_rendu import write_compte_rendu
from reports.load_report import write_load_report


class ReportError(PreauError):
    """There is nothing to make a document of."""


def report(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DOSSIER", help="Une exécution (reports/runs/…)", show_default=False)
    ] = None,
    before: Annotated[
        bool, typer.Option("--avant", help="Le compte rendu vierge, à remettre une semaine avant la recette")
    ] = False,
    target_name: Annotated[str | None, typer.Option("--cible", help="Avec --avant : la cible prévue")] = None,
) -> None:
    """Écrire les documents d’un test de charge ou d’une recette."""
    if before:
        target = read_target(target_name)
        run = new_run("avant", target=target.name, asked={}, parent=RUNS)
        documents = write_compte_rendu(planned_campaign(target), run.path)
        run.close()
    elif folder is not None:
        documents = write_documents(folder)
    else:
        raise ReportError(
            "Quelle exécution ?", remedy="Donnez un dossier de reports/runs, ou --avant pour le compte rendu vierge."
        )
    for document in documents:
        out.print(str(document), soft_wrap=True)


def write_documents(folder: Path) -> list[Path]:
    """The documents of a run folder, whatever its kind. Raises RunFolderError, ReportError."""
    kind = RunFolder(folder).read().get("kind")
    if kind == "charge":
        return [write_load_report(folder)]
    if kind == "recette":
        return write_compte_rendu(read_campaign(folder), folder)
    raise ReportError(f"{folder} : genre d’exécution inconnu « {kind} ».", remedy="Donnez un dossier de reports/runs.")
