"""Where people live: one in each process that sends load. It asks the master for accounts and tells it what happens."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gevent.event import AsyncResult, Event

from fixtures.accounts import Account
from loadtests.measure.samples import Sample
from loadtests.people import messages

Send = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Terms:
    """What everybody must know of the run. ``portal`` is the address of the ENT, ``verify`` checks its certificate.

    ``pauses`` multiplies all the times people take; ``mark`` starts all that they create; ``leaving`` tells that people
    leave at the end of their visit, instead of staying until the next one is in.
    """

    portal: str
    origin: str
    verify: bool
    pauses: float
    seed: int
    mark: str
    leaving: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes in: who is ``due`` at that moment (seconds since the epoch), after ``failures`` sign-ins that
    failed with this account since the start of the run. ``number`` is that of his place."""

    number: int
    account: Account
    due: float
    failures: int


class Outpost:
    """The people of one process. It is the diary of their visits."""

    def __init__(self, terms: Terms, worker: int, send: Send, keep: Callable[[Sample], None]) -> None:
        self.terms = terms
        self.keep = keep
        self.names = (f"{worker} {number}" for number in itertools.count())
        self._send = send
        self._numbers = itertools.count()
        self._waiting: dict[int, AsyncResult] = {}
        self._moving = Event()
        self._moving.set()

    def next_guest(self, role: str, *, patient: bool) -> Guest | None:
        """Wait for somebody; None, at once, for who is not patient when no account is free."""
        number, answer = next(self._numbers), AsyncResult()
        self._waiting[number] = answer
        try:
            self._send(messages.PLACE, {"number": number, "role": role, "patient": patient})
            guest: Guest | None = answer.get()
        except BaseException:
            if answer.ready() and (guest := answer.get(block=False)):
                self.give_back(guest)
            else:
                # Somebody may be on his way: the master takes him back.
                self._send(messages.RENOUNCE, {"number": number})
            raise
        finally:
            del self._waiting[number]
        return guest

    def give_back(self, guest: Guest, *, failures: int = 0, refused: bool = False) -> None:
        """Nobody uses that account any more; ``refused`` by the ENT, nobody must try it again."""
        told = {"number": guest.number, "login": guest.account.login, "failures": failures, "refused": refused}
        self._send(messages.GIVE_BACK, told)

    def entered(self, account: Account) -> None:
        self._send(messages.SESSION, {"login": account.login, "opened": True})

    def left(self, account: Account) -> None:
        self._send(messages.SESSION, {"login": account.login, "opened": False})

    def lost(self, reason: str) -> None:
        """A person has given up for that reason."""
        self._send(messages.LOST, {"reason": reason})

    @property
    def frozen(self) -> bool:
        return not self._moving.is_set()

    def wait_for_the_thaw(self) -> None:
        self._moving.wait()

    def freeze(self, message: Mapping[str, Any]) -> None:
        """The master stops everybody, or lets everybody go on."""
        if message["frozen"]:
            self._moving.clear()
        else:
            self._moving.set()

    def welcome(self, message: Mapping[str, Any]) -> None:
        """The master sends somebody, or nobody."""
        number, fields = message["number"], message["account"]
        guest = Guest(number, Account(**fields), message["due"], message["failures"]) if fields else None
        if number in self._waiting:  # else it has renounced meanwhile
            self._waiting[number].set(guest)
