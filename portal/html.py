"""Reading a page of the portal: its tags and their attributes, whatever their order.

Targeted regular expressions rather than a parser: under load each page is read by the process that also keeps the
time of hundreds of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from portal.http import ContentError

Attributes = dict[str, str]

_VALUES = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_MARKUP = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")


@lru_cache
def _opening(tag: str) -> re.Pattern[str]:
    return re.compile(rf"<{tag}(?=[\s/>])({_VALUES})>", re.IGNORECASE)


@lru_cache
def _element(tag: str) -> re.Pattern[str]:
    return re.compile(rf"<{tag}(?=[\s/>])({_VALUES})>(.*?)</{tag}\s*>", re.IGNORECASE | re.DOTALL)


def tags(html: str, tag: str) -> Iterator[Attributes]:
    """The attributes of each element of that name, in the order of the page."""
    return (_attributes(found[1]) for found in _opening(tag).finditer(html))


def texts(html: str, tag: str) -> Iterator[tuple[Attributes, str]]:
    """Attributes and text, markup and repeated blanks left out, of each element of that name (not nested)."""
    return ((_attributes(found[1]), plain_text(found[2])) for found in _element(tag).finditer(html))


def plain_text(html: str) -> str:
    return _BLANKS.sub(" ", unescape(_MARKUP.sub("", html))).strip()


def field_value(html: str, name: str) -> str:
    """The value of the input of that name. Raises ContentError when it is missing or empty."""
    for attributes in tags(html, "input"):
        if attributes.get("name") == name:
            if value := attributes.get("value"):
                return value
            break
    raise ContentError("jeton du formulaire absent" if "token" in name else "champ du formulaire absent")


def links(html: str, *prefixes: str) -> list[str]:
    """The different addresses that start with one of ``prefixes`` in the links of a page, Angular's among them."""
    found = (attributes.get("href") for tag in ("a", "md-button") for attributes in tags(html, tag))
    return list(dict.fromkeys(href for href in found if href and href.startswith(prefixes)))


def has_class(html: str, tag: str, name: str) -> bool:
    return any(name in attributes.get("class", "").split() for attributes in tags(html, tag))


def _attributes(text: str) -> Attributes:
    found: Attributes = {}
    for match in _ATTRIBUTE.finditer(text):
        found.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or ""))
    return found
