"""How a plan goes: the stages really reached, and the people who are due between two looks at it."""

from __future__ import annotations

import random

from loadtests.arrivals.open import Arrivals
from loadtests.arrivals.plan import Plan, Reached, Target

AHEAD = 2.0  # seconds: who is due is told that much before, so that he comes at his very moment
PATIENCE = 60.0  # seconds for all the people of a stage to be there, once they have all been asked for


class Course:
    """A plan under way. ``advance`` is called about once a second; times are seconds since the start of the run."""

    def __init__(self, plan: Plan, *, seed: int = 0) -> None:
        self.history: list[Reached] = []
        self.over = False
        self.target = Target("", 0, None)
        self._plan = plan
        self._rng = random.Random(f"{seed} arrivées")
        self._all_asked_at: float | None = None
        self._told = 0
        self._told_until = 0.0

    @property
    def partly_open(self) -> bool:
        """Whether people arrive by the plan and leave, instead of holding places that are always taken."""
        first = self._plan(0.0, ())
        return first is not None and first.arrivals is not None

    @property
    def together(self) -> int:
        """How many people of one class come together; 0 when people come by themselves."""
        return self._plan.together if isinstance(self._plan, Arrivals) else 0

    def advance(self, elapsed: float, present: int) -> Target | None:
        """What is wanted now that ``present`` places are open; None once the plan is over."""
        target = self._plan(elapsed, self.history)
        while target is not None and (reached := self._reached(target, elapsed, present)):
            self.history.append(reached)
            self._all_asked_at = None
            target = self._plan(elapsed, self.history)
        if target is None:
            self.over = True
        else:
            self.target = target
        return target

    def due(self, elapsed: float) -> list[float]:
        """The moments of the arrivals not told yet, a little ahead, in order; each is told once.

        Between two looks people come at random moments, as people who do not know each other do.
        """
        until = elapsed + AHEAD
        target = self._plan(until, self.history)
        if target is None:
            until, target = elapsed, self._plan(elapsed, self.history)
        if target is None or target.arrivals is None or until <= self._told_until:
            return []
        count = int(target.arrivals) - self._told
        start, self._told_until = self._told_until, until
        self._told += count
        return sorted(self._rng.uniform(start, until) for _ in range(count))

    def _reached(self, target: Target, elapsed: float, present: int) -> Reached | None:
        """The stage under way, if all its people are there just now or if it is given up waiting for them."""
        if target.goal is None or target.people != target.goal:
            return None
        coming = target.goal >= (self.history[-1].people if self.history else 0)
        if present >= target.goal if coming else present <= target.goal:
            return Reached(target.stage, target.goal, elapsed)
        if self._all_asked_at is None:
            self._all_asked_at = elapsed
        if elapsed - self._all_asked_at >= PATIENCE:
            return Reached(target.stage, target.goal, elapsed, late=True)
        return None
