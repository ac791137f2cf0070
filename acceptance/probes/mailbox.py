"""A person's messages, asked without a browser (contract: messaging.md 5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.probes.http import Caller, Reply

API = "/api/1.0/messaging"
_MOST = 100  # rows asked at once


@dataclass(frozen=True)
class Mailbox:
    """The messages of a person."""

    caller: Caller

    @property
    def person(self) -> int:
        """The number of the person."""
        return int(_json(self.caller.ask("/api/1.0/users/me.json"))["id"])

    def send(self, to: Sequence[int], subject: str, text: str, *, joined: Sequence[int] = ()) -> Reply:
        body = {"subject": subject, "content": f"<p>{text}</p>", "to": list(to), "resource-joined": list(joined)}
        return self.caller.ask(f"{API}/messages.json", method="POST", json=body)

    def save_draft(self, to: Sequence[int], subject: str, text: str) -> int:
        """Gives the number of the draft."""
        body = {"subject": subject, "content": f"<p>{text}</p>", "to": list(to)}
        return int(_json(self.caller.ask(f"{API}/messages/draft.json", method="POST", json=body))["id"])

    def rows(self, folder: str) -> list[dict[str, Any]]:
        """The rows of inbox, sent, drafts or trash, newest first."""
        reply = self.caller.ask(f"{API}/folders/{folder}.json?limit={_MOST}")
        return list(_json(reply)["_embedded"]["items"])

    def row(self, folder: str, subject: str) -> dict[str, Any] | None:
        """The row of that subject: a message, or the conversation that holds it."""
        return next((row for row in self.rows(folder) if subject in json.dumps(row, ensure_ascii=False)), None)

    def read(self, conversation: int) -> dict[str, Any]:
        return _json(self.caller.ask(f"{API}/conversations/{conversation}.json"))

    def message(self, number: int) -> Reply:
        return self.caller.ask(f"{API}/messages/{number}.json")

    def trash(self, conversation: int) -> Reply:
        return self.caller.ask(f"{API}/conversations/{conversation}.json", method="DELETE")

    def restore(self, conversation: int) -> Reply:
        return self.caller.ask(f"{API}/conversations/{conversation}.json", method="PATCH", json={"action": "restore"})

    def recall(self, subject: str) -> None:
        """Remove what was sent or kept under that subject. Raises AssertionError when it stays."""
        for folder in ("sent", "drafts"):
            row = self.row(folder, subject)
            if row is not None:
                reply = self.caller.ask(f"{API}/messages/draft/{row['id']}.json", method="DELETE")
                assert reply.status == 204, f"le message reste ({reply.status})"


def _json(reply: Reply) -> dict[str, Any]:
    assert reply.status in (200, 201), f"la messagerie répond {reply.status}"
    document: dict[str, Any] = json.loads(reply.text)
    return document
