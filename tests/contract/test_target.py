"""The table played as a user plays it: ``pytest tests/contract --target NAME``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.server import start
from tests.contract.visits import read_table

ROOT = Path(__file__).parents[2]


def _play(settings: Path, target: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/contract",
        "--target",
        target,
        "-q",
        "-p",
        "no:cacheprovider",
        *options,
    ]
    environment = {**os.environ, "PREAU_REGLAGES": str(settings)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)


def _settings(path: Path, portal: str, accounts: Path) -> Path:
    values = f"portail = {json.dumps(portal)}\ncomptes = {json.dumps(str(accounts))}\n"
    path.write_text(f'cible = "essai"\n[cibles.essai]\n{values}', encoding="utf-8")
    return path


def test_an_installation_is_compared_line_by_line(seeded: Path, tmp_path: Path) -> None:
    """Every step on a sound one; on another, the steps that differ say what was received."""
    data = tmp_path / "donnees"
    shutil.copytree(seeded, data)
    steps = sum(len(visit.steps) for visit in read_table())
    with start(data, port=0, central_port=0, workers=1) as ent:
        settings = _settings(tmp_path / "preau.toml", ent.portal, data / "comptes.csv")
        sound = _play(settings, "essai")
        assert re.search(rf"^{steps} passed", sound.stdout, re.MULTILINE), sound.stdout[-2000:]
        switch.write(data, ["rights-parent-without-blog", "rights-pupil-manages-blog"])
        broken = _play(settings, "essai", "-k", "blog")
    assert re.search(r"^\d failed, \d+ passed", broken.stdout, re.MULTILINE), broken.stdout[-2000:]
    assert re.search(r"parent GET /blog/.*|statut : 200 attendu, 403 reçu", broken.stdout)


def test_an_unknown_target_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "preau.toml", "http://127.0.0.1:9/ent", tmp_path / "comptes.csv")
    done = _play(settings, "inconnue")
    assert done.returncode != 0
    assert "inconnue" in done.stderr
    assert "passed" not in done.stdout
    assert "failed" not in done.stdout
