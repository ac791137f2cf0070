"""The style sheets, scripts and images of a page, fetched once a visit as a browser with an empty cache does."""

from __future__ import annotations

from functools import partial
from urllib.parse import urljoin

from portal.client import REDIRECTS, Page, Portal
from portal.html import tags
from portal.http import Answer, PortalError

_SHEETS = {"stylesheet", "icon"}


class Resources:
    """What one browser has already received; give it to :class:`portal.client.Portal` to have resources fetched."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def load(self, portal: Portal, page: Page) -> None:
        """Fetch what the page shows and this browser has not. Raises PortalError, once all have been tried."""
        found = [url for url in resources_of(page) if url.startswith(f"{portal.origin}/") and url not in self._seen]
        self._seen.update(found)
        portal.http.together(*(partial(_fetch, portal, url) for url in found))


def resources_of(page: Page) -> list[str]:
    """The whole addresses of the resources of a page, each once, in the order of their kinds."""
    sheets = (
        link.get("href") for link in tags(page.html, "link") if _SHEETS & set(link.get("rel", "").lower().split())
    )
    others = (element.get("src") for name in ("script", "img") for element in tags(page.html, name))
    named = [address for address in (*sheets, *others) if address and not address.startswith("data:")]
    return list(dict.fromkeys(urljoin(page.url, address) for address in named))


def _fetch(portal: Portal, url: str) -> None:
    def moved_to(answer: Answer) -> str | None:
        if answer.status in REDIRECTS:
            return answer.headers.get("Location")
        if answer.status != 200:
            raise PortalError(f"ressource : {answer.error or f'réponse {answer.status}'}")
        return None

    target = portal.fetch("GET", url, "ressource", moved_to)
    # The avatar leads to the picture of the person (auth-session.md 15).
    if target and portal.fetch("GET", urljoin(url, target), "ressource", moved_to):
        raise PortalError("ressource : boucle de redirections")
