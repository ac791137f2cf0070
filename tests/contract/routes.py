"""The real application's own route table."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from fixtures.practice_ent.ent.addresses import FILE

TABLE = Path(__file__).parent / "routes.json"
_NAME = re.compile(r"\\\{\w+\\\}")
_LAST_NAME = re.compile(r"/\\\{\w+\\\}$")
_ONLY_NAMES = re.compile(r"^(/\{\w+\})+/?$")
# A script beside the application, with its signature for all right (media-library.md).
_SCRIPTS = {"/media_download.php"}
# Two names with defaults (platform-features.md 9: month and year, 0/0 being the last messages).
_BARE = {"/carnet-de-liaison", "/carnet-de-liaison/gestion"}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Method and pattern of each route; those made of names alone would take any address, and are left out."""
    found = []
    for route in json.loads(TABLE.read_text(encoding="utf-8")):
        path = route.get("path_json") or route["path"]
        if _ONLY_NAMES.match(path):
            continue
        if "path_json" in route:
            # An API route is also answered without its format (auth-session.md 12).
            pattern = _NAME.sub("[^/]+", re.escape(path.removesuffix(".json"))) + r"(\.\w+)?"
        else:
            # The last name of a page has a default; the final slash is added or removed by a redirection.
            escaped = _LAST_NAME.sub("(/[^/]+)?", re.escape(path.rstrip("/")))
            pattern = _NAME.sub("[^/]+", escaped) + "/?"
        found += [(method, re.compile(f"^{pattern}$")) for method in route["methods"]]
    return found


def is_known(method: str, path: str) -> bool:
    """Whether the real application has this route; ``path`` after the base path (``/blog/``)."""
    method = "GET" if method == "HEAD" else method
    return path in _SCRIPTS | _BARE or any(
        verb in ("ANY", method) and pattern.match(path) for verb, pattern in _patterns()
    )


def unknown_calls(data: Path) -> list[str]:
    """The calls made to a practice ENT that the real one has no route for; files of pages are not calls."""
    lines = (data / FILE).read_text(encoding="utf-8").splitlines()
    calls = [line.split(" ", 1) for line in lines]
    return [
        f"{method} {path}"
        for method, path in calls
        if path.startswith("/ent/") and not is_known(method, path.removeprefix("/ent"))
    ]
