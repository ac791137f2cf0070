"""The search inside a run: a level is measured once, at the right moment, and the plan may ask again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from loadtests.judge.capacity import Search
from loadtests.judge.capacity_answer import capacity
from loadtests.judge.level import Level
from loadtests.judge.objectives import read_objectives
from loadtests.judge.steering import Steering, measured_in
from loadtests.measure.windows import Window
from tests.judge.crowd import told
from tests.judge.runs import RAMP, START, sound_run


@dataclass(frozen=True)
class Stage:
    at: float
    late: bool = False


class Ent:
    """Holds 612 people; remembers when it was looked at."""

    def __init__(self) -> None:
        self.looked: list[tuple[Window, int, bool]] = []

    def __call__(self, window: Window, people: int, confirmation: bool) -> Level:
        self.looked.append((window, people, confirmation))
        return told(people, 0.99 if people <= 612 else 0.5, confirmation=confirmation)


def run(ent: Ent, late: int | None = None) -> Steering:
    """Play the stages as a plan does: each is asked for several times."""
    steering = Steering(Search(most=1000), ent)
    held: list[Stage] = []
    elapsed = 0.0
    while (step := steering.step(held)) is not None:
        assert steering.step(held) == step, "the same past has the same answer"
        assert all(steering.step(held[:done]) is not None for done in range(len(held)))
        held.append(Stage(elapsed + 20, late=len(held) == late))
        elapsed = held[-1].at + steering.lasting(step)
    return steering


def test_a_run_steers_itself_to_the_capacity() -> None:
    ent = Ent()
    steering = run(ent)
    assert capacity(steering.levels, steering.search).people == 612
    assert len(ent.looked) == len(steering.levels), "each level is measured once"
    assert [confirmation for *_, confirmation in ent.looked].count(True) == 1


def test_the_start_and_the_very_end_of_a_hold_are_not_counted() -> None:
    ent = Ent()
    steering = run(ent)
    first, second = ent.looked[0][0], ent.looked[1][0]
    assert (first.start, first.end) == (30.0, 60.0), "everybody there at 20 s, 10 s to settle, 30 s counted"
    assert second.start - first.end == steering.tail + 20 + steering.settle


def test_a_stage_whose_people_never_came_proves_nothing() -> None:
    steering = run(Ent(), late=2)
    assert [level.people for level in steering.levels[:4]] == [50, 100, 200, 200]
    assert "jamais été là toutes à la fois" in steering.levels[2].unsound


def test_levels_are_read_from_what_the_run_has_recorded_so_far(tmp_path: Path) -> None:
    story = sound_run()
    story.write(tmp_path)
    measure = measured_in(tmp_path, START, read_objectives())
    level = measure(Window(RAMP + 10.0, RAMP + 70.0), 600, False)
    assert level.good
    assert level.throughput == pytest.approx(20, rel=0.1)
    ramp = measure(Window(10.0, 30.0), 600, False)
    assert "personnes présentes sur 600" in ramp.unsound
