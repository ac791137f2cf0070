"""The practice ENT answers the exchanges recorded from the real application as the real one did."""

from __future__ import annotations

import pytest

from tests.contract.conftest import exceptions
from tests.contract.matching import Comparison
from tests.contract.scripts import SCRIPTS

Played = dict[str, dict[str, Comparison]]
_CASES = [(name, exchange.id) for name, script in SCRIPTS.items() for exchange in script.exchanges()]
_EXPECTED_RATIO = 0.95


@pytest.mark.parametrize(("script", "exchange"), _CASES)
def test_a_recorded_exchange_is_answered_the_same_way(played: Played, script: str, exchange: str) -> None:
    """Same status, headers that matter and JSON shape; an exception is listed with its reason, and still differs."""
    found = played[script][exchange].answer
    if exchange in exceptions(script):
        assert found, f"{exchange} est maintenant conforme : à retirer des exceptions"
    else:
        assert not found, "\n".join(found)


def test_the_real_services_change_no_answer(played: Played, played_on_services: Played) -> None:
    """The same ENT on MariaDB, Redis and RabbitMQ: what matches in embedded mode matches, the rest still differs."""
    differences = {
        (name, exchange): (results[exchange].answer, played_on_services[name][exchange].answer)
        for name, results in played.items()
        for exchange in results
        if bool(results[exchange].answer) != bool(played_on_services[name][exchange].answer)
    }
    assert differences == {}


def test_at_least_95_percent_of_the_exchanges_match(played: Played) -> None:
    comparisons = [comparison for results in played.values() for comparison in results.values()]
    assert sum(not comparison.answer for comparison in comparisons) >= _EXPECTED_RATIO * len(comparisons)


def test_every_exception_has_a_reason_and_an_exchange() -> None:
    known = set(_CASES)
    listed = [(name, exchange, reason) for name in SCRIPTS for exchange, reason in exceptions(name).items()]
    assert [entry for entry in listed if entry[:2] not in known or not entry[2].strip()] == []
