"""What came of a planned point, in the few words that tools of tests share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from acceptance.campaign.campaign import hindered
from acceptance.campaign.points import Campaign, Point, PointResult, Status
from portal.french import typeset


class Outcome(StrEnum):
    """``BROKEN``: begun and not carried through, or without any result: never to be taken for a success."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Told:
    """A planned point with its outcome. ``message`` is empty when it is conform."""

    point: Point
    outcome: Outcome
    message: str
    result: PointResult | None


def outcomes(campaign: Campaign) -> Iterator[Told]:
    """Every planned point, in the order of the plan, even those without a result."""
    for point in campaign.points:
        result = campaign.result(point.id)
        if result is None:
            yield Told(point, Outcome.BROKEN, "sans résultat", None)
            continue
        step = f"{result.failed_step} → " if result.failed_step else ""
        message = "" if result.status is Status.CONFORM else typeset(f"{result.status} : {step}{result.reason}")
        yield Told(point, _outcome(result), message, result)


def _outcome(result: PointResult) -> Outcome:
    if result.status is Status.CONFORM:
        return Outcome.PASSED
    if result.status is Status.NOT_CONFORM:
        return Outcome.FAILED
    return Outcome.BROKEN if hindered(result) else Outcome.SKIPPED
