"""The inventory as a file: JSON lines, compressed, sealed by the SHA-256 of its content; written and read as a stream.

The first line is the header, the last one the seal: whether the inventory is whole, and the SHA-256 of all the lines
before it. The same records give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.errors import PreauError

FORMAT = 1
Record = dict[str, Any]
_MAGIC = "inventaire Préau"


class InventoryError(PreauError):
    """A file is not an inventory that can be believed."""


@dataclass(frozen=True)
class Inventory:
    """A sealed inventory whose seal was checked. ``sha256`` is that of its content, shown in reports."""

    path: Path
    header: Mapping[str, Any]
    complete: bool
    sha256: str
    lines: int

    @property
    def title(self) -> str:
        return str(self.header.get("titre", self.path.name))

    def records(self) -> Iterator[Record]:
        """Everything between the header and the seal, one record at a time."""
        for line in _lines(self.path):
            record = json.loads(line)
            if record["k"] not in ("entete", "fin"):
                yield record


def line_of(record: Mapping[str, Any]) -> bytes:
    """One canonical JSON line: the same record is always the same bytes."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def seal(path: Path, header: Mapping[str, Any], records: Iterable[Record], *, complete: bool) -> Inventory:
    """Write an inventory; it takes its name only when it is whole."""
    partial = path.with_name(f"{path.name}.en-cours")
    digest, lines = hashlib.sha256(), 0
    with partial.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        for record in ({**header, "k": "entete", "genre": _MAGIC, "format": FORMAT}, *()):
            line = line_of(record)
            digest.update(line)
            file.write(line)
        for record in records:
            line = line_of(record)
            digest.update(line)
            file.write(line)
            lines += 1
        file.write(line_of({"k": "fin", "complet": complete, "lignes": lines, "sha256": digest.hexdigest()}))
    partial.replace(path)
    return Inventory(path, header, complete, digest.hexdigest(), lines)


def open_sealed(path: Path) -> Inventory:
    """Check the seal of an inventory, from its first line to its last. Raises InventoryError."""
    digest, header, last, lines = hashlib.sha256(), None, b"", 0
    for line in _lines(path):
        if header is None:
            header = _header(path, line)
        if last:
            digest.update(last)
            lines += 1
        last = line
    end = _parsed(last)
    if header is None or end.get("k") != "fin":
        raise InventoryError(
            f"{path} : l’inventaire s’arrête avant sa fin.", remedy="Copiez-le de nouveau, ou refaites-le."
        )
    if end["sha256"] != digest.hexdigest() or end["lignes"] != lines - 1:
        raise InventoryError(
            f"{path} : le contenu ne correspond pas à son empreinte ; il a été modifié après coup.",
            remedy="Ne vous y fiez pas : reprenez l’original, ou refaites l’inventaire.",
        )
    return Inventory(path, header, bool(end["complet"]), end["sha256"], end["lignes"])


def _header(path: Path, line: bytes) -> Record:
    header = _parsed(line)
    if header.get("genre") != _MAGIC:
        raise InventoryError(
            f"{path} : ce n’est pas un inventaire.", remedy="Donnez un fichier de « preau migration inventory »."
        )
    if header.get("format") != FORMAT:
        raise InventoryError(
            f"{path} : inventaire au format {header.get('format')}, fait par Préau {header.get('preau')} ; "
            f"cette version lit le format {FORMAT}.",
            remedy="Refaites les deux inventaires avec la même version de Préau.",
        )
    return header


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            yield from file
    except FileNotFoundError:
        raise InventoryError(f"Inventaire introuvable : {path}.", remedy="Vérifiez le chemin.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InventoryError(
            f"{path} : illisible ({error}).",
            remedy="Ce n’est pas un inventaire, ou il est abîmé : copiez-le de nouveau.",
        ) from None


def _parsed(line: bytes) -> Record:
    try:
        record = json.loads(line)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
