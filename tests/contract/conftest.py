"""Recorded exchanges played again against the practice ENT with the known defects of the real one turned on."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from fixtures.accounts import read_accounts
from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.registry import faults_named
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import start
from fixtures.services.addresses import Addresses
from portal.errors import PreauError
from portal.settings import read_target
from tests.contract.matching import Comparison
from tests.contract.replay import Scene, Script
from tests.contract.scripts import SCRIPTS


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--target", help="play the table on this target of preau.toml, and nothing else")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a real installation only the table is played: the rest starts practice ENTs, and changes their base."""
    if target := config.getoption("--target", default=None):
        try:
            read_target(target)
        except PreauError as error:
            raise pytest.UsageError(str(error)) from None
        items[:] = [item for item in items if item.nodeid.split("::")[0].endswith("test_table.py")]


EXCEPTIONS = Path(__file__).parent / "exceptions"


@pytest.fixture(scope="session")
def played(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Comparison]]:
    """For each script, what differs at each exchange; every script has a practice ENT of its own."""
    return {name: _play(script, seeded, tmp_path_factory.mktemp(name)) for name, script in SCRIPTS.items()}


@pytest.fixture(scope="session")
def played_on_services(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory, running_services: Addresses
) -> dict[str, dict[str, Comparison]]:
    """The same on MariaDB, Redis and RabbitMQ; every script has a base and a number of Redis of its own."""
    results = {}
    for number, (name, script) in enumerate(SCRIPTS.items(), start=1):
        own = running_services.set_apart(name, number)
        fill_mariadb(seeded, own.mariadb)
        results[name] = _play(script, seeded, tmp_path_factory.mktemp(name), own)
    return results


def _play(script: Script, seeded: Path, folder: Path, services: Addresses | None = None) -> dict[str, Comparison]:
    data = folder / "donnees"
    shutil.copytree(seeded, data)
    switch.write(data, [fault.id for fault in faults_named(["known"])])
    with start(data, port=0, central_port=0, workers=1, services=services) as ent:
        mariadb = services.mariadb if services else ""
        scene = Scene(ent, data, read_accounts(data / "comptes.csv"), mariadb=mariadb)
        results = {exchange.id: comparison for exchange, comparison in script.play(scene)}
        for session in scene.sessions.values():
            session.close()
    return results


def exceptions(name: str) -> dict[str, str]:
    """Exchanges that the practice ENT answers otherwise, and why."""
    path = EXCEPTIONS / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
