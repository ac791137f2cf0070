"""Slices of time and requests in flight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtests.measure.samples import RECORD, Samples
from loadtests.measure.windows import Window, in_flight, timeline, within

WINDOW = Window(100.0, 110.0)


def samples(*spans: tuple[float, float], good: bool = True) -> Samples:
    records = np.zeros(len(spans), dtype=RECORD)
    records["start"] = [start for start, _ in spans]
    records["duration"] = [duration for _, duration in spans]
    records["good"] = good
    return Samples(records, {"name": [""], "role": [""], "journey": [""], "reason": [""]})


def test_a_window_holds_its_start_and_not_its_end() -> None:
    assert len(within(samples((99.9, 1), (100.0, 1), (109.9, 30), (110.0, 1)), WINDOW)) == 2


def test_without_a_window_nothing_is_judged() -> None:
    assert len(within(samples((100.0, 1)), None)) == 0


def test_slices_count_good_and_bad_views_apart() -> None:
    views = samples((100.5, 0.2), (101.0, 0.4), (107.0, 0.1))
    views.records["good"] = [True, True, False]
    slices = timeline(views, WINDOW, 5)
    assert (slices.good.tolist(), slices.bad.tolist()) == ([2, 0], [0, 1])
    assert slices.times.tolist() == [102.5, 107.5]
    assert slices.p95[0] == pytest.approx(0.4)
    assert np.isnan(slices.p95[1])  # a failure, however fast, is no time


@given(st.lists(st.tuples(st.floats(90, 120), st.floats(0, 15)), max_size=60), st.floats(0.5, 12))
def test_slices_lose_no_view(spans: list[tuple[float, float]], width: float) -> None:
    views = samples(*spans)
    slices = timeline(views, WINDOW, width)
    assert slices.good.sum() + slices.bad.sum() == len(within(views, WINDOW))


def test_requests_in_flight_are_counted_over_time() -> None:
    level = in_flight(samples((90.0, 40.0), (101.0, 1.0), (101.5, 1.0), (120.0, 1.0)), WINDOW)
    assert level is not None
    assert (level.maximum, level.median) == (3, 1)


def test_one_request_after_another_is_one_in_flight() -> None:
    level = in_flight(samples((100.0, 1.0), (101.0, 1.0), (102.0, 8.0)), WINDOW)
    assert level is not None
    assert (level.maximum, level.median) == (1, 1)


def test_no_request_at_all_is_not_zero_in_flight() -> None:
    assert in_flight(samples((90.0, 1.0)), WINDOW) is None
