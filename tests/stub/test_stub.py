"""The stub does what it was told: the proofs of the detectors rest on it."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
import requests

from tests.stub.desk import Desk
from tests.stub.orders import Orders
from tests.stub.running import RunningStub, stub


def ask(running: RunningStub, times: int, at_once: int, path: str = "/page") -> list[tuple[int, float]]:
    """Status and seconds of so many requests, several at once on kept connections."""

    def one(session: requests.Session) -> tuple[int, float]:
        begun = perf_counter()
        status = session.get(running.origin + path, timeout=10).status_code
        return status, perf_counter() - begun

    def several(_: int) -> list[tuple[int, float]]:
        with requests.Session() as session:
            return [one(session) for _ in range(times // at_once)]

    with ThreadPoolExecutor(at_once) as pool:
        return [answer for answers in pool.map(several, range(at_once)) for answer in answers]


def test_requests_queue_for_the_servers_first_come_first_served() -> None:
    desk = Desk(2)
    assert [desk.take(0, 10), desk.take(0, 4), desk.take(1, 1), desk.take(2, 1)] == [10, 4, 5, 6]
    assert desk.take(100, 3) == 103


def test_a_freeze_delays_what_is_under_way_and_what_comes() -> None:
    desk = Desk(1)
    desk.take(0, 2)
    desk.freeze(1, 5)
    assert desk.take(3, 1) == 8


@pytest.mark.parametrize("law", ["constant", "exponential", "lognormal"])
def test_service_times_have_the_mean_they_were_told(law: str) -> None:
    chance = random.Random(3)
    orders = Orders(service=0.2, law=law)  # type: ignore[arg-type]
    assert np.mean([orders.draw(chance) for _ in range(20_000)]) == pytest.approx(0.2, rel=0.02)


def test_two_servers_serve_no_more_than_their_capacity(tmp_path: Path) -> None:
    with stub(Orders(servers=2, service=0.02), tmp_path / "log") as running:
        begun = perf_counter()
        answers = ask(running, 60, 6)
        lasted = perf_counter() - begun
    assert {status for status, _ in answers} == {200}
    assert lasted >= 60 / 100  # 100 a second at most
    truth = running.truth()
    assert len(truth) == 60
    assert np.median(truth.latency) == pytest.approx(0.06, rel=0.25)  # six people for two servers
    assert np.quantile([seconds for _, seconds in answers], 0.5) >= 0.05


def test_a_freeze_and_fast_refusals_are_served_as_ordered(tmp_path: Path) -> None:
    orders = Orders(service=0.01, freeze=((0.1, 0.5),), error_every=4)
    with stub(orders, tmp_path / "log") as running:
        answers = ask(running, 40, 2)
    assert sum(status == 503 for status, _ in answers) == 10
    assert 1 <= sum(seconds > 0.3 for _, seconds in answers) <= 2
    assert running.truth().latency.max() >= 0.45


def test_a_leak_and_a_slow_address_lengthen_the_service(tmp_path: Path) -> None:
    with stub(Orders(service=0.01, leak=0.01, slow_path="/lent", slow=10), tmp_path / "log") as running:
        ask(running, 10, 1)
        ask(running, 1, 1, "/lent")
    latency = running.truth().latency
    assert latency[9] - latency[0] == pytest.approx(0.09, abs=0.03)
    assert latency[10] >= 1.0
