"""What the tests share: one small practice ENT, filled once and started once for the whole session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from fixtures.accounts import Account, read_accounts
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.server import PracticeEnt, start
from fixtures.services.addresses import Addresses
from fixtures.services.running import missing_packages, services
from tests.practice_ent.visitor import sign_in


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an XS practice ENT: one school, two classes."""
    data = tmp_path_factory.mktemp("ent") / "donnees"
    fill(data, "XS")
    return data


@pytest.fixture(scope="session")
def lived_in(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the running practice ENT, where tests leave things; ``seeded`` stays new."""
    data = tmp_path_factory.mktemp("ent") / "donnees"
    shutil.copytree(seeded, data)
    return data


@pytest.fixture(scope="session")
def ent(lived_in: Path) -> Iterator[PracticeEnt]:
    """The practice ENT, running on free ports."""
    with start(lived_in, port=0, central_port=0) as running:
        yield running


@pytest.fixture(scope="session")
def running_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """MariaDB, Redis and RabbitMQ, started once; a machine without them skips, except in continuous integration."""
    if packages := missing_packages():
        reason = f"paquets Debian absents : {' '.join(packages)}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with services(tmp_path_factory.mktemp("services"), Addresses()) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def accounts(seeded: Path) -> list[Account]:
    """The people of the practice ENT who may sign in."""
    return read_accounts(seeded / "comptes.csv")


@pytest.fixture
def signed_in(ent: PracticeEnt, accounts: list[Account]) -> Iterator[Callable[..., requests.Session]]:
    """``signed_in("teacher")``: a session of the first person of that role, or of the ``rank``-th."""
    opened: list[requests.Session] = []

    def visit(role: str, rank: int = 0) -> requests.Session:
        account = [account for account in accounts if account.role == role][rank]
        opened.append(sign_in(ent.portal, account.login, account.password))
        return opened[-1]

    yield visit
    for session in opened:
        session.close()
