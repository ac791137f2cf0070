"""The fingerprint of an ENT: twelve digits that change when the ENT does, so that what people verified expires.

From outside one sees the programs and the style sheets that its entry page loads; what cannot be seen is declared in
the campaign file (versions) and counts as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import requests

from portal.errors import PreauError
from portal.html import tags

DIGITS = 12
_SECONDS, _MOST_FILES = 10, 60


class FingerprintError(PreauError):
    """The ENT could not be looked at."""


def ent_fingerprint(portal: str) -> str:
    """Look at the entry page of an ENT, without signing in. ``portal`` is its address with its base path.

    Only files of the ENT's own origin count; at most sixty are fetched. Raises FingerprintError.
    """
    if not portal:
        raise FingerprintError(
            "L’empreinte de l’ENT n’a pas pu être prise : son adresse n’est pas connue.",
            remedy="Donnez l’adresse d’un environnement dans le fichier de campagne, ou jouez d’abord la recette.",
        )
    with requests.Session() as session:
        page = _get(session, f"{portal.rstrip('/')}/")
        if not page.ok:
            raise _unseen(page.url, f"répond {page.status_code}")
        addresses = sorted({urljoin(page.url, each) for each in _files(page.text)})
        own = [each for each in addresses if _origin(each) == _origin(page.url)][:_MOST_FILES]
        seen = [f"{urlsplit(each).path}?{urlsplit(each).query} {_digest(session, each)}" for each in own]
    return _short(seen)


def noted_fingerprint(portal: str) -> str:
    """The fingerprint, empty when it cannot be taken: a broken entry page is for the points to tell."""
    try:
        return ent_fingerprint(portal)
    except FingerprintError:
        return ""


def with_versions(seen: str, versions: Iterable[tuple[str, str]]) -> str:
    """The fingerprint with the versions that the campaign file declares; empty when nothing was ever seen."""
    declared = [f"{name} {number}" for name, number in versions]
    if not seen or not declared:
        return seen
    return _short([seen, *declared])


def _files(html: str) -> list[str]:
    scripts = [each.get("src", "") for each in tags(html, "script")]
    sheets = [each.get("href", "") for each in tags(html, "link") if "stylesheet" in each.get("rel", "")]
    return [address for address in (*scripts, *sheets) if address]


def _digest(session: requests.Session, address: str) -> str:
    answer = _get(session, address)
    return f"{answer.status_code} {hashlib.sha256(answer.content).hexdigest()}"


def _get(session: requests.Session, address: str) -> requests.Response:
    try:
        return session.get(address, timeout=_SECONDS)
    except requests.RequestException:
        raise _unseen(address, "ne répond pas") from None


def _unseen(address: str, why: str) -> FingerprintError:
    return FingerprintError(
        f"L’empreinte de l’ENT n’a pas pu être prise : {urlsplit(address).netloc} {why}.",
        remedy="Vérifiez l’adresse et le réseau : une réponse ne vaut que pour l’ENT qui a été vu.",
    )


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _short(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:DIGITS]
