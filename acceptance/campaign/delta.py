"""What changed between two campaigns, point by point."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acceptance.campaign.points import Campaign, Point, PointResult, Status


class Change(StrEnum):
    """In the order they are told. ``OTHER``: neither repaired nor broken, as *conforme* then *non exécuté*."""

    BROKEN = "cassé"
    REPAIRED = "réparé"
    OTHER = "autre changement"
    NEW = "nouveau"
    WITHDRAWN = "retiré"
    UNCHANGED = "inchangé"


@dataclass(frozen=True)
class PointChange:
    """``before`` and ``after`` are None where the point was not planned or has no result.

    ``reworded`` tells that the title or the steps are not those of the earlier campaign: the two results do not quite
    speak of the same thing.
    """

    point: Point
    change: Change
    before: Status | None
    after: Status | None
    reworded: bool = False


def delta(earlier: Campaign, later: Campaign) -> tuple[PointChange, ...]:
    """Every point planned in either campaign: those of the later one in its order, then those withdrawn since."""
    planned_before = {point.id: point for point in earlier.points}
    results_before = {result.point_id: result for result in earlier.results}
    results_after = {result.point_id: result for result in later.results}
    changes = []
    for point in later.points:
        old = planned_before.pop(point.id, None)
        before, after = _status(results_before.get(point.id)), _status(results_after.get(point.id))
        change = _change(before, after) if old else Change.NEW
        reworded = old is not None and (old.title, old.steps) != (point.title, point.steps)
        changes.append(PointChange(point, change, before if old else None, after, reworded))
    for point in planned_before.values():
        changes.append(PointChange(point, Change.WITHDRAWN, _status(results_before.get(point.id)), None))
    return tuple(changes)


def _change(before: Status | None, after: Status | None) -> Change:
    match before, after:
        case Status.NOT_CONFORM, Status.CONFORM:
            return Change.REPAIRED
        case Status.CONFORM, Status.NOT_CONFORM:
            return Change.BROKEN
    return Change.UNCHANGED if before is after else Change.OTHER


def _status(result: PointResult | None) -> Status | None:
    return result.status if result else None
