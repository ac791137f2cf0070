"""Percentiles are measured values, whole and unrounded."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtests.measure.percentiles import latency, percentile, values_needed, weighted_percentile

durations = st.lists(st.floats(0, 100, width=32), min_size=1, max_size=200)
percents = st.integers(1, 100)


@given(durations, percents)
def test_a_percentile_is_the_smallest_value_that_holds_the_share(values: list[float], percent: int) -> None:
    found = percentile(np.array(values, dtype=np.float32), percent / 100)
    rank = max(1, ceil(percent * len(values) / 100))
    assert found == sorted(values)[rank - 1]


@given(durations, percents)
def test_a_percentile_lies_beside_numpys_own(values: list[float], percent: int) -> None:
    array = np.array(values)
    found = percentile(array, percent / 100)
    assert found is not None
    lower, higher = (np.percentile(array, percent, method=method) for method in ("lower", "higher"))
    step = np.diff(np.sort(array)).max(initial=0.0)
    assert lower - step <= found <= higher + step


def test_thousand_and_thirty_six_milliseconds_are_not_a_thousand() -> None:
    """Buckets of two digits say 1000 ms here, below the fastest answer, and a limit of one second passes."""
    values = np.linspace(1.036, 1.084, 500, dtype=np.float32)
    for share in (0.5, 0.66, 0.9, 0.95, 0.98):
        assert percentile(values, share) == pytest.approx(float(np.quantile(values, share)), rel=0.001)
        assert (percentile(values, share) or 0) > 1.0


def test_no_value_has_no_percentile() -> None:
    assert percentile(np.array([]), 0.95) is None
    assert weighted_percentile(np.array([]), np.array([]), 0.95) is None
    assert weighted_percentile(np.array([1.0]), np.array([0.0]), 0.95) is None


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(1, 9)), min_size=1, max_size=40), percents)
def test_a_weight_is_so_many_times_the_value(pairs: list[tuple[float, int]], percent: int) -> None:
    values = np.array([value for value, _ in pairs])
    weights = np.array([weight for _, weight in pairs])
    expected = percentile(np.repeat(values, weights), percent / 100)
    assert weighted_percentile(values, weights.astype(float), percent / 100) == expected


def test_a_percentile_is_claimed_only_on_enough_values() -> None:
    assert [values_needed(share) for share in (0.5, 0.95, 0.99)] == [5, 59, 299]
    few, many = latency(np.linspace(0.1, 1, 58)), latency(np.linspace(0.1, 1, 299))
    assert (few.p50 is not None, few.p95, few.p99) == (True, None, None)
    assert many.p99 == pytest.approx(0.99, abs=0.005)
