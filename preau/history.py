"""``preau history``: keep the figures of load runs, and tell from which one they changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fixtures.run_folder import RunFolder
from loadtests.judge.history import FEWEST, add, line_of, read_history, turnings
from loadtests.judge.trial import read_trial
from portal.french import plural, typeset
from preau.console import out

HISTORY = Path("reports/historique.jsonl")


def history(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="ESSAI…", help="Essais à ajouter", show_default=False)
    ] = None,
    path: Annotated[Path, typer.Option("--fichier", help="L’historique : une ligne JSON par essai")] = HISTORY,
) -> None:
    """Ajouter des essais à l’historique, puis dire depuis lequel les mesures ont changé."""
    for folder in folders or []:
        trial, document = read_trial(folder), RunFolder(folder).read()
        outcome = str(document.get("verdict", {}).get("outcome", ""))
        added = add(path, line_of(trial, document, outcome))
        out.print(f"{folder} : {'ajouté' if added else 'déjà là'}.", soft_wrap=True)
    lines = read_history(path)
    out.print(typeset(f"{path} : {plural(len(lines), 'essai')}."), soft_wrap=True)
    found = turnings(lines)
    for turning in found:
        out.print(turning.sentence, soft_wrap=True)
    if not found and lines:
        out.print(typeset(f"Aucun changement (il faut {FEWEST} essais semblables pour en chercher)."))
