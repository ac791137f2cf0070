"""Whether a JSON document has a recorded shape.

A shape repeats the document with kinds in the place of values: ``"int"``, ``"string (observed BLOG)"``,
``"bool or string (url)"``, ``"integer (optional)"``, ``"null"``, ``"value: false"``, ``"enum A | enum B"``. The kind of
a value is compared, not the value. An object has the same keys, but for those marked optional; every item of a list has
one of the shapes listed, and a list recorded with items is not empty.
"""

from __future__ import annotations

import re
from typing import Any

_SPLIT = re.compile(r"\s+or\s+|\s*\|\s*|\s+/\s+")
_KINDS = {"string": str, "int": int, "integer": int, "bool": bool, "boolean": bool, "float": float, "number": float}


def differences(value: Any, shape: Any, where: str = "$", *, whole: bool = True) -> list[str]:
    """What differs, in French, one line a place; empty when the document has the shape.

    ``whole``: the shape names every key of an object, else at least those.
    """
    if isinstance(shape, dict):
        return _object(value, shape, where, whole=whole)
    if isinstance(shape, list):
        return _list(value, shape, where, whole=whole)
    if shape is None:
        return [] if value is None else [f"{where} : null attendu, {_kind(value)} reçu"]
    kinds = [kind for kind in (_expected(part) for part in _alternatives(str(shape))) if kind]
    if not kinds or any(_is(value, kind) for kind in kinds):
        return []
    return [f"{where} : {shape} attendu, {_kind(value)} reçu"]


def _object(value: Any, shape: dict[str, Any], where: str, *, whole: bool) -> list[str]:
    if set(shape) == {"one of"}:
        tries = [differences(value, one, where, whole=whole) for one in shape["one of"]]
        return [] if [] in tries else tries[0]
    if set(shape) == {"optional"}:
        return differences(value, shape["optional"], where, whole=whole)
    if "anyOf" in shape:
        # The recorder met an object or null there, and wrote the keys of the object beside.
        shape = {key: kind for key, kind in shape.items() if key != "anyOf"}
        if value is None:
            return []
    if not isinstance(value, dict):
        return [f"{where} : un objet attendu, {_kind(value)} reçu"]
    if set(shape) == {"{id}"}:
        return [
            line
            for key, item in value.items()
            for line in differences(item, shape["{id}"], f"{where}.{key}", whole=whole)
        ]
    found = []
    for key, kind in shape.items():
        if key in value:
            found += differences(value[key], kind, f"{where}.{key}", whole=whole)
        elif not _optional(kind):
            found.append(f"{where}.{key} : absent")
    if whole:
        found += [f"{where}.{key} : en trop" for key in value if key not in shape]
    return found


def _list(value: Any, shape: list[Any], where: str, *, whole: bool) -> list[str]:
    if not isinstance(value, list):
        return [f"{where} : une liste attendue, {_kind(value)} reçu"]
    if shape and not value:
        return [f"{where} : liste vide"]
    found = []
    for rank, item in enumerate(value if shape else []):
        tries = [differences(item, one, f"{where}[{rank}]", whole=whole) for one in shape]
        if [] not in tries:
            found += tries[0]
    return _of_every_item(found, where, len(value))


def _of_every_item(lines: list[str], where: str, items: int) -> list[str]:
    """The recorder drew one shape from all the items of a list: a list that is empty, or an optional key that is
    absent, in some of them only is no difference; in every one of them it is."""
    lacking = re.compile(rf"{re.escape(where)}\[(\d+)\](.*) : (?:liste vide|absent)$")
    holders: dict[str, set[str]] = {}
    for line in lines:
        if matched := lacking.match(line):
            holders.setdefault(matched[2], set()).add(matched[1])
    return [line for line in lines if not (matched := lacking.match(line)) or len(holders[matched[2]]) == items]


def _optional(shape: Any) -> bool:
    if isinstance(shape, dict):
        return "optional" in shape
    return isinstance(shape, str) and ("(optional)" in shape or shape.endswith("?"))


def _alternatives(shape: str) -> list[str]:
    """The kinds of ``bool or int``, without what is in brackets (``int (observed 404)``)."""
    return _SPLIT.split(re.sub(r"\s*\([^)]*\)", "", shape))


def _expected(kind: str) -> type | None:
    """The Python type of a kind; ``None`` for one that accepts anything."""
    kind = kind.strip()
    if kind.startswith("value: "):
        text = kind.removeprefix("value: ")
        return bool if text in ("true", "false") else str if text.startswith('"') else int
    if kind.startswith("enum"):
        return str
    if kind == "null":
        return type(None)
    return _KINDS.get(kind.split()[0].rstrip("?")) if kind else None


def _is(value: Any, kind: type) -> bool:
    if kind in (int, float):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, kind)


def _kind(value: Any) -> str:
    return {dict: "objet", list: "liste", str: "texte", bool: "booléen", int: "entier", float: "nombre"}.get(
        type(value), "null"
    )
