"""Six traps of load testing: what bare Locust says, what Préau says, and the truth: ``python -m benchmarks.traps``.

The truth is the log of a stub that was ordered to be slow, frozen, failing or refusing. ``--quick`` plays several traps
at once, in less than two minutes; without it each is alone on the machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.beside import Beside, beside
from benchmarks.table import Target, publish
from loadtests.judge.verdict import Outcome, Verdict
from tests.stub.orders import Orders
from tests.stub.playing import play

Row = dict[str, str | float | int]
Told = tuple[Row, list[Target]]


def rounding(place: Path) -> Told:
    """T1: Locust keeps two digits of a response time."""
    run = beside(place, Orders(service=1.036), 20, 20, pacing=1.2)
    verdict = run.verdict(2.0)
    said, ours, truth = run.locust["p95"], p95(verdict), quantile(run, 0.95, verdict)
    row = _row("T1 arrondi : p95 (s)", f"{said:.3f}", f"{ours:.4f}", f"{truth:.4f}")
    return row, [_close("T1 : p95 à 1 % ou 2 ms", ours, truth, verdict)]


def fast_failures(place: Path) -> Told:
    """T2: one page in four is a fast 503, and lowers the average."""
    run = beside(place, Orders(service=0.6, error_every=4), 20, 20, pacing=0.8)
    verdict = run.verdict(2.0)
    figures = verdict.figures
    judged = run.truth.of(figures.window.holds(run.truth.arrived)) if figures.window else run.truth
    truth, failed = quantile(run, 0.5, verdict), float((judged.status != 200).mean())
    ours, share = figures.waited.p50 or 0.0, figures.failures / figures.page_views
    row = _row(
        "T2 échecs rapides : temps usuel (s), échecs",
        f"{run.locust['average']:.3f} (moyenne), {run.locust['failures']:.0%}",
        f"{ours:.3f} (médiane), {share:.0%}",
        f"{truth:.3f}, {failed:.0%}",
    )
    return row, [
        _close("T2 : temps des pages sans échec à 1 % ou 2 ms", ours, truth, verdict),
        Target("T2 : part d’échecs à 1 point", f"{share:.1%} pour {failed:.1%}", abs(share - failed) <= 0.01),
    ]


def omission(place: Path) -> Told:
    """T3: a freeze of 5 s keeps the requests from being sent, and hides itself."""
    orders = Orders(service=0.01, freeze=((12.0, 5.0),))
    with ThreadPoolExecutor(2) as pool:
        bare = pool.submit(beside, place / "nu", orders, 20, 30, pacing=0.1)
        planned = pool.submit(beside, place / "preau", orders, 20, 30, pacing=0.1, planned=True).result()
    said, ours = bare.result().locust["p95"], p95(planned.verdict(1.0))
    # Twenty people ask ten pages a second each: what was wanted during the freeze waited for its end.
    wanted = np.arange(0, 30, 0.005)
    waits = np.where((wanted >= 12) & (wanted < 17), 17 - wanted, 0) + 0.01
    truth = float(np.quantile(waits, 0.95, method="inverted_cdf"))
    row = _row("T3 blocage de 5 s : p95 (s)", f"{said:.3f}", f"{ours:.2f}", f"{truth:.2f}")
    return row, [Target("T3 : blocage montré, p95 d’au moins 3 s", f"{ours:.2f} s", ours >= 3)]


def skipped_stage(place: Path) -> Told:
    """T4: a stage of a shape is passed over in silence when Locust is distributed."""
    stages = [[5, 20, 2], [8, 30, 10], [13, 5, 10]]
    run = beside(place, Orders(service=0.01), 30, 13, "--processes", "1", stages=stages, pacing=0.5)
    verdict = run.verdict(1.0)
    most, omitted = run.locust["most"], verdict.figures.omitted or 0
    row = _row(
        "T4 étape sautée : personnes au plus",
        f"{most} (code {run.code}, rien n’est dit)",
        f"{most}, {omitted} arrivées manquées : {verdict.outcome}",
        "30 prévues",
    )
    seen = most >= 30 or (verdict.outcome is Outcome.INVALID and omitted >= 1)
    return row, [Target("T4 : une étape sautée rend l’essai non valide", str(verdict.outcome), seen)]


def lost_people(place: Path) -> Told:
    """T5: a person whose sign-in fails dies for good, and nobody counts it."""
    orders = Orders(service=0.01, refuse_every=5)
    by_role = {"teacher": 5, "pupil": 30, "parent": 15}
    with ThreadPoolExecutor(2) as pool:
        bare = pool.submit(beside, place / "nu", orders, 50, 12, pacing=0.5, sign_in=True)
        ours = play(place / "preau", orders, 50, "-r", "50", "-t", "38s", accounts=by_role)
    lost = next(check for check in ours.verdict["validity"] if check["title"] == "Personnes perdues")
    row = _row(
        "T5 connexions refusées : personnes perdues",
        f"{50 - bare.result().locust['left']} disparues, rien n’est dit",
        f"{lost['measured']} : {ours.verdict['outcome']}",
        "10 sur 50",
    )
    told = lost["measured"].startswith("10 sur 50") and ours.verdict["outcome"] == Outcome.INVALID
    return row, [Target("T5 : 10 personnes perdues, dites", lost["measured"], told)]


def starvation(place: Path) -> Told:
    """T6: other programs take the core of the generator; its own use of the processor is low, and nothing warns."""
    cores = sorted(os.sched_getaffinity(0))
    hold, away = ["taskset", "-c", str(cores[0])], ["taskset", "-c", str(cores[-1])]
    with _busy(hold, 2):
        orders = Orders(service=0.003)
        run = beside(place, orders, 20, 20, command=hold, stub_command=away, pacing=0.1)
    verdict = run.verdict(1.0)
    truth = quantile(run, 0.99, verdict)
    unmet = [check.title for check in verdict.validity if not check.valid]
    seen = [title for title in ("Retard de l’injecteur", "Processeur de l’injecteur") if title in unmet]
    row = _row(
        "T6 injecteur affamé : p99 (s)",
        f"{run.locust['p99']:.3f} ({'averti' if run.locust['warned'] else 'sans avertissement'})",
        f"{verdict.outcome} : {', '.join(seen) or 'rien vu'}",
        f"{truth:.3f}",
    )
    return row, [Target("T6 : un injecteur affamé rend l’essai non valide", ", ".join(seen) or "rien vu", bool(seen))]


TOGETHER: tuple[Callable[[Path], Told], ...] = (rounding, fast_failures, skipped_stage, lost_people)
ALONE: tuple[Callable[[Path], Told], ...] = (omission, starvation)
ORDER = (rounding, fast_failures, omission, skipped_stage, lost_people, starvation)


def p95(verdict: Verdict) -> float:
    return verdict.figures.waited.p95 or float("nan")


def quantile(run: Beside, share: float, verdict: Verdict) -> float:
    """Of the latencies of the pages that the stub served well in the judged window."""
    window = verdict.figures.window
    served = (run.truth.path == "/page") & (run.truth.status == 200)
    inside = served & window.holds(run.truth.arrived) if window else served
    return float(np.quantile(run.truth.latency[inside], share, method="inverted_cdf"))


def _row(trap: str, locust: str, preau: str, truth: str) -> Row:
    return {"piège": trap, "Locust nu": locust, "Préau": preau, "vérité": truth}


def _close(sentence: str, ours: float, truth: float, verdict: Verdict) -> Target:
    """A machine too busy to measure misses it; Préau then says so itself, which the line repeats."""
    error = abs(ours - truth)
    late = [check.measured for check in verdict.validity if check.title == "Retard de l’injecteur" and not check.valid]
    measured = f"{error * 1000:.1f} ms ({error / truth:.2%})" + "".join(
        f", injecteur en retard de {lag}" for lag in late
    )
    return Target(sentence, measured, error <= max(0.002, 0.01 * truth))


@contextmanager
def _busy(hold: list[str], number: int) -> Iterator[None]:
    """So many programs that do nothing but keep a core busy."""
    loops = [subprocess.Popen([*hold, sys.executable, "-c", "while True: pass"]) for _ in range(number)]  # noqa: S603
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="plusieurs pièges à la fois, moins de deux minutes")
    parser.add_argument("--only", nargs="*", default=[], help="noms de fonctions : rounding, omission…")
    options = parser.parse_args()
    chosen = [trap for trap in ORDER if not options.only or trap.__name__ in options.only]
    told: dict[str, Told] = {}
    with tempfile.TemporaryDirectory(prefix="preau-pieges-") as folder:
        places = {trap.__name__: Path(folder) / trap.__name__ for trap in chosen}
        with ThreadPoolExecutor(len(TOGETHER) if options.quick else 1) as pool:
            started = {trap: pool.submit(trap, places[trap.__name__]) for trap in chosen if trap in TOGETHER}
            told |= {trap.__name__: run.result() for trap, run in started.items()}
        told |= {trap.__name__: trap(places[trap.__name__]) for trap in chosen if trap in ALONE}
    rows = [told[trap.__name__][0] for trap in chosen]
    targets = [target for trap in chosen for target in told[trap.__name__][1]]
    return publish("traps", "Six pièges : Locust nu, Préau, la vérité", rows, targets)


if __name__ == "__main__":
    sys.exit(main())
