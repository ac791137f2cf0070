"""Each fault, seen from outside: absent from the sound ENT, there when it is turned on, gone when it is turned off."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.practice_ent.faults.fault import Family
from fixtures.practice_ent.faults.registry import FAULTS, MODULES
from tests.practice_ent.faults import (
    proofs_activities,
    proofs_content,
    proofs_data,
    proofs_delivery,
    proofs_pages,
    proofs_privacy,
    proofs_rights,
    proofs_sign_in,
    proofs_slowness,
)
from tests.practice_ent.faults.world import World

PROOFS: dict[str, Callable[[World], bool]] = {
    **proofs_sign_in.PROOFS,
    **proofs_rights.PROOFS,
    **proofs_content.PROOFS,
    **proofs_activities.PROOFS,
    **proofs_pages.PROOFS,
    **proofs_delivery.PROOFS,
    **proofs_privacy.PROOFS,
    **proofs_data.PROOFS,
    # The last ones leave memory and sleeping threads behind them.
    **proofs_slowness.PROOFS,
}
# Seen by a test of their own, below or in the tests of their subject.
_APART: set[str] = set()


@pytest.mark.parametrize("fault", PROOFS)
def test_a_fault_breaks_what_it_says_and_only_while_it_is_on(world: World, fault: str) -> None:
    is_broken = PROOFS[fault]
    assert not is_broken(world)
    with world.broken_by(fault):
        assert is_broken(world)
    assert not is_broken(world)


def test_every_fault_that_is_no_known_defect_is_proven() -> None:
    ours = {fault.id for fault in FAULTS.values() if fault.family != Family.KNOWN}
    assert PROOFS.keys() | _APART == ours


def test_every_known_defect_is_named_by_the_tests_of_its_subject() -> None:
    """Absent from the sound ENT, there when it is turned on: by its id, or by the constant that holds it."""
    tests = Path(__file__).parents[1]
    words = set(re.findall(r"[\w-]+", "\n".join(path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py"))))
    known = [module for module in MODULES if module.__package__ == "fixtures.practice_ent.faults.known"]
    constants = {value: name for module in known for name, value in vars(module).items() if isinstance(value, str)}
    ids = {fault.id for fault in FAULTS.values() if fault.family == Family.KNOWN}
    assert {one for one in ids if not {one, constants.get(one, one)} & words} == set()
