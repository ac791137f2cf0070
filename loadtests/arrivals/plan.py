"""What a plan of arrivals is: from the time elapsed and the stages reached so far, what is wanted now.

Times are in seconds since the start of the run. A stage has a clock of its own, which starts when all its people are
really there: a slow start shortens nothing, and no stage is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.errors import PreauError


class PlanError(PreauError):
    """The plan of arrivals asked for cannot be played."""


@dataclass(frozen=True)
class Target:
    """What is wanted now.

    ``people`` is how many places of Locust must be open; ``stage`` names the stage under way, whose clock starts once
    ``goal`` places are (None: it runs). In a partly-open plan, ``arrivals`` counts the people due since the start, who
    leave at the end of their visit; None in a closed plan, where each place is always taken. ``frozen`` stops all.
    """

    stage: str
    people: int
    goal: int | None
    arrivals: float | None = None
    frozen: bool = False


@dataclass(frozen=True)
class Reached:
    """A stage whose ``people`` were all there at ``at``; ``late`` when it was given up waiting for them."""

    stage: str
    people: int
    at: float
    late: bool = False


History = Sequence[Reached]
Plan = Callable[[float, History], Target | None]
"""``(elapsed, history) -> target``; None when the plan is over. It may be asked about a moment a little ahead."""


@dataclass(frozen=True)
class Order:
    """What every plan is made from: ``people`` at most at once, ``rate`` of coming (people a second), ``length`` in
    seconds of the whole run (None: until it is stopped), ``pauses`` the factor of all the times people take."""

    people: int
    rate: float
    length: float | None
    pauses: float = 1.0

    def finite(self, plan: str) -> float:
        """The length. Raises PlanError when there is none."""
        if self.length is None:
            raise PlanError(f"Le plan « {plan} » a besoin d’une durée.", remedy="Par exemple : --run-time 10m.")
        return self.length
