"""Keeps a load run in its folder while it goes: samples, readings of the generator, and what became of the people."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fixtures.accounts import Account
from fixtures.run_folder import RunFolder, now
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

    @property
    def signed_in(self) -> int:
        """How many of our accounts have an open session now."""
        return self._sessions.total()

    def keep(self, sample: Sample) -> None:
        """A page view or a request."""
        self._samples.write(sample)

    def gather(self, samples: Samples) -> None:
        """What a worker has kept."""
        self._samples.append(samples)

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
    ) -> None:
        """Write the second that ends: people simulated, sessions the ENT counts, lateness (seconds) of each beat of
        the generator's clock, accounts held by role; then hand all that was kept to the system.

        ``planned`` and ``arrived`` count the arrivals planned until now and those really begun (in a closed plan, the
        places asked for and those taken); ``worker`` is the one whose lateness was the worst, when there are several.
        """
        worst = percentile(np.array(lags), 0.99)
        line = {
            "t": round(time.time(), 3),
            "people": people,
            "signed_in_local": self.signed_in,
            "ent_signed_in": ent_signed_in,
            "lag_p99_ms": None if worst is None else round(worst * 1000, 2),
            "held": dict(held),
            "planned": planned,
            "arrived": arrived,
            "worker": worker,
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
        }
