"""What a difference between two values looks like: the accident that makes it, named in French. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from acceptance.migration.leaves import plain
from acceptance.migration.schema import Kind, Table

CHANGED = "valeur changée"
MOJIBAKE = "accents abîmés (UTF-8 lu comme du latin-1)"
QUESTION = "caractères remplacés par « ? »"
LOST_SIGNS = "caractères perdus"
TYPOGRAPHY = "apostrophes ou guillemets simplifiés"
TRUNCATED = "texte coupé"
ESCAPED = "texte échappé deux fois"
BLANKS = "espaces ou fins de ligne changés"
NULL_TO_EMPTY = "NULL devenu texte vide"
EMPTY_TO_NULL = "texte vide devenu NULL"
LOST = "valeur perdue"
OWNER = "mauvais propriétaire"
DISABLED = "compte ou groupe désactivé"
ENABLED = "compte ou groupe réactivé"
PASSWORD = "mot de passe changé"  # noqa: S105  (its name, not one)
SWAPPED = "colonnes échangées"
EXCHANGED = "valeurs échangées entre deux lignes"
SHIFTED = "heure décalée de {hours:+d} h (fuseau horaire)"
_PLAIN_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "."}
)
# Columns that name a person or a group, beyond the declared foreign keys.
_OWNERS = {"user_id", "author_id", "group_id", "owner_id", "deleted_by", "shared_by", "target_user_id", "user_with_id"}
_PEOPLE = {"user", "group", "central_account"}
# Column -> the value that shuts the door.
_DOORS = {"is_active": 0, "enabled": 0, "archived": 1}
_MOST_HOURS = 14


def differences(table: Table, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Column -> accident, for the columns of both sides whose values differ."""
    common = [column for column in table.sorted_columns if column.name in old and column.name in new]
    changed = [column.name for column in common if not _same(old[column.name], new[column.name])]
    found = {name: _accident(table, name, old[name], new[name]) for name in changed}
    for left, right in combinations(changed, 2):
        if _same(old[left], new[right]) and _same(old[right], new[left]):
            found[left] = found[right] = SWAPPED
    return found


def exchanged(
    rows: Mapping[Any, tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, str]]],
) -> Iterator[tuple[Any, str]]:
    """(key, column) of the values that went from a row to another and back, among rows that differ."""
    by_change: dict[tuple[str, bytes | None, bytes | None], list[Any]] = {}
    for key, (old, new, columns) in rows.items():
        for column in columns:
            before, after = (None if side[column] is None else plain(side[column]) for side in (old, new))
            by_change.setdefault((column, before, after), []).append(key)
    for (column, before, after), keys in by_change.items():
        if len(by_change.get((column, after, before), [])) == len(keys):
            for key in keys:
                yield key, column


def text_accident(old: str, new: str) -> str:
    """How a text was damaged."""
    if new == _as_latin(old):
        return MOJIBAKE
    if old.strip() == new.strip() or "".join(old.split()) == "".join(new.split()):
        return BLANKS
    if new and old.startswith(new):
        return TRUNCATED
    if len(new) == len(old) and all(b in (a, "?", "\ufffd") for a, b in zip(old, new, strict=True)):
        return QUESTION
    if old.translate(_PLAIN_TYPOGRAPHY) == new:
        return TYPOGRAPHY
    if html.escape(old) == new or html.unescape(new) == old:
        return ESCAPED
    if "".join(sign for sign in old if ord(sign) < 128) == new or new == "".join(s for s in old if ord(s) < 0x10000):
        return LOST_SIGNS
    return CHANGED


def hours_between(old: str, new: str) -> int | None:
    """Whole hours from one date-time to the other, when that is all the difference."""
    try:
        gap = datetime.fromisoformat(new) - datetime.fromisoformat(old)
    except (ValueError, TypeError):
        return None
    hours, rest = divmod(gap, timedelta(hours=1))
    return hours if not rest and 0 < abs(hours) <= _MOST_HOURS else None


def named_by_totals(table: Table, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Column -> accident, from what two inventories say of the columns of a table: no row is needed."""
    found = {}
    same_rows = old["n"] == new["n"]
    for column in table.sorted_columns:
        before, after = old["totaux"].get(column.name), new["totaux"].get(column.name)
        if before is None or after is None or before == after or not same_rows:
            continue
        found[column.name] = _named(column.kind, before, after, old["canaris"], new["canaris"])
    return found


def _named(
    kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any], canaries: Mapping[str, int], now: Mapping[str, int]
) -> str:
    nulls = after["nulls"] - before["nulls"]
    if nulls and nulls == before["empty"] - after["empty"]:
        return EMPTY_TO_NULL if nulls > 0 else NULL_TO_EMPTY
    if nulls > 0:
        return LOST
    if kind is Kind.DATE:
        hours = hours_between(str(before["greatest"]), str(after["greatest"]))
        return SHIFTED.format(hours=hours) if hours else CHANGED
    if kind is Kind.TEXT:
        if now["Ã©"] > canaries["Ã©"] and after["signs"] > before["signs"]:
            return MOJIBAKE
        if after["signs"] == before["signs"] and after["octets"] < before["octets"]:
            return QUESTION
        if after["signs"] < before["signs"]:
            return TRUNCATED
    return CHANGED


def _accident(table: Table, name: str, old: Any, new: Any) -> str:
    door = _DOORS.get(name)
    if door is not None and {_bytes(old), _bytes(new)} <= {b"0", b"1"}:
        return DISABLED if _bytes(new) == b"%d" % door else ENABLED
    if name == "password":
        return PASSWORD
    if name in _OWNERS or any(key.column == name and key.table in _PEOPLE for key in dict(table.foreign).values()):
        return OWNER
    if old is None or new is None:
        if _bytes(old) == _bytes(new):
            return NULL_TO_EMPTY if old is None else EMPTY_TO_NULL
        return LOST if new is None else CHANGED
    kind = table.column(name).kind
    if kind is Kind.DATE:
        hours = hours_between(str(old), str(new))
        return SHIFTED.format(hours=hours) if hours else CHANGED
    if kind is Kind.TEXT:
        return LOST if not new else text_accident(_text(old), _text(new))
    return CHANGED


def _as_latin(text: str) -> str | None:
    """A text whose UTF-8 bytes were read as latin-1, in MySQL's sense (Windows-1252 with its holes filled)."""
    return "".join(_windows(byte) for byte in text.encode()) if not text.isascii() else None


def _windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _same(left: Any, right: Any) -> bool:
    """NULL is not the empty text; a number is the same whatever its type on each side."""
    return (left is None) == (right is None) and _bytes(left) == _bytes(right)


def _bytes(value: Any) -> bytes:
    return b"" if value is None else plain(value)


def _text(value: Any) -> str:
    return plain(value).decode("utf-8", "replace")
