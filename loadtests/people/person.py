"""A place in the ENT: people of one role come to it one after the other, sign in, do what they came for, and leave."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import gevent
from locust import User, task
from locust.exception import StopUser
from locust.user.task import LOCUST_STATE_RUNNING, LOCUST_STATE_STOPPING, LOCUST_STATE_WAITING

from loadtests.journeys.sign_in import PersonLostError, arrive, leave
from loadtests.journeys.visit import Visit
from loadtests.journeys.wandering import wander
from loadtests.navigation.habits import Habits
from loadtests.people.fast_session import FastSession
from loadtests.people.outpost import Guest, Outpost
from portal.client import Portal

BETWEEN_VISITS = 1.0  # seconds
AFTER_A_LOSS = 30.0
TO_LEAVE = 8.0  # seconds given to sign out when the run stops; less than Locust's own stop-timeout


@dataclass(frozen=True, slots=True)
class _Stay:
    guest: Guest
    visit: Visit
    session: FastSession


class Person(User):
    """One of the simultaneous people asked. ``outpost`` is set when a run starts."""

    abstract = True
    habits: ClassVar[Habits]
    outpost: ClassVar[Outpost]

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._rng = random.Random(f"{self.outpost.terms.seed} {self.habits.role} {next(self.outpost.names)}")
        self._stays: list[_Stay] = []

    @task
    def come(self) -> None:
        """Sign in as the next person; only then does the one before sign out: the session asked is always there.

        In a partly-open plan each one leaves at the end of his visit instead, and the place waits for who is due.
        """
        stay = self._next_stay()
        try:
            arrive(stay.visit)
            self._see_off(self._stays[:-1])
            wander(stay.visit)
            if self.outpost.terms.leaving:
                self._see_off(self._stays[:])
        except PersonLostError as error:
            self.outpost.lost(str(error))
            self._end(stay, refused=error.refused)
            self._pause(AFTER_A_LOSS * self.outpost.terms.pauses)

    def on_stop(self) -> None:
        """Leave the ENT as it was found, in a time that is bounded."""
        try:
            with gevent.Timeout(TO_LEAVE, False):
                for stay in self._stays:
                    if stay.visit.landing:
                        leave(stay.visit)
        finally:  # even when Locust does not wait
            for stay in self._stays[:]:
                self._end(stay)

    def wait_time(self) -> float:
        return BETWEEN_VISITS * self.outpost.terms.pauses

    def context(self) -> dict[str, str]:
        """What goes with each request event."""
        return {"role": self.habits.role}

    def _next_stay(self) -> _Stay:
        """Somebody whose account nobody holds, with a new browser."""
        if self.outpost.terms.leaving:
            self._see_off(self._stays[:])  # of whom a fault of ours has stopped
        guest = self._next_guest(patient=not self._stays)
        if guest is None:
            # As many accounts as people: the one before has to leave first.
            self._see_off(self._stays[:])
            guest = self._next_guest(patient=True)
        assert guest is not None, "who is patient waits for somebody"  # noqa: S101
        stay = self._open(guest)
        with self._interruptible():
            gevent.sleep(max(0.0, guest.due - time.time()))
        return stay

    def _next_guest(self, *, patient: bool) -> Guest | None:
        with self._interruptible():
            return self.outpost.next_guest(self.habits.role, patient=patient)

    def _open(self, guest: Guest) -> _Stay:
        terms = self.outpost.terms
        session = FastSession(self, verify=terms.verify)
        visit = Visit(
            Portal(session, terms.portal),
            guest.account,
            self.habits,
            self._rng,
            pause=self._pause,
            diary=self.outpost,
            mark=terms.mark,
            pace=terms.pauses,
            due=guest.due,
        )
        visit.wrong_passwords = guest.failures
        stay = _Stay(guest, visit, session)
        self._stays.append(stay)
        return stay

    def _see_off(self, stays: list[_Stay]) -> None:
        for stay in stays:
            leave(stay.visit)
            self._end(stay)

    def _end(self, stay: _Stay, *, refused: bool = False) -> None:
        """Close the browser and give the account back."""
        self._stays.remove(stay)
        stay.session.close()
        self.outpost.give_back(stay.guest, failures=stay.visit.wrong_passwords, refused=refused)

    def _pause(self, seconds: float) -> None:
        with self._interruptible():
            gevent.sleep(seconds)
            if self.outpost.frozen:
                self.outpost.wait_for_the_thaw()

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Wait as Locust's own tasks do, so that a person who waits can be sent away at once."""
        if self._state == LOCUST_STATE_STOPPING:
            raise StopUser()
        self._state = LOCUST_STATE_WAITING
        yield
        if self._state == LOCUST_STATE_STOPPING:
            raise StopUser()
        self._state = LOCUST_STATE_RUNNING
