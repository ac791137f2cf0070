"""Recorded visits played again, one after the other, in a world of ours: a script an area says how."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt
from tests.contract import bases
from tests.contract.exchange import Exchange, Request, read_exchanges
from tests.contract.matching import Comparison, compare
from tests.practice_ent.visitor import sign_in, visitor

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class UnboundError(Exception):
    """A placeholder of a recorded request has no value in this world."""


@dataclass
class Scene:
    """The world in which the visits of an area are played.

    ``values`` binds the placeholders of recorded requests (``{f1}``); ``names`` turns texts of the recorded world
    (``Test - Classroom``) into ours, in requests and in expected pages; ``people`` says who plays each role.
    """

    ent: PracticeEnt
    data: Path
    accounts: list[Account]
    values: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, requests.Session] = field(default_factory=dict)
    playing: Exchange = field(init=False)
    mariadb: str = ""  # address of the base, when it is not the one of the data folder

    def account(self, role: str, rank: int = 0) -> Account:
        """The ``rank``-th person of a role of the accounts file."""
        return [account for account in self.accounts if account.role == role][rank]

    def session(self, role: str) -> requests.Session:
        """The session of this role, opened when first asked for; ``anonymous`` is nobody's."""
        if role not in self.sessions:
            account = self.people.get(role)
            self.sessions[role] = (
                sign_in(self.ent.portal, account.login, account.password) if account is not None else visitor()
            )
        return self.sessions[role]

    def leave(self, role: str) -> None:
        """Forget a session: the next exchange of this role opens another."""
        if role in self.sessions:
            self.sessions.pop(role).close()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the base of the practice ENT, which the recording read and changed in the same way."""
        return bases.execute(self.data, self.mariadb, sql, values)

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row."""
        return self.rows(sql, *values)[0][0]

    def change(self, sql: str, *values: object) -> None:
        """Change the base between two exchanges."""
        bases.execute(self.data, self.mariadb, sql, values)

    def columns(self, table: str) -> list[str]:
        """The names of the columns of a table, in their order."""
        if self.mariadb:
            return [row[0] for row in self.rows(f"SHOW COLUMNS FROM `{table}`")]
        return [row[1] for row in self.rows(f'PRAGMA table_info("{table}")')]

    def number_from_one(self, table: str) -> None:
        """The next row of this empty table is the first."""
        if self.mariadb:
            self.change(f"ALTER TABLE {table} AUTO_INCREMENT = 1")
        else:
            self.change("UPDATE sqlite_sequence SET seq = 0 WHERE name = ?", table)

    def ours(self, text: str) -> str:
        """A text of the recorded world, in ours: placeholders, then names."""
        text = _PLACEHOLDER.sub(lambda found: self.values.get(found[1], found[0]), text)
        for theirs, ours in self.names.items():
            text = text.replace(theirs, ours)
        return text


Opening = Callable[[Scene], None]
Change = Callable[[Scene, Request], None]
Reading = Callable[[Scene, requests.Response], None]


class Script:
    """How the visits of a file are played: the opening, and what happens before and after some exchanges."""

    def __init__(self, file: str, *, visits: set[str] | None = None, actors: Mapping[str, str] | None = None) -> None:
        """``visits``: those that are played, all by default; ``actors``: who plays an exchange, when it is not the
        first person of its role."""
        self.file, self.visits, self._actors = file, visits, actors or {}
        self._opening: Opening = lambda _scene: None
        self._rewrite: Change = lambda _scene, _request: None
        self._before: dict[str, Change] = {}
        self._after: dict[str, Reading] = {}

    def opening(self, function: Opening) -> Opening:
        """Decorator: called once, first; sets ``people``, ``values``, ``names``."""
        self._opening = function
        return function

    def rewrite(self, function: Change) -> Change:
        """Decorator: called for every request, to turn ids of the recorded world into ours."""
        self._rewrite = function
        return function

    def before(self, *ids: str) -> Callable[[Change], Change]:
        """Decorator: called before these exchanges; the request may be changed, the base too."""
        return lambda function: self._before.update(dict.fromkeys(ids, function)) or function

    def after(self, *ids: str) -> Callable[[Reading], Reading]:
        """Decorator: called after these exchanges, to read what the next ones need."""
        return lambda function: self._after.update(dict.fromkeys(ids, function)) or function

    def exchanges(self) -> list[Exchange]:
        return [one for one in read_exchanges(self.file) if self.visits is None or one.visit in self.visits]

    def play(self, scene: Scene) -> Iterator[tuple[Exchange, Comparison]]:
        """Each exchange with what differs from the recorded one."""
        self._opening(scene)
        for exchange in self.exchanges():
            yield exchange, self._play(exchange, scene)

    def _play(self, exchange: Exchange, scene: Scene) -> Comparison:
        request, scene.playing = exchange.request(), exchange
        try:
            request.path = _filled(request.path, request.path_params)
            self._rewrite(scene, request)
            self._before.get(exchange.id, lambda _scene, _request: None)(scene, request)
            answer = send(scene, scene.session(self._actors.get(exchange.id, exchange.role)), request)
            self._after.get(exchange.id, lambda _scene, _answer: None)(scene, answer)
        except (UnboundError, LookupError, AssertionError, ValueError, requests.RequestException) as error:
            return Comparison([f"non joué : {type(error).__name__}: {str(error)[:200]}"])
        return compare(exchange, answer, scene.ours)


def _filled(path: str, parameters: dict[str, Any]) -> str:
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path


def send(scene: Scene, session: requests.Session, request: Request) -> requests.Response:
    """Send one request as it was recorded, redirections not followed. Raises UnboundError."""
    path = scene.ours(request.path)
    if unbound := _PLACEHOLDER.search(path):
        raise UnboundError(f"{unbound[0]} dans {request.method} {path}")
    body, files = _body(scene, request), None
    headers = {name: value for name, value in request.headers.items() if "boundary" not in value}
    if request.multipart is not None:
        body, files = _multipart(scene, request.multipart)
    return session.request(
        request.method,
        scene.ent.portal.removesuffix("/ent") + path,
        params=_translated(scene, request.query),
        headers=headers,
        data=body,
        files=files,
        allow_redirects=False,
        timeout=30,
    )


def _body(scene: Scene, request: Request) -> Any:
    if request.raw is not None:
        return request.raw.encode()
    if request.json is not None:
        return json.dumps(_translated(scene, request.json)).encode()
    return _translated(scene, request.form)


def _translated(scene: Scene, value: Any) -> Any:
    if isinstance(value, dict):
        return {scene.ours(key): _translated(scene, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_translated(scene, item) for item in value]
    return scene.ours(value) if isinstance(value, str) else value


def _multipart(scene: Scene, parts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, bytes, str]]]:
    """Fields and files; a file recorded by its size only is made of that many bytes, a script may give ``content``."""
    if "files" in parts or "fields" in parts:
        parts = {**(parts.get("fields") or {}), **(parts.get("files") or {})}
    fields, files = {}, {}
    for name, part in parts.items():
        if isinstance(part, dict):
            content = part.get("content") or b"x" * int(part.get("bytes", 10))
            content = content.encode() if isinstance(content, str) else content
            files[name] = (part["filename"], content, part.get("content_type", part.get("type", "text/plain")))
        else:
            fields[name] = scene.ours(str(part))
    return fields, files
