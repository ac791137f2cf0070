"""Good views out of valid ones: what an objective counts, on the clock of the person who waits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from loadtests.judge.objectives import Objective
from loadtests.judge.statistics import exact_interval
from loadtests.judge.verdict import ObjectiveResult
from loadtests.measure.samples import Samples


@dataclass(frozen=True)
class Ratio:
    """``good`` views out of ``total``, whose ``failures`` are among those that are not good.

    A view cut by the stop of the run is a failure once it has lasted longer than its objective allows (``overdue`` of
    them), and says nothing before (``undecided``: left out of the total). ``waited`` and ``sent`` are the times of the
    views that did not fail, in seconds from the intended start and from the actual one.
    """

    good: int
    total: int
    failures: int
    overdue: int
    undecided: int
    waited: npt.NDArray[np.float32]
    sent: npt.NDArray[np.float32]

    def reaches(self, share: float) -> bool:
        """Whether that share of the views is good. In decimals: 0.95 of 40 is 38, not 38.000000000000004."""
        return self.total > 0 and self.good >= Decimal(str(share)) * self.total

    def interval(self, confidence: float) -> tuple[float, float]:
        """The exact binomial interval of the share."""
        return exact_interval(self.good, self.total, confidence)


def views_of(pages: Samples, objective: Objective | ObjectiveResult) -> Samples:
    """The page views that an objective is about."""
    mask = pages.mask("journey", objective.journey)
    if objective.page:
        mask &= pages.mask("name", objective.page)
    if objective.role:
        mask &= pages.mask("role", objective.role)
    return pages.where(mask)


def ratio(pages: Samples, objective: Objective) -> Ratio:
    """Count the views of an objective among page views."""
    views = views_of(pages, objective)
    waited, done, cut = views.waited, views.records["good"], views.cut
    overdue = int((cut & (waited > objective.within)).sum())
    undecided = int(cut.sum()) - overdue
    return Ratio(
        good=int((waited[done] <= objective.within).sum()),
        total=len(views) - undecided,
        failures=int((~done).sum()) - undecided,
        overdue=overdue,
        undecided=undecided,
        waited=waited[done],
        sent=views.records["duration"][done],
    )
