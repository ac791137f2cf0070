"""Every address answers every role as the real ENT did, known defects on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fixtures.accounts import read_accounts
from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.registry import faults_named
from fixtures.practice_ent.server import start
from tests.contract.access_matrix import Cell, cells, play
from tests.contract.conftest import exceptions
from tests.contract.replay import Scene

_CELLS = {cell.id: cell for cell in cells()}
_EXPECTED_RATIO = 0.95


@pytest.fixture(scope="module")
def seen(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """For each cell, what differs."""
    data = tmp_path_factory.mktemp("acces") / "donnees"
    shutil.copytree(seeded, data)
    switch.write(data, [fault.id for fault in faults_named(["known"])])
    with start(data, port=0, central_port=0, workers=1) as ent:
        scene = Scene(ent, data, read_accounts(data / "comptes.csv"))
        found = {cell.id: differences for cell, differences in play(scene)}
        for session in scene.sessions.values():
            session.close()
    return found


@pytest.mark.parametrize("cell", _CELLS.values(), ids=list(_CELLS))
def test_an_address_answers_a_role_as_the_real_one(seen: dict[str, list[str]], cell: Cell) -> None:
    if cell.id in exceptions("access_matrix"):
        assert seen[cell.id], f"{cell.id} est maintenant conforme : à retirer des exceptions"
    else:
        assert not seen[cell.id], "\n".join(seen[cell.id])


def test_at_least_95_percent_of_the_cells_match(seen: dict[str, list[str]]) -> None:
    assert sum(not differences for differences in seen.values()) >= _EXPECTED_RATIO * len(_CELLS)


def test_every_exception_has_a_reason_and_a_cell() -> None:
    assert [cell for cell, reason in exceptions("access_matrix").items() if cell not in _CELLS or not reason] == []
