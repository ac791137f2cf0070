"""``preau calibrate``: how often would the comparison cry wolf on these runs of one and the same thing?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loadtests.judge.calibration import FEWEST, PAIRS, calibrate, to_document
from loadtests.judge.regression import Demand
from loadtests.judge.trial import TrialError, require_one_target, require_same
from preau.compare import P95, AsJson, Share, read_all, show_json
from preau.console import out


def calibrate_runs(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="ESSAI…", help=f"{FEWEST} essais identiques au moins", show_default=False),
    ] = None,
    pairs: Annotated[int, typer.Option("--paires", min=1, help="Comparaisons à faire")] = PAIRS,
    p95: P95 = Demand.p95,
    share: Share = Demand.share,
    as_json: AsJson = False,
) -> None:
    """Mesurer les fausses alertes sur des essais identiques, séparés en deux au hasard (code 1 au-delà de 5 %)."""
    trials = read_all(folders or [], None)
    if not trials:
        raise TrialError("Quels essais ?", remedy="Donnez des dossiers : preau calibrate reports/runs/…-charge…")
    require_same(trials)
    require_one_target(trials, "essais identiques")
    found = calibrate(trials, pairs, Demand(p95, share))
    if as_json:
        show_json(to_document(found))
    else:
        out.print(found.sentence, soft_wrap=True)
    raise typer.Exit(found.exit_code)
