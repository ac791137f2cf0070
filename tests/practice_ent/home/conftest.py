from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.accounts import read_accounts
from fixtures.practice_ent.server import start
from tests.practice_ent.home.office import Office, School


@pytest.fixture(scope="module")
def school(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    data = tmp_path_factory.mktemp("classe") / "donnees"
    shutil.copytree(seeded, data)
    base = sqlite3.connect(data / "ent.sqlite3", timeout=10, isolation_level=None)
    with start(data, port=0, central_port=0, workers=1) as ent:
        yield School(ent.portal, data, read_accounts(data / "comptes.csv"), base)
    base.close()


@pytest.fixture(scope="module")
def teacher(school: School) -> Iterator[Office]:
    office = school.office("teacher")
    yield office
    office.session.close()


@pytest.fixture(scope="module")
def pupil(school: School, teacher: Office) -> Iterator[Office]:
    office = school.office("pupil", classroom=teacher.account.classroom)
    yield office
    office.session.close()


@pytest.fixture(autouse=True)
def sound(school: School) -> Iterator[None]:
    """Whatever a test breaks is sound again for the next."""
    yield
    school.break_with()
