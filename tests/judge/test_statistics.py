"""The statistics a verdict rests on, against scipy's own tests and against their definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, power_divergence

from loadtests.judge.statistics import exact_interval, g_test, views_needed

counts = st.integers(1, 5_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts, st.sampled_from([0.9, 0.95, 0.99]))
def test_the_interval_is_the_exact_one(count: tuple[int, int], confidence: float) -> None:
    good, total = count
    expected = binomtest(good, total).proportion_ci(confidence_level=confidence, method="exact")
    assert exact_interval(good, total, confidence) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nothing_seen_leaves_everything_possible() -> None:
    assert exact_interval(0, 0) == (0.0, 1.0)


@given(st.floats(0.01, 0.999), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_views_needed_are_the_fewest_that_can_prove_the_share(share: float, confidence: float) -> None:
    needed = views_needed(share, confidence)
    assert exact_interval(needed, needed, confidence)[0] >= share - 1e-9
    if needed > 1:
        assert exact_interval(needed - 1, needed - 1, confidence)[0] < share + 1e-9


def test_ninety_five_percent_need_seventy_two_views() -> None:
    assert views_needed(0.95) == 72


def test_no_number_of_views_proves_that_all_are_good() -> None:
    with pytest.raises(ValueError, match="no number"):
        views_needed(1.0)


@given(st.lists(st.integers(1, 400), min_size=2, max_size=5), st.data())
def test_the_g_test_is_the_likelihood_ratio_test(observed: list[int], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(observed), max_size=len(observed)))
    expected = np.array(weights) * sum(observed) / sum(weights)
    reference = power_divergence(observed, expected, lambda_="log-likelihood").pvalue
    reference = 1.0 if np.isnan(reference) else reference  # scipy's own rounding, when the mix is exact
    assert g_test(observed, weights) == pytest.approx(reference, abs=1e-6)


def test_a_role_that_was_not_declared_is_never_chance() -> None:
    assert g_test([10, 10, 1], [1, 1, 0]) == 0.0


def test_a_mix_of_one_role_cannot_stray() -> None:
    assert g_test([600], [1]) == 1.0
