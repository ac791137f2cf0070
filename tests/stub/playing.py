"""The real ``locust`` of Préau against a stub, as a user starts it, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.stub.orders import Orders
from tests.stub.running import ROOT, RunningStub, settings_for, stub
from tests.stub.truth import Truth

OBJECTIVES = (ROOT / "loadtests/objectifs.toml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Played:
    """What a run left: its exit code, what it printed, its folder and the truth of the stub."""

    code: int
    out: str
    err: str
    folder: Path
    truth: Truth

    @property
    def verdict(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "verdict.json").read_text(encoding="utf-8")))

    @property
    def unmet(self) -> dict[str, str]:
        """The conditions that were not met, each with its sentence."""
        return {check["title"]: check["sentence"] for check in self.verdict["validity"] if not check["valid"]}


@dataclass(frozen=True)
class Playing:
    """A run under way."""

    stub: RunningStub
    process: subprocess.Popen[str]
    place: Path

    def wait_for(self, people: int, patience: float = 60) -> None:
        """Until the run has written that so many people were signed in."""
        until = monotonic() + patience
        while not any(row["signed_in_local"] >= people for row in self._readings()):
            assert monotonic() < until, "the people never came"
            assert self.process.poll() is None, "the run has ended"
            sleep(0.2)

    def _readings(self) -> list[dict[str, Any]]:
        files = self.place.glob("reports/runs/*/probe.jsonl")
        lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines(keepends=True)]
        return [json.loads(line) for line in lines if line.endswith("\n")]


class Play:
    """``with Play(...) as playing:`` starts a run of so many people; ``played`` is what it left, once it has ended.

    ``conditions`` replace values of the objectives' file, by their key in it.
    """

    def __init__(
        self,
        place: Path,
        orders: Orders,
        people: int,
        *options: str,
        accounts: int | Mapping[str, int] = 0,
        **conditions: float,
    ) -> None:
        self._place = place
        self._stub = stub(orders, place / "truth.tsv")
        self._people = people
        self._accounts = accounts or people
        self._options = options
        self._conditions: Mapping[str, float] = {"sessions_minimum": people, **conditions}
        self.played: Played

    def __enter__(self) -> Playing:
        self._place.mkdir(parents=True, exist_ok=True)
        running = self._stub.__enter__()
        settings = settings_for(running, self._place, self._accounts)
        (self._place / "objectifs.toml").write_text(_with(self._conditions), encoding="utf-8")
        command = [sys.executable, "-m", "locust", "-f", str(ROOT / "loadtests/locustfile.py"), "--headless"]
        command += ["--only-summary", "--objectifs", "objectifs.toml", "--stop-timeout", "10"]
        command += ["--users", str(self._people), *self._options]
        self._process = subprocess.Popen(
            command,
            cwd=self._place,
            env={**os.environ, "PREAU_REGLAGES": str(settings), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return Playing(running, self._process, self._place)

    def __exit__(self, *error: object) -> None:
        try:
            out, err = self._process.communicate(timeout=1 if error[0] else 600)
        finally:
            self._process.kill()
            self._stub.__exit__(None, None, None)
        folders = list((self._place / "reports/runs").glob("*"))
        assert len(folders) == 1, out + err
        truth = RunningStub("", self._place / "truth.tsv", self._process).truth()
        self.played = Played(self._process.returncode, out, err, folders[0], truth)


def play(
    place: Path, orders: Orders, people: int, *options: str, accounts: int | Mapping[str, int] = 0, **conditions: float
) -> Played:
    """A run from its beginning to its end."""
    run = Play(place, orders, people, *options, accounts=accounts, **conditions)
    with run:
        pass
    return run.played


def _with(conditions: Mapping[str, float]) -> str:
    lines = OBJECTIVES.splitlines()
    for key, value in conditions.items():
        (number,) = (number for number, line in enumerate(lines) if line.startswith(f"{key} ="))
        lines[number] = f"{key} = {value}"
    return "\n".join(lines) + "\n"
