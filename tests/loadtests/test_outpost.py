"""A place waits for somebody, and nobody is forgotten on his way to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_waits_in_greenlets() -> None:
    """gevent is started in a process of its own, as Locust does."""
    command = [sys.executable, "-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "tests/loadtests/outpost_in_greenlets.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
