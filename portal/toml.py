"""TOML files written by people: read, or refused with the file, the line and the remedy."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from portal.errors import PreauError

_LINE = re.compile(r"line (\d+)")
_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*=""")


def read_toml(path: Path, error: type[PreauError], *, missing: str) -> dict[str, Any]:
    """The document of a TOML file. Raises ``error``; ``missing`` is the remedy when there is no file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise error(f"Réglages introuvables : {path}.", remedy=missing) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise error(f"{path} : illisible ({fault}).", remedy="Vérifiez les droits et l’encodage UTF-8.") from None
    except tomllib.TOMLDecodeError as fault:
        found = _LINE.search(str(fault))
        where = f"ligne {found[1]}" if found else "dernière ligne"
        raise error(
            f"{path}, {where} : la syntaxe TOML est incorrecte.",
            remedy="Chaque ligne est « clé = valeur » ; les textes sont entre guillemets droits.",
        ) from None


def line_of(text: str, table: str, key: str = "") -> int | None:
    """The line of ``key`` in a table of a TOML text (``a.b``, quotes left out), or else of the table's own header."""
    current, header = "", None
    for number, line in enumerate(text.splitlines(), start=1):
        if opening := _HEADER.match(line):
            current = opening[1].replace('"', "").replace("'", "")
            if current == f"{table}.{key}":
                return number
            header = number if current == table else header
        elif current == table and key and (found := _KEY.match(line)) and key in found.groups():
            return number
    return header
