"""A practice ENT of these tests alone: they break it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.accounts import read_accounts
from fixtures.practice_ent.server import start
from tests.practice_ent.faults.world import World


@pytest.fixture(scope="package")
def world(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("pannes") / "donnees"
    shutil.copytree(seeded, data)
    with start(data, port=0, central_port=0, workers=1) as ent:
        world = World(ent, data, read_accounts(data / "comptes.csv"))
        yield world
        world.close()
