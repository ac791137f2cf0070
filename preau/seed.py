"""``preau seed``: fill the practice ENT with an invented city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fixtures.practice_ent.filling import fill
from preau.console import out, progress_bar

DATA = Path("var/pratique")


def seed(
    size: Annotated[str, typer.Argument(metavar="TAILLE", help="XS, S, M, L, marseille ou marseille-2019")],
    data: Annotated[Path, typer.Option("--dossier", help="Où écrire l’ENT d’entraînement")] = DATA,
    number: Annotated[int, typer.Option("--graine", help="La même graine redonne les mêmes écoles")] = 2019,
    replace: Annotated[bool, typer.Option("--remplacer", help="Remplacer les données déjà présentes")] = False,
) -> None:
    """Remplir l’ENT d’entraînement d’écoles, de personnes et de contenus inventés."""
    with progress_bar() as progress:
        summary = fill(data, size, seed=number, progress=progress, replace=replace)
    out.print(f"ENT d’entraînement prêt dans {data} : {summary}", soft_wrap=True)
    out.print(f"Comptes (mots de passe inventés) : {data / 'comptes.csv'}")
    out.print("Pour le démarrer : preau sandbox")
