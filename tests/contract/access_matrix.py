"""Every address by every role, as recorded: what each cell says, and how the answer of ours differs from it.

A cell is ``302 {portal}/ html``: the status, where a redirect leads, the kind of the body (``html``, ``json``, a media
type, ``empty`` for a body that is no page) or the beginning of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests

from tests.contract.coverage import OTHER_AREAS, area_of, routes
from tests.contract.exchange import RECORDED, Request
from tests.contract.replay import Scene, send
from tests.contract.scripts.home import open_, rewrite
from tests.practice_ent.visitor import XHR

ROLES = ("anonymous", "pupil", "parent", "teacher", "director", "admin")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Cell:
    """What a role gets at an address."""

    path: str
    role: str
    is_xhr: bool
    wanted: str

    @property
    def id(self) -> str:
        return f"{self.role} {self.path}{' (XHR)' if self.is_xhr else ''}"


def cells() -> list[Cell]:
    """The cells recorded, then the bare statuses that the route table holds for routes without a name in them."""
    rows = json.loads((RECORDED / "platform-access-matrix.json").read_text(encoding="utf-8"))["rows"]
    recorded = [Cell(row["path"], role, row.get("xhr", False), row[role]) for row in rows for role in ROLES]
    known = {(cell.path, cell.role) for cell in recorded}
    return [*recorded, *(cell for cell in _observed() if (cell.path, cell.role) not in known)]


def _observed() -> Iterator[Cell]:
    """Of the areas that the practice ENT has; an address that two routes share is the first's."""
    seen: set[str] = set()
    for route in routes():
        path = route["path"]
        if "{" in path or "#" in path or path in seen or area_of(path) in OTHER_AREAS:
            continue
        seen.add(path)
        for role, status in (route.get("observed") or {}).items():
            yield Cell(f"/ent{path}", "anonymous" if role == "anon" else role, is_xhr=False, wanted=str(status))


def play(scene: Scene) -> Iterator[tuple[Cell, list[str]]]:
    """Each cell with what differs, in French. The world is that of the script of homes."""
    open_(scene)
    for cell in cells():
        request = Request("GET", cell.path, headers=dict(XHR) if cell.is_xhr else {})
        rewrite(scene, request)
        yield cell, _differences(cell.wanted, send(scene, scene.session(cell.role), request), scene.ours)


def _differences(wanted: str, answer: requests.Response, ours: Callable[[str], str]) -> list[str]:
    status, _, rest = wanted.partition(" ")
    if str(answer.status_code) != status:
        return [f"statut : {wanted!r} attendu, {answer.status_code} reçu"]
    if status.startswith("3"):
        place = rest.removesuffix(" html")
        given = re.sub(r"^https?://[^/]+", "", answer.headers["Location"])
        # An address is recorded cut at a fixed length.
        is_there = _masked(given).startswith(_masked(place.replace("{portal}", "/ent")))
        return [] if is_there else [f"adresse : {place} attendue, {given} reçue"]
    return [] if _is(rest, answer, ours) else [f"corps : {rest!r} attendu, {answer.text[:80]!r} reçu"]


def _is(kind: str, answer: requests.Response, ours: Callable[[str], str]) -> bool:
    media_type = answer.headers.get("Content-Type", "").split(";")[0]
    if kind == "html":
        return media_type == "text/html"
    if kind == "json":
        return media_type == "application/json"
    if kind == "empty":
        return "<html" not in answer.text
    if "/" in kind and " " not in kind and "{" not in kind:
        return media_type == kind
    # The spaces of a JSON text are nobody's business.
    return _masked(answer.text).replace(" ", "").startswith(_masked(ours(kind)).replace(" ", ""))


def _masked(text: str) -> str:
    return _NUMBER.sub("N", text.strip())
