"""How much of the real application's route table the practice ENT answers, area by area (``areas.toml``)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from django.urls import resolve

from fixtures.practice_ent.filling_database import prepare_django
from tests.contract.routes import TABLE

# Names take the first of these with which some address is known.
_CANDIDATES = ("1", "nom-propre", "2026-11-28", "true", "open", "fr", "GROUP", "inbox")
_VARIED = 3  # names of an address; the others take the first value
_URLS = "fixtures.practice_ent.ent.urls"
_NAME = re.compile(r"\{\w+\}")
_HASH = re.compile(r"/app/#/(media-library|messaging|calendar|homework|minisite|statistics|user-directory|account)\b")


OTHER_AREAS = ("autres applications", "gestion de groupe", "hors du contrat")


@dataclass
class Count:
    covered: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.covered + len(self.missing)


def routes() -> list[dict[str, Any]]:
    """The table: ``name``, ``methods``, ``path`` (after ``/ent``), and what was observed."""
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    return [{**row, "path": row.get("path_json") or row["path"]} for row in rows]


@cache
def _areas() -> dict[str, re.Pattern[str]]:
    document = tomllib.loads((Path(__file__).parent / "areas.toml").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(patterns)) for name, patterns in document.items()}


def area_of(path: str) -> str:
    """The first area whose patterns match the beginning of the path; the last one takes any."""
    return next(area for area, pattern in _areas().items() if pattern.match(path))


def coverage(*, others: bool = False) -> dict[str, Count]:
    """By area of the contract, the routes that some view of ours answers; and of the ``others`` if asked."""
    counts = {area: Count() for area in _areas() if others or area not in OTHER_AREAS}
    for route in routes():
        area = area_of(route["path"])
        if area not in counts:
            continue
        if address_of(route["path"]):
            counts[area].covered += 1
        else:
            counts[area].missing.append(f"{'/'.join(route['methods'])} {route['path']}")
    return counts


def address_of(path: str) -> str | None:
    """An address of that route that one of our views answers, after the base path; None when none does."""
    if "#" in path:
        return path if _HASH.match(path) else None
    return next((address for address in _addresses(path) if _answered(address)), None)


def _addresses(path: str) -> Iterator[str]:
    names = _NAME.findall(path)
    for first in product(_CANDIDATES, repeat=min(len(names), _VARIED)):
        values = [*first, *_CANDIDATES[:1] * (len(names) - _VARIED)]
        address = path
        for name, value in zip(names, values, strict=True):
            address = address.replace(name, value, 1)
        yield address
        # The final slash is added or removed by a redirection.
        yield address.rstrip("/")


def _answered(address: str) -> bool:
    prepare_django()
    return getattr(resolve(f"/ent{address}", _URLS).func, "__name__", "") != "unknown_page"
