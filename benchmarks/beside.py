"""One run of a bare Locust before a stub, as the benchmarks need it: what it says, what Préau says, what was true."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fixtures.run_folder import new_run
from loadtests.judge.judge import judge
from loadtests.judge.objectives import Objective, Objectives, read_objectives
from loadtests.judge.run import Record, read_record
from loadtests.judge.verdict import Verdict
from tests.stub.orders import Orders
from tests.stub.running import stub
from tests.stub.truth import Truth

BARE = Path(__file__).with_name("bare.py")
MIX = {"pupil": 1}


@dataclass(frozen=True)
class Beside:
    """``locust`` is what it reports of ``/page`` (seconds), ``record`` what Préau kept, ``truth`` what the stub did."""

    locust: dict[str, Any]
    record: Record
    truth: Truth
    code: int

    def verdict(self, within: float) -> Verdict:
        """Préau's, for pages that have to come within so many seconds, in a run as short as this one."""
        conditions = replace(read_objectives().conditions, least_sessions=1, shortest_window=5)
        objectives = Objectives((Objective("Pages", "blog", 0.95, within),), conditions)
        return judge(self.record.samples, self.record.probe, self.record.run, objectives)


def beside(
    place: Path,
    orders: Orders,
    people: int,
    seconds: float,
    *options: str,
    command: Sequence[str] = (),
    stub_command: Sequence[str] = (),
    **told: Any,
) -> Beside:
    """Play that many people for so long; ``command`` comes before each program (to hold it on a core)."""
    place.mkdir(parents=True)
    asked = {"people": people, "mix": MIX}
    folder = new_run("charge", target="stub", asked=asked, parent=place / "runs")
    report = place / "locust.json"
    with stub(orders, place / "truth.tsv", stub_command) as running:
        line = [*command, sys.executable, "-m", "locust", "-f", str(BARE), "--headless", "--only-summary"]
        line += ["--host", running.origin, "--loglevel", "WARNING", "--exit-code-on-error", "0", *options]
        if "stages" not in told:
            line += ["-u", str(people), "-r", str(people), "-t", f"{seconds:.0f}s"]
        banc = json.dumps({**told, "people": people, "folder": str(folder.path), "report": str(report)})
        done = subprocess.run(  # noqa: S603  # our own program
            line, cwd=place, env={**os.environ, "BANC": banc, "PYTHONPATH": str(BARE.parents[1])}, capture_output=True
        )
    if not report.exists():
        raise SystemExit(done.stderr.decode())
    truth = running.truth()
    return Beside(json.loads(report.read_text()), read_record(folder.path), truth, done.returncode)
