"""The people of two classes, and the base of the practice ENT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt
from tests.practice_ent.blog.desk import Base, Desk
from tests.practice_ent.visitor import sign_in


@dataclass(frozen=True)
class School:
    """Two classes of one school; a stranger belongs to the other class."""

    teacher: Desk
    pupil: Desk
    other_pupil: Desk
    parent: Desk
    director: Desk
    strange_teacher: Desk
    strange_pupil: Desk

    @property
    def everybody(self) -> list[Desk]:
        return list(vars(self).values())


@pytest.fixture(scope="module")
def school(ent: PracticeEnt, accounts: list[Account]) -> Iterator[School]:
    def sit(account: Account) -> Desk:
        return Desk(account, ent.portal, sign_in(ent.portal, account.login, account.password))

    def of(role: str, classroom: str) -> list[Account]:
        return [account for account in accounts if account.role == role and account.classroom == classroom]

    here, there = (account.classroom for account in accounts if account.role == "teacher")
    pupils = of("pupil", here)
    # A parent with one child only cannot belong to the other class as well.
    parent = next(account for account in of("parent", here) if " " not in account.children)
    people = School(
        teacher=sit(of("teacher", here)[0]),
        pupil=sit(pupils[0]),
        other_pupil=sit(pupils[1]),
        parent=sit(parent),
        director=sit(next(account for account in accounts if account.role == "director")),
        strange_teacher=sit(of("teacher", there)[0]),
        strange_pupil=sit(of("pupil", there)[0]),
    )
    yield people
    for desk in people.everybody:
        desk.session.close()


@pytest.fixture(scope="module")
def base(lived_in: Path) -> Base:
    return Base(lived_in / "ent.sqlite3")


@pytest.fixture(scope="module")
def blog_id(school: School, base: Base) -> int:
    """The blog of the teacher's class."""
    return base.blog_id(school.teacher.account.classroom)
