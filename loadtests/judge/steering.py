"""The search of the capacity as an arrival plan drives it: stages reached in, the next stage out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from loadtests.judge.capacity import Search, Step, next_level
from loadtests.judge.level import Level, level_of
from loadtests.judge.objectives import Objectives
from loadtests.measure.probe import read_probe
from loadtests.measure.samples import read_samples
from loadtests.measure.windows import Window
from portal.french import integer, typeset

Measure = Callable[[Window, int, bool], Level]
"""What a window (seconds since the start of the run) showed, for a number of people, as a confirmation or not."""


class Held(Protocol):
    """A stage whose people were all there at ``at`` (seconds since the start); ``late`` when they never were."""

    @property
    def at(self) -> float: ...

    @property
    def late(self) -> bool: ...


@dataclass
class Steering:
    """Chooses each stage of a run. A level is measured once, when its hold is over; then only remembered.

    ``settle`` seconds at the start of each hold are not counted: the ENT gets used to the new number of people. Nor
    are its last ``tail`` seconds: their samples are still on their way when the next stage is chosen.
    """

    search: Search
    measure: Measure
    settle: float = 10.0
    tail: float = 5.0
    levels: list[Level] = field(default_factory=list)

    def step(self, held: Sequence[Held]) -> Step | None:
        """What to hold after these stages; None when the search is over. The same past has the same answer."""
        for number in range(len(self.levels), len(held)):
            step = next_level(self.levels, self.search)
            if isinstance(step, Step):
                self.levels.append(self._measured(step, held[number]))
        step = next_level(self.levels[: len(held)], self.search)
        return step if isinstance(step, Step) else None

    def lasting(self, step: Step) -> float:
        """How long the stage of a step is held, in seconds."""
        return self.settle + step.seconds + self.tail

    def _measured(self, step: Step, held: Held) -> Level:
        start = held.at + self.settle
        level = self.measure(Window(start, start + step.seconds), step.people, step.confirmation)
        never = typeset(f"les {integer(step.people)} personnes n’ont jamais été là toutes à la fois")
        return replace(level, unsound=never) if held.late else level


def measured_in(folder: Path, began: float, objectives: Objectives) -> Measure:
    """Measures levels from what a run has recorded in its folder so far; ``began`` in seconds since the epoch."""

    def measure(window: Window, people: int, confirmation: bool) -> Level:
        moved = Window(began + window.start, began + window.end)
        return level_of(read_samples(folder), read_probe(folder), moved, people, objectives, confirmation=confirmation)

    return measure
