"""Does the comparison cry wolf, and does it see a fifth slower? ``python -m benchmarks.regression [--quick]``.

A dozen runs of a real Locust before one and the same stub are recorded. Then pairs of sides are drawn from them: left
as they are (A/A: any difference is a false alarm), or with all the times of one side made a fifth longer.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.runs import play
from benchmarks.table import Target, publish
from loadtests.judge.effect import Change
from loadtests.judge.objectives import Objective
from loadtests.judge.regression import compare
from loadtests.judge.trial import Trial, views_in
from loadtests.measure.samples import Samples, read_samples
from loadtests.measure.windows import Window
from tests.stub.orders import Orders
from tests.stub.running import stub

STUB = Orders(servers=12, service=0.1, law="lognormal", spread=0.6)  # 120 pages a second
PEOPLE, THINK = 240, 2.4  # 96 pages a second: 80 % of them, where queues make runs differ
WARM_UP = 4.0  # seconds left out at the start of each run
OBJECTIVES = tuple(Objective(f"Pages de {one}", one, 0.95, 1.0) for one in ("blog", "messagerie"))
PAIRS, SLOWER = 40, 1.2
FALSE_ALARMS, FOUND = 0.05, 0.95


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="moins d’essais, plus courts : moins de deux minutes")
    options = parser.parse_args()
    runs, seconds = (8, 8.0) if options.quick else (12, 20.0)
    recorded = _record(runs, seconds)
    usual = [_trial(number, samples, 1.0) for number, samples in enumerate(recorded)]
    slower = [_trial(number, samples, SLOWER) for number, samples in enumerate(recorded)]
    chance = np.random.default_rng(1)
    splits = [chance.permutation(runs) for _ in range(PAIRS)]
    half = runs // 2
    alike = [compare(*_sides(usual, usual, order, half)).change for order in splits]
    changed = [compare(*_sides(usual, slower, order, half)).change for order in splits]
    alarms = sum(change in (Change.SLOWER, Change.FASTER) for change in alike)
    p95s = [views.p95 or 0.0 for trial in usual for views in trial.views[:1]]
    rows = [
        _row("A/A", alike, half, recorded, p95s),
        _row(f"+{SLOWER - 1:.0%}", changed, half, recorded, p95s),
    ]
    found = changed.count(Change.SLOWER)
    targets = [
        Target(f"fausses alertes sur {PAIRS} paires A/A : {FALSE_ALARMS:.0%} au plus", f"{alarms}", alarms <= 2),
        Target(
            f"ralentissements de {SLOWER - 1:.0%} vus : {FOUND:.0%} au moins",
            f"{found} sur {PAIRS}",
            found >= FOUND * PAIRS,
        ),
    ]
    return publish("regression", "Comparer deux séries d’essais enregistrés", rows, targets)


def _record(runs: int, seconds: float) -> list[Samples]:
    recorded = []
    with tempfile.TemporaryDirectory(prefix="preau-regression-") as place:
        for number in range(runs):
            folder = Path(place) / f"essai-{number}"
            with stub(STUB, folder.with_suffix(".log")) as running:
                play(running, folder, people=PEOPLE, think=THINK, seconds=seconds + WARM_UP)
            recorded.append(read_samples(folder))
    return recorded


def _trial(number: int, samples: Samples, slower: float) -> Trial:
    records = samples.records.copy()
    records["duration"] *= slower
    starts = records["start"]
    window = Window(float(starts.min()) + WARM_UP, float(starts.max()))
    return Trial(f"essai-{number}", "stub", {}, "", views_in(Samples(records, samples.texts), window, OBJECTIVES))


def _sides(before: list[Trial], after: list[Trial], order: np.ndarray, half: int) -> tuple[list[Trial], list[Trial]]:
    return [before[i] for i in order[:half]], [after[i] for i in order[half : 2 * half]]


def _row(
    what: str, changes: list[Change], half: int, recorded: list[Samples], p95s: list[float]
) -> dict[str, str | float | int]:
    return {
        "paires": what,
        "essais par côté": half,
        "pages par essai": round(float(np.mean([len(samples.pages()) for samples in recorded]))),
        "p95 (ms)": round(1000 * float(np.mean(p95s))),
        "écart entre essais": f"{np.std(np.log(p95s), ddof=1):.1%}",
        **{change.value: changes.count(change) for change in Change},
    }


if __name__ == "__main__":
    sys.exit(main())
