"""Closed plans: a number of people is really there before its stage's clock starts, and no stage is skipped."""

from __future__ import annotations

import pytest

from loadtests.arrivals.catalogue import read_plan
from loadtests.arrivals.closed import Ramp, Stairs, Storm, plateau, steered
from loadtests.arrivals.course import PATIENCE
from loadtests.arrivals.plan import Order, PlanError, Reached
from loadtests.arrivals.stages import Stage
from tests.arrivals.playing import Second, at_once, play, slowly


def held(seconds: list[Second], stage: str) -> float:
    """How long the clock of a stage ran."""
    return sum(second.target.goal is None for second in seconds if second.target.stage == stage)


def test_people_come_at_the_rate_asked_then_stay() -> None:
    _, seconds = play(plateau(Order(30, 10.0, 60.0)))
    assert [second.target.people for second in seconds[:5]] == [1, 11, 21, 30, 30]
    assert held(seconds, "palier") == pytest.approx(57, abs=1)


def test_a_plateau_without_length_never_ends() -> None:
    course, seconds = play(plateau(Order(3, 10.0, None)), longest=500)
    assert len(seconds) == 500
    assert not course.over


def test_the_first_people_come_at_once_however_slow_the_rate() -> None:
    _, seconds = play(plateau(Order(3, 0.1, 60.0)))
    assert [second.target.people for second in seconds[::10][:3]] == [1, 2, 3]


@pytest.mark.parametrize("locust", [at_once, slowly])
def test_no_step_is_skipped_nor_shortened_by_a_slow_start(locust: object) -> None:
    course, seconds = play(Stairs(3)(Order(30, 10.0, 63.0)), locust)  # type: ignore[arg-type]
    assert [(reached.stage, reached.people) for reached in course.history] == [
        ("marche 1", 10),
        ("marche 2", 20),
        ("marche 3", 30),
    ]
    assert [held(seconds, f"marche {step}") for step in (1, 2, 3)] == [20, 20, 20]
    assert course.over


def test_the_clock_of_a_stage_starts_when_its_people_are_really_there() -> None:
    course, seconds = play(plateau(Order(30, 10.0, 60.0)), slowly)
    assert course.history == [Reached("palier", 30, 30.0)]
    assert next(second.at for second in seconds if second.target.goal is None) == 30.0


def test_a_stage_whose_people_never_come_is_given_up_and_told() -> None:
    course, _ = play(plateau(Order(30, 10.0, 60.0)), lambda asked, _: min(asked, 29))
    assert [(reached.stage, reached.late) for reached in course.history] == [("palier", True)]
    assert course.history[0].at == pytest.approx(3 + PATIENCE, abs=1)


def test_a_ramp_climbs_evenly_to_its_last_seconds() -> None:
    course, seconds = play(Ramp(20.0)(Order(100, 5.0, 120.0)))
    counts = [second.target.people for second in seconds]
    assert counts[50] == pytest.approx(50, abs=2)
    assert course.history[0].at == pytest.approx(100, abs=2)
    assert len(seconds) == pytest.approx(120, abs=2)


def test_a_storm_freezes_everybody_then_lets_all_go_at_once() -> None:
    course, seconds = play(Storm(10.0, 5.0)(Order(20, 10.0, 60.0)))
    assert [reached.stage for reached in course.history] == ["calme", "gel", "reprise"]
    frozen = [second.at for second in seconds if second.target.frozen]
    assert len(frozen) == 5
    assert frozen[0] == pytest.approx(12, abs=2)
    assert {second.target.people for second in seconds if second.at >= 3} == {20}, "everybody stays"


def test_a_controller_chooses_each_stage_from_those_held() -> None:
    def controller(past: object) -> Stage | None:
        counts = [reached.people for reached in past]  # type: ignore[attr-defined]
        following = {(): 10, (10,): 20, (10, 20): 15}.get(tuple(counts))
        return Stage(f"niveau {len(counts)}", following, 5.0, 4.0) if following else None

    course, seconds = play(steered(controller))
    assert [reached.people for reached in course.history] == [10, 20, 15]
    assert [held(seconds, f"niveau {number}") for number in range(3)] == [4, 4, 4]
    down = [second.target.people for second in seconds if second.target.stage == "niveau 2"]
    assert down[0] == 19
    assert down[-1] == 15


@pytest.mark.parametrize(
    ("name", "order", "message"),
    [
        ("palier", Order(100, 1.0, 60.0), "l’arrivée des 100 personnes prend déjà toute la durée"),
        ("rampe", Order(100, 1.0, 30.0), "la durée est trop courte"),
        ("rampe", Order(100, 1.0, None), "a besoin d’une durée"),
        ("escalier", Order(2, 1.0, 600.0), "5 marches"),
        ("endurance", Order(10, 10.0, 600.0), "tient au moins 60 min"),
        ("tempete", Order(10, 10.0, 60.0), "n’a plus de temps après le gel"),
        ("inconnu", Order(10, 10.0, 60.0), "Plan d’arrivées inconnu : « inconnu »"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused(name: str, order: Order, message: str) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(name, order)
    assert message in refused.value.message
    assert refused.value.remedy
