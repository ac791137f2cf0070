"""People of the practice ENT who write to each other, over the API."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import requests

from fixtures.accounts import Account
from tests.practice_ent.visitor import sign_in

_subjects = count(1)


def new_subject() -> str:
    """A subject that no other message has: one word, so that it can be searched."""
    return f"Sujet{next(_subjects)}Essai"


@dataclass
class Mailbox:
    """One signed-in person."""

    portal: str
    account: Account
    session: requests.Session = field(repr=False)

    @cached_property
    def id(self) -> int:
        return int(self.api("GET", "users/me.json").json()["id"])

    def api(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, f"{self.portal}/api/1.0/{path}", timeout=10, **options)

    def mail(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.api(method, f"messaging/{path}.json", **options)

    def directory(self, path: str, **query: Any) -> requests.Response:
        return self.api("GET", f"user-directory/{path}.json", params={"view": "messaging-recipients", **query})

    def write(
        self, *to: int, subject: str = "", content: object = "<p>Bonjour</p>", **fields: Any
    ) -> requests.Response:
        json = {"subject": subject, "content": content, "to": list(to), "resource-joined": []} | fields
        return self.mail("POST", "messages", json=json)

    def counters(self) -> dict[str, int]:
        counters: dict[str, int] = self.mail("GET", "counters").json()
        return counters

    def folder(self, name: str, **query: Any) -> list[dict[str, Any]]:
        answer = self.mail("GET", f"folders/{name}", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["_embedded"]["items"]
        return items

    def received(self, subject: str) -> dict[str, Any] | None:
        """The conversation of the inbox with that subject."""
        return next(iter(self.folder("inbox", search=subject)), None)

    def thread(self, subject: str) -> int:
        """The id of that conversation, which is there."""
        found = self.received(subject)
        assert found is not None
        return int(found["id"])

    def sent(self, subject: str) -> dict[str, Any]:
        """The sent message with that subject, which is there."""
        return self.folder("sent", search=subject)[0]

    def answer(self, thread: int, text: str = "<p>Merci</p>", **fields: Any) -> requests.Response:
        return self.mail("POST", f"conversations/{thread}", json={"answer": text, "resource-joined": []} | fields)

    def select(self, kind: str, action: str, *ids: int) -> requests.Response:
        return self.mail("PATCH", f"{kind}/selection", json={"action": action, "ids": list(ids)})


class School:
    """The people of an XS practice ENT that the rules tell apart. ``child`` is the pupil whose parent is ``parent``,
    ``friend`` another pupil of the same class; the ``far_`` ones are in the other class only."""

    def __init__(self, portal: str, data: Path, accounts: list[Account]) -> None:
        self.portal, self.data = portal, data
        self._base = data / "ent.sqlite3"
        self._accounts = accounts
        self._open: dict[str, Mailbox] = {}

    @cached_property
    def teacher(self) -> Mailbox:
        return self._first("teacher", lambda _: True)

    @cached_property
    def far_teacher(self) -> Mailbox:
        return self._first("teacher", lambda account: account.classroom != self._room)

    @cached_property
    def director(self) -> Mailbox:
        return self._first("director", lambda _: True)

    @cached_property
    def parent(self) -> Mailbox:
        return self._first("parent", lambda account: self._in_class_only(account, self._room))

    @cached_property
    def other_parent(self) -> Mailbox:
        mine = set(self.parent.account.children.split())
        return self._first(
            "parent", lambda other: self._in_class_only(other, self._room) and not mine & set(other.children.split())
        )

    @cached_property
    def far_parent(self) -> Mailbox:
        return self._first("parent", lambda account: not self._in_class(account, self._room))

    @cached_property
    def child(self) -> Mailbox:
        return self._first("pupil", lambda account: account.login in self.parent.account.children.split())

    @cached_property
    def friend(self) -> Mailbox:
        return self._first("pupil", lambda account: account.login in self.other_parent.account.children.split())

    @cached_property
    def far_pupil(self) -> Mailbox:
        return self._first("pupil", lambda account: account.classroom != self._room)

    @cached_property
    def classroom(self) -> int:
        """The id of the first class."""
        return int(self.teacher.directory("groups").json()[0]["id"])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the base holds."""
        with closing(sqlite3.connect(f"file:{self._base}?mode=ro", uri=True)) as base:
            return base.execute(query, values).fetchall()

    def change(self, query: str, *values: Any) -> None:
        """Bring about what no call of the API does."""
        with closing(sqlite3.connect(self._base, timeout=10)) as base, base:
            base.execute(query, values)

    def notifications(self, mailbox: Mailbox) -> list[str]:
        """The types of the person's notifications, oldest first."""
        rows = self.rows(
            "SELECT notification_type_unique_name FROM notification WHERE target_user_id = ? ORDER BY id", mailbox.id
        )
        return [kind for (kind,) in rows]

    @property
    def parent_email(self) -> str:
        return str(self.rows("SELECT email FROM user WHERE id = ?", self.parent.id)[0][0])

    def close(self) -> None:
        for mailbox in self._open.values():
            mailbox.session.close()

    @cached_property
    def _room(self) -> str:
        return next(account for account in self._accounts if account.role == "teacher").classroom

    def _rooms(self, account: Account) -> set[str]:
        children = account.children.split()
        return {other.classroom for other in self._accounts if other.login in children}

    def _in_class(self, account: Account, room: str) -> bool:
        return room in self._rooms(account)

    def _in_class_only(self, account: Account, room: str) -> bool:
        return self._rooms(account) == {room}

    def _first(self, role: str, wanted: Callable[[Account], bool]) -> Mailbox:
        account = next(account for account in self._accounts if account.role == role and wanted(account))
        if account.login not in self._open:
            session = sign_in(self.portal, account.login, account.password)
            self._open[account.login] = Mailbox(self.portal, account, session)
        return self._open[account.login]
