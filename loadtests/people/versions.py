"""What tells the version of the target, read at the start of a run, during it and at its end: was it one ENT?

Nothing but the page that anybody sees before signing in: the names of its static files, which change at each delivery,
and the headers in which servers name themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

import gevent
import requests

EVERY = 30.0  # seconds
PATIENCE = 5.0  # seconds for the ENT to show its first page
HEADERS = ("Server", "X-Powered-By", "X-Version")
_STATIC = re.compile(r"""(?:src|href)=["']([^"'#]+\.(?:js|css)[^"'#]*)["']""")
_TAG = re.compile(r"<([a-z][a-z0-9-]*)")


def signs(html: str, headers: Mapping[str, str]) -> dict[str, str]:
    """What tells a version in an answer: each sign and its value, in the words of the report."""
    files = "\n".join(sorted(set(_STATIC.findall(html))))
    found = {
        "fichiers statiques": _digest(files) if files else "",
        "structure de la page d’accueil": _digest(" ".join(_TAG.findall(html))),
        **{f"en-tête {name}": headers.get(name, "") for name in HEADERS},
    }
    return {sign: value for sign, value in found.items() if value}


def read_signs(portal: str, *, verify: bool) -> dict[str, str] | None:
    """The signs of the target as it is now; None when it does not answer as it should."""
    try:
        answer = requests.get(f"{portal}/?_locale=fr", timeout=PATIENCE, verify=verify)
        return signs(answer.text, answer.headers) if answer.ok else None
    except requests.RequestException:
        return None


class VersionWatch:
    """Reads the signs from its creation to ``stop``, which reads them a last time."""

    def __init__(self, portal: str, keep: Callable[[Mapping[str, str] | None], None], *, verify: bool) -> None:
        self._portal = portal
        self._keep = keep
        self._verify = verify
        self._greenlet = gevent.spawn(self._watch)

    def stop(self) -> None:
        self._greenlet.kill()
        self._read()

    def _watch(self) -> None:
        while True:
            self._read()
            gevent.sleep(EVERY)

    def _read(self) -> None:
        self._keep(read_signs(self._portal, verify=self._verify))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
