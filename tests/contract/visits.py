"""The contract as a table of visits that can be played on any installation: what is asked, by whom, what must come.

A visit leaves nothing behind: what its steps make bears the mark of Préau, and its ``undo`` steps remove it, whatever
happened before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from acceptance.people import CLASSMATE, DIRECTOR, PARENT, PUPIL, STRANGER, TEACHER, Cast
from portal.client import Portal
from portal.errors import PreauError
from portal.http import Answer, PageName, PortalError
from portal.requests_session import RequestsSession
from portal.sign_in import sign_in, sign_out
from portal.toml import read_toml
from tests.contract import pages, shapes

TABLE = Path(__file__).parent / "table"
MARK = "[Préau] contrat"
ROLES = {
    "teacher": TEACHER,
    "pupil": PUPIL,
    "classmate": CLASSMATE,
    "parent": PARENT,
    "director": DIRECTOR,
    "stranger": STRANGER,
}
_NAME = re.compile(r"\{(\w+)\}")
_XHR = {"X-Requested-With": "XMLHttpRequest"}
_PAGE = PageName("", "contrat")


class TableError(PreauError):
    """A line of the table cannot be read."""


@dataclass(frozen=True)
class Step:
    """One line of the table.

    ``ask`` is a method and a path after the base path; ``who`` a role, or ``anonymous``. ``json`` and ``form`` are what
    is sent, ``shape`` the keys at least that the JSON received has, ``title`` that of the page, ``finds`` selectors,
    ``text`` what the body contains, ``keep`` names given to parts of the answer (a path in the JSON such as
    ``_embedded.items.0.id``, ``Location`` for its last segment, or a regular expression with one group).
    """

    who: str
    ask: str
    status: int
    json: Any = None
    form: dict[str, str] | None = None
    xhr: bool = False
    location: str | None = None
    type: str | None = None
    shape: Any = None
    title: str | None = None
    finds: list[str] = field(default_factory=list)
    text: str | None = None
    keep: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    area: str
    title: str
    source: str
    steps: list[Step]
    undo: list[Step]


def read_table() -> list[Visit]:
    """Every visit of ``table/*.toml``. Raises TableError with the file and the visit."""
    return [visit for path in sorted(TABLE.glob("*.toml")) for visit in _read(path)]


def _read(path: Path) -> Iterable[Visit]:
    document = read_toml(path, TableError, missing="")
    for raw in document["visit"]:
        where = f"{path.name}, « {raw.get('title')} »"
        steps, undo = ([_step(one, where) for one in raw.get(part, [])] for part in ("steps", "undo"))
        yield Visit(path.stem, raw["title"], raw["source"], steps, undo)


def _step(raw: Mapping[str, Any], where: str) -> Step:
    if unknown := set(raw) - {one.name for one in fields(Step)}:
        raise TableError(f"{where} : clé inconnue {unknown}", remedy="Voir la classe Step.")
    try:
        step = Step(**raw)
    except TypeError as error:
        raise TableError(f"{where} : {error}", remedy="Une ligne a who, ask et status.") from None
    if step.who not in {*ROLES, "anonymous"}:
        raise TableError(f"{where} : rôle inconnu {step.who}", remedy=f"Rôles : {', '.join(ROLES)}.")
    return step


class Stage:
    """An installation and the people who play the table on it. ``values`` are what the steps kept."""

    def __init__(self, portal: str, cast: Cast) -> None:
        self._portal, self._cast = portal, cast
        self._people: dict[str, tuple[RequestsSession, Portal]] = {}
        self.values: dict[str, str] = {"mark": MARK, "portal": portal.removesuffix(urlsplit(portal).path)}

    def person(self, who: str) -> RequestsSession:
        """The session of a person, signed in when first asked for. Raises PortalError, MissingPersonError."""
        if who not in self._people:
            http = RequestsSession()
            portal = Portal(http, self._portal)
            if who != "anonymous":
                account = self._cast.account(ROLES[who])
                sign_in(portal, account.login, account.password)
            self._people[who] = http, portal
            if who != "anonymous":
                self._learn(who, portal)
        return self._people[who][0]

    def close(self) -> None:
        """Sign everybody out."""
        for who, (http, portal) in self._people.items():
            if who != "anonymous":
                sign_out(portal)
            http.forget()

    def _learn(self, who: str, portal: Portal) -> None:
        """Names that the table may use: ``{teacher_id}``, ``{teacher_class}``, ``{teacher_class_label}``."""
        me = portal.api("GET", "users/me.json", "identité", dict)
        group = portal.api("GET", "groups/current.json", "groupe", dict)
        self.values |= {
            f"{who}_id": str(me["id"]),
            f"{who}_class": str(group["id"]),
            f"{who}_class_label": str(group["label"]),
        }

    def play(self, visit: Visit) -> list[list[str]]:
        """For each step, what differs; steps after one that could not be played are said to be so."""
        try:
            return [self._differences(step) for step in visit.steps]
        finally:
            for step in visit.undo:
                self._differences(step)

    def _differences(self, step: Step) -> list[str]:
        try:
            answer = self._send(step)
        except (PortalError, LookupError) as error:
            return [f"non joué : {error}"]
        found = self._compare(step, answer)
        for name, path in step.keep.items():
            kept = _kept(path, answer)
            if kept is None:
                found.append(f"« {name} » introuvable ({path})")
            else:
                self.values[name] = kept
        return found

    def _send(self, step: Step) -> Answer:
        http = self.person(step.who)
        method, path = self._filled(step.ask).split(" ", 1)
        headers, body = dict(_XHR) if step.xhr else {}, b""
        if step.json is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(self._filled_in(step.json)).encode()
        elif step.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({name: self._filled(value) for name, value in step.form.items()}).encode()
        return http.exchange(method, self._portal + path, lambda one: one, page=_PAGE, body=body, headers=headers)

    def _filled_in(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled_in(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled_in(item) for item in value]
        return self._filled(value) if isinstance(value, str) else value

    def _filled(self, text: str) -> str:
        """Raises LookupError: the step that gives this value did not."""

        def value(found: re.Match[str]) -> str:
            role = found[1].split("_")[0]
            if found[1] not in self.values and role in ROLES:
                self.person(role)
            return self.values[found[1]]

        return _NAME.sub(value, text)

    def _compare(self, step: Step, answer: Answer) -> list[str]:
        if answer.status != step.status:
            return [f"statut : {step.status} attendu, {answer.status or answer.error} reçu"]
        found = []
        if step.location is not None and answer.headers.get("Location", "") != self._filled(step.location):
            found.append(f"Location : {step.location} attendu, {answer.headers.get('Location')} reçu")
        if step.type is not None and step.type not in answer.headers.get("Content-Type", ""):
            found.append(f"Content-Type : {step.type} attendu, {answer.headers.get('Content-Type')} reçu")
        if step.shape is not None:
            try:
                found += shapes.differences(json.loads(answer.body), step.shape, whole=False)
            except ValueError:
                found.append("JSON attendu")
        if step.title is not None or step.finds:
            title = self._filled(step.title) if step.title else None
            found += pages.differences(answer.text, {"title": title, "ids_present": step.finds})
        if step.text is not None and self._filled(step.text) not in answer.text:
            found.append(f"« {self._filled(step.text)} » attendu")
        return found


def _kept(path: str, answer: Answer) -> str | None:
    if path == "Location":
        return answer.headers.get("Location", "").rstrip("/").rsplit("/", 1)[-1] or None
    if "(" in path:
        matched = re.search(path, answer.text)
        return matched[1] if matched else None
    try:
        value: Any = json.loads(answer.body)
        for key in path.split("."):
            value = value[int(key)] if isinstance(value, list) else value[key]
    except (ValueError, LookupError, TypeError):
        return None
    return str(value)
