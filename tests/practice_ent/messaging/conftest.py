"""The people of a small school who write to each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.accounts import Account
from fixtures.practice_ent.filling_database import prepare_django
from fixtures.practice_ent.server import PracticeEnt
from tests.practice_ent.messaging.mailbox import School

# The rule of the recipients names the roles by the models' numbers.
prepare_django()


@pytest.fixture(scope="module")
def school(ent: PracticeEnt, lived_in: Path, accounts: list[Account]) -> Iterator[School]:
    people = School(ent.portal, lived_in, accounts)
    yield people
    people.close()
