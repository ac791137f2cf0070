"""The Universal Scalability Law is found again in levels made from it."""

from __future__ import annotations

import numpy as np
import pytest

from loadtests.judge.level import BLOCKS, Level
from loadtests.judge.usl import Usl, fit, scalability

PEOPLE = (50, 100, 200, 400, 600, 800)


def levels(law: Usl, people: tuple[int, ...] = PEOPLE, noise: float = 0.0) -> list[Level]:
    chance = np.random.default_rng(5)
    made = []
    for number in people:
        seen = float(law.throughput(np.array([float(number)]))[0]) * 60
        slices = seen / BLOCKS * (1 + noise * chance.standard_normal(BLOCKS))
        made.append(Level(number, 60.0, (), tuple(round(count) for count in slices), 0.5))
    return made


@pytest.mark.parametrize("law", [Usl(0.2, 0.001, 2e-6), Usl(1.5, 0.02, 1e-5), Usl(0.1, 1e-6, 1e-9)])
def test_the_law_is_found_again(law: Usl) -> None:
    people = np.array(PEOPLE, dtype=np.float64)
    found = fit(people, law.throughput(people))
    assert found.throughput(people) == pytest.approx(law.throughput(people), rel=1e-3)


def test_the_peak_is_where_the_throughput_begins_to_fall() -> None:
    law = Usl(0.2, 0.001, 4e-6)
    assert law.peak == pytest.approx(499.75, rel=1e-3)
    around = law.throughput(np.array([450.0, 500.0, 550.0]))
    assert around[1] > max(around[0], around[2])
    assert Usl(0.2, 0.001, 0.0).peak is None


def test_the_interval_holds_the_true_greatest_throughput() -> None:
    law = Usl(0.2, 0.001, 4e-6)
    found = scalability(levels(law, noise=0.1))
    assert found is not None
    truth = float(law.throughput(np.array([law.peak or 0.0]))[0])
    assert found.low <= truth <= found.high
    assert found.high - found.low < 0.2 * truth
    assert "puis en baisse" in found.sentence


def test_three_numbers_of_people_or_levels_that_prove_nothing_are_too_few() -> None:
    law = Usl(0.2, 0.001, 4e-6)
    assert scalability(levels(law, PEOPLE[:3])) is None
    unsound = [Level(level.people, 60.0, (), level.pages, 0.5, "non") for level in levels(law)]
    assert scalability(unsound) is None
