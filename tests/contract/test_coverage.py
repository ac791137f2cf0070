"""The practice ENT answers the routes of the contract; those it does not are listed, with the reason."""

from __future__ import annotations

import pytest

from tests.contract.conftest import exceptions
from tests.contract.coverage import Count, coverage

_EXPECTED_RATIO = 0.95


@pytest.fixture(scope="module")
def counts() -> dict[str, Count]:
    return coverage()


def test_every_route_of_an_area_of_the_contract_is_answered_or_excepted(counts: dict[str, Count]) -> None:
    missing = {route for count in counts.values() for route in count.missing}
    assert missing == set(exceptions("routes"))


def test_at_least_95_percent_of_the_routes_are_answered(counts: dict[str, Count]) -> None:
    assert sum(one.covered for one in counts.values()) >= _EXPECTED_RATIO * sum(one.total for one in counts.values())


def test_every_excepted_route_has_a_reason() -> None:
    assert [route for route, reason in exceptions("routes").items() if not reason.strip()] == []
