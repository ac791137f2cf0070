"""The sign-in page, in its two forms: a box in the page, or the page of the central service in a frame
(contract: auth-session.md 3.1, 3.4, 3.5)."""

from __future__ import annotations

from playwright.sync_api import Error, FrameLocator, Page

from acceptance.pages.portal_page import PortalPage, shown
from fixtures.accounts import Account

_EMAIL_GATE = "/gestion/nom-email-notification"


class SignInPage(PortalPage):
    def __init__(self, page: Page, portal: str) -> None:
        super().__init__(page, portal)
        self.frame = page.locator("#logon-iframe")
        self.box = page.locator("#login-form")
        self.error = page.locator(".bns-toast-warn, .alert-error")
        self.error_in_frame = page.frame_locator("#logon-iframe").get_by_role("alert")
        self.bar = page.locator("bns-navbar, .content-dockbar").first
        self.skip_email = page.locator('a[href$="/gestion/email-notification/passer"]')

    def show(self) -> None:
        """Open the portal's first page and wait for the form."""
        self.open("/")
        self.expect_form()

    def expect_form(self) -> None:
        shown(self.box.or_(self.frame), "le formulaire d’identification")

    def is_door(self) -> bool:
        """Whether the page just opened is the sign-in page."""
        try:
            self.expect_form()
        except AssertionError:
            return False
        return True

    def submit(self, account: Account, password: str | None = None) -> None:
        """Fill the form and send it; ``password`` replaces the account's own."""
        form = self._form()
        by_login = form.locator('[bns-tab="username"]')
        if by_login.count():
            by_login.click()
        form.locator("[name=_username]").fill(account.login)
        try:
            form.locator("[name=_password]").fill(account.password if password is None else password)
        except Error:
            # The browser's own words would repeat the password.
            raise AssertionError("le mot de passe n’a pas pu être saisi") from None
        button = form.get_by_role("button", name="Me connecter")
        button.or_(form.locator("[name=_submit]")).first.click()

    def expect_signed_in(self) -> None:
        """A page with the bar of the portal is shown; an adult without an e-mail address may pass on that."""
        shown(self.bar.or_(self.error), "la page qui suit l’identification")
        if _EMAIL_GATE in self.page.url:
            self.skip_email.click()
        shown(self.bar, "la barre du portail après l’identification")

    def expect_refusal(self) -> None:
        """The person is told, and is still in front of the form."""
        self.expect_form()
        shown(self.error_in_frame if self.frame.count() else self.error, "le message d’erreur d’identification")

    def _form(self) -> Page | FrameLocator:
        return self.page.frame_locator("#logon-iframe") if self.frame.count() else self.page
