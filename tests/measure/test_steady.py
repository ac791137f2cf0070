"""The steady state: what is left out at the beginning, and nothing but that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadtests.measure.samples import Samples
from loadtests.measure.steady import Steady, find_steady
from loadtests.measure.windows import Window
from tests.measure.views import views

PLATEAU = Window(1000.0, 1180.0)


def plateau(pages_per_second: float = 10, seed: int = 3) -> Samples:
    """Three minutes of pages asked by chance, of a median of 0.3 s."""
    chance = np.random.default_rng(seed)
    starts = np.sort(chance.uniform(PLATEAU.start, PLATEAU.end, chance.poisson(pages_per_second * PLATEAU.length)))
    return views(starts, 0.3 * np.exp(chance.normal(0, 0.45, len(starts))))


def found(samples: Samples) -> Steady:
    steady = find_steady(samples, PLATEAU)
    assert steady is not None
    return steady


def elapsed(samples: Samples) -> np.ndarray:
    return samples.records["start"] - PLATEAU.start


def test_a_load_that_is_steady_is_judged_whole() -> None:
    steady = found(plateau())
    assert (steady.window, steady.trouble, steady.unusual) == (PLATEAU, "", ())
    assert steady.usual.pages_per_second == pytest.approx(10, rel=0.1)
    assert steady.usual.median == pytest.approx(0.3, rel=0.1)


@pytest.mark.parametrize("seed", range(10))
def test_chance_alone_is_no_change(seed: int) -> None:
    steady = found(plateau(seed=seed))
    assert (steady.trouble, steady.warm_up) == ("", 0)


def test_a_slow_beginning_is_left_out() -> None:
    samples = plateau()
    samples.records["duration"][elapsed(samples) < 30] *= 3
    steady = found(samples)
    assert steady.trouble == ""
    assert steady.warm_up == pytest.approx(30, abs=3)
    assert steady.window.end == PLATEAU.end


def test_fewer_pages_at_the_beginning_are_a_warm_up_too() -> None:
    samples = plateau()
    thin = (elapsed(samples) < 40) & (np.arange(len(samples)) % 2 == 0)
    assert found(samples.where(~thin)).warm_up == pytest.approx(40, abs=4)


def test_an_ent_that_slows_down_later_is_judged_with_its_slow_part() -> None:
    samples = plateau()
    samples.records["duration"][elapsed(samples) > 120] *= 5
    steady = found(samples)
    assert (steady.trouble, steady.window) == ("", PLATEAU)
    (slow,) = steady.unusual
    assert slow.median == pytest.approx(1.5, rel=0.15)


def test_an_ent_that_was_well_for_a_moment_only_is_not_excused_for_the_rest() -> None:
    """Two thirds of the plateau are slow: the slow level is the usual one, and the quick end is judged with it."""
    samples = plateau()
    samples.records["duration"][elapsed(samples) < 120] *= 5
    steady = found(samples)
    assert steady.window == PLATEAU


def test_a_level_that_comes_only_after_half_the_plateau_leaves_nothing_out() -> None:
    """Slow for a third, quick for a quarter, usual at last: it was never the state of most of the plateau."""
    samples = plateau()
    third, quarter = elapsed(samples) < 60, (elapsed(samples) >= 60) & (elapsed(samples) < 102)
    samples.records["duration"][third] *= 3
    samples.records["duration"][quarter] *= 0.3
    steady = found(samples)
    assert steady.usual.window.start - PLATEAU.start == pytest.approx(102, abs=4)
    assert steady.window == PLATEAU


def test_a_freeze_is_judged() -> None:
    samples = plateau()
    frozen = (elapsed(samples) > 90) & (elapsed(samples) < 95)
    samples.records["duration"][frozen] += 95 - elapsed(samples)[frozen]
    steady = found(samples)
    assert (steady.trouble, steady.window) == ("", PLATEAU)
    assert len(steady.unusual) == 1


@pytest.mark.parametrize("factor", [1.6, 3.0, 0.5])
def test_times_that_never_stop_changing_are_no_steady_state(factor: float) -> None:
    samples = plateau()
    samples.records["duration"] *= factor ** (elapsed(samples) / PLATEAU.length)
    assert found(samples).trouble == "drift"


def test_a_load_that_keeps_falling_is_no_steady_state() -> None:
    samples = plateau()
    kept = np.random.default_rng(1).random(len(samples)) > elapsed(samples) / PLATEAU.length / 2
    assert found(samples.where(kept)).trouble == "drift"


def test_a_load_that_comes_and_goes_is_no_steady_state() -> None:
    samples = plateau()
    turn = (elapsed(samples) // 20).astype(int) % 3
    samples.records["duration"] *= np.array([1.0, 4.0, 0.3], dtype=np.float32)[turn]
    assert found(samples).trouble == "unstable"


def test_too_few_pages_tell_nothing() -> None:
    assert find_steady(views([PLATEAU.start + 1] * 40, 0.3), PLATEAU) is None
    assert find_steady(views([], []), PLATEAU) is None


@settings(max_examples=40)
@given(st.floats(0.2, 8), st.floats(0, 0.9), st.integers(0, 5))
def test_what_is_left_out_is_always_the_beginning_and_never_most_of_it(factor: float, until: float, seed: int) -> None:
    samples = plateau(4, seed)
    samples.records["duration"][elapsed(samples) < until * PLATEAU.length] *= factor
    steady = found(samples)
    assert steady.window.end == PLATEAU.end
    assert 0 <= steady.warm_up <= PLATEAU.length / 2
    assert steady.stretches[0].window.start == PLATEAU.start
    assert steady.stretches[-1].window.end == PLATEAU.end
