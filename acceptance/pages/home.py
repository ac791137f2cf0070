"""The landing pages of a class and a school, and the bar of every page (contract: auth-session.md 7, 8)."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from acceptance.pages.portal_page import PortalPage, shown

CLASS = "/classe/"
# A director without a class lands on one or the other, by the rights the installation gives (auth-session.md 7).
SCHOOL = ("/ecole/", "/groupe/")


class HomePage(PortalPage):
    def __init__(self, page: Page, portal: str) -> None:
        super().__init__(page, portal)
        self.leave = page.get_by_role("link", name=re.compile("Me déconnecter|Se déconnecter"))
        self.applications = page.get_by_role("button", name="Applications")
        self.board = page.locator(".board .message")
        self.class_window = page.locator(".home-window")
        self.bar = page.locator("bns-navbar, .content-dockbar")

    def expect_class(self) -> None:
        """The home page of a class, with its board."""
        shown(self.class_window, "la page d’accueil de la classe")
        shown(self.board, "le tableau de la classe")
        assert self.place == self._path(CLASS), f"page d’arrivée : {self.place} au lieu de {self._path(CLASS)}"

    def expect_school(self) -> None:
        """The home page of a school, or that of a group."""
        shown(self.bar, "la barre du portail")
        wanted = [self._path(path) for path in SCHOOL]
        assert self.place in wanted, f"page d’arrivée : {self.place} au lieu de {' ou '.join(wanted)}"

    def sign_out(self) -> None:
        if not self.leave.first.is_visible():
            self.applications.click()
        self.leave.first.click()

    def _path(self, path: str) -> str:
        return re.sub(r"^https?://[^/]+", "", self.portal) + path
