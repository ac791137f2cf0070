"""A practice ENT to be broken, its people, and what can be seen of it from outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

import requests

from fixtures.accounts import Account
from fixtures.practice_ent.faults import remote
from fixtures.practice_ent.server import PracticeEnt
from tests.practice_ent.blog.desk import Desk
from tests.practice_ent.media_library.conftest import Library
from tests.practice_ent.messaging.mailbox import School
from tests.practice_ent.visitor import sign_in, visitor

COOKIE = "beneyluent"


@dataclass
class World:
    """``workers`` is 1: what a fault keeps in a process is seen by everybody."""

    ent: PracticeEnt
    data: Path
    accounts: list[Account]
    _sessions: dict[str, requests.Session] = field(default_factory=dict)

    @property
    def portal(self) -> str:
        return self.ent.portal

    @contextmanager
    def broken_by(self, *faults: str) -> Iterator[None]:
        remote.turn(self.data, on=faults)
        try:
            yield
        finally:
            remote.turn(self.data, off=faults)

    def account(self, role: str, rank: int = 0) -> Account:
        """In the order of the classes: the first of each role is in the first one."""
        return [account for account in self.accounts if account.role == role][rank]

    def fresh(self, role: str, rank: int = 0) -> requests.Session:
        """Somebody who signs in anew."""
        account = self.account(role, rank)
        return sign_in(self.portal, account.login, account.password)

    def person(self, role: str, rank: int = 0) -> requests.Session:
        """Somebody who stays signed in from one test to the next."""
        login = self.account(role, rank).login
        if login not in self._sessions:
            self._sessions[login] = self.fresh(role, rank)
        return self._sessions[login]

    def get(self, path: str, role: str = "teacher", rank: int = 0, **options: Any) -> requests.Response:
        """A page or an answer of the API, redirections not followed."""
        options.setdefault("allow_redirects", False)
        return self.person(role, rank).get(f"{self.portal}{path}", timeout=30, **options)

    def ask(self, path: str, **options: Any) -> requests.Response:
        """The same from somebody whom the ENT does not know, whatever the host says of it."""
        with visitor() as session:
            return session.get(f"{self.portal}{path}", timeout=30, allow_redirects=False, **options)

    def seconds(self, path: str, role: str = "teacher") -> float:
        start = monotonic()
        self.get(path, role)
        return monotonic() - start

    def knows(self, cookie: str) -> bool:
        """Whether the portal knows who holds this session, asked without changing anybody's cookies."""
        return self.ask("/is-login", headers={"Cookie": f"{COOKIE}={cookie}"}).status_code == 200

    def may(self, permission: str, role: str, rank: int = 0) -> bool:
        answer = self.get(f"/api/1.0/users/rights/{permission}", role, rank)
        return bool(answer.json()["has_right"])

    @cached_property
    def school(self) -> School:
        return School(self.portal, self.data, self.accounts)

    @cached_property
    def library(self) -> Library:
        return Library(self.ent, self.data, self.accounts)

    def desk(self, role: str, rank: int = 0) -> Desk:
        return Desk(self.account(role, rank), self.portal, self.person(role, rank))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base, base:
            return base.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        return self.rows(sql, *values)[0][0]

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Whatever happens to the base meanwhile is undone; the teacher, signed in before, stays so."""
        _ = self.person("teacher"), self.school.teacher.id
        with closing(sqlite3.connect(":memory:")) as kept:
            with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base:
                base.backup(kept)
            try:
                yield
            finally:
                with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base:
                    kept.backup(base)

    def close(self) -> None:
        for session in self._sessions.values():
            session.close()
