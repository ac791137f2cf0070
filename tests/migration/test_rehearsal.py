"""A migration by MariaDB's own tools: nothing is said of a faithful copy, and each accident is found and named."""

from __future__ import annotations

import pytest

from acceptance.migration.findings import Verdict
from tests.migration.accidents import ACCIDENTS, Accident
from tests.migration.conftest import Rehearsal
from tests.migration.rehearsal import red, verified


def test_a_faithful_copy_has_no_difference(rehearsal: Rehearsal) -> None:
    comparison = verified(rehearsal.old, rehearsal.new, rehearsal.before)
    assert red(comparison) == []
    assert comparison.invalid == []
    assert [comparison.verdict(point) for point in ("MIG-01", "MIG-02")] == [Verdict.CONFORM] * 2


@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda accident: accident.title)
def test_an_accident_is_found_and_named(rehearsal: Rehearsal, accident: Accident) -> None:
    accident.do(rehearsal.new)
    try:
        comparison = verified(rehearsal.old, rehearsal.new, rehearsal.before)
    finally:
        accident.undo(rehearsal.new)
    found = red(comparison)
    assert [finding for finding in found if accident.is_told_by(finding)], found


def test_undone_accidents_leave_a_faithful_copy(rehearsal: Rehearsal) -> None:
    assert red(verified(rehearsal.old, rehearsal.new, rehearsal.before)) == []


def test_there_are_accidents_enough() -> None:
    assert len({accident.title for accident in ACCIDENTS}) >= 25
