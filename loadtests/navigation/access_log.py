"""Reading an access log in the combined format of nginx and Apache, line by line, compressed or not."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO

from portal.errors import PreauError

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(rf"(\S+) \S+ (\S+) \[([^\]]+)\] {_QUOTED} (\d{{3}}) (?:\d+|-)(?: {_QUOTED} {_QUOTED})?")
_REQUEST = re.compile(r"([A-Z]+) (\S+)")
_MOMENT = "%d/%b/%Y:%H:%M:%S %z"
_GZIP = b"\x1f\x8b"
_JUDGED_ON = 200  # lines: when fewer than half of them are lines of a log, the file is something else


class AccessLogError(PreauError):
    """The file is not an access log that can be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. ``user`` is empty when the server did not know it; ``moment`` in seconds since the epoch; ``path``
    without its query."""

    address: str
    user: str
    agent: str
    moment: float
    method: str
    path: str
    status: int


class AccessLog:
    """A log being read: iterate over it once. ``lines`` and ``bad`` count as it goes.

    Raises AccessLogError naming the file and the line, as soon as it is clear that this is no log.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = 0
        self.bad = 0
        self._first_bad = 0

    def __iter__(self) -> Iterator[Entry]:
        with _opened(self.path) as file:
            for line in file:
                if not line.strip():
                    continue
                self.lines += 1
                if entry := read_line(line):
                    yield entry
                else:
                    self.bad += 1
                    self._first_bad = self._first_bad or self.lines
                if self.lines == _JUDGED_ON:
                    self._judge()
        if not self.lines:
            raise AccessLogError(f"{self.path}, ligne 1 : le fichier est vide.", remedy="Donnez le journal d’accès.")
        self._judge()

    def _judge(self) -> None:
        if self.bad * 2 > self.lines:
            raise AccessLogError(
                f"{self.path}, ligne {self._first_bad} : ce n’est pas une ligne de journal d’accès.",
                remedy="Donnez un journal au format « combined » de nginx ou d’Apache, compressé ou non.",
            )


def read_line(line: str) -> Entry | None:
    """One line of a log, or None when it is not one."""
    found = _LINE.match(line)
    if not found:
        return None
    address, user, stamp, request, status, _, agent = found.groups()
    asked = _REQUEST.match(request)
    moment = _moment(stamp)
    if not asked or moment is None:
        return None
    path = asked[2].partition("?")[0]
    return Entry(address, "" if user == "-" else user, agent or "", moment, asked[1], path, int(status))


@lru_cache(maxsize=1024)
def _moment(stamp: str) -> float | None:
    try:
        return datetime.strptime(stamp, _MOMENT).timestamp()
    except ValueError:
        return None


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open("rb") as raw:
            is_gzip = raw.read(2) == _GZIP
        with gzip.open(path, "rt", errors="replace") if is_gzip else path.open(errors="replace") as file:
            yield file
    except (OSError, EOFError) as error:
        raise AccessLogError(
            f"{path} : illisible ({error}).", remedy="Vérifiez le chemin et les droits du journal d’accès."
        ) from None
