"""The commands as a user types them: good endings, and faults told in French without a traceback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

PREAU = [sys.executable, "-m", "preau"]
LIMIT = 120


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PREAU, *arguments], capture_output=True, text=True, timeout=LIMIT, cwd=cwd)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Erreur :" in done.stderr
    assert "À faire :" in done.stderr
    return done.stderr


def test_help_is_in_french_and_names_the_commands() -> None:
    text = run("--help").stdout
    assert "test de charge" in text
    for command in ("seed", "sandbox", "report", "relire", "repondre", "suivi", "noter", "exporter"):
        assert command in text


def test_seed_fills_a_folder_that_is_whole(tmp_path: Path) -> None:
    data = tmp_path / "ville"
    done = run("seed", "XS", "--dossier", str(data))
    assert done.returncode == 0, done.stderr
    assert json.loads((data / "ent.json").read_text(encoding="utf-8"))["size"] == "XS"
    assert (data / "comptes.csv").stat().st_mode & 0o777 == 0o600
    assert "--remplacer" in refused(run("seed", "XS", "--dossier", str(data)))


def test_an_unknown_size_names_the_known_ones(tmp_path: Path) -> None:
    said = refused(run("seed", "XXL", "--dossier", str(tmp_path / "ville")))
    assert "marseille-2019" in said
    assert not (tmp_path / "ville").exists()


def test_the_sandbox_refuses_a_folder_without_data(tmp_path: Path) -> None:
    assert "preau seed" in refused(run("sandbox", "--dossier", str(tmp_path)))


def test_report_refuses_a_folder_that_is_not_a_run(tmp_path: Path) -> None:
    assert "run.json" in refused(run("report", str(tmp_path)))


def test_report_asks_for_a_run_when_none_is_given() -> None:
    assert "Quelle exécution" in refused(run("report"))


def test_an_interrupted_seeding_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    data = tmp_path / "ville"
    with subprocess.Popen(
        [*PREAU, "seed", "marseille", "--dossier", str(data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        partial = data.with_name("ville.partiel")
        while not partial.exists() and child.poll() is None:
            pass
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=LIMIT)
    assert child.returncode == 130, said
    assert "Traceback" not in said
    assert not data.exists()
    assert not partial.exists()
