"""What stops a campaign before its first point is said in French, with a remedy; nothing is recorded then."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from acceptance.campaign.campaign import read_campaign
from acceptance.campaign.points import Status
from fixtures.accounts import Account, write_accounts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def some_portal() -> Iterator[str]:
    """Something that answers, and nothing more."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ent"
    server.shutdown()
    server.server_close()


def play(folder: Path, portal: str, **environment: str) -> tuple[int, str]:
    (folder / "preau.toml").write_text(
        f'cible = "ville"\n[cibles.ville]\nportail = "{portal}"\ncomptes = "comptes.csv"\n', encoding="utf-8"
    )
    variables = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PREAU_")}
    command = [sys.executable, "-m", "pytest", "acceptance", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--campagne", folder / "runs"],
        cwd=ROOT,
        env={**variables, "PREAU_REGLAGES": str(folder / "preau.toml"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_real_target_out_of_reach_stops_everything(tmp_path: Path) -> None:
    code, output = play(tmp_path, "http://127.0.0.1:9/ent")
    assert code == 2
    assert "ne répond pas à l’adresse http://127.0.0.1:9/ent" in output
    assert "Traceback" not in output
    assert not (tmp_path / "runs").exists()


def test_missing_accounts_stop_everything(tmp_path: Path, some_portal: str) -> None:
    code, output = play(tmp_path, some_portal)
    assert code == 2
    assert "Fichier des comptes introuvable" in output
    assert not (tmp_path / "runs").exists()


def test_without_a_browser_ci_stops(tmp_path: Path, some_portal: str) -> None:
    code, output = play(tmp_path, some_portal, CI="true", PATH="/nowhere")
    assert code == 2
    assert "apt-get install chromium-headless-shell" in output


def test_without_a_browser_each_point_says_so_and_nothing_is_proven(tmp_path: Path, some_portal: str) -> None:
    write_accounts(tmp_path / "comptes.csv", [Account("teacher", "maitre", "secret")])
    code, output = play(tmp_path, some_portal, PATH="/nowhere")
    (folder,) = (tmp_path / "runs").iterdir()
    campaign = read_campaign(folder)
    result = campaign.result("ENT-01")
    assert code != 0, output
    assert result is not None
    assert result.status is Status.NOT_EXECUTED
    assert "aucun navigateur" in result.reason
    # What is asked without a browser tells that this is no ENT; the suite's own points say nothing of it.
    conform = {each.point_id for each in campaign.results if each.status is Status.CONFORM}
    assert conform <= {"ANO-01"}
