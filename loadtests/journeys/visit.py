"""One person's visit of the portal: what he sees, how long he stays on it, and what we keep of it. No engine here."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from fixtures.accounts import Account
from loadtests.measure.samples import CUT, Sample
from portal.client import Portal
from portal.http import PageName, PortalError
from portal.sign_in import Landing

# Times on a page spread like a log-normal law: many short ones, a few long; none beyond LONGEST times the mean.
SPREAD, LONGEST = 0.5, 4.0

Subject = Callable[["Visit"], None]


@dataclass(frozen=True)
class Habits:
    """How the people of one role use the portal.

    ``pause`` is the mean time on a page before the next click, in seconds; ``subjects`` what they come for and its
    weight; ``how_many`` subjects in one visit, with the weight of each number.
    """

    role: str
    pause: float
    subjects: Mapping[Subject, int]
    how_many: Mapping[int, int]


class Diary(Protocol):
    """Who keeps a record of the visits."""

    def keep(self, sample: Sample) -> None:
        """A page was seen, good or bad."""

    def entered(self, account: Account) -> None:
        """A session has been opened with that account."""

    def left(self, account: Account) -> None:
        """The session of that account is over."""


class Visit:
    """A person with an account and a browser. ``pause`` waits that many seconds; all that is created starts with
    ``mark``."""

    def __init__(
        self,
        portal: Portal,
        account: Account,
        habits: Habits,
        rng: random.Random,
        *,
        pause: Callable[[float], None],
        diary: Diary,
        mark: str,
    ) -> None:
        self.portal = portal
        self.account = account
        self.habits = habits
        self.rng = rng
        self._pause = pause
        self._paused = 0.0
        self.diary = diary
        self.mark = mark
        self.landing: Landing | None = None
        self.wrong_passwords = 0

    @contextmanager
    def page(self, page: PageName) -> Iterator[None]:
        """Measure what the person feels of a page: its document and all that it fetches.

        A page that fails is kept with its reason, and the failure goes on; a fault of ours is told as such. A person
        stopped in the middle of a page has not seen it: how long it had lasted is kept.
        """
        self.portal.page = page
        start, begun = time.time(), time.perf_counter()
        try:
            yield
        except PortalError as error:
            self._keep(page, start, begun, str(error))
            raise
        except Exception as error:
            self._keep(page, start, begun, f"faute de Préau ({type(error).__name__})")
            raise
        except BaseException:  # the engine stops the person: no failure of the ENT
            self._keep(page, start, begun, CUT)
            raise
        self._keep(page, start, begun)

    def pause(self, seconds: float) -> None:
        """Wait, and remember how long it really was."""
        begun = time.perf_counter()
        try:
            self._pause(seconds)
        finally:
            self._paused += time.perf_counter() - begun

    def think(self, times: float = 1.0) -> None:
        """Stay on the page, ``times`` the mean of the role (more to write than to read)."""
        length = self.rng.lognormvariate(-SPREAD * SPREAD / 2, SPREAD)
        self.pause(self.habits.pause * times * min(length, LONGEST))

    def perhaps(self, chance: float) -> bool:
        return self.rng.random() < chance

    def marked(self, text: str) -> str:
        """A title that says where it comes from, never twice the same."""
        return f"{self.mark} {text} ({self.rng.randrange(16**6):06x})"

    def subjects(self) -> list[Subject]:
        """What the person comes for this time, in no fixed order."""
        (number,) = self.rng.choices(list(self.habits.how_many), list(self.habits.how_many.values()))
        left = dict(self.habits.subjects)
        chosen: list[Subject] = []
        while left and len(chosen) < number:
            (subject,) = self.rng.choices(list(left), list(left.values()))
            del left[subject]
            chosen.append(subject)
        return chosen

    def _keep(self, page: PageName, start: float, begun: float, reason: str = "") -> None:
        duration = time.perf_counter() - begun
        paused, self._paused = self._paused, 0.0
        self.diary.keep(
            Sample("page", page.name, self.habits.role, page.journey, start, duration, reason=reason, paused=paused)
        )
