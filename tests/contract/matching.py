"""The differences between an answer and the recorded one: status, headers that matter, JSON shape, facts of a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.contract import pages, shapes
from tests.contract.exchange import Exchange

_SAME = ("Cache-Control", "P3P", "Accept-Ranges", "Vary", "X-Filename")
_SORTED = ("Allow",)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Comparison:
    """``answer``: what differs in the status, the headers and the JSON; ``page``: in the facts of an HTML page."""

    answer: list[str] = field(default_factory=list)
    page: list[str] = field(default_factory=list)


def compare(exchange: Exchange, answer: requests.Response, ours: Callable[[str], str]) -> Comparison:
    """``ours`` turns a text of the recorded world (a name, an address) into that of the world it is played in."""
    if answer.status_code != exchange.status:
        return Comparison([f"statut : {exchange.status} attendu, {answer.status_code} reçu"])
    found = _headers(exchange.response.get("headers") or {}, answer) + _body(exchange, answer)
    facts = exchange.response.get("html")
    page = pages.differences(_page(answer), _translated(facts, ours)) if isinstance(facts, dict) else []
    return Comparison(found, page)


def _page(answer: requests.Response) -> str:
    """The page, or the pieces of a page that a JSON answer holds."""
    try:
        document = json.loads(answer.text)
    except ValueError:
        return answer.text
    texts = document.values() if isinstance(document, dict) else [document]
    return "".join(text for text in texts if isinstance(text, str))


def _translated(facts: Any, ours: Callable[[str], str]) -> Any:
    if isinstance(facts, dict):
        return {key: _translated(value, ours) for key, value in facts.items()}
    if isinstance(facts, list):
        return [_translated(value, ours) for value in facts]
    return ours(facts) if isinstance(facts, str) else facts


def _headers(wanted: dict[str, Any], answer: requests.Response) -> list[str]:
    found = []
    if "Content-Type" in wanted and _media_type(wanted["Content-Type"]) != _media_type(
        answer.headers.get("Content-Type", "")
    ):
        found.append(f"Content-Type : {wanted['Content-Type']} attendu, {answer.headers.get('Content-Type')} reçu")
    for name in _SAME:
        if name in wanted and _loose(wanted[name]) != _loose(answer.headers.get(name, "")):
            found.append(f"{name} : {wanted[name]} attendu, {answer.headers.get(name)} reçu")
    for name in _SORTED:
        if name in wanted and _names(wanted[name]) != _names(answer.headers.get(name, "")):
            found.append(f"{name} : {wanted[name]} attendu, {answer.headers.get(name)} reçu")
    for name in ("Content-Disposition", "Content-Range"):
        if name in wanted and name not in answer.headers:
            found.append(f"{name} : absent")
    if "Location" in wanted and not _same_address(wanted["Location"], answer.headers.get("Location", "")):
        found.append(f"Location : {wanted['Location']} attendu, {answer.headers.get('Location')} reçu")
    return found + _cookies(wanted.get("Set-Cookie") or [], answer)


def _media_type(text: str) -> str:
    return text.replace(" ", "").lower()


def _loose(text: str) -> str:
    """Numbers of seconds and repetitions left out: they depend on the moment."""
    return ", ".join(sorted(set(_NUMBER.sub("N", text).split(", "))))


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}


def _same_address(wanted: str, given: str) -> bool:
    """Both absolute or not, the same names in the query, the same path; a placeholder is any segment."""
    (absolute, path, names), (is_absolute, ours, our_names) = _address(wanted), _address(given)
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
    return (absolute, names) == (is_absolute, our_names) and re.fullmatch(pattern, ours) is not None


def _address(location: str) -> tuple[bool, str, tuple[str, ...]]:
    """Whether it is absolute, the path with its numbers masked, the names of its query."""
    absolute = not location.startswith("/")
    # In some recordings {portal} is the origin, in others the origin and its /ent: the portal has no other address.
    location = re.sub(r"^\{portal\}(?!/ent(/|$))", "/ent", location)
    location = re.sub(r"^\{(portal|central)\}|^https?://[^/]+", "", location)
    parts = urlsplit(location)
    path = _NUMBER.sub("N", parts.path) or "/"
    return absolute, path, tuple(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))


def _cookies(wanted: list[str], answer: requests.Response) -> list[str]:
    """Name and flags of each cookie that is set; values and dates differ by nature."""
    given = [_cookie(text) for text in answer.raw.headers.getlist("Set-Cookie")]
    return [f"Set-Cookie : {text} attendu, {given or 'rien'} reçu" for text in wanted if _cookie(text) not in given]


def _cookie(text: str) -> tuple[str, frozenset[str]]:
    name, *attributes = (part.strip() for part in text.split(";"))
    flags = {part.split("=")[0].lower() for part in attributes} | {
        part.lower() for part in attributes if part.lower().startswith(("path=", "samesite="))
    }
    return name.split("=")[0], frozenset(flags - {"path", "expires"})


def _body(exchange: Exchange, answer: requests.Response) -> list[str]:
    wanted = exchange.response
    if "json_shape" in wanted:
        try:
            document = json.loads(answer.content)
        except ValueError:
            return [f"JSON attendu, reçu : {answer.text[:80]!r}"]
        found = shapes.differences(document, wanted["json_shape"])
        same = _without_ids(document) == _without_ids(wanted.get("json_example", document))
        if exchange.status >= 400 and not same and not found:
            return [f"erreur : {wanted['json_example']} attendu, {document} reçu"]
        return found
    if wanted.get("empty_body") or wanted.get("body") == "empty":
        return [] if not answer.content else [f"corps vide attendu, reçu : {answer.text[:80]!r}"]
    if "text" in wanted and answer.text.strip() != wanted["text"].strip():
        return [f"texte : {wanted['text']!r} attendu, {answer.text[:80]!r} reçu"]
    return []


def _without_ids(document: Any) -> str:
    """The text of a document; an id in an address, and objects by id, are those of another world."""
    return re.sub(r"/\d+(?=[/.])", "/N", json.dumps(_by_any_id(document)))


def _by_any_id(value: Any) -> Any:
    """An object whose keys are all ids is ``{"{id}": …}``, as in a shape."""
    if isinstance(value, list):
        return [_by_any_id(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value and all(str(key).isdigit() for key in value):
        return {"{id}": _by_any_id(next(iter(value.values())))}
    return {key: _by_any_id(item) for key, item in value.items()}
