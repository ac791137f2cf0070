"""Short runs of a real Locust before a stub, for the benchmarks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.stub.running import RunningStub

CROWD = Path(__file__).with_name("crowd.py")


def play(
    running: RunningStub, folder: Path, *, people: int, think: float, seconds: float, measured: bool = True
) -> dict[str, Any]:
    """One run; the processor time of Locust (``cpu``, in seconds) and its ``requests``. Samples go to ``folder``."""
    report = folder.with_suffix(".json")
    told = {"think": think, "folder": str(folder) if measured else "", "report": str(report)}
    command = [sys.executable, "-m", "locust", "-f", str(CROWD), "--headless", "--only-summary", "--loglevel", "ERROR"]
    command += ["--host", running.origin, "-u", str(people), "-r", str(people), "-t", f"{seconds:.0f}s"]
    environment = {**os.environ, "BANC": json.dumps(told)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if not report.exists():
        raise SystemExit(done.stderr)
    document: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return document
