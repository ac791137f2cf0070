"""Visits to play in tests, and the diary that remembers them."""

from __future__ import annotations

import random
from typing import Any

from fixtures.accounts import Account
from loadtests.journeys.visit import Habits, Subject, Visit
from loadtests.measure.samples import Sample
from loadtests.people.habits import PARENT, PUPIL, TEACHER
from portal.client import Portal
from portal.http import HttpSession
from tests.portal.fake_ent import BASE

MARK = "[Préau] essai"
HABITS = {"teacher": TEACHER, "pupil": PUPIL, "parent": PARENT}


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


def only(*subjects: Subject) -> Habits:
    return Habits("pupil", 10.0, dict.fromkeys(subjects, 1), {len(subjects): 1})
