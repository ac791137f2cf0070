"""What a scenario makes in the ENT, always marked, and its removal at the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Error

from acceptance.campaign.recorder import NotReadyError

MARK = "[Préau]"  # in all that a campaign creates


@dataclass(frozen=True)
class Article:
    author: str
    title: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    number: int


@dataclass(frozen=True)
class Message:
    author: str
    subject: str
    text: str


def token() -> str:
    """A few letters that make a thing unlike any other."""
    return secrets.token_hex(4)


class CleanUp:
    """Removes what a scenario made, last made first; what cannot be removed is told, and stops nothing."""

    def __init__(self) -> None:
        self._undo: list[tuple[str, Callable[[], object]]] = []

    def later(self, what: str, undo: Callable[[], object]) -> None:
        """Remember how to remove something, before it is made: half made, it must go too."""
        self._undo.append((what, undo))

    def run(self, note: Callable[[str, str], None]) -> None:
        """Remove everything; ``note`` receives each thing and why it could not be removed, or an empty text."""
        while self._undo:
            what, undo = self._undo.pop()
            try:
                undo()
            except (AssertionError, Error, NotReadyError) as error:
                note(what, str(error).partition("\n")[0])
            else:
                note(what, "")
