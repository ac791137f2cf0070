"""What measuring costs the generator: ``python -m benchmarks.overhead [--quick]``.

The same people before the same stub, in turn with and without recording (samples of pages and requests, readings of
the generator): processor time of Locust per request. Their pages are single requests and nothing is looked for in
them: the measuring of real visits weighs less beside what they do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.runs import play
from benchmarks.table import Target, publish
from tests.stub.orders import Orders
from tests.stub.running import stub

PEOPLE, THINK = 200, 0.8  # some 250 pages a second
MOST = 0.10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="moins d’une minute")
    options = parser.parse_args()
    turns, seconds = (3, 6.0) if options.quick else (5, 15.0)
    costs: dict[bool, list[float]] = {True: [], False: []}
    with (
        tempfile.TemporaryDirectory(prefix="preau-surcout-") as place,
        stub(Orders(), Path(place) / "truth.log") as running,
    ):
        for turn in range(turns):
            for measured in (False, True):
                folder = Path(place) / f"{turn}-{measured}"
                used = play(running, folder, people=PEOPLE, think=THINK, seconds=seconds, measured=measured)
                costs[measured].append(1e6 * used["cpu"] / used["requests"])
    rows: list[dict[str, str | float | int]] = [
        {
            "mesure": "avec" if measured else "sans",
            "essais": turns,
            "µs par requête": round(float(np.median(costs[measured])), 1),
            "de": round(min(costs[measured]), 1),
            "à": round(max(costs[measured]), 1),
        }
        for measured in (False, True)
    ]
    # Each turn against the one beside it: what else the machine does weighs on both.
    over = float(np.median([a / b for a, b in zip(costs[True], costs[False], strict=True)])) - 1
    target = Target(f"surcoût processeur de la mesure : {MOST:.0%} au plus", f"{over:+.1%}", over <= MOST)
    return publish("overhead", "Ce que coûte la mesure", rows, [target])


if __name__ == "__main__":
    sys.exit(main())
