"""One person's visit of the portal: what he sees, how long he stays on it, and what we keep of it. No engine here."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from fixtures.accounts import Account
from loadtests.measure.samples import CUT, Sample
from loadtests.navigation.habits import Habits
from portal.client import Portal
from portal.http import PageName, PortalError
from portal.sign_in import Landing

# Times on a page spread like a log-normal law: many short ones, a few long; none beyond LONGEST times the mean.
SPREAD, LONGEST = 0.5, 4.0


class Diary(Protocol):
    """Who keeps a record of the visits."""

    def keep(self, sample: Sample) -> None:
        """A page was seen, good or bad."""

    def entered(self, account: Account) -> None:
        """A session has been opened with that account."""

    def left(self, account: Account) -> None:
        """The session of that account is over."""


class Visit:
    """A person with an account and a browser. ``pause`` waits that many seconds, ``pace`` multiplies all of them; all
    that is created starts with ``mark``.

    ``due`` is the moment when the next page should begin, in seconds since the epoch: the arrival that was planned,
    then the end of each pause as it was planned. A generator that is late does not change it.
    """

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
        pace: float = 1.0,
        due: float | None = None,
    ) -> None:
        self.portal = portal
        self.account = account
        self.habits = habits
        self.rng = rng
        self.diary = diary
        self.mark = mark
        self.due = due
        self.landing: Landing | None = None
        self.wrong_passwords = 0
        self._pause = pause
        self._pace = pace
        self._paused = 0.0  # seconds really waited since the last page

    @contextmanager
    def page(self, page: PageName) -> Iterator[None]:
        """Measure what the person feels of a page: its document and all that it fetches.

        A page that fails is kept with its reason, and the failure goes on; a fault of ours is told as such. A person
        stopped in the middle of a page has not seen it: how long it had lasted is kept.
        """
        self.portal.page = page
        start, begun = time.time(), time.perf_counter()
        late = max(0.0, start - self.due) if self.due is not None else 0.0
        self.due = None
        try:
            yield
        except PortalError as error:
            self._keep(page, start, begun, late, str(error))
            raise
        except Exception as error:
            self._keep(page, start, begun, late, f"faute de Préau ({type(error).__name__})")
            raise
        except BaseException:  # the engine stops the person: no failure of the ENT
            self._keep(page, start, begun, late, CUT)
            raise
        self._keep(page, start, begun, late)

    def wait(self, seconds: float) -> None:
        """Do nothing for a while. A pause that follows another was planned to begin when that one should have ended."""
        seconds *= self._pace
        self.due = (time.time() if self.due is None else self.due) + seconds
        begun = time.perf_counter()
        try:
            self._pause(seconds)
        finally:
            self._paused += time.perf_counter() - begun

    def think(self, times: float = 1.0) -> None:
        """Stay on the page, ``times`` the mean of the role (more to write than to read)."""
        length = self.rng.lognormvariate(-SPREAD * SPREAD / 2, SPREAD)
        self.wait(self.habits.reading * times * min(length, LONGEST))

    def perhaps(self, chance: float) -> bool:
        return self.rng.random() < chance

    def marked(self, text: str) -> str:
        """A title that says where it comes from, never twice the same."""
        return f"{self.mark} {text} ({self.rng.randrange(16**6):06x})"

    def next_subject(self, current: str) -> str:
        """What the person does after a subject, or after ARRIVAL: another one, or DEPARTURE."""
        return self.habits.after(current, self.rng)

    def _keep(self, page: PageName, start: float, begun: float, late: float, reason: str = "") -> None:
        duration = time.perf_counter() - begun
        paused, self._paused = self._paused, 0.0
        who, what = self.habits.role, page.journey
        self.diary.keep(Sample("page", page.name, who, what, start, duration, late=late, reason=reason, paused=paused))
