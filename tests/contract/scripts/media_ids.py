"""Ids of the recorded media library and ours: a medium 4, a folder 26-GROUP, a person 9."""

from __future__ import annotations

import re
from typing import Any

from tests.contract.exchange import Request

_MARKER = re.compile(r"\b(\d+)-(USER|GROUP)\b")
_MEDIA_PATH = re.compile(r"(/media-library/media/)(\d+)(?![\d-])")
_TYPES = {"MEDIA": "media", "MEDIA_FOLDER_USER": "USER", "MEDIA_FOLDER_GROUP": "GROUP"}

# By kind (``media``, ``USER`` and ``GROUP`` for folders, ``user``, ``group``): the recorded id -> ours.
known: dict[str, dict[int, int]] = {}


def ours(kind: str, number: int | str) -> int:
    """Our id of a recorded one; one that nothing has stays as it is."""
    return known[kind].get(int(number), int(number))


def markers(text: str) -> str:
    """The same text, its markers of folders turned into ours."""
    return _MARKER.sub(lambda found: f"{ours(found[2], found[1])}-{found[2]}", text)


def translate(request: Request) -> None:
    """Turn the ids of the path, of the query and of the body into ours."""
    request.path = _MEDIA_PATH.sub(lambda found: f"{found[1]}{ours('media', found[2])}", markers(request.path))
    request.query = _selection(request.query)
    request.json = _body(request.json)


def _body(document: Any) -> Any:
    if not isinstance(document, dict):
        return document
    if isinstance(document.get("parent-marker"), str):
        document["parent-marker"] = markers(document["parent-marker"])
    for entry in document.get("datas", []):
        entry["ID"] = ours(_TYPES.get(entry["TYPE"], "media"), entry["ID"])
    for name in ("user", "group"):
        if f"{name}s" in document:
            document[f"{name}s"] = [ours(name, number) for number in document[f"{name}s"]]
    return document


def _selection(query: Any) -> Any:
    """``datas[]={"TYPE":"MEDIA","ID":3}``, a JSON text for each item."""
    if not isinstance(query, list):
        return query
    return [
        (name, re.sub(r'("ID":)(\d+)', lambda found: f"{found[1]}{ours('media', found[2])}", value))
        for name, value in query
    ]
