"""A place in the ENT that is never empty: people of one role sign in, do what they came for, and leave to the next."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import Any, ClassVar

import gevent
from locust import FastHttpUser, task

from fixtures.accounts import Account, AccountLedger, AccountsError
from loadtests.journeys.sign_in import PersonLostError, arrive, leave, wander
from loadtests.journeys.visit import Habits, Visit
from loadtests.measure.recorder import Recorder
from loadtests.people.fast_session import FastSession
from portal.client import Portal
from portal.settings import Target

BETWEEN_VISITS = 1.0  # seconds
AFTER_A_LOSS = 30.0
TO_LEAVE = 8.0  # seconds given to sign out when the run stops; less than Locust's own stop-timeout


@dataclass(frozen=True)
class Load:
    """The run under way. ``pauses`` multiplies all the times people take; ``mark`` starts all that they create."""

    target: Target
    ledger: AccountLedger
    recorder: Recorder
    pauses: float
    seed: int
    mark: str


@dataclass(frozen=True)
class _Stay:
    account: Account
    visit: Visit
    session: FastSession


class Person(FastHttpUser):
    """One of the simultaneous people asked. ``load`` is set when a run starts."""

    abstract = True
    habits: ClassVar[Habits]
    load: ClassVar[Load]
    _numbers: ClassVar[itertools.count[int]] = itertools.count()

    def __init__(self, environment: Any) -> None:
        self.host = self.load.target.origin
        super().__init__(environment)
        self._rng = random.Random(f"{self.load.seed} {self.habits.role} {next(self._numbers)}")
        self._seconds = BETWEEN_VISITS * self.load.pauses
        self._stays: list[_Stay] = []

    @task
    def come(self) -> None:
        """Sign in as the next account; only then does the person before sign out: the session asked is always there."""
        try:
            stay = self._take_account()
        except AccountsError as error:
            self.load.recorder.lost(error.message)
            self._pause(AFTER_A_LOSS)
            return
        try:
            arrive(stay.visit)
            for before in self._stays[:-1]:
                leave(before.visit)
                self._end(before)
            wander(stay.visit)
        except PersonLostError as error:
            self.load.recorder.lost(str(error))
            self._end(stay, keep_account=error.refused)
            self._pause(AFTER_A_LOSS)

    def on_stop(self) -> None:
        """Leave the ENT as it was found, in a time that is bounded."""
        with gevent.Timeout(TO_LEAVE, False):
            for stay in self._stays:
                if stay.visit.landing:
                    leave(stay.visit)
        for stay in list(self._stays):
            self._end(stay)

    def wait_time(self) -> float:
        return self._seconds

    def context(self) -> dict[str, str]:
        """What goes with each request event."""
        return {"role": self.habits.role}

    def _take_account(self) -> _Stay:
        """An account that nobody holds, with a new browser. Raises AccountsError."""
        try:
            account = self.load.ledger.lease(self.habits.role)
        except AccountsError:
            if not self._stays:
                raise
            # As many accounts as people: the one before has to leave first.
            for before in list(self._stays):
                leave(before.visit)
                self._end(before)
            account = self.load.ledger.lease(self.habits.role)
        session = FastSession(self, verify=not self.load.target.is_loopback)
        visit = Visit(
            Portal(session, self.load.target.portal),
            account,
            self.habits,
            self._rng,
            pause=self._pause,
            diary=self.load.recorder,
            mark=self.load.mark,
        )
        self._stays.append(_Stay(account, visit, session))
        return self._stays[-1]

    def _end(self, stay: _Stay, *, keep_account: bool = False) -> None:
        """Close the browser and give the account back, unless the ENT refuses it: nobody must try it again."""
        self._stays.remove(stay)
        stay.session.close()
        if not keep_account:
            self.load.ledger.release(stay.account)

    def _pause(self, seconds: float) -> None:
        """Wait as Locust does, so that a person who waits can be sent away at once."""
        self._seconds = seconds * self.load.pauses
        try:
            self.wait()  # type: ignore[no-untyped-call]  # Locust's own
        finally:
            self._seconds = BETWEEN_VISITS * self.load.pauses
