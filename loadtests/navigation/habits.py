"""How the people of one role go from subject to subject: a Markov table, and what follows from it exactly."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

ARRIVAL, DEPARTURE = "arrivée", "départ"

Steps = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Habits:
    """``reading`` is the mean time on a page before the next click, in seconds; ``steps[here][there]`` the probability
    to go on from a subject (or ARRIVAL) to another (or DEPARTURE), each row summing to 1."""

    role: str
    reading: float
    steps: Steps

    @property
    def subjects(self) -> tuple[str, ...]:
        """All that a person of that role may come for, in the order of the table."""
        return tuple(name for name in self.steps if name != ARRIVAL)

    def after(self, subject: str, rng: random.Random) -> str:
        """What comes next: a subject, or DEPARTURE."""
        row = self.steps[subject]
        return rng.choices(list(row), list(row.values()))[0]


def mean_plays(habits: Habits) -> dict[str, float]:
    """How many times each subject is played in one visit, on average: the first row of the fundamental matrix
    N = (I - Q)^-1 of the absorbing chain. Exact; the chain must reach DEPARTURE from everywhere."""
    states = (ARRIVAL, *habits.subjects)
    among = np.array([[habits.steps[here].get(there, 0.0) for there in states] for here in states])
    fundamental = np.linalg.inv(np.eye(len(states)) - among)
    return dict(zip(states[1:], map(float, fundamental[0, 1:]), strict=True))
