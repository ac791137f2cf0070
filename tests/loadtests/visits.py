"""Visits to play in tests, and the diary that remembers them."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from fixtures.accounts import Account
from loadtests.journeys.visit import Visit
from loadtests.measure.samples import Sample
from loadtests.navigation.habits import ARRIVAL, DEPARTURE, Habits
from loadtests.navigation.mix import read_mix
from portal.client import Portal
from portal.http import HttpSession
from tests.portal.fake_ent import BASE

MARK = "[Préau] essai"
MIX = read_mix()
HABITS = MIX.habits


class Memory:
    """A diary in memory."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.sessions = 0

    def keep(self, sample: Sample) -> None:
        self.samples.append(sample)

    def entered(self, _: Account) -> None:
        self.sessions += 1

    def left(self, _: Account) -> None:
        self.sessions -= 1

    @property
    def names(self) -> list[str]:
        return [sample.name for sample in self.samples]

    @property
    def reasons(self) -> list[str]:
        return [sample.reason for sample in self.samples if sample.reason]


def visit_of(
    http: HttpSession,
    diary: Memory,
    account: Account,
    *,
    base: str = BASE,
    waits: list[float] | None = None,
    **more: Any,
) -> Visit:
    pauses = waits if waits is not None else []
    habits = more.get("habits", HABITS[account.role])
    rng = random.Random(more.get("seed", 1))
    return Visit(Portal(http, base), account, habits, rng, pause=pauses.append, diary=diary, mark=MARK)


def somebody(role: str = "pupil") -> Account:
    return Account(role, "camille", "secret")


def only(*subjects: str) -> Habits:
    """One subject after the other, always the same way."""
    path = (ARRIVAL, *subjects, DEPARTURE)
    return Habits("pupil", 10.0, {here: {there: 1.0} for here, there in pairwise(path)})
