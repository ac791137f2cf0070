"""A plan played second by second, with a Locust that does what it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loadtests.arrivals.course import Course
from loadtests.arrivals.plan import Plan, Target

Locust = Callable[[int, int], int]
"""``(asked, there) -> there``: how many people are really there one second after so many were asked for."""


@dataclass(frozen=True)
class Second:
    """``there`` is how many places were open when ``target`` was asked for."""

    at: float
    there: int
    target: Target


def at_once(asked: int, _: int) -> int:
    return asked


def slowly(asked: int, there: int) -> int:
    """One person a second, whatever is asked."""
    return there + (asked > there) - (asked < there)


def play(plan: Plan, locust: Locust = at_once, longest: int = 2000) -> tuple[Course, list[Second]]:
    """Play a plan to its end, or for ``longest`` seconds."""
    course, there, seconds = Course(plan), 0, list[Second]()
    for at in range(longest):
        target = course.advance(float(at), there)
        if target is None:
            break
        seconds.append(Second(float(at), there, target))
        there = locust(target.people, there)
    return course, seconds
