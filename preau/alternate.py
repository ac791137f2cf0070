"""``preau alternate``: load runs of two targets or settings, one after the other, A, B, A, B…, then compared.

What drifts with the hour weighs on both sides alike. Each run is locust as a user types it; a session that was cut
short goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from fixtures.run_folder import RUNS, RunFolder, write_json
from loadtests.judge.judge import read_verdict
from loadtests.judge.regression import Demand
from loadtests.judge.verdict import Outcome
from portal.errors import PreauError
from preau.compare import P95, AsJson, Share, read_all, tell
from preau.console import err

SESSION = Path("reports/alternance")
ASKED, TURNS = "alternance.json", "tours.jsonl"
TRIES = 2  # of a turn whose run is not valid
GRACE = 60.0  # seconds for a run that is interrupted to close its folder


class AlternanceError(PreauError):
    """The alternation cannot go on."""


@dataclass(frozen=True)
class Asked:
    """``before`` and ``after`` are each a target of the settings, or a settings file of its own (``….toml``)."""

    before: str
    after: str
    rounds: int
    options: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One run: ``side`` is ``avant`` or ``après``, ``folder`` where it is."""

    number: int
    side: str
    folder: str


Play = Callable[[str], Path]
"""Runs a target or settings once; the folder of the run."""


def alternate(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="AVANT", help="Une cible, ou un fichier de réglages .toml")],
    after: Annotated[str, typer.Argument(metavar="APRÈS", help="De même")],
    rounds: Annotated[int, typer.Option("--tours", min=1, help="Essais de chaque côté")] = 5,
    place: Annotated[Path, typer.Option("--dossier", help="Où noter les tours, pour reprendre")] = SESSION,
    p95: P95 = Demand.p95,
    share: Share = Demand.share,
    as_json: AsJson = False,
) -> None:
    """Jouer A, B, A, B… par locust, puis comparer. Ce qui suit « -- » va à locust : -- --users 600 --run-time 5m."""
    asked = Asked(before, after, rounds, tuple(context.args))
    turns = list(alternation(asked, place, lambda side: _locust(side, asked.options)))
    folders = {side: [Path(turn.folder) for turn in turns if turn.side == side] for side in ("avant", "après")}
    old, new = (read_all(folders[side], None) for side in ("avant", "après"))
    tell(old, new, Demand(p95, share), as_json=as_json, other_targets=True)


def alternation(asked: Asked, place: Path, play: Play) -> Iterator[Turn]:
    """The turns of a session, those already played first. Each is written down as soon as it is valid.

    Raises AlternanceError: another session in that folder, a run that proves nothing twice in a row.
    """
    done = _resume(asked, place)
    yield from done
    for number in range(len(done), 2 * asked.rounds):
        side, what = ("avant", asked.before) if number % 2 == 0 else ("après", asked.after)
        turn = Turn(number + 1, side, str(_valid_run(what, play)))
        with (place / TURNS).open("a", encoding="utf-8") as diary:
            diary.write(json.dumps(asdict(turn), ensure_ascii=False) + "\n")
        yield turn


def _valid_run(what: str, play: Play) -> Path:
    reasons: Sequence[str] = ()
    for _ in range(TRIES):
        folder = play(what)
        verdict = read_verdict(folder) if RunFolder(folder).complete else None
        if verdict and verdict.outcome is not Outcome.INVALID:
            return folder
        reasons = verdict.reasons if verdict else ("L’essai n’est pas allé à son terme.",)
        err.print(f"{folder} ne prouve rien, il est laissé de côté : {' '.join(reasons)}", soft_wrap=True)
    raise AlternanceError(
        f"« {what} » : {TRIES} essais de suite ne prouvent rien. {' '.join(reasons)}",
        remedy="Corrigez-en la cause, puis relancez la même commande : elle reprend où elle en était.",
    )


def _resume(asked: Asked, place: Path) -> list[Turn]:
    """The turns already played of the session of a folder, begun now if there is none."""
    file = place / ASKED
    wanted = json.loads(json.dumps(asdict(asked)))
    try:
        if file.exists():
            if json.loads(file.read_text(encoding="utf-8")) != wanted:
                raise AlternanceError(
                    f"{place} contient une autre alternance.", remedy="Donnez un autre dossier : --dossier …"
                )
        else:
            place.mkdir(parents=True, exist_ok=True)
            write_json(file, wanted)
        diary = place / TURNS
        lines = diary.read_text(encoding="utf-8").splitlines() if diary.exists() else []
        return [Turn(**json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError) as fault:
        raise AlternanceError(
            f"{place} : illisible ({fault}).", remedy="Donnez un autre dossier : --dossier …"
        ) from None


def _locust(what: str, options: Sequence[str]) -> Path:
    """Run locust on a target, or with a settings file. Raises AlternanceError when it leaves no run."""
    environment = {**os.environ, "PREAU_REGLAGES": what} if what.endswith(".toml") else dict(os.environ)
    target = [] if what.endswith(".toml") else ["--cible", what]
    command = [sys.executable, "-m", "locust", "--headless", "--only-summary", *options, *target]
    before = set(RUNS.glob("*-charge*"))
    child = subprocess.Popen(command, env=environment)  # noqa: S603  # our own command
    try:
        child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGINT)
        child.wait(GRACE)
        raise
    made = set(RUNS.glob("*-charge*")) - before
    if len(made) != 1:
        raise AlternanceError(
            f"« {what} » : locust a laissé {len(made)} dossiers au lieu d’un.",
            remedy="Lisez ses messages ci-dessus ; ne lancez pas d’autre essai en même temps depuis ce dossier.",
        )
    return made.pop()
