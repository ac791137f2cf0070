"""What goes on beside the people: the beat that tells how late the generator is, and what is done every second."""

from __future__ import annotations

import time
from collections.abc import Callable

import gevent
import requests

from loadtests.measure.probe import PERIOD

BEAT = 0.05  # seconds
PATIENCE = 2.0  # seconds for the ENT to tell its own count


class Clockwork:
    """Runs from its creation to ``stop``. ``every_second`` gets the lateness (seconds) of each beat of the second."""

    def __init__(self, every_second: Callable[[list[float]], None]) -> None:
        self._every_second = every_second
        self._lags: list[float] = []
        self._greenlets = [gevent.spawn(self._beat), gevent.spawn(self._tick)]

    def stop(self) -> None:
        gevent.killall(self._greenlets)

    def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            gevent.sleep(BEAT)
            self._lags.append(time.perf_counter() - before - BEAT)

    def _tick(self) -> None:
        while True:
            gevent.sleep(PERIOD)
            lags, self._lags = self._lags, []
            self._every_second(lags)


class EntCount:
    """The ENT's own count of sessions, asked every second at ``address``; None when it does not tell."""

    def __init__(self, address: str | None) -> None:
        self.signed_in: int | None = None
        self._address = address
        self._greenlet = gevent.spawn(self._ask) if address else None

    def stop(self) -> None:
        if self._greenlet:
            self._greenlet.kill()

    def _ask(self) -> None:
        session = requests.Session()
        while True:
            try:
                self.signed_in = int(session.get(self._address or "", timeout=PATIENCE).json()["signed_in"])
            except (requests.RequestException, ValueError, KeyError, TypeError):
                self.signed_in = None
            gevent.sleep(PERIOD)
