"""Exchanges recorded from the real application: a request, and the facts of its answer."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"


@dataclass
class Request:
    """What is sent; a script may change it before it goes (ids and names of our own world)."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    form: dict[str, Any] | None = None
    raw: str | None = None
    multipart: dict[str, Any] | None = None
    path_params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """One recorded exchange. ``visit`` groups those that follow one another in the same state of the application."""

    id: str
    visit: str
    role: str
    why: str
    response: dict[str, Any]
    _request: dict[str, Any]

    @property
    def status(self) -> int:
        status: int = self.response["status"]
        return status

    def request(self) -> Request:
        """A copy that may be changed."""
        raw = copy.deepcopy(self._request)
        return Request(
            raw["method"],
            raw["path"],
            raw.get("query") or {},
            raw.get("headers") or {},
            raw.get("json"),
            raw.get("form"),
            raw.get("raw", raw.get("body")),
            raw.get("multipart"),
            raw.get("path_params") or {},
        )


def read_exchanges(file: str) -> list[Exchange]:
    """The exchanges of a file of ``recorded/``, in the order they were recorded."""
    with (RECORDED / file).open(encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    return [
        Exchange(item["id"], item["visit"], item["role"], item["why"], item["response"], item["request"])
        for item in documents
    ]
