"""``locust`` itself, as a user starts it, in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import TypeVar

import numpy as np
import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fixtures.practice_ent.server import PracticeEnt
from fixtures.run_folder import RunFolder
from loadtests.judge.run import read_record
from loadtests.measure.samples import CUT

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
SETTINGS = """cible = "pratique"
[cibles.pratique]
portail = "{portal}"
comptes = "{accounts}"
charge_autorisee = true
compteurs = "{figures}"
[cibles.reelle]
portail = "{portal}"
comptes = "{accounts}"
"""
UNDER_LOCUST = "tests/loadtests/under_locust.py"
OBJECTIVES = (ROOT / "loadtests/objectifs.toml").read_text(encoding="utf-8")


def set_up(folder: Path, ent: PracticeEnt, seeded: Path) -> Path:
    """Make a folder like the project's own: its configuration of Locust, and two targets."""
    text = SETTINGS.format(portal=ent.portal, accounts=seeded / "comptes.csv", figures=ent.figures)
    (folder / "preau.toml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "loadtests").symlink_to(ROOT / "loadtests")
    return folder


@pytest.fixture
def place(tmp_path: Path, ent: PracticeEnt, seeded: Path) -> Path:
    return set_up(tmp_path, ent, seeded)


def start(place: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "locust", *options],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def play(place: Path, *options: str) -> tuple[int, str, str]:
    """Run to its end; exit code, standard output and error."""
    process = start(place, "--headless", *options)
    try:
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    return process.returncode, out, err


def folder_of(place: Path) -> RunFolder:
    (path,) = (place / "reports/runs").iterdir()
    return RunFolder(path)


def test_what_needs_locust_in_the_process() -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        UNDER_LOCUST,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def signed_in(ent: PracticeEnt) -> int:
    return int(requests.get(ent.figures, timeout=5).json()["signed_in"])


def is_left_as_found(ent: PracticeEnt, before: int) -> bool:
    """Whether nobody more is signed in than before, soon: the last sign-outs may still be on their way."""
    until = monotonic() + 10
    while signed_in(ent) > before:
        if monotonic() > until:
            return False
    return True


def test_eight_people_leave_a_complete_folder_without_any_failure(place: Path, ent: PracticeEnt) -> None:
    small = OBJECTIVES.replace("sessions_minimum = 501", "sessions_minimum = 8")
    (place / "objectifs.toml").write_text(small.replace("palier_minimum_s = 60", "palier_minimum_s = 5"))
    options = ("-u", "8", "-r", "8", "-t", "12s", "--pauses", "0.05", "--objectifs", "objectifs.toml")
    before = signed_in(ent)  # the other tests may have left people in
    code, out, err = play(place, *options)
    assert "Traceback" not in out + err
    folder = folder_of(place)
    document, record = folder.read(), read_record(folder.path)
    assert record.run.complete
    assert (document["lost_people"], document["shared_accounts"]) == (0, 0)
    assert document["samples"] == len(record.samples) > 100
    assert set(record.samples.counts("reason")) <= {"", CUT}, "no failure at all"
    assert set(record.samples.counts("role")) == {"teacher", "pupil", "parent"}
    assert record.run.window is not None
    assert record.run.window.length > 5
    assert record.probe.signed_in.max() >= 8
    assert np.nanmax(record.probe.ent_signed_in) >= 8, "counted on the side of the ENT"
    assert document["asked"]["people"] == 8
    verdict = json.loads((folder.path / "verdict.json").read_text())
    assert verdict["line"] in out
    assert code == verdict["exit_code"]
    assert is_left_as_found(ent, before), "everybody has signed out"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_interrupted_is_closed_and_proves_nothing(place: Path, number: signal.Signals) -> None:
    process = start(place, "--headless", "-u", "3", "-r", "3", "-t", "60s")
    assert process.stderr
    lines: Iterator[str] = iter(process.stderr.readline, "")
    assert any("All users spawned" in line for line in lines)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, err
    assert "interrompu avant son terme" in out
    document = folder_of(place).read()
    assert document["state"] == "incomplet"
    assert document["ended"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--cible", "reelle"), "n’autorise pas la charge"),
    ],
)
def test_what_must_not_start_says_why_and_leaves_nothing(place: Path, options: tuple[str, ...], message: str) -> None:
    code, out, err = play(place, "-u", "2", *options)
    assert code == 2
    assert message in err
    assert "Traceback" not in out + err
    assert not (place / "reports").exists()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, ent: PracticeEnt, seeded: Path) -> Iterator[tuple[str, Path]]:
    """The web page that ``locust`` alone opens, and the folder it was started from."""
    place = set_up(tmp_path_factory.mktemp("web"), ent, seeded)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start(place, "--web-port", str(port), "--loglevel", "ERROR")
    address = f"http://127.0.0.1:{port}"
    patient = requests.Session()
    patient.mount(address, HTTPAdapter(max_retries=Retry(total=None, connect=400, backoff_factor=0.1, backoff_max=0.3)))
    try:
        patient.get(address, timeout=10)
        yield address, place
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def test_locust_alone_opens_the_page_with_its_fields_filled(web: tuple[str, Path]) -> None:
    html = requests.get(web[0], timeout=10).text
    assert '"num_users": 600' in html
    assert '"spawn_rate": 10.0' in html
    assert '"run_time": 600' in html
    assert '"choices": ["pratique", "reelle"]' in html
    assert '"choices": ["palier", "rampe", "escalier", "cloche"' in html


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"cible": "reelle"}, "n’autorise pas la charge"),
        ({"cible": "inconnue"}, "n’existe pas"),
        ({"user_count": "600"}, "il manque"),
        ({"graine": "abc"}, "« abc » ne convient pas"),
        ({"arrivees": "ouragan"}, "Plan d’arrivées inconnu : « ouragan »"),
        ({"arrivees": "cloche", "run_time": "30s"}, "a besoin de plus de 200 s"),
        ({"reglages_arrivees": "rien.toml"}, "introuvable"),
        ({"host": "http://ailleurs.test"}, "elle vient de la cible"),
    ],
)
def test_a_wrong_field_is_refused_on_the_page(web: tuple[str, Path], field: dict[str, str], message: str) -> None:
    address, place = web
    form = {"user_count": "2", "spawn_rate": "1", "host": "", "cible": "pratique", **field}
    answer = requests.post(f"{address}/swarm", data=form, timeout=30).json()
    assert not answer["success"]
    assert message in answer["message"]
    assert not (place / "reports").exists()


def test_a_run_asked_on_the_page_follows_its_plan_and_is_judged(web: tuple[str, Path]) -> None:
    address, place = web
    form = {"user_count": "3", "spawn_rate": "3", "run_time": "5s", "pauses": "0.05", "host": "", "cible": "pratique"}
    answer = requests.post(f"{address}/swarm", data=form, timeout=30).json()
    assert answer["success"], answer
    verdict = wait_for(lambda: next(place.glob("reports/runs/*/verdict.json"), None))
    folder = RunFolder(verdict.parent)
    assert folder.complete
    assert [stage["people"] for stage in folder.read()["stages"]] == [3]
    assert wait_for(lambda: requests.get(f"{address}/stats/requests", timeout=5).json()["state"] == "stopped")


def wait_for(what: Callable[[], T | None], timeout: float = 60.0) -> T:
    """What it gives once it gives something."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if found := what():
            return found
        threading.Event().wait(0.2)
    raise AssertionError("nothing came")
