"""``preau sandbox``: start the practice ENT."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fixtures.practice_ent.server import start
from preau.console import out
from preau.seed import DATA


def sandbox(
    data: Annotated[Path, typer.Option("--dossier", help="Les données faites par preau seed")] = DATA,
    port: Annotated[int, typer.Option("--port", help="Port du portail (0 : un port libre)")] = 8000,
    central_port: Annotated[int, typer.Option("--port-centrale", help="Port du service d’identification")] = 8001,
    workers: Annotated[int, typer.Option("--processus", min=1, help="Processus qui servent le portail")] = 2,
) -> None:
    """Démarrer l’ENT d’entraînement, sur cette machine seulement, jusqu’à Ctrl-C."""
    with start(data, port=port, central_port=central_port, workers=workers) as ent:
        out.print(f"ENT d’entraînement : {ent.portal}/")
        out.print(f"Comptes (mots de passe inventés) : {data / 'comptes.csv'}")
        out.print("Ctrl-C pour l’arrêter.")
        ent.wait()
