"""Where the people of a scenario act: one browser for the campaign, one context a person and a scenario."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, StorageState, expect, sync_playwright

from acceptance.campaign.recorder import NotReadyError
from acceptance.pages.portal_page import TIMEOUT
from acceptance.pages.sign_in import SignInPage
from acceptance.people import Cast, MissingPersonError
from fixtures.accounts import Account
from portal.errors import PreauError
from portal.settings import Target

EXECUTABLES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NOBODY = "un inconnu"  # somebody of the features who has no account
_VIEW = (1280, 900)


class NoBrowserError(PreauError):
    """No browser is installed."""


def find_browser() -> Path:
    """The browser of the system, the light one first. Raises NoBrowserError."""
    found = next(filter(None, map(shutil.which, EXECUTABLES)), None)
    if found is None:
        raise NoBrowserError(
            f"Aucun navigateur ({EXECUTABLES[0]}) n’est installé.",
            remedy=f"Installez-le : apt-get install {EXECUTABLES[0]}",
        )
    return Path(found)


@contextmanager
def a_browser(executable: Path) -> Iterator[Browser]:
    """A headless browser, ended with its driver."""
    # Chromium refuses its own sandbox to root (containers of CI).
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class SessionBook:
    """The sessions already opened, by login: a person signs in once in a campaign, so that no account gets locked."""

    def __init__(self) -> None:
        self._opened: dict[str, StorageState] = {}
        self._refused: dict[str, str] = {}

    def state(self, account: Account) -> StorageState | None:
        """The session of an account, if it was opened. Raises NotReadyError when it was tried in vain."""
        if account.login in self._refused:
            raise NotReadyError(self._refused[account.login])
        return self._opened.get(account.login)

    def opened(self, account: Account, state: StorageState) -> None:
        self._opened[account.login] = state

    def refused(self, account: Account, reason: str) -> NotReadyError:
        self._refused[account.login] = reason
        return NotReadyError(reason)


class Stage:
    """The people of one scenario, each in a context of their own."""

    def __init__(self, target: Target, cast: Cast, browser: Browser | None, book: SessionBook) -> None:
        self.portal = target.portal
        self.cast = cast
        self.acted: Page | None = None  # the page last acted on
        self.asked: list[str] = []  # addresses that the browser asked for, in order
        self.troubles: list[str] = []  # what the scripts of the pages complained of
        self._browser = browser
        self._book = book
        self._pages: dict[str, Page] = {}

    @property
    def last_page(self) -> Page:
        """The page last acted on."""
        if self.acted is None:
            raise NotReadyError("personne n’a encore ouvert de page dans ce scénario")
        return self.acted

    def page(self, who: str) -> Page:
        """The page of a person, already signed in; nobody's is not."""
        if who not in self._pages:
            self._pages[who] = self._context(self._session(who)).new_page()
        self.acted = self._pages[who]
        return self.acted

    def unsigned_page(self, who: str) -> Page:
        """A page in which the person has not signed in yet, from now on theirs."""
        self._account(who)
        self.acted = self._pages[who] = self._context(None).new_page()
        return self.acted

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()

    def _session(self, who: str) -> StorageState | None:
        if who == NOBODY:
            return None
        account = self._account(who)
        return self._book.state(account) or self._sign_in(who, account)

    def _account(self, who: str) -> Account:
        """The account of a person; two people of one scenario must have something to do with each other."""
        try:
            if self._pages and who not in self._pages:
                self.cast.require_related()
            return self.cast.account(who)
        except MissingPersonError as error:
            pytest.skip(str(error))

    def _sign_in(self, who: str, account: Account) -> StorageState:
        context = self._context(None)
        try:
            door = SignInPage(context.new_page(), self.portal)
            door.show()
            door.submit(account)
            door.expect_signed_in()
            state = context.storage_state()
        except (AssertionError, Error) as error:
            first_line = str(error).partition("\n")[0]
            raise self._book.refused(account, f"{who} n’a pas pu s’identifier : {first_line}") from None
        finally:
            context.close()
        self._book.opened(account, state)
        return state

    def _context(self, state: StorageState | None) -> BrowserContext:
        if self._browser is None:
            raise NotReadyError(f"aucun navigateur ({EXECUTABLES[0]}) n’est installé")
        width, height = _VIEW
        # The portal answers in the language of the browser (contract: auth-session.md 1).
        context = self._browser.new_context(
            storage_state=state, locale="fr-FR", viewport={"width": width, "height": height}
        )
        context.set_default_timeout(TIMEOUT)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("weberror", lambda error: self.troubles.append(str(error.error).partition("\n")[0]))
        return context
