"""What the tests of the practice ENT share beside the running ENT itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from fixtures.accounts import Account
from tests.practice_ent.visitor import visitor


@pytest.fixture
def anyone() -> Iterator[requests.Session]:
    with visitor() as session:
        yield session


@pytest.fixture
def teacher(accounts: list[Account]) -> Account:
    return next(account for account in accounts if account.role == "teacher")


@pytest.fixture
def base(lived_in: Path) -> Iterator[sqlite3.Connection]:
    """The base itself, to look into it or to change a row."""
    connection = sqlite3.connect(lived_in / "ent.sqlite3", timeout=10, isolation_level=None)
    yield connection
    connection.close()
