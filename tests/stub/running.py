"""A stub in a process of its own, for the time of a ``with``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from fixtures.accounts import Account, write_accounts
from tests.stub.orders import Orders
from tests.stub.truth import Truth, read_truth

ROLES = ("teacher", "pupil", "parent")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class RunningStub:
    """``origin`` is the address of the stub, ``portal`` that of its scripted ENT; ``log`` is its truth."""

    origin: str
    log: Path
    process: subprocess.Popen[str]

    @property
    def portal(self) -> str:
        return f"{self.origin}/ent"

    @property
    def figures(self) -> str:
        """The address of its own counts."""
        return f"{self.origin}/_stub/figures"

    def freeze(self, seconds: float) -> None:
        """Have it answer nothing for that long, from now on."""
        requests.get(f"{self.origin}/_stub/freeze?{seconds}", timeout=5).raise_for_status()

    def deliver(self, version: str) -> None:
        """Have it say that it is another version, from now on."""
        requests.get(f"{self.origin}/_stub/deliver?{version}", timeout=5).raise_for_status()

    def truth(self) -> Truth:
        """What it did until now, to half a second; everything once it has ended."""
        return read_truth(self.log)


@contextmanager
def stub(orders: Orders, log: Path, before: Sequence[str] = ()) -> Iterator[RunningStub]:
    """Start a stub on a free port of this machine; it ends with the ``with``, its log complete.

    ``before`` comes before its command, to hold it on a core for example.
    """
    command = [*before, sys.executable, "-m", "tests.stub.server", json.dumps(asdict(orders)), str(log)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # our own program
    try:
        assert process.stdout
        port = process.stdout.readline().strip()
        assert port, "the stub did not start"
        yield RunningStub(f"http://127.0.0.1:{port}", log, process)
    finally:
        process.terminate()
        process.wait(timeout=10)


def settings_for(running: RunningStub, folder: Path, people: int | Mapping[str, int]) -> Path:
    """A ``preau.toml`` that aims at the stub, with invented accounts for that many people, of each role or by role."""
    numbers = people if isinstance(people, Mapping) else dict.fromkeys(ROLES, people)
    accounts = [
        Account(role, f"{role}{number}", "motdepasse") for role, count in numbers.items() for number in range(count)
    ]
    write_accounts(folder / "comptes.csv", accounts)
    lines = ['cible = "stub"', "[cibles.stub]", "charge_autorisee = true", f'portail = "{running.portal}"']
    lines += ['comptes = "comptes.csv"', f'compteurs = "{running.figures}"']
    path = folder / "preau.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
