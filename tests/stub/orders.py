"""What a stub is told to be: how many servers, how long each request takes, and which accidents happen when."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import exp
from typing import Literal

Law = Literal["constant", "exponential", "lognormal"]


@dataclass(frozen=True)
class Orders:
    """A stub that serves ``servers`` requests at once, first come first served; the others queue.

    ``service`` is the mean service time in seconds, of a ``constant``, ``exponential`` or ``lognormal`` law
    (``spread`` is then the sigma of its logarithm). Its capacity is ``servers / service`` requests a second.

    Accidents, all off by default: ``freeze`` is a list of (seconds after the first request, seconds that nothing is
    answered); every ``error_every``-th page is answered at once by a 503; by a 500 the sign-in of the accounts whose
    number is a multiple of ``refuse_every``, and every ``fail_every``-th sign-in of anybody; ``slow`` multiplies the
    service time of the addresses that contain ``slow_path``; ``leak`` seconds are added to the service time by each
    request served; ``forget_every`` drops one session in so many from the stub's own count.
    """

    servers: int = 10_000
    service: float = 0.01
    law: Law = "constant"
    spread: float = 0.5
    seed: int = 1
    body: int = 2_000  # bytes of a plain page
    freeze: tuple[tuple[float, float], ...] = ()
    error_every: int = 0
    refuse_every: int = 0
    fail_every: int = 0
    slow_path: str = ""
    slow: float = 1.0
    leak: float = 0.0
    forget_every: int = 0
    version: str = "1"  # what it says of itself in its headers

    @property
    def capacity(self) -> float:
        """Requests a second that it can serve."""
        return self.servers / self.service

    def draw(self, chance: random.Random) -> float:
        """One service time, in seconds, accidents left out."""
        if self.law == "exponential":
            return chance.expovariate(1 / self.service)
        if self.law == "lognormal":
            return self.service * exp(chance.normalvariate(-self.spread * self.spread / 2, self.spread))
        return self.service
