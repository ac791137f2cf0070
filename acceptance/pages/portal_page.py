"""What every page of the portal shares: its address, what it must show, the messages that pass.

Locators go by role and label first, the selectors of the contract last; each page gathers its own at its top, so that
one look tells what it relies on. An expectation that fails says in French what was not seen.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Error, Locator, Page, expect

TIMEOUT = 10_000  # milliseconds: the autosave of the blog comes 5 s after the last key (contract: blog.md 4.3)
REFUSED = 403
_SPACES, _APOSTROPHES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "'’"


class PortalPage:
    """A page of the portal. ``portal`` is its address, base path included, without a final slash."""

    def __init__(self, page: Page, portal: str) -> None:
        self.page = page
        self.portal = portal
        self.messages = page.get_by_role("alert").or_(page.locator(".md-toast-text"))
        self.refusal = page.locator(".content-error")

    def open(self, path: str) -> int:
        """Load an address of the portal afresh, whatever was shown before; gives the status of the answer."""
        # Between two addresses that differ by their fragment alone, a browser would load nothing.
        self.page.goto("about:blank")
        try:
            response = self.page.goto(self.portal + path)
        except Error as error:
            if "Download is starting" in str(error):
                return 200
            raise
        return response.status if response else 0

    @property
    def place(self) -> str:
        """Path and fragment of the address, without its query (tokens, signatures)."""
        parts = urlsplit(self.page.url)
        fragment = parts.fragment.partition("?")[0]
        return f"{parts.path}#{fragment}" if fragment else parts.path

    def expect_message(self, text: str) -> None:
        """A message that passes (a toast) says this."""
        shown(self.messages.filter(has_text=loosely(text)), f"le message « {text} »")


def shown(locator: Locator, what: str) -> None:
    """``what`` is visible now or soon."""
    try:
        expect(locator.first).to_be_visible()
    except AssertionError:
        raise AssertionError(f"introuvable dans la page : {what}") from None


def absent(locator: Locator, what: str) -> None:
    """``what`` is not in the page, once it is loaded."""
    try:
        expect(locator).to_have_count(0)
    except AssertionError:
        raise AssertionError(f"trouvé à tort dans la page : {what}") from None


def loosely(text: str) -> re.Pattern[str]:
    """The text whatever its apostrophes and its kinds of spaces: the portal and the features do not agree on them."""
    loose = (
        rf"[{_APOSTROPHES}]" if char in _APOSTROPHES else r"\s+" if char in _SPACES else re.escape(char)
        for char in text
    )
    return re.compile("".join(loose))
