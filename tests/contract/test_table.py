"""The table of the contract, played on the practice ENT with no fault on, embedded and on the real services.

Or on any installation named in ``preau.toml``: ``pytest tests/contract --target NAME``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from acceptance.people import choose
from fixtures.accounts import read_accounts
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import start
from portal.settings import read_target
from tests.contract.visits import Stage, Step, Visit, read_table

_VISITS = read_table()
EMBEDDED, SERVICES, TARGET = "embarqué", "services", "cible"
Outcomes = dict[str, list[list[str]]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "mode" in metafunc.fixturenames:
        target = metafunc.config.getoption("--target", default=None)
        metafunc.parametrize("mode", [TARGET] if target else [EMBEDDED, SERVICES])


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Outcomes]]:
    """``played(mode)``: what differs at each step of each visit, played once."""
    done: dict[str, Outcomes] = {}
    with ExitStack() as stack:

        def open_stage(mode: str) -> Stage:
            if mode == TARGET:
                target = read_target(request.config.getoption("--target"))
                return Stage(target.portal, choose(read_accounts(target.accounts)))
            data = tmp_path_factory.mktemp("table") / "donnees"
            shutil.copytree(request.getfixturevalue("seeded"), data)
            services = None
            if mode == SERVICES:
                services = request.getfixturevalue("running_services").set_apart("table", 9)
                fill_mariadb(data, services.mariadb)
            ent = stack.enter_context(start(data, port=0, central_port=0, workers=1, services=services))
            return Stage(ent.portal, choose(read_accounts(Path(data) / "comptes.csv")))

        def play(mode: str) -> Outcomes:
            if mode not in done:
                stage = open_stage(mode)
                done[mode] = {visit.title: stage.play(visit) for visit in _VISITS}
                stage.close()
            return done[mode]

        yield play


def _name(visit: Visit, rank: int, step: Step) -> str:
    return f"{visit.area}: {visit.title}: {rank + 1:02d} {step.who} {step.ask}"


@pytest.mark.parametrize(
    ("visit", "rank"),
    [
        pytest.param(visit, rank, id=_name(visit, rank, step))
        for visit in _VISITS
        for rank, step in enumerate(visit.steps)
    ],
)
def test_the_ent_answers_as_the_contract_says(
    played: Callable[[str], Outcomes], mode: str, visit: Visit, rank: int
) -> None:
    found = played(mode)[visit.title][rank]
    assert not found, "\n".join(found)
