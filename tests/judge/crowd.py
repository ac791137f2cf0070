"""A crowd before a server, simulated event by event: what it can hold is known from queueing theory.

``people`` think for an exponential time, then ask for a page; ``servers`` serve them in the order they come, for an
exponential time (the machine repairman, M/M/c//N).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from math import exp, lgamma, log

import numpy as np

from loadtests.judge.capacity import Failed, Found, Search, Step, next_level
from loadtests.judge.level import BLOCKS, Count, Level, level_of
from loadtests.judge.objectives import Objective, Objectives, read_objectives
from loadtests.measure.probe import Probe
from loadtests.measure.samples import RECORD, Samples
from loadtests.measure.windows import Window
from tests.stub.desk import Desk

OBJECTIVES = Objectives(
    (Objective("Lire le blog", "blog", 0.95, 2.0), Objective("Écrire", "messagerie", 0.95, 1.0)),
    read_objectives().conditions,
)
TEXTS = {"name": ["page"], "role": ["pupil"], "journey": ["blog", "messagerie"], "reason": [""]}


@dataclass(frozen=True)
class Server:
    """Times in seconds; ``servers`` pages are served at once, each in ``service`` on average."""

    servers: int = 20
    service: float = 0.3
    think: float = 9.0

    def share_within(self, people: int, limit: float) -> float:
        """The exact share of pages served within ``limit``: who comes sees the state without him (arrival theorem)."""
        others, weights = people - 1, [1.0]
        for waiting in range(1, people):
            coming = (others - waiting + 1) / self.think
            weights.append(weights[-1] * coming / (min(waiting, self.servers) / self.service))
        total, share = sum(weights), 0.0
        for ahead, weight in enumerate(weights):
            share += weight / total * self._served(ahead, limit)
        return share

    def _served(self, ahead: int, limit: float) -> float:
        """Probability that a page asked with ``ahead`` others under way is there within ``limit``."""
        rate = 1 / self.service
        if ahead < self.servers:
            return 1 - exp(-rate * limit)
        # ``steps`` departures first, then one's own service: the law of the sum, on a fine grid.
        steps, busy = ahead - self.servers + 1, self.servers * rate
        grid = np.linspace(1e-9, limit, 400)
        waiting = np.exp(steps * log(busy) + (steps - 1) * np.log(grid) - busy * grid - lgamma(steps))
        return float(np.trapezoid(waiting * (1 - np.exp(-rate * (limit - grid))), grid))

    def capacity(self, share: float = 0.95, limit: float = 1.0) -> int:
        """The greatest number of people for whom ``share`` of the pages are served within ``limit``."""
        low, high = 1, 8192
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.share_within(middle, limit) >= share else (low, middle)
        return low


def hold(server: Server, people: int, seconds: float, chance: np.random.Generator, settle: float = 10.0) -> Level:
    """Hold a level on the simulated server, and read it as a real one is."""
    coming = [(float(moment), person) for person, moment in enumerate(chance.exponential(server.think, people))]
    heapq.heapify(coming)
    desk = Desk(server.servers)
    views: list[tuple[float, float]] = []
    while coming[0][0] < settle + seconds:
        asked, person = heapq.heappop(coming)
        done = desk.take(asked, chance.exponential(server.service))
        heapq.heappush(coming, (done + chance.exponential(server.think), person))
        views.append((asked, done - asked))
    records = np.zeros(len(views), dtype=RECORD)
    records["start"], records["duration"] = np.array(views).T
    records["journey"] = chance.integers(0, 2, len(views))
    records["is_page"], records["good"] = True, True
    return level_of(
        Samples(records, TEXTS),
        readings(people, settle + seconds),
        Window(settle, settle + seconds),
        people,
        OBJECTIVES,
    )


def readings(people: int, until: float, late: float = 0.004) -> Probe:
    """Once a second, from zero: everybody is there and the generator is on time."""
    times = np.arange(0.0, until)
    full = np.full(times.size, float(people))
    return Probe(times, full, full, full, np.full(times.size, late), {})


def search(server: Server, how: Search, seed: int) -> tuple[list[Level], Found | Failed]:
    """A whole search on the simulated server."""
    chance = np.random.default_rng(seed)
    history: list[Level] = []
    while isinstance(step := next_level(history, how), Step):
        level = hold(server, step.people, step.seconds, chance)
        history.append(replace(level, confirmation=step.confirmation))
    return history, step


def told(people: int, share: float, *, unsound: str = "", confirmation: bool = False, views: int = 1200) -> Level:
    """A level as one tells it: that share of good views of the messaging, all good in the blog."""
    total = (views // BLOCKS,) * BLOCKS
    good = tuple(round(share * views / BLOCKS) for _ in range(BLOCKS))
    counts = (Count("Lire le blog", "blog", 0.95, total, total), Count("Écrire", "messagerie", 0.95, good, total))
    return Level(people, 30.0, counts, tuple(2 * views // BLOCKS for _ in total), 0.8, unsound, confirmation)
