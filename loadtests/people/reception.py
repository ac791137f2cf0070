"""Who may come in: each free place waits for an account, and in a partly-open plan for a person to be due.

The master keeps it. A place is a person of Locust: the worker it lives on, and a number of that worker's own. Times
are seconds since the epoch.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fixtures.accounts import Account
from fixtures.leases import AccountLedger

Guests = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    worker: str
    number: int


Welcome = Callable[[Place, Account | None, float], None]
"""``(place, account, due)``: the place is given to somebody who is due at that moment; None when no account is free."""


class Reception:
    """Matches places, accounts and arrivals. ``guests`` tells who each arrival is; None in a closed plan."""

    def __init__(self, ledger: AccountLedger, welcome: Welcome, guests: Guests | None = None) -> None:
        self._ledger = ledger
        self._welcome = welcome
        self._guests = guests
        # By role, who came first is first. Dictionaries, so that one may leave the queue.
        self._places: dict[str, dict[Place, None]] = defaultdict(dict)
        self._away: dict[str, dict[Place, str]] = defaultdict(dict)
        self._due: dict[str, deque[tuple[float, str]]] = defaultdict(deque)
        self._announced: deque[float] = deque()
        self._begun: list[float] = []
        self._planned = 0
        self._arrived = 0

    def ask(self, place: Place, role: str, now: float, *, patient: bool = True) -> None:
        """A place is free. Who is not patient is answered at once, with nobody if no account is free."""
        if self._guests is None and not patient and not self._ledger.available(role):
            self._welcome(place, None, now)
            return
        self._places[role][place] = None
        self._match(role, now)

    def renounce(self, place: Place) -> None:
        """A place does not wait any more."""
        for queue in self._places.values():
            queue.pop(place, None)
        self._away[place.worker].pop(place, None)

    def suspend(self, worker: str) -> None:
        """A worker is lost: nobody is sent to its places, until it is back."""
        for role, queue in self._places.items():
            for place in [place for place in queue if place.worker == worker]:
                del queue[place]
                self._away[worker][place] = role

    def resume(self, worker: str, now: float) -> None:
        """A worker is back: its places wait again, after the others."""
        for place, role in self._away.pop(worker, {}).items():
            self.ask(place, role, now)

    def announce(self, moments: list[float], now: float) -> None:
        """People are due at these moments, which follow all those told before."""
        if self._guests is None:
            return
        for due in moments:
            role, classroom = next(self._guests)
            self._due[role].append((due, classroom))
            self._announced.append(due)
            self._match(role, now)

    def look(self, now: float) -> None:
        """Accounts may have come back: let in who can be."""
        for role in list(self._places):
            self._match(role, now)

    def planned(self, now: float) -> int:
        """How many people were due until now."""
        while self._announced and self._announced[0] <= now:
            self._announced.popleft()
            self._planned += 1
        return self._planned

    def arrived(self, now: float) -> int:
        """How many of them have really begun their visit."""
        while self._begun and self._begun[0] <= now:
            heapq.heappop(self._begun)
            self._arrived += 1
        return self._arrived

    def _match(self, role: str, now: float) -> None:
        places, due = self._places[role], self._due[role]
        while places and self._ledger.available(role) and (due or self._guests is None):
            place = next(iter(places))
            del places[place]
            moment, near = due.popleft() if self._guests is not None else (now, "")
            account = self._ledger.lease(role, place.worker, near)
            heapq.heappush(self._begun, max(moment, now))
            self._welcome(place, account, moment)
