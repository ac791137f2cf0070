"""The table of the contract, played on the practice ENT.

Or on any installation named in ``preau.toml``: ``pytest tests/contract --target NAME``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from acceptance.people import choose
from fixtures.accounts import Account, read_accounts
from fixtures.practice_ent.server import PracticeEnt
from portal.settings import read_target
from tests.contract.visits import Stage, Step, Visit, read_table

_VISITS = read_table()


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The target of ``--target``, else the practice ENT with no fault on."""
    name = request.config.getoption("--target", default=None)
    if name:
        target = read_target(name)
        portal, accounts = target.portal, read_accounts(target.accounts)
    else:
        ent: PracticeEnt = request.getfixturevalue("ent")
        people: list[Account] = request.getfixturevalue("accounts")
        portal, accounts = ent.portal, people
    opened = Stage(portal, choose(accounts))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def outcomes(stage: Stage) -> dict[str, list[list[str]]]:
    """What differs at each step of the visits played so far."""
    return {visit.title: stage.play(visit) for visit in _VISITS}


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
def test_the_ent_answers_as_the_contract_says(outcomes: dict[str, list[list[str]]], visit: Visit, rank: int) -> None:
    found = outcomes[visit.title][rank]
    assert not found, "\n".join(found)
