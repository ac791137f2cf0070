"""When a run may be stopped before its time: an objective has been broken, for sure, over the last seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from loadtests.judge.objectives import Objective
from loadtests.judge.statistics import exact_interval
from loadtests.measure.samples import Sample
from portal.french import delay, length, percent, typeset


@dataclass
class _Count:
    second: int
    good: int = 0
    total: int = 0


@dataclass
class EarlyStop:
    """Counts the page views as they end. ``seconds``: how long an objective has to be broken for.

    It is broken for sure when the exact interval of its share over that time is wholly under the share asked.
    """

    objectives: Sequence[Objective]
    seconds: float
    confidence: float = 0.95
    _counts: list[deque[_Count]] = field(init=False)

    def __post_init__(self) -> None:
        self._counts = [deque() for _ in self.objectives]

    def add(self, sample: Sample) -> None:
        """A page view has ended (requests are nobody's objective)."""
        if sample.what != "page":
            return
        second = int(sample.start + sample.duration)
        for objective, counts in zip(self.objectives, self._counts, strict=True):
            if _concerns(objective, sample):
                if not counts or counts[-1].second < second:
                    counts.append(_Count(second))
                counts[-1].total += 1
                counts[-1].good += sample.good and sample.late + sample.duration <= objective.within

    def broken(self, now: float, since: float) -> str | None:
        """The sentence that tells which objective is broken, if one is. ``since`` when the load has been whole (both in
        seconds since the epoch): nothing is said before that has lasted."""
        begin = now - self.seconds
        if since > begin:
            return None
        for objective, counts in zip(self.objectives, self._counts, strict=True):
            while counts and counts[0].second < begin:
                counts.popleft()
            good, total = sum(count.good for count in counts), sum(count.total for count in counts)
            if exact_interval(good, total, self.confidence)[1] < objective.share:
                measured = f"{percent(good / total)} des pages bonnes en {delay(objective.within)} au plus"
                return typeset(
                    f"« {objective.title} » : {measured} pendant les {length(self.seconds)} qui ont précédé l’arrêt, "
                    f"{percent(objective.share)} demandés."
                )
        return None


def _concerns(objective: Objective, sample: Sample) -> bool:
    return (
        sample.journey == objective.journey
        and objective.page in ("", sample.name)
        and objective.role in ("", sample.role)
    )
