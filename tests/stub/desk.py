"""The queue of a stub: ``c`` servers, first come first served, in time given by the caller. No clock here."""

from __future__ import annotations

import heapq


class Desk:
    """When each request begins to be served and when it is done. Times in seconds of any clock, never going back."""

    def __init__(self, servers: int) -> None:
        self._free = [0.0] * servers  # when each server is free again; a heap

    def take(self, now: float, service: float) -> float:
        """A request that comes ``now`` and takes ``service`` seconds: the moment it is done."""
        done = max(now, self._free[0]) + service
        heapq.heapreplace(self._free, done)
        return done

    def freeze(self, now: float, seconds: float) -> None:
        """Nothing is served for that long: what was under way goes on after it."""
        self._free = [max(free, now) + seconds for free in self._free]
        heapq.heapify(self._free)
