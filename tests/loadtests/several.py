"""``locust`` in one process, in several, and on several hosts, against a stub of the ENT."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures.run_folder import RunFolder
from loadtests.judge.run import Record, read_record
from tests.stub.running import RunningStub, settings_for

Process = subprocess.Popen[str]
ROOT = Path(__file__).parents[2]
LOCUSTFILE = ROOT / "loadtests" / "locustfile.py"
OBJECTIVES = (ROOT / "loadtests/objectifs.toml").read_text(encoding="utf-8")
ARRIVALS = (ROOT / "loadtests/arrivees.toml").read_text(encoding="utf-8")
HURRY = ("--pauses", "0.02")
MODES = ("un processus", "--processes 2", "maître et deux injecteurs")
QUICK_PLANS = {
    "marches = 5": "marches = 3",
    "classe = 25": "classe = 4",
    "etalement_s = 180": "etalement_s = 3",
    "rassemblement_s = 20": "rassemblement_s = 1",
    "calme_s = 60": "calme_s = 2",
    "gel_s = 30": "gel_s = 3",
}


@dataclass(frozen=True)
class Played:
    """A run to its end: exit code, what was printed, its folder."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def document(self) -> Mapping[str, Any]:
        return RunFolder(self.folder).read()

    @property
    def record(self) -> Record:
        return read_record(self.folder)

    @property
    def probe(self) -> Sequence[Mapping[str, Any]]:
        return [json.loads(line) for line in (self.folder / "probe.jsonl").read_text().splitlines()]


def command(*options: str) -> list[str]:
    settings = ("--stop-timeout", "3", "--enable-rebalancing")
    return [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), *settings, *options]


def start(place: Path, *options: str, before: Sequence[str] = ()) -> Process:
    """Start ``locust`` from a folder; ``before`` is what comes before the command (``ip netns exec …``)."""
    return subprocess.Popen(
        [*before, *command(*options)],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PREAU_REGLAGES": str(place / "preau.toml")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(master: Process, place: Path, timeout: float = 240.0) -> Played:
    try:
        out, err = master.communicate(timeout=timeout)
    finally:
        master.kill()
    (folder,) = (place / "reports/runs").iterdir()
    return Played(master.returncode, out, err, folder)


def prepare(place: Path, ent: RunningStub, people: int) -> tuple[str, ...]:
    """Make the folder a run is started from; the options of the command that go with it."""
    place.mkdir()
    settings_for(ent, place, people)
    objectives = OBJECTIVES.replace("sessions_minimum = 501", f"sessions_minimum = {people}")
    plans = ARRIVALS
    for usual, quick in QUICK_PLANS.items():
        plans = plans.replace(usual, quick)
    (place / "objectifs.toml").write_text(objectives, encoding="utf-8")
    (place / "arrivees.toml").write_text(plans, encoding="utf-8")
    files = ("--objectifs", str(place / "objectifs.toml"), "--reglages-arrivees", str(place / "arrivees.toml"))
    return ("--headless", "--only-summary", *HURRY, *files)


def play(place: Path, ent: RunningStub, mode: str, people: int, *options: str) -> Played:
    """One run, from a folder of its own."""
    whole = (*prepare(place, ent, people), "-u", str(people), *options)
    if mode == "un processus":
        return finish(start(place, *whole), place)
    port = str(free_port())
    if mode == "--processes 2":
        ports = ("--master-bind-port", port, "--master-port", port)
        return finish(start(place, "--processes", "2", *ports, *whole), place)
    with master_and_workers(place, port, *whole) as (master, _):
        return finish(master, place)


@contextmanager
def master_and_workers(place: Path, port: str, *options: str) -> Iterator[tuple[Process, list[Process]]]:
    """A master and two workers, in processes that know each other by a port only."""
    bind = ("--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--expect-workers", "2")
    master = start(place, "--master", *bind, *options)
    workers = [start(place, "--worker", "--master-port", port) for _ in range(2)]
    try:
        yield master, workers
    finally:
        for process in (master, *workers):
            process.kill()
            process.communicate()


def wait_for_people(place: Path, people: int, timeout: float = 200.0) -> None:
    """Until the run started from a folder has that many people."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        for probe in place.glob("reports/runs/*/probe.jsonl"):
            if f'"people": {people},' in probe.read_text(encoding="utf-8"):
                return
        threading.Event().wait(0.2)
    raise AssertionError(f"{people} people have never been there")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
