"""Readings become outages whose bounds are told, and availability that never flatters. No clock, no network."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from acceptance.watch.availability import PARIS, days_between, figure, service_window, working_window
from acceptance.watch.outages import DAY, Episode, episodes, outages
from acceptance.watch.states import Kind, Reading, State, state_of

_ENTRY = '<bns-auto-login-box url="x"></bns-auto-login-box>'
UP, SLOW, MAINTENANCE, ERROR, UNSEEN = State


def readings(*parts: tuple[int, State], every: float = 5.0, start: float = 1_000_000.0) -> list[Reading]:
    """``(12, UP)``: twelve readings of that state; ``(12, UNSEEN)``: nothing for as long."""
    found, at = [], start
    for count, state in parts:
        for _ in range(count):
            if state is not UNSEEN:
                found.append(Reading(at, "nouveau", "nom", Kind.PAGE, 200, 0.1, state))
            at += every
    return found


def told(*parts: tuple[int, State]) -> list[tuple[float, float | None]]:
    """Shortest and longest length of each outage, in probes."""
    found = outages(episodes(readings(*parts), 5.0))
    return [(outage.shortest / 5, outage.longest / 5) for outage in found]


@pytest.mark.parametrize(
    ("status", "seconds", "body", "state"),
    [
        (200, 0.2, _ENTRY, UP),
        (200, 6.0, _ENTRY, SLOW),
        (200, 0.2, "<h1>Site en maintenance</h1>", MAINTENANCE),
        (503, 0.2, "", MAINTENANCE),
        (200, 0.2, "<h1>Apache2 Debian Default Page</h1>", ERROR),
        (502, 0.2, "", ERROR),
        (0, 10.0, "", ERROR),
        (301, 0.1, "", ERROR),
        (200, 0.2, f"{_ENTRY}<p>Maintenance prévue samedi</p>", UP),
    ],
)
def test_an_answer_shows_a_state(status: int, seconds: float, body: str, state: State) -> None:
    assert state_of(status, seconds, body)[0] is state


def test_an_outage_lies_between_two_bounds() -> None:
    assert told((10, UP), (18, ERROR), (10, UP)) == [(17, 19)]


def test_a_seeded_outage_is_measured_within_two_probes() -> None:
    for lost in (18, 19, 100):
        ((shortest, longest),) = told((10, UP), (lost, ERROR), (10, UP))
        assert shortest <= lost <= longest
        assert longest - lost <= 2


def test_maintenance_then_errors_are_one_outage_and_slowness_is_none() -> None:
    found = outages(episodes(readings((5, UP), (5, MAINTENANCE), (5, ERROR), (5, SLOW), (5, UP)), 5.0))
    assert [outage.states for outage in found] == [(MAINTENANCE, ERROR)]
    assert told((5, UP), (5, SLOW), (5, UP)) == []


def test_an_outage_that_lasts_has_no_end() -> None:
    (outage,) = outages(episodes(readings((5, UP), (5, ERROR)), 5.0))
    assert outage.end is None
    assert outage.longest == 25


def test_a_time_that_was_not_observed_counts_with_the_outage_beside_it() -> None:
    assert told((5, UP), (20, UNSEEN), (5, ERROR), (5, UP)) == [(4, 26)]
    assert told((5, UP), (5, ERROR), (20, UNSEEN), (5, ERROR), (5, UP)) == [(29, 31)]
    assert told((5, UP), (5, ERROR), (20, UNSEEN), (5, UP)) == [(4, 26)]


def test_a_time_that_was_not_observed_is_neither_up_nor_down() -> None:
    found = list(episodes(readings((5, UP), (20, UNSEEN), (5, UP)), 5.0))
    assert [episode.state for episode in found] == [UP, UNSEEN, UP]


def test_the_margin_is_what_is_left_of_the_day() -> None:
    (outage,) = outages(episodes(readings((5, UP), (100, ERROR), (5, UP)), 5.0))
    assert outage.margin == DAY - 505
    assert outages([Episode(ERROR, 0, DAY + 1, -5, DAY + 6), Episode(UP, DAY + 6, DAY + 9, DAY + 1)])[0].margin < 0


def test_a_clock_that_goes_back_does_not_lengthen_anything() -> None:
    late = readings((3, UP))
    assert len(list(episodes([*late, *late], 5.0))) == 1


def test_the_window_of_service_is_21_hours_from_six_even_when_clocks_change() -> None:
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 12, 25)):
        start, end = service_window(day)
        assert datetime.fromtimestamp(start, PARIS).hour == 6
        assert end - start == 21 * 3600


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 11), False),
        (date(2027, 3, 29), False),
        (date(2026, 7, 14), False),
    ],
)
def test_working_hours_leave_out_week_ends_and_public_holidays(day: date, worked: bool) -> None:
    assert (working_window(day) is not None) is worked


def test_a_night_outage_before_six_costs_nothing_and_a_morning_one_does() -> None:
    day = date(2026, 11, 27)
    start = service_window(day)[0]
    night = [
        Episode(UP, start - 3 * 86400, start - 7200, 0, start - 7200),
        Episode(ERROR, start - 7200, start - 60, start - 7200, start - 60),
        Episode(UP, start - 60, start + 3 * 86400, start - 60),
    ]
    assert figure(night, [day], service_window).share == 1.0
    morning = [Episode(e.state, e.start + 7200, e.end + 7200, 0, e.latest and e.latest + 7200) for e in night]
    assert figure(morning, [day], service_window).down == 7140


def test_a_month_adds_up_what_was_usable_down_and_not_observed() -> None:
    start = service_window(date(2026, 2, 1))[0]
    half = [Episode(UP, start, start + 14 * 86400, start)]
    month = figure(half, days_between(date(2026, 2, 2), date(2026, 2, 28)), service_window)
    assert month.asked == 28 * 21 * 3600
    assert month.share == 1.0
    assert month.observed == pytest.approx(0.5, abs=0.01)
    assert month.unseen == pytest.approx(month.asked / 2, rel=0.01)


def test_two_percent_of_the_working_hours_of_a_month_are_allowed() -> None:
    days = [date(2026, 11, 2) + timedelta(days=n) for n in range(5)]
    first = working_window(days[0])
    assert first is not None
    down = 0.03 * 5 * 36000
    found = [
        Episode(ERROR, first[0], first[0] + down, first[0], first[0] + down),
        Episode(UP, first[0] + down, first[0] + 6 * 86400, first[0] + down),
    ]
    assert figure(found, days, working_window).share == pytest.approx(0.97)


def test_nothing_observed_gives_no_figure() -> None:
    assert figure([], [date(2026, 11, 2)], service_window).share is None
