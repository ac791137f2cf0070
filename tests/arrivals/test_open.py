"""Partly-open plans: people are due when the plan says so, each once, and classes come together."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest

from loadtests.arrivals.catalogue import read_plan
from loadtests.arrivals.course import AHEAD, Course
from loadtests.arrivals.guests import guests
from loadtests.arrivals.open import OPENED_A_SECOND, Bell, FirstDay, SchoolDay
from loadtests.arrivals.plan import Order, Plan, PlanError
from tests.arrivals.playing import play, slowly

MIX = {"teacher": 0.1, "pupil": 0.6, "parent": 0.3}


def dues(plan: Plan, length: int) -> list[float]:
    """The moments of all the arrivals of a plan whose places are open at once."""
    course, moments, there = Course(plan), list[float](), 0
    for at in range(length + 5):
        target = course.advance(float(at), there)
        if target is None:
            break
        moments += course.due(float(at))
        there = target.people
    return moments


def test_nobody_is_due_before_all_the_places_are_open() -> None:
    course, seconds = play(Bell(5, 60.0, 5.0)(Order(30, 1.0, 120.0)), slowly)
    assert [(reached.stage, reached.people, reached.at) for reached in course.history] == [("ouverture", 30, 30.0)]
    assert all(second.target.arrivals == 0 for second in seconds[:31])
    assert seconds[-1].target.arrivals == pytest.approx(30)


def test_places_open_fast_but_never_more_than_asked() -> None:
    _, seconds = play(Bell(5, 60.0, 5.0)(Order(250, 1.0, 120.0)))
    assert [second.target.people for second in seconds[:3]] == [OPENED_A_SECOND, 2 * OPENED_A_SECOND, 250]


def test_everybody_comes_once_to_the_bell_most_of_them_in_the_middle() -> None:
    moments = dues(Bell(25, 180.0, 20.0)(Order(600, 1.0, 300.0)), 300)
    assert len(moments) == 600
    assert moments == sorted(moments)
    middle = [moment for moment in moments if 60 <= moment - 7 <= 140]
    assert len(middle) > 600 * 0.6


def test_a_class_comes_within_the_time_it_takes_to_gather() -> None:
    plan = Bell(25, 600.0, 10.0)(Order(100, 1.0, 900.0))
    moments = dues(plan, 900)
    for first, last in ((0, 24), (25, 49), (50, 74), (75, 99)):
        assert moments[last] - moments[first] <= 10 + 2


def test_people_come_at_random_moments_told_a_little_ahead() -> None:
    course = Course(FirstDay(60.0)(Order(1000, 1.0, 300.0)))
    for at in range(12):
        course.advance(float(at), 1000)
    told = course.due(12.0)
    assert told == sorted(told)
    assert max(told) <= 12 + AHEAD
    assert course.due(12.0) == [], "each is told once"
    gaps = [after - before for before, after in pairwise(told)]
    assert max(gaps) > 4 * min(gaps), "not like a clock"


def test_on_the_first_day_everybody_comes_once_half_of_them_early() -> None:
    moments = dues(FirstDay(60.0)(Order(400, 1.0, 300.0)), 300)
    assert len(moments) == 400
    assert sum(moment < 62 for moment in moments) == pytest.approx(200, abs=15)


def test_the_busiest_hour_brings_as_many_people_at_once_as_asked() -> None:
    day = SchoolDay([(8.0, 0.2), (9.0, 1.0), (10.0, 1.0), (11.0, 0.2)], visit=20.0)
    moments = dues(day(Order(100, 1.0, 300.0)), 300)
    inside = [sum(moment <= at < moment + 20 for moment in moments) for at in range(300)]
    assert max(inside) == pytest.approx(100, rel=0.1)
    assert inside[30] < 60


def test_shorter_pauses_bring_more_people() -> None:
    day = SchoolDay([(8.0, 1.0), (11.0, 1.0)], visit=20.0)
    few, many = (len(dues(day(Order(50, 1.0, 100.0, pauses)), 100)) for pauses in (1.0, 0.5))
    assert many == pytest.approx(2 * few, rel=0.1)


@pytest.mark.parametrize("name", ["cloche", "journee", "rentree"])
def test_the_plans_of_the_file_bring_people_and_end(name: str) -> None:
    moments = dues(read_plan(name, Order(300, 1.0, 900.0)), 900)
    assert 290 <= len(moments) <= 3000
    assert moments == sorted(moments)
    assert not Course(read_plan("palier", Order(300, 10.0, 900.0))).partly_open
    assert Course(read_plan(name, Order(300, 1.0, 900.0))).partly_open


@pytest.mark.parametrize(("name", "needed"), [("cloche", "200"), ("rentree", "240")])
def test_a_run_too_short_for_its_plan_is_refused(name: str, needed: str) -> None:
    with pytest.raises(PlanError, match=needed):
        read_plan(name, Order(300, 1.0, 60.0))


def test_roles_follow_the_mix_as_near_as_whole_people_can() -> None:
    roles = [role for role, _ in islice(guests(MIX), 1000)]
    assert [roles.count(role) for role in MIX] == [100, 600, 300]
    for count in range(1, 100):
        assert all(abs(roles[:count].count(role) - share * count) <= 1 for role, share in MIX.items())


def test_a_class_and_its_families_come_before_the_next_one() -> None:
    come = list(islice(guests(MIX, ["CP", "CE1"], 10), 30))
    assert [classroom for _, classroom in come] == ["CP"] * 10 + ["CE1"] * 10 + ["CP"] * 10
