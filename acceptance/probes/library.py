"""The media library asked without a browser (contract: media-library.md 3, 4, 5)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests

from acceptance.campaign.recorder import NotReadyError
from acceptance.probes.http import Caller, Reply

API = "/api/1.0/media-library"
CHUNK = 20 * 1024 * 1024  # bytes of the largest file that a plain installation takes (media-library.md 4)
_BINARY = "application/octet-stream"


@dataclass(frozen=True)
class Space:
    """The space of a folder: used and allowed, in bytes; ``allowed`` is 0 without a limit."""

    used: int
    allowed: int

    @property
    def left(self) -> int:
        return self.allowed - self.used


@dataclass
class Library:
    """The media library of a person; ``made`` holds the numbers of the media to remove."""

    caller: Caller
    made: list[int] = field(default_factory=list)

    def own_folder(self) -> dict[str, Any]:
        return dict(self._root("my_folder"))

    def class_folder(self) -> dict[str, Any]:
        """The class comes first among the group folders (media-library.md 3.1)."""
        folders = self._root("group_folders")
        if not folders:
            raise NotReadyError(f"{self.caller.who} n’a aucun espace de classe dans la médiathèque")
        return dict(folders[0])

    def space(self, folder: dict[str, Any]) -> Space:
        """The space of a root folder as the API tells it now."""
        usage = folder.get("usage")
        if not isinstance(usage, dict):
            raise NotReadyError("la médiathèque ne dit pas la place de ce dossier")
        return Space(int(float(usage["current"])), int(float(usage["total"])))

    def deposit(self, folder: dict[str, Any], name: str, content: bytes, kind: str = _BINARY) -> Reply:
        """Send a file to a folder; what was taken is remembered, to be removed."""
        reply = self.caller.ask(
            f"{API}/media/{folder['marker']}/file", method="POST", files={"file": (name, content, kind)}
        )
        number = reply.location.rsplit("/", 1)[-1].removesuffix(".json")
        if reply.status == 201 and number.isdigit():
            self.made.append(int(number))
        return reply

    def download(self, number: int) -> Reply:
        """The bytes of a medium, by its own signed address."""
        medium = self.caller.ask(f"{API}/media/{number}.json")
        return self.caller.ask(str(_json(medium)["download_url"]))

    def remove_made(self) -> None:
        """To the bin, then for good. Raises AssertionError when something stays."""
        left = [number for number in self.made if not all(self._delete(number) for _ in range(2))]
        self.made = left
        assert not left, f"{len(left)} fichier(s) restent dans la médiathèque"

    def _delete(self, number: int) -> bool:
        with suppress(requests.RequestException):
            return self.caller.ask(f"{API}/media/{number}.json", method="DELETE").status in (200, 204)
        return False

    def _root(self, key: str) -> Any:
        roots = _json(self.caller.ask(f"{API}/base-init.json"))
        if key not in roots:
            raise NotReadyError(f"{self.caller.who} n’a pas ce dossier dans la médiathèque")
        return roots[key]


def filling(space: Space) -> Iterator[int]:
    """Sizes of files that fill what is left, to the last byte, none greater than a plain installation takes."""
    left = space.left
    while left > 0:
        size = min(left, CHUNK)
        yield size
        left -= size


def _json(reply: Reply) -> dict[str, Any]:
    assert reply.status == 200, f"la médiathèque répond {reply.status}"
    document: dict[str, Any] = json.loads(reply.text)
    return document
