"""How late a page began: from the moment planned, whatever the generator did meanwhile."""

from __future__ import annotations

import pytest

from loadtests.journeys import blog
from loadtests.journeys.visit import Visit
from tests.loadtests.visits import Memory, somebody, visit_of
from tests.portal.fake_ent import FakeEnt


class Clock:
    """A time that only moves when told; pauses last ``slow`` seconds more than asked."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slow = 0.0

    def time(self) -> float:
        return self.now

    def perf_counter(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds + self.slow


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("loadtests.journeys.visit.time", clock)
    return clock


def visit_at(clock: Clock, **more: float) -> tuple[Visit, Memory]:
    diary = Memory()
    usual = visit_of(FakeEnt(), diary, somebody())
    visit = Visit(usual.portal, usual.account, usual.habits, usual.rng, pause=clock.pause, diary=diary, mark="", **more)
    return visit, diary


def look(visit: Visit) -> None:
    with visit.page(blog.LIST):
        pass


def test_a_pause_that_lasts_as_planned_makes_nothing_late(clock: Clock) -> None:
    visit, diary = visit_at(clock)
    visit.wait(10)
    look(visit)
    assert diary.samples[-1].late == 0


def test_a_generator_that_wakes_late_is_told_by_the_page(clock: Clock) -> None:
    visit, diary = visit_at(clock)
    clock.slow = 3
    visit.wait(10)
    look(visit)
    assert diary.samples[-1].late == pytest.approx(3)
    assert diary.samples[-1].start == pytest.approx(1013)


def test_lateness_of_two_pauses_before_one_page_adds_up(clock: Clock) -> None:
    visit, diary = visit_at(clock)
    clock.slow = 2
    visit.wait(10)
    visit.wait(5)
    look(visit)
    assert diary.samples[-1].late == pytest.approx(4)


def test_a_slow_page_makes_the_next_one_no_later(clock: Clock) -> None:
    visit, diary = visit_at(clock)
    with visit.page(blog.LIST):
        clock.now += 60
    visit.wait(10)
    look(visit)
    assert [sample.late for sample in diary.samples] == [0, 0]


def test_the_arrival_that_was_planned_is_when_the_first_page_should_begin(clock: Clock) -> None:
    visit, diary = visit_at(clock, due=990.0)
    look(visit)
    look(visit)
    assert [sample.late for sample in diary.samples] == [10, 0]


def test_somebody_early_is_not_late(clock: Clock) -> None:
    visit, diary = visit_at(clock, due=1010.0)
    look(visit)
    assert diary.samples[-1].late == 0


def test_the_pace_multiplies_every_pause(clock: Clock) -> None:
    visit, _ = visit_at(clock, pace=0.5)
    visit.wait(10)
    assert clock.now == pytest.approx(1005)
