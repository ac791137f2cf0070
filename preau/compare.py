"""``preau compare``: are these load runs slower than those?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from loadtests.judge.effect import Effect
from loadtests.judge.regression import Demand, Regression, compare, to_document
from loadtests.judge.trial import Trial, TrialError, only, read_trial, require_one_target, require_same
from portal.french import number, percent, seconds
from preau.console import out

AGAINST = "contre"
Folders = Annotated[
    list[Path] | None, typer.Argument(metavar=f"AVANT… {AGAINST} APRÈS…", help="Dossiers d’essais", show_default=False)
]
P95 = Annotated[float, typer.Option("--effet-p95", min=0.001, help="Écart du p95 qui compte (0.1 : un dixième)")]
Share = Annotated[float, typer.Option("--effet-bonnes", min=0.0001, help="Écart de la part de pages bonnes qui compte")]
Journey = Annotated[str | None, typer.Option("--parcours", help="Un seul parcours", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Le résultat pour un programme")]


def compare_runs(
    folders: Folders = None,
    before: Annotated[list[Path] | None, typer.Option("--avant", help="Essai d’avant (répétable)")] = None,
    after: Annotated[list[Path] | None, typer.Option("--apres", help="Essai d’après (répétable)")] = None,
    p95: P95 = Demand.p95,
    share: Share = Demand.share,
    journey: Journey = None,
    other_targets: Annotated[
        bool, typer.Option("--cibles-differentes", help="Les deux côtés visent deux cibles")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Comparer deux séries d’essais de charge : pareil, plus lent, plus rapide ou indécidable (codes 0, 1, 0, 2)."""
    left, right = _split(folders or [])
    old, new = (read_all([*given, *named], journey) for given, named in ((left, before or []), (right, after or [])))
    if not old or not new:
        raise TrialError(
            "Il faut au moins un essai de chaque côté.",
            remedy=f"Par exemple : preau compare essai-1 essai-2 {AGAINST} essai-3 essai-4",
        )
    tell(old, new, Demand(p95, share), as_json=as_json, other_targets=other_targets)


def tell(
    before: Sequence[Trial], after: Sequence[Trial], demand: Demand, *, as_json: bool, other_targets: bool
) -> NoReturn:
    """Compare, print and leave with the exit code. Raises TrialError when these runs cannot be compared."""
    require_same([*before, *after])
    require_one_target(before, "avant")
    require_one_target(after, "après")
    if not other_targets:
        require_one_target([before[0].without_version(), after[0].without_version()], "avant et après")
    found = compare(before, after, demand)
    if as_json:
        show_json(to_document(found))
    else:
        out.print(_table(found))
        for note in found.notes:
            out.print(note, soft_wrap=True)
        out.print(f"[bold]{found.sentence}[/]", soft_wrap=True)
    raise typer.Exit(found.exit_code)


def read_all(folders: Sequence[Path], journey: str | None) -> list[Trial]:
    """The runs of these folders, in one journey if it is named. Raises PreauError."""
    return [only(read_trial(folder), journey) for folder in folders]


def show_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _split(folders: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    names = [str(folder) for folder in folders]
    if AGAINST in names:
        middle = names.index(AGAINST)
        return list(folders[:middle]), list(folders[middle + 1 :])
    if len(folders) == 2:
        return [folders[0]], [folders[1]]
    if folders:
        raise TrialError(
            "On ne sait pas où finit « avant » et où commence « après ».",
            remedy=f"Séparez-les par le mot « {AGAINST} » : preau compare essai-1 essai-2 {AGAINST} essai-3 essai-4",
        )
    return [], []


def _table(found: Regression) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Objectif")
    for column in ("Avant", "Après", "Rapport", "Intervalle"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for one in found.objectives:
        table.add_row(one.title, "", "", "", "", f"[bold]{one.change}[/]")
        if one.p95:
            table.add_row("  p95", seconds(one.p95.before), seconds(one.p95.after), *_ratio(one.p95))
        shares = (percent(min(1.0, value)) for value in (one.share.before, one.share.after))
        table.add_row("  pages bonnes", *shares, *_ratio(one.share), end_section=True)
    return table


def _ratio(effect: Effect) -> tuple[str, str, str]:
    return number(effect.ratio, 2), f"{number(effect.low, 2)}–{number(effect.high, 2)}", str(effect.change)
