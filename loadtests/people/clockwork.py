"""What goes on beside the people: the beat that tells how late the generator is, and the reading of each second."""

from __future__ import annotations

import time
from collections.abc import Callable

import gevent
import requests

from fixtures.accounts import AccountLedger
from loadtests.measure.probe import PERIOD
from loadtests.measure.recorder import Recorder

BEAT = 0.05  # seconds
PATIENCE = 2.0  # seconds for the ENT to tell its own count


class Clockwork:
    """Runs from its creation to ``stop``. ``figures`` is the address of the ENT's own count, if it has one."""

    def __init__(
        self, recorder: Recorder, ledger: AccountLedger, count_people: Callable[[], int], figures: str | None
    ) -> None:
        self._recorder = recorder
        self._ledger = ledger
        self._count_people = count_people
        self._figures = figures
        self._lags: list[float] = []
        self._ent_signed_in: int | None = None
        wheels = [self._beat, self._read, *([self._ask] if figures else [])]
        self._greenlets = [gevent.spawn(wheel) for wheel in wheels]

    def stop(self) -> None:
        gevent.killall(self._greenlets)

    def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            gevent.sleep(BEAT)
            self._lags.append(time.perf_counter() - before - BEAT)

    def _read(self) -> None:
        while True:
            gevent.sleep(PERIOD)
            lags, self._lags = self._lags, []
            self._recorder.reading(
                people=self._count_people(), ent_signed_in=self._ent_signed_in, lags=lags, held=self._ledger.held()
            )

    def _ask(self) -> None:
        session = requests.Session()
        while True:
            try:
                self._ent_signed_in = int(session.get(self._figures or "", timeout=PATIENCE).json()["signed_in"])
            except (requests.RequestException, ValueError, KeyError, TypeError):
                self._ent_signed_in = None
            gevent.sleep(PERIOD)
