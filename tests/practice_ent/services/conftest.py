"""One practice ENT on the real services, reached through cables that can be cut."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from redis import Redis

from fixtures.accounts import Account
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import PracticeEnt, start
from fixtures.services.addresses import Addresses
from fixtures.services.mariadb import connect
from tests.practice_ent.messaging.mailbox import Mailbox
from tests.practice_ent.services.relay import Relay
from tests.practice_ent.visitor import sign_in

_SECONDS = 15


@dataclass
class Installation:
    """The ENT, its data folder, the addresses of its services, and the cables to them."""

    data: Path
    services: Addresses
    redis: Redis
    cables: dict[str, Relay]
    ent: PracticeEnt

    def start_again(self) -> None:
        """Stop the ENT and start it on the same ports; the services go on."""
        ports = [urlsplit(address).port or 0 for address in (self.ent.portal, self.ent.central)]
        self.ent.stop()
        self.ent = _start(self.data, self.services, *ports)

    def kill(self, name: str) -> None:
        """Kill the process of the ENT with that word in its name."""
        (child,) = (child for child in self.ent._processes if name in child.name)
        os.killpg(child.pid, signal.SIGKILL)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(connect(self.services.mariadb)) as base:
            cursor = base.cursor()
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def mails(self) -> list[Path]:
        return sorted(self.data.glob("courriels/*/*.eml"))


@pytest.fixture(scope="module")
def installation(
    running_services: Addresses, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    data = tmp_path_factory.mktemp("services") / "donnees"
    shutil.copytree(seeded, data, ignore=shutil.ignore_patterns("*.log", "courriels"))
    own = running_services.set_apart("bns3_app", 0)
    fill_mariadb(data, own.mariadb)
    cables = {name: Relay(urlsplit(getattr(own, name)).port or 0) for name in ("mariadb", "redis", "rabbitmq")}
    through = replace(own, **{name: _by(getattr(own, name), cable.port) for name, cable in cables.items()})
    with Redis.from_url(own.redis, decode_responses=True) as redis:
        redis.flushdb()
        running = Installation(data, through, redis, cables, _start(data, through))
        yield running
        running.ent.stop()
    for cable in cables.values():
        cable.cut()


@pytest.fixture
def person(installation: Installation, accounts: list[Account]) -> Iterator[Callable[..., Mailbox]]:
    """``person("teacher")``: the first person of that role who has an account, signed in."""
    opened: list[requests.Session] = []

    def enter(role: str, rank: int = 0) -> Mailbox:
        account = [account for account in accounts if account.role == role][rank]
        session = sign_in(installation.ent.portal, account.login, account.password)
        opened.append(session)
        return Mailbox(installation.ent.portal, account, session)

    yield enter
    for session in opened:
        session.close()


def in_time(condition: Callable[[], bool]) -> bool:
    """Whether the condition comes true, soon enough: consumers work apart."""
    deadline = time.monotonic() + _SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _by(address: str, port: int) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}").geturl()


def _start(data: Path, services: Addresses, port: int = 0, central_port: int = 0) -> PracticeEnt:
    return start(data, port=port, central_port=central_port, workers=1, services=services)
