"""``preau sandbox``: start the practice ENT."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from fixtures.practice_ent.faults import remote, switch
from fixtures.practice_ent.faults.fault import Family
from fixtures.practice_ent.faults.registry import faults_named, of_family
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import require_seeded, start
from fixtures.services.addresses import Addresses
from fixtures.services.running import services
from portal.errors import PreauError
from preau.console import out, progress_bar
from preau.faults import say
from preau.seed import DATA


def sandbox(
    data: Annotated[Path, typer.Option("--dossier", help="Les données faites par preau seed")] = DATA,
    port: Annotated[int, typer.Option("--port", help="Port du portail (0 : un port libre)")] = 8000,
    central_port: Annotated[int, typer.Option("--port-centrale", help="Port du service d’identification")] = 8001,
    workers: Annotated[int, typer.Option("--processus", min=1, help="Processus qui servent le portail")] = 2,
    faults: Annotated[
        list[str] | None, typer.Option("--fault", metavar="PANNE", help="Panne ou famille à imiter (répétable)")
    ] = None,
    on_services: Annotated[
        bool, typer.Option("--services", help="Sur MariaDB, Redis et RabbitMQ au lieu du mode embarqué")
    ] = False,
) -> None:
    """Démarrer l’ENT d’entraînement, sur cette machine seulement, jusqu’à Ctrl-C."""
    wanted = [fault.id for fault in faults_named(faults or [])]
    _forget_leftovers(data)
    require_seeded(data)
    with (
        _services(data, wanted=on_services) as addresses,
        start(data, port=port, central_port=central_port, workers=workers, services=addresses) as ent,
    ):
        turned_on = remote.turn_only(data, wanted)
        out.print(f"ENT d’entraînement : {ent.portal}/")
        out.print(f"Comptes (mots de passe inventés) : {data / 'comptes.csv'}")
        if turned_on:
            say(turned_on)
        out.print("Ctrl-C pour l’arrêter.")
        try:
            ent.wait()
        finally:
            with suppress(PreauError):  # the ENT may have ended by itself: the next start mends the data
                remote.turn_only(data, [])


@contextmanager
def _services(data: Path, *, wanted: bool) -> Iterator[Addresses | None]:
    """The services, with the base of the data folder in MariaDB; nothing in embedded mode."""
    if not wanted:
        yield None
        return
    with services(data / "services", started=lambda title: out.print(f"{title} répond.")) as addresses:
        with progress_bar() as progress:
            fill_mariadb(data, addresses.mariadb, progress=progress)
        out.print(f"Courriels écrits, jamais envoyés : {data / 'courriels'}")
        yield addresses


def _forget_leftovers(data: Path) -> None:
    """What a run cut short left on does not hinder this start; the data that it damaged are mended once started."""
    left = set(switch.read(data))
    if left:
        switch.write(data, left & {fault.id for fault in of_family(Family.DATA)})
