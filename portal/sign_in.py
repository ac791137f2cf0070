"""The sign-in chain through the central service, and signing out (contract: auth-session.md 3, 4, 7, 16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from portal.client import XHR, Page, Portal, encode_form, take
from portal.html import field_value, has_class, links, tags
from portal.http import Answer, ContentError, PortalError, WrongPasswordError

# Pages a signed-in person may land on (auth-session.md 7), and the one gate that a person may pass by.
LANDINGS = {"/classe/": "CLASSROOM", "/ecole/": "SCHOOL", "/equipe/": "TEAM", "/groupe/": "GROUP"}
EMAIL_GATE = "/gestion/nom-email-notification"
EMAIL_GATE_SKIP = "/gestion/email-notification/passer"
_IN_BACKGROUND = "_locale=fr&_xhr_call=1"
_REFUSED = "mot de passe refusé"


@dataclass(frozen=True)
class SignInForm:
    """The sign-in form, ready to be filled in.

    ``in_background`` is mode B (XHR), else mode A (iframe). When the central still knows the person there is no form:
    ``action`` is empty, and ``callback`` the way back to the portal (empty in mode A, which has already taken it).
    """

    in_background: bool
    action: str = ""
    token: str = ""
    callback: str = ""


@dataclass(frozen=True)
class Landing:
    """The page a person lands on. ``app`` is its application; ``articles`` the blog articles it links to."""

    app: str
    articles: tuple[str, ...]


def sign_in(portal: Portal, login: str, password: str) -> Landing:
    """Sign in as a person does, from the entry of the portal to the landing page.

    Raises WrongPasswordError, and PortalError for anything else that the ENT does wrong.
    """
    return enter(portal, open_sign_in(portal), login, password)


def open_sign_in(portal: Portal) -> SignInForm:
    """Open the entry of the portal, and the form that its central service gives. Raises PortalError."""

    def entry(page: Page) -> tuple[bool, str]:
        in_background, url = _authorization(page)
        portal.trust(url)
        return in_background, url

    in_background, url = portal.document("/?_locale=fr", "page de connexion", entry, entry=True)
    if in_background:
        return portal.call(
            "GET", _background(url), "formulaire de connexion", _box_form, headers=_cross_origin(portal.origin)
        )
    return portal.document(url, "formulaire de connexion", _page_form, entry=True)


def enter(portal: Portal, form: SignInForm, login: str, password: str) -> Landing:
    """Send the filled form and go on to the landing page. Raises WrongPasswordError or PortalError."""
    fields = {"_username": login, "_password": password, "_csrf_token": form.token}
    if form.in_background:
        callback = form.callback or _callback(portal, form.action, fields)
        portal.call("GET", callback, "retour sur le portail", _redirect_url, headers=XHR)
        path = "/?_direct_call=1"
    else:
        if form.action:
            portal.document(form.action, "connexion", _refresh_page, form=fields, entry=True)
        path = "/"

    def arrival(page: Page) -> Landing | str:
        """The landing page, or where to go on from the one that comes before it."""
        if page.path.endswith(EMAIL_GATE):
            return EMAIL_GATE_SKIP
        return "/" if page.path == portal.wanted else landing_on(portal, page)

    landing = portal.document(path, "page d’accueil", arrival, entry=True)
    portal.wanted = ""
    if isinstance(landing, str):
        landing = portal.document(landing, "page d’accueil", lambda page: landing_on(portal, page), entry=True)
    return landing


def sign_out(portal: Portal) -> None:
    """Sign out of the portal and of the central, and check that the API no longer knows the person.

    Raises PortalError.
    """
    portal.document("/disconnect", "déconnexion", _authorization, entry=True)
    portal.fetch("GET", portal.address("/api/1.0/users/me.json"), "déconnexion", _forgotten)


def landing_on(portal: Portal, page: Page) -> Landing:
    """The home of a group, read in its page. Raises ContentError when it is another page, or for nobody."""
    base = urlsplit(portal.base).path
    app = LANDINGS.get(page.path.removeprefix(base))
    if app is None:
        raise ContentError("une autre page s’interpose")
    if not signed_in(page):
        raise ContentError("personne n’est connecté")
    return Landing(app, tuple(links(page.html, f"{base}/blog/article/")))


def signed_in(page: Page) -> bool:
    """Whether a page was made for a signed-in person: it has the navigation bar, or a link to sign out."""
    return any(bar.get("app") for bar in tags(page.html, "bns-navbar")) or any(
        link.get("href", "").endswith("/disconnect") for link in tags(page.html, "a")
    )


def _callback(portal: Portal, action: str, fields: Mapping[str, str]) -> str:
    """Steps 3 and 4 of mode B (auth-session.md 3.3): the way back to the portal, with its code."""
    headers = _cross_origin(portal.origin)
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    authorization = portal.call(
        "POST", _background(action), "connexion", _password_answer, body=encode_form(fields), headers=form
    )
    return portal.call("GET", _background(authorization), "autorisation", _redirect_url, headers=headers)


def _background(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{_IN_BACKGROUND}"


def _cross_origin(origin: str) -> Mapping[str, str]:
    return {"Accept": "application/json, text/plain, */*", "Origin": origin}


def _authorization(page: Page) -> tuple[bool, str]:
    """Whether the form works in the background, and the address of the central: what every entry page holds."""
    for box in tags(page.html, "bns-auto-login-box"):
        if url := box.get("url", "").strip("' "):
            return True, url
    for frame in tags(page.html, "iframe"):
        if frame.get("id") == "logon-iframe" and frame.get("src"):
            return False, frame["src"]
    raise ContentError("pas de formulaire de connexion")


def _box_form(status: int, document: Any) -> SignInForm:
    if status == 200:
        return SignInForm(True, callback=_redirect_url(status, document))
    if status != 401:
        raise ContentError(f"réponse {status}")
    return SignInForm(True, action=take(document, "login_url", str), token=take(document, "csrf_token", str))


def _page_form(page: Page) -> SignInForm:
    if _is_refresh(page):
        return SignInForm(False)
    action = next((form["action"] for form in tags(page.html, "form") if "login_check" in form.get("action", "")), "")
    if not action:
        raise ContentError("formulaire absent")
    return SignInForm(False, action=urljoin(page.url, action), token=field_value(page.html, "_csrf_token"))


def _refresh_page(page: Page) -> None:
    if any(field.get("name") == "_password" for field in tags(page.html, "input")):
        raise WrongPasswordError(f"connexion : {_REFUSED}")
    if not _is_refresh(page):
        raise ContentError("page de retour inattendue")


def _is_refresh(page: Page) -> bool:
    return has_class(page.html, "body", "refresh-container")


def _password_answer(status: int, document: Any) -> str:
    if status in (400, 401, 403) and isinstance(document, dict) and "error_message" in document:
        raise WrongPasswordError(f"connexion : {_REFUSED}")
    return _redirect_url(status, document)


def _redirect_url(status: int, document: Any) -> str:
    if status != 200:
        raise ContentError(f"réponse {status}")
    return take(document, "redirect_url", str)


def _forgotten(answer: Answer) -> None:
    if answer.status != 401:
        raise PortalError(f"déconnexion : {answer.error or 'la session est restée ouverte'}")
