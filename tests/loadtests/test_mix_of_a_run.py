"""The mix that a run takes: another file by PREAU_MELANGE, and a wrong one refused before anything starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from loadtests.navigation.mix import MIX_FILE

ROOT = Path(__file__).parents[2]
TELL = "from loadtests.people.habits import SHARES, PARENT; print(SHARES, PARENT.role)"


def run(path: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PREAU_MELANGE": str(path)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_wrong_mix_ends_locust_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "melange.toml"
    path.write_text(MIX_FILE.read_text(encoding="utf-8").replace("part = 0.60", "part = 0.70"), encoding="utf-8")
    done = run(path, "-m", "locust", "--headless", "-u", "1", "-t", "1s")
    assert done.returncode == 2
    assert f"{path}, ligne " in done.stderr
    assert "la somme des parts est 1,100" in done.stderr
    assert "Traceback" not in done.stderr


def test_of_a_role_that_is_left_out_nobody_comes(tmp_path: Path) -> None:
    path = tmp_path / "melange.toml"
    path.write_text(
        '[enseignant]\npart = 1.0\nlecture_s = 5\n[enseignant.passages]\n"arrivée" = { "départ" = 1.0 }\n',
        encoding="utf-8",
    )
    done = run(path, "-c", TELL)
    assert done.stdout.split() == ["{'teacher':", "1.0,", "'pupil':", "0.0,", "'parent':", "0.0}", "parent"]
