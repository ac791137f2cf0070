"""One rehearsal for all: the old practice ENT on MariaDB, and the new one made by dump and restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from acceptance.migration.installation import Installation
from acceptance.migration.sealed import Inventory
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.services.addresses import Addresses
from tests.migration.rehearsal import Side, copy_base, copy_files

COUNTER = "BLOG_VISIT:2026-11-27:10-00:3:8"


@dataclass
class Rehearsal:
    old: Side
    new: Side
    before: Inventory


@pytest.fixture(scope="session")
def rehearsal(
    running_services: Addresses, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """The migration itself: read only on the old side, and its inventory taken before the copy."""
    folder = tmp_path_factory.mktemp("migration")
    old = _side("ancien", 11, running_services, folder)
    new = _side("nouveau", 12, running_services, folder)
    fill_mariadb(seeded, old.installation.bases["app"])
    copy_files(seeded / "fichiers", old.files)
    for side in (old, new):
        with side.redis as redis:
            redis.flushdb()
            redis.set(COUNTER, 4)
            redis.set("app:1234", "session")
    before = old.inventory("ancien")
    copy_base(old.installation.bases["app"], new.installation.bases["app"])
    shutil.copytree(old.files, new.files)
    new.execute("CREATE DATABASE IF NOT EXISTS cachee")
    yield Rehearsal(old, new, before)
    for side in (old, new):
        with side.redis as redis:
            redis.flushdb()


def _side(name: str, number: int, services: Addresses, folder: Path) -> Side:
    own = services.set_apart(name, number)
    files = folder / name / "fichiers"
    files.parent.mkdir()
    installation = Installation(name, name.title(), {"app": own.mariadb}, files, own.redis)
    return Side(installation, files, folder / name)


@pytest.fixture
def redis(rehearsal: Rehearsal) -> Iterator[Redis]:
    with rehearsal.new.redis as client:
        yield client
