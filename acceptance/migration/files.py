"""The files of an installation, in the order of their paths: size, SHA-256, and the medium that announces each.

A medium's file lies at ``{created_at Y_m_d}/{user_id}/{media id}/{filename}`` under the storage root; thumbnails are
made again on demand and are only counted (contract: data-model.md 4.2, 4.4).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from acceptance.migration.base import Base, StatementError
from acceptance.migration.sealed import Record

_BLOCK = 1 << 20
_ORIGINAL = re.compile(r"\d{4}_\d\d_\d\d/\d+/\d+/[^/]+$")
# Thumbnails: ``tb/…``, or one more folder, named by a size, under that of the medium.
_THUMBNAIL = re.compile(r"tb/|\d{4}_\d\d_\d\d/\d+/\d+/[^/]+/")
_ARRIVING = re.compile(r"\.depot/|temp/")
_MEDIA = """SELECT id, {path} AS path, size FROM media
            WHERE type_unique_name IN (0, 1, 2, 3, 6) AND status_creation = 1 AND filename IS NOT NULL
              AND status_deletion >= -2 {provided} ORDER BY {order}"""
_MYSQL_PATH = "CONCAT(DATE_FORMAT(created_at, '%Y_%m_%d'), '/', user_id, '/', id, '/', filename)"
_SQLITE_PATH = "strftime('%Y_%m_%d', created_at) || '/' || user_id || '/' || id || '/' || filename"


def walk(root: Path) -> Iterator[tuple[str, os.DirEntry[str] | OSError]]:
    """Every file under ``root`` in the byte order of its path, relative; or why a folder could not be read."""
    yield from _walk(root, "")


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str] | OSError]]:
    try:
        with os.scandir(folder) as entries:
            # A folder sorts as if its name ended with the slash that follows it in the paths of its files.
            found = sorted(entries, key=lambda entry: _bytes(f"{entry.name}/" if _is_folder(entry) else entry.name))
    except OSError as error:
        yield prefix or ".", error
        return
    for entry in found:
        if _is_folder(entry):
            yield from _walk(Path(entry.path), f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry


def read_file(path: Path) -> tuple[int, str, str]:
    """Size and SHA-256 of a file, and what prevented it in French; a file that changes while it is read is named."""
    for _attempt in (1, 2):
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("rb", buffering=0) as file:
                before = os.fstat(file.fileno())
                while block := file.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
            after = path.stat()
        except OSError as error:
            return 0, "", f"illisible ({error.strerror or error})"
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and size == after.st_size:
            return size, digest.hexdigest(), ""
    return size, "", "change pendant la lecture"


def announced(base: Base | None, *, sqlite: bool) -> Iterator[tuple[str, int, int | None]]:
    """Path, medium and size of each file that a medium announces, in the byte order of the paths."""
    if base is None:
        return
    path = _SQLITE_PATH if sqlite else _MYSQL_PATH
    order = "path" if sqlite else "CAST(CONVERT(path USING utf8mb4) AS BINARY)"
    for provided in ("AND external_source IS NULL", ""):
        try:
            for identity, place, size in base.query(_MEDIA.format(path=path, provided=provided, order=order)):
                yield str(place), int(identity), None if size is None else int(size)
            return
        except StatementError:
            if not provided:
                raise


def paired(root: Path, media: Iterable[tuple[str, int, int | None]], after: str = "") -> Iterator[Record]:
    """One record a path: what lies there, and the medium that announces it. ``after``: the last path already read."""
    announcements = iter(media)
    expected = next(announcements, None)
    thumbnails = [0, 0]
    for path, entry in walk(root):
        while expected is not None and _bytes(expected[0]) < _bytes(path):
            if _bytes(expected[0]) > _bytes(after):
                yield _record(expected[0], m=expected[1], a=expected[2], absent=True)
            expected = next(announcements, None)
        medium: dict[str, Any] = {}
        if expected is not None and expected[0] == path:
            medium = {"m": expected[1], "a": expected[2]}
            expected = next(announcements, None)
        if isinstance(entry, OSError):
            if _bytes(path) > _bytes(after):
                yield _record(path, erreur=f"illisible ({entry.strerror})", **medium)
        elif _THUMBNAIL.match(path) or _ARRIVING.match(path):
            thumbnails[0] += 1
            thumbnails[1] += _size(entry)
        elif _bytes(path) > _bytes(after):
            size, digest, trouble = read_file(Path(entry.path))
            yield _record(path, n=size, h=digest, **medium, **({"erreur": trouble} if trouble else {}))
    while expected is not None:
        if _bytes(expected[0]) > _bytes(after):
            yield _record(expected[0], m=expected[1], a=expected[2], absent=True)
        expected = next(announcements, None)
    yield {"k": "vignettes", "n": thumbnails[0], "octets": thumbnails[1]}


def is_original(path: str) -> bool:
    """Whether a path is where the file of a medium lies."""
    return _ORIGINAL.match(path) is not None


def _record(path: str, **values: Any) -> Record:
    # A name that is not UTF-8 keeps its bytes, written as escapes.
    return {"k": "fichier", "p": path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), **values}


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
