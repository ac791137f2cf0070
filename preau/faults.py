"""``preau faults``: the switchable faults of the practice ENT."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from fixtures.practice_ent.faults import remote
from fixtures.practice_ent.faults.fault import Family
from fixtures.practice_ent.faults.registry import FAULTS, faults_named, of_family
from portal.french import plural, typeset
from preau.console import out
from preau.seed import DATA

Data = Annotated[Path, typer.Option("--dossier", help="Le dossier de l’ENT d’entraînement en marche")]
Names = Annotated[list[str] | None, typer.Argument(metavar="PANNE…", help="Pannes ou familles", show_default=False)]

faults = typer.Typer(
    name="faults",
    help="Les pannes que l’ENT d’entraînement sait imiter.",
    invoke_without_command=True,
    add_completion=False,
)


@faults.callback()
def listing(
    context: typer.Context,
    listed: Annotated[bool, typer.Option("--list", help="Toutes les pannes, par famille")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="La même liste, pour un programme")] = False,
) -> None:
    """Les pannes que l’ENT d’entraînement sait imiter."""
    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in FAULTS.values()], ensure_ascii=False, indent=2))
    elif listed:
        for family in Family:
            out.print(_table(family))
        out.print(f"{plural(len(FAULTS), 'panne')}. Imiter : preau sandbox --fault PANNE, ou preau faults on PANNE.")
    elif context.invoked_subcommand is None:
        out.print(context.get_help())


@faults.command("on")
def turn_on(names: Names = None, data: Data = DATA) -> None:
    """Mettre des pannes en marche ; sans nom, dire lesquelles le sont."""
    faults_named(names or [])
    say(remote.turn(data, on=names) if names else remote.turned_on(data))


@faults.command("off")
def turn_off(names: Names = None, data: Data = DATA) -> None:
    """Arrêter des pannes ; sans nom, les arrêter toutes."""
    faults_named(names or [])
    say(remote.turn(data, off=names) if names else remote.turn_only(data, []))


def say(ids: list[str]) -> None:
    """Which faults are on."""
    out.print(f"En marche ({plural(len(ids), 'panne')}) : {', '.join(ids)}" if ids else "Aucune panne en marche.")


def _table(family: Family) -> Table:
    shown = of_family(family)
    table = Table(
        title=f"{family.french} ({family}) : {plural(len(shown), 'panne')}",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 2, 0, 0),
    )
    table.add_column("Panne", no_wrap=True)
    table.add_column("Ce que l’on voit [dim](ce qu’elle touche — ce qu’elle imite)[/dim]")
    for fault in shown:
        behind = typeset(f"{fault.breaks} — {fault.imitates}")
        table.add_row(fault.id, f"{typeset(fault.title)} [dim]({behind})[/dim]")
    return table
