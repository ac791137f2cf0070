"""Facts of a recorded page: its title, the class of its body, what its selectors find, its texts."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from cssselect import SelectorError

_COUNT = re.compile(r"^(.*) x(\d+)$")


def differences(html: str, facts: dict[str, Any]) -> list[str]:
    """What differs, in French; the number of times a selector is found (``.item x3``) is not compared, it depends on
    the contents."""
    if facts.get("parse_error") or not html.strip():
        return [] if not html.strip() else ["page : vide attendue"]
    document = lxml.html.document_fromstring(html)
    found = []
    title = " ".join((document.findtext(".//title") or "").split())
    if facts.get("title") and title != facts["title"] and not facts["title"].startswith("Redirecting to"):
        found.append(f"titre : « {facts['title']} » attendu, « {title} » reçu")
    body = document.find("body")
    attributes = facts.get("body") or {}
    wanted, given = attributes.get("class", "").split(), (body.get("class", "") if body is not None else "").split()
    found += [f"body : classe {name} absente" for name in wanted if name not in given]
    found += [
        f"body : {name}={attributes[name]} attendu"
        for name in ("data-app", "data-mode")
        if name in attributes and (body is None or body.get(name) != attributes[name])
    ]
    found += [f"sélecteur absent : {one}" for one in facts.get("ids_present", []) if not _present(document, one)]
    found += [f"sélecteur en trop : {one}" for one in facts.get("ids_absent", []) if _present(document, one)]
    text = " ".join(document.text_content().split())
    found += [f"texte absent : {one}" for one in facts.get("text_present", []) if one not in text and one not in html]
    return found + [f"texte en trop : {one}" for one in facts.get("text_absent", []) if one in text]


def _present(document: lxml.html.HtmlElement, selector: str) -> bool:
    counted = _COUNT.match(selector)
    try:
        return bool(document.cssselect(counted[1] if counted else selector))
    except SelectorError:
        return False
