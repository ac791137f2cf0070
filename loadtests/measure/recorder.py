"""Keeps a load run in its folder while it goes: samples, readings of the generator, and what became of the people."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from fixtures.accounts import Account
from fixtures.run_folder import RunFolder, now
from loadtests.measure.cpu import CpuMeter, CpuUse
from loadtests.measure.percentiles import percentile
from loadtests.measure.probe import PROBE_FILE
from loadtests.measure.samples import Sample, Samples, SampleWriter


class Recorder:
    """The diary of all the visits of a run. ``people`` is the number of simultaneous people asked."""

    def __init__(self, folder: RunFolder, people: int) -> None:
        self.folder = folder
        self._people = people
        self._samples = SampleWriter(folder.path)
        self._probe = (folder.path / PROBE_FILE).open("a", encoding="utf-8")
        self._sessions: Counter[str] = Counter()
        self._shared: set[str] = set()
        self._lost: Counter[str] = Counter()
        self._full_at: float | None = None
        self._stop_at: float | None = None
        self._cpu = CpuMeter()
        self._descriptors = self._cpu.descriptors()  # what is open before anybody comes is no connection of theirs
        self._fingerprints: list[dict[str, Any]] = []
        self._broken = ""
        self._listener: Callable[[Sample], None] | None = None

    @property
    def full_at(self) -> float | None:
        """The first moment (seconds since the epoch) when everybody asked was signed in."""
        return self._full_at

    @property
    def signed_in(self) -> int:
        """How many of our accounts have an open session now."""
        return self._sessions.total()

    def keep(self, sample: Sample) -> None:
        """A page view or a request."""
        self._samples.write(sample)
        if self._listener:
            self._listener(sample)

    def listen(self, listener: Callable[[Sample], None]) -> None:
        """Have each sample told to somebody as well."""
        self._listener = listener

    def entered(self, account: Account) -> None:
        self._sessions[account.login] += 1
        if self._sessions[account.login] > 1:
            self._shared.add(account.login)
        if self._full_at is None and self.signed_in >= self._people:
            self._full_at = time.time()

    def left(self, account: Account) -> None:
        self._sessions[account.login] -= 1

    def lost(self, reason: str) -> None:
        """A person has given up for that reason."""
        self._lost[reason] += 1

    def fingerprint(self, read: Mapping[str, str] | None) -> None:
        """What tells the version of the target, as just read; None when it could not be."""
        self._fingerprints.append({"at": round(time.time(), 3), "read": dict(read) if read else None})

    def broken(self, sentence: str) -> None:
        """The run is stopped before its time, because of an objective that is broken for sure."""
        self._broken = sentence

    def gather(self, samples: Samples) -> None:
        """What a worker kept."""
        self._samples.append(samples)
        if self._listener:
            for sample in samples.each():
                self._listener(sample)

    def reading(
        self,
        *,
        people: int,
        ent_signed_in: int | None,
        lags: Sequence[float],
        held: Mapping[str, int],
        planned: int | None = None,
        arrived: int | None = None,
        worker: str | None = None,
        cpu: CpuUse | None = None,
        sockets: int | None = None,
    ) -> None:
        """Write the second that ends, and hand all that was kept to the system.

        People simulated, sessions the ENT counts, lateness (seconds) of each beat of the generator's clock and the
        ``worker`` that was the latest, accounts held by role, arrivals planned and begun until now. ``cpu`` is the use
        of the worker that was worst off and ``sockets`` the connections of all; by default those of this process.
        """
        worst = percentile(np.array(lags), 0.99)
        own = self._cpu.read()
        use = cpu or own
        line = {
            "t": round(time.time(), 3),
            "steady_t": round(time.monotonic(), 3),
            "people": people,
            "signed_in_local": self.signed_in,
            "ent_signed_in": ent_signed_in,
            "lag_p99_ms": None if worst is None else round(worst * 1000, 2),
            "worker": worker,
            "held": dict(held),
            "cpu": round(use.own, 4),
            "cpu_wait": None if use.waiting is None else round(use.waiting, 4),
            "sockets": self._opened() if sockets is None else sockets,
            "planned": planned,
            "arrived": arrived,
        }
        self._probe.write(json.dumps(line) + "\n")
        self._probe.flush()
        self._samples.flush()

    def stopping(self) -> None:
        """The people are about to be sent away: what follows is no part of the steady load."""
        if self._stop_at is None:
            self._stop_at = time.time()

    def close(self, leases: int, *, complete: bool) -> None:
        """Close the files and write what became of the people; the run stays incomplete if it was cut short."""
        self.stopping()
        self._samples.close()
        self._probe.close()
        if complete:
            self.folder.close(**self._counts(leases))
        else:
            self.folder.update(ended=now(), **self._counts(leases))

    def _counts(self, leases: int) -> dict[str, Any]:
        return {
            "leases": leases,
            "shared_accounts": len(self._shared),
            "lost_people": self._lost.total(),
            "lost_reasons": dict(self._lost.most_common()),
            "samples": self._samples.count,
            "full_at": self._full_at,
            "stop_at": self._stop_at,
            "fingerprints": self._fingerprints,
            **({"broken": self._broken} if self._broken else {}),
        }

    def _opened(self) -> int | None:
        """The connections of this process: the descriptors opened since nobody was there."""
        now, before = self._cpu.descriptors(), self._descriptors
        return None if now is None or before is None else max(0, now - before)
