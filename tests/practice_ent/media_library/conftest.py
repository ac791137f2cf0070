"""A practice ENT of these tests alone (they change its quotas), and its visitors."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from fixtures.accounts import Account, read_accounts
from fixtures.practice_ent import server
from tests.practice_ent.visitor import sign_in

API = "/api/1.0/media-library/"


@dataclass
class Visitor:
    """A signed-in person. Paths of the API are given after its prefix, or whole, as a Location has them."""

    portal: str
    http: requests.Session
    id: int
    root: str

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        if path.startswith("/ent/"):
            address = self.portal.removesuffix("/ent") + path
        else:
            address = self.portal + (path if path.startswith("/mediatheque-2/") else API + path)
        return self.http.request(method, address, timeout=20, allow_redirects=False, **more)

    def get(self, path: str, **query: str | int) -> requests.Response:
        return self.call("GET", path, params=query)

    def patch(self, path: str, body: object = None) -> requests.Response:
        return self.call("PATCH", path, json={} if body is None else body)

    def upload(self, marker: str, name: str, content: bytes, **fields: str) -> requests.Response:
        return self.call("POST", f"media/{marker}/file", files={"file": (name, content)}, data=fields)

    def stored(self, marker: str, name: str = "note.txt", content: bytes = b"une note") -> dict[str, Any]:
        """Upload a file that must pass; the media."""
        answer = self.upload(marker, name, content)
        assert answer.status_code == 201, answer.text
        media: dict[str, Any] = self.get(answer.headers["Location"]).json()
        return media

    def listed(self, marker: str) -> set[int]:
        """Ids of the media that the visitor sees in a folder."""
        answer = self.get(f"media-folder/{marker}/medias.json", limit=500)
        return {item["id"] for item in answer.json()["_embedded"]["items"]}

    def folder(self, parent: str, label: str) -> str:
        """Marker of a new folder."""
        answer = self.call("POST", f"media-folder/{parent}.json", json={"label": label})
        assert answer.status_code == 201
        return answer.headers["Location"].rpartition("/")[2]


@dataclass
class Library:
    """The practice ENT, its data, and who is who in its first class."""

    ent: server.PracticeEnt
    data: Path
    accounts: list[Account]
    _visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def files(self) -> Path:
        return self.data / "fichiers"

    def visitor(self, account: Account) -> Visitor:
        if account.login not in self._visitors:
            http = sign_in(self.ent.portal, account.login, account.password)
            person = self.number("SELECT id FROM user WHERE login = ?", account.login)
            root = self.number("SELECT id FROM media_folder_user WHERE parent_id IS NULL AND user_id = ?", person)
            self._visitors[account.login] = Visitor(self.ent.portal, http, person, f"{root}-USER")
        return self._visitors[account.login]

    def member(self, role: str, *, elsewhere: bool = False, rank: int = 0) -> Visitor:
        """Somebody of the first class, or of another one."""
        names = sorted({account.classroom for account in self.accounts if account.role == "teacher"})
        chosen = [each for each in self.accounts if each.role == role and (each.classroom == names[0]) != elsewhere]
        return self.visitor(chosen[rank])

    @property
    def teacher(self) -> Visitor:
        return self.member("teacher")

    @property
    def pupil(self) -> Visitor:
        return self.member("pupil")

    @property
    def classmate(self) -> Visitor:
        return self.member("pupil", rank=1)

    @property
    def stranger(self) -> Visitor:
        return self.member("pupil", elsewhere=True)

    def parent(self, *, of: Visitor, mine: bool = True) -> Visitor:
        """A parent of that child, or a parent of the same class who is not one."""
        login = self.text("SELECT login FROM user WHERE id = ?", of.id)
        class_of = {each.login: each.classroom for each in self.accounts}
        for account in self.accounts:
            children = account.children.split()
            if mine and login in children:
                return self.visitor(account)
            here = any(class_of.get(child) == class_of[login] for child in children)
            if not mine and here and login not in children:
                return self.visitor(account)
        raise AssertionError("no such parent")

    @property
    def class_id(self) -> int:
        return self.number("SELECT group_id FROM central_membership WHERE user_id = ?", self.teacher.id)

    @property
    def class_root(self) -> str:
        query = "SELECT id FROM media_folder_group WHERE parent_id IS NULL AND group_id = ?"
        return f"{self.number(query, self.class_id)}-GROUP"

    def set_quota(self, name: str, value: int) -> None:
        """Give the class another quota."""
        query = "UPDATE group_data SET value = ? WHERE group_id = ? AND name = ?"
        self.run(query, str(value), self.class_id, name)

    def used_by(self, person: Visitor) -> int:
        return self.number("SELECT resource_used_size FROM user WHERE id = ?", person.id)

    def used_by_class(self) -> int:
        query = "SELECT value FROM group_data WHERE group_id = ? AND name = 'RESOURCE_USED_SIZE'"
        return int(self.text(query, self.class_id))

    def everything(self) -> tuple[int, frozenset[Path]]:
        """Number of rows and all the stored files: the same before and after a refusal."""
        stored = frozenset(path for path in self.files.rglob("*") if path.is_file() and "tb" not in path.parts)
        return self.number("SELECT count(*) FROM media"), stored

    def number(self, query: str, *values: object) -> int:
        return int(self._first(query, *values))

    def text(self, query: str, *values: object) -> str:
        return str(self._first(query, *values))

    def run(self, query: str, *values: object) -> None:
        with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base, base:
            base.execute(query, values)

    def _first(self, query: str, *values: object) -> Any:
        with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base:
            row = base.execute(query, values).fetchone()
        assert row, query
        return row[0]


@pytest.fixture(scope="package")
def library(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    data = tmp_path_factory.mktemp("mediatheque") / "donnees"
    shutil.copytree(seeded, data)
    with server.start(data, port=0, central_port=0, workers=2) as ent:
        yield Library(ent, data, read_accounts(data / "comptes.csv"))


@pytest.fixture
def quotas(library: Library) -> Iterator[Library]:
    """The library, whose quotas may be changed by one test."""
    query = "SELECT value FROM group_data WHERE group_id = ? AND name = ?"
    names = ("RESOURCE_QUOTA_CHILD", "RESOURCE_QUOTA_USER", "RESOURCE_QUOTA_GROUP")
    before = {name: int(library.text(query, library.class_id, name)) for name in names}
    yield library
    for name, value in before.items():
        library.set_quota(name, value)


def picture(width: int = 64, height: int = 40, *, kind: str = "PNG", orientation: int | None = None) -> bytes:
    """A real picture: its left half is white, its right half black."""
    image = Image.new("RGB", (width, height))
    image.paste((255, 255, 255), (0, 0, width // 2, height))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    content = io.BytesIO()
    image.save(content, kind, exif=exif)
    return content.getvalue()
