"""What changed between two campaigns, point by point."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acceptance.campaign.delta import Change, delta
from acceptance.campaign.points import Campaign, Mode, Point, PointResult, Status

POINT = Point("ENT-01", "4.1", "Titre", "Partie", Mode.AUTOMATIC, "bloquante", ("Alors c’est vu",), "x.feature", 1)


def campaign(*results: tuple[str, Status | None]) -> Campaign:
    return Campaign(
        "Recette",
        "ENT",
        "https://ent.example",
        "",
        "",
        "0",
        tuple(replace(POINT, id=point_id) for point_id, _ in results),
        tuple(PointResult(point_id, status) for point_id, status in results if status),
    )


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Status.NOT_CONFORM, Status.CONFORM, Change.REPAIRED),
        (Status.CONFORM, Status.NOT_CONFORM, Change.BROKEN),
        (Status.CONFORM, Status.CONFORM, Change.UNCHANGED),
        (Status.NOT_CONFORM, Status.NOT_CONFORM, Change.UNCHANGED),
        (None, None, Change.UNCHANGED),
        (Status.CONFORM, Status.NOT_EXECUTED, Change.OTHER),
        (Status.NOT_EXECUTED, Status.CONFORM, Change.OTHER),
        (Status.NOT_EXECUTED, Status.NOT_CONFORM, Change.OTHER),
        (Status.CONFORM, None, Change.OTHER),
        (Status.TO_CHECK, Status.CONFORM, Change.OTHER),
    ],
)
def test_only_a_point_that_was_red_is_repaired_and_only_one_that_was_green_is_broken(
    before: Status | None, after: Status | None, change: Change
) -> None:
    [found] = delta(campaign(("ENT-01", before)), campaign(("ENT-01", after)))
    assert (found.change, found.before, found.after) == (change, before, after)


def test_new_points_and_withdrawn_ones_are_told_whatever_their_result() -> None:
    earlier = campaign(("ENT-01", Status.CONFORM), ("ENT-02", Status.NOT_CONFORM))
    later = campaign(("ENT-03", Status.NOT_CONFORM), ("ENT-01", Status.CONFORM))
    assert [(found.point.id, found.change) for found in delta(earlier, later)] == [
        ("ENT-03", Change.NEW),
        ("ENT-01", Change.UNCHANGED),
        ("ENT-02", Change.WITHDRAWN),
    ]


def test_a_point_that_reads_otherwise_says_so() -> None:
    earlier, later = campaign(("ENT-01", Status.NOT_CONFORM)), campaign(("ENT-01", Status.CONFORM))
    weaker = replace(later, points=(replace(POINT, steps=("Alors presque",)),))
    assert [found.reworded for found in delta(earlier, later)] == [False]
    assert [found.reworded for found in delta(earlier, weaker)] == [True]


def test_a_result_of_an_unplanned_point_counts_for_nothing() -> None:
    later = campaign(("ENT-01", Status.CONFORM))
    stray = replace(later, results=(*later.results, PointResult("ENT-99", Status.NOT_CONFORM)))
    assert delta(stray, stray) == delta(later, later)
