"""How near the search comes to a known capacity: ``python -m benchmarks.capacity [--quick]``.

A stub with so many servers and exponential service times is before a real Locust, which the search steers. What the
stub can hold is known from queueing theory (M/M/c//N), to the person. Then many searches on the same queue, simulated,
tell how often the answer is near and the interval right.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.table import Target, publish
from loadtests.judge.capacity import Found, Search
from loadtests.judge.capacity_answer import interval
from tests.judge.crowd import OBJECTIVES, Server, search
from tests.stub.orders import Orders
from tests.stub.running import stub

LOCUSTFILE = Path(__file__).with_name("capacity_crowd.py")
SERVER = Server(servers=20, service=0.2, think=5.0)
SHARE = 0.95
WITHIN = {"blog": 1.6, "messagerie": 0.8}  # seconds; the messaging breaks first
NEAR, LONGEST = 0.05, 10.0  # relative error, minutes
SEARCHES, SIMULATED, MOSTLY = 40, Search(most=1000, first=120), 0.90


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="paliers plus courts : deux minutes, plus si un palier est repris"
    )
    options = parser.parse_args()
    truth = SERVER.capacity(SHARE, WITHIN["messagerie"])
    answer = _search(quick=options.quick)
    people, low, high = (answer[key] or 0 for key in ("people", "low", "high"))
    row: dict[str, Any] = {
        "stub": f"{SERVER.servers} serveurs, {SERVER.service * 1000:.0f} ms",
        "vraie capacité": truth,
        "trouvée": people,
        "IC bas": low,
        "IC haut": high,
        "premier seuil": answer["first"],
        "paliers": len(answer["levels"]),
        "durée (min)": round(answer["seconds"] / 60, 1),
    }
    print(answer["sentence"], *answer["notes"], sep="\n")
    if answer["scalability"]:
        row["débit max (USL)"] = round(answer["scalability"]["most"], 1)
    simulated, near, right = _simulated(5 if options.quick else SEARCHES)
    targets = [
        Target(f"capacité trouvée à {NEAR:.0%} près", f"{people / truth - 1:+.1%}", abs(people / truth - 1) <= NEAR),
        Target("la vraie capacité est dans l’intervalle", f"{low}–{high}", low <= truth <= high),
        Target("le premier seuil franchi est la messagerie", answer["first"], answer["first"] == "messagerie"),
        Target(f"en {LONGEST:.0f} minutes au plus", f"{row['durée (min)']} min", answer["seconds"] <= LONGEST * 60),
    ]
    targets += [
        Target(f"recherches simulées à {NEAR:.0%} près : {MOSTLY:.0%} au moins", f"{near:.1%}", near >= MOSTLY),
        Target(f"intervalles simulés justes : {MOSTLY:.0%} au moins", f"{right:.1%}", right >= MOSTLY),
    ]
    return publish("capacity", "La capacité d’un stub connu, cherchée par Locust", [row, simulated], targets)


def _simulated(searches: int) -> tuple[dict[str, Any], float, float]:
    """Searches without Locust: a row of the table, the share of answers that are near, of intervals that are right."""
    truth = SERVER.capacity(SHARE, OBJECTIVES.objectives[1].within)
    errors, right, minutes = [], [], []
    for seed in range(searches):
        levels, end = search(SERVER, SIMULATED, seed)
        if not isinstance(end, Found) or end.broken is None:
            raise SystemExit(f"simulated search {seed}: {end}")
        low, high = interval(levels)
        errors.append(end.people / truth - 1)
        right.append(min(low, end.people) <= truth <= max(high, end.broken - 1))
        minutes.append(sum(level.seconds for level in levels) / 60)
    row = {
        "stub": f"{searches} recherches simulées",
        "vraie capacité": truth,
        "trouvée": f"{np.quantile(errors, 0.05):+.1%} à {np.quantile(errors, 0.95):+.1%}",
        "durée (min)": round(float(np.median(minutes)), 1),
    }
    return row, float(np.mean(np.abs(errors) <= NEAR)), float(np.mean(right))


def _search(*, quick: bool) -> dict[str, Any]:
    """A real Locust before a real stub; what its search found."""
    how = (
        {"most": 1000, "first": 360, "growth": 1.5, "precision": 0.05, "hold": 6.0, "confirmation": 12.0}
        if quick
        else {"most": 1000, "first": 120, "hold": 15.0, "confirmation": 30.0}
    )
    with tempfile.TemporaryDirectory(prefix="preau-capacite-") as place:
        answered = Path(place) / "answer.json"
        told: dict[str, Any] = {
            "think": SERVER.think,
            "folder": str(Path(place) / "run"),
            "search": how,
            "share": SHARE,
            "within": WITHIN,
            "settle": 3.0 if quick else 6.0,
            "tail": 2.0,
            "answer": str(answered),
        }
        orders = Orders(servers=SERVER.servers, service=SERVER.service, law="exponential")
        with stub(orders, Path(place) / "truth.log") as running:
            command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary"]
            command += ["--loglevel", "ERROR", "--host", running.origin]
            environment = {**os.environ, "BANC": json.dumps(told)}
            subprocess.run(command, env=environment, check=False)  # noqa: S603  # our own command
        answer: dict[str, Any] = json.loads(answered.read_text(encoding="utf-8"))
        return answer


if __name__ == "__main__":
    sys.exit(main())
