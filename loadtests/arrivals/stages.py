"""Plans made of stages, in a closed model: a number of people is reached, then held for a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loadtests.arrivals.plan import History, Reached, Target


@dataclass(frozen=True)
class Stage:
    """``people`` reached by coming (or leaving) at ``rate`` a second, then held ``seconds``.

    ``frozen`` is the part of the hold, in seconds from its start, during which nobody does anything.
    """

    name: str
    people: int
    rate: float
    seconds: float
    frozen: float = 0.0


Next = Callable[[Sequence[Reached]], Stage | None]
"""What the next stage is, from the stages already held; None after the last one."""


@dataclass(frozen=True)
class Stages:
    """A plan: one stage after the other, each chosen once the one before is over.

    ``next_stage`` is asked again about the same past: it must answer the same.
    """

    next_stage: Next

    def __call__(self, elapsed: float, history: History) -> Target | None:
        opened, before = 0.0, 0
        for done in range(len(history) + 1):
            stage = self.next_stage(history[:done])
            if stage is None:
                return None
            if done == len(history):
                return _on_the_way(stage, elapsed - opened, before)
            over = history[done].at + stage.seconds
            if elapsed < over:
                frozen = elapsed - history[done].at < stage.frozen
                return Target(stage.name, stage.people, None, frozen=frozen)
            opened, before = over, stage.people
        raise AssertionError("the last stage is on the way")


def in_order(stages: Sequence[Stage]) -> Stages:
    """A plan whose stages are known from the start."""
    return Stages(lambda held: stages[len(held)] if len(held) < len(stages) else None)


def _on_the_way(stage: Stage, since: float, before: int) -> Target:
    moved = int(stage.rate * max(since, 0.0)) + 1  # the first ones come at once
    people = min(stage.people, before + moved) if stage.people >= before else max(stage.people, before - moved)
    return Target(stage.name, people, stage.people)
