"""The portal's client: pages with their redirects, and the JSON API, each answer checked before it is believed."""

from __future__ import annotations

import json as json_format
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from portal.html import has_class
from portal.http import Answer, ContentError, HttpSession, PageName, PortalError, SessionLostError, T

Item = TypeVar("Item")

API = "/api/1.0/"
MAX_HOPS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
XHR = {"X-Requested-With": "XMLHttpRequest", "Accept": "*/*"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

_BROWSER = {"User-Agent": "Mozilla/5.0 (compatible; Preau)", "Accept-Language": "fr"}
_HTML = {**_BROWSER, "Accept": "text/html,application/xhtml+xml"}
_JSON = {**_BROWSER, "Accept": "application/json, text/plain, */*"}
_NOWHERE = PageName("", "Préau")


@dataclass(frozen=True)
class Page:
    """A page of the portal as it was received, after its redirects."""

    url: str
    html: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


class PageLoader(Protocol):
    """Who fetches what a page embeds (``portal.resources``)."""

    def load(self, portal: Portal, page: Page) -> None: ...


@dataclass(frozen=True)
class _Redirection:
    url: str


class Portal:
    """One person's browser. ``base`` is the portal's address with its base path (``https://ent.example/ent``).

    Paths are given after the base path (``/blog/``). ``what`` names, in French, what is asked for: failures are raised
    as PortalError « <what> : <reason> ». ``page`` is the page the person is on; ``resources`` fetches what pages embed.
    """

    def __init__(self, http: HttpSession, base: str, *, resources: PageLoader | None = None) -> None:
        self.http = http
        self.resources = resources
        self.base = base.rstrip("/")
        self.page = _NOWHERE
        self.wanted = ""  # the path on which the session was lost: the ENT leads back there (auth-session.md 3.7)
        self._origins = {_origin(self.base)}

    @property
    def origin(self) -> str:
        return _origin(self.base)

    @property
    def home(self) -> str:
        """The entry of the portal: the sign-in page of whom it does not know."""
        return f"{self.base}/"

    def address(self, path: str) -> str:
        """The whole address of a path of the portal; a path that already holds the base path, or an address, stays."""
        if path.startswith(("http://", "https://")):
            return path
        if path.startswith(f"{urlsplit(self.base).path}/"):
            return f"{self.origin}{path}"
        return f"{self.base}{path}"

    def trust(self, url: str) -> None:
        """Allow requests to the origin of the central service, as the portal's own page names it."""
        if urlsplit(self.base).scheme == "https" and urlsplit(url).scheme != "https":
            raise ContentError("le service central n’est pas en https")
        self._origins.add(_origin(url))

    def document(
        self,
        path: str,
        what: str,
        read: Callable[[Page], T],
        *,
        form: Mapping[str, str] | None = None,
        entry: bool = False,
    ) -> T:
        """Ask for a page, or post a form, and follow the redirects to the page that ``read`` then checks.

        Raises SessionLostError when the ENT sends back to its entry, unless ``entry`` says that it is where we go.
        """
        method, url, body = "GET", self.address(path), b""
        headers: Mapping[str, str] = _HTML
        if form is not None:
            method, body, headers = "POST", encode_form(form), {**_HTML, **FORM}
        for hop in range(1, MAX_HOPS + 1):

            def step(answer: Answer, url: str = url, last: bool = hop == MAX_HOPS) -> tuple[T, Page] | _Redirection:
                if answer.status in REDIRECTS:
                    return self._redirection(answer, url, what, entry=entry, last=last)
                page = _page(answer, url, what)
                return _read(what, read, page), page

            outcome = self.fetch(method, url, what, step, body=body, headers=headers)
            if not isinstance(outcome, _Redirection):
                result, page = outcome
                if self.resources:
                    self.resources.load(self, page)
                return result
            method, url, body, headers = "GET", outcome.url, b"", _HTML
        raise AssertionError("the last hop raises")

    def api(
        self,
        method: str,
        path: str,
        what: str,
        read: Callable[[Any], T] | None = None,
        *,
        json: Mapping[str, Any] | None = None,
        accept: Collection[int] = (200,),
    ) -> T:
        """Call the JSON API at ``/api/1.0/<path>`` and return what ``read`` makes of the decoded body (None if empty).

        Raises SessionLostError on 401, PortalError on a status out of ``accept`` or a body that is not JSON.
        """
        body = json_format.dumps(json).encode() if json is not None else b""
        headers = {**_JSON, "Content-Type": "application/json"} if json is not None else _JSON

        def check(status: int, document: Any) -> T:
            if status == 401:
                raise SessionLostError(f"{what} : session perdue")
            if status not in accept:
                raise ContentError(f"réponse {status}")
            return (read or _as_it_is)(document)

        return self.call(method, self.address(API + path), what, check, body=body, headers=headers)

    def xhr(
        self, method: str, path: str, what: str, read: Callable[[Any], T], *, form: Mapping[str, str] | None = None
    ) -> T:
        """Send a form in the background, as jQuery does; the answer is JSON whatever its content type says."""

        def check(answer: Answer) -> T:
            if answer.status in REDIRECTS and urljoin(self.home, answer.headers.get("Location", "")) == self.home:
                raise SessionLostError(f"{what} : session perdue")
            if answer.status != 200:
                raise PortalError(f"{what} : {_trouble(answer)}")
            return _read(what, read, _decoded(answer, what))

        headers = {**_BROWSER, **XHR, **FORM}
        return self.fetch(method, self.address(path), what, check, body=encode_form(form or {}), headers=headers)

    def call(
        self,
        method: str,
        url: str,
        what: str,
        read: Callable[[int, Any], T],
        *,
        body: bytes = b"",
        headers: Mapping[str, str] = _JSON,
    ) -> T:
        """One request whose answer is JSON: ``read`` gets its status and the decoded body (None if empty)."""

        def check(answer: Answer) -> T:
            document = _decoded(answer, what)
            return _read(what, lambda document: read(answer.status, document), document)

        return self.fetch(method, url, what, check, body=body, headers=headers)

    def fetch(
        self,
        method: str,
        url: str,
        what: str,
        read: Callable[[Answer], T],
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """One request to the portal or to its central service, and to nobody else; ``read`` gets the raw answer."""
        if _origin(url) not in self._origins:
            raise PortalError(f"{what} : adresse hors de l’ENT")
        return self.http.exchange(
            method, url, read, page=self.page, body=body, headers=_BROWSER if headers is None else headers
        )

    def _redirection(self, answer: Answer, url: str, what: str, *, entry: bool, last: bool) -> _Redirection:
        target = answer.headers.get("Location")
        if not target:
            raise PortalError(f"{what} : redirection sans adresse")
        target = urljoin(url, target)
        if _origin(target) not in self._origins:
            raise PortalError(f"{what} : redirection hors de l’ENT")
        if target == self.home and not entry:
            self.wanted = urlsplit(url).path
            raise SessionLostError(f"{what} : session perdue")
        if last:
            raise PortalError(f"{what} : boucle de redirections")
        return _Redirection(target)


def encode_form(form: Mapping[str, str]) -> bytes:
    return urlencode(form).encode()


def take(document: object, key: str, kind: type[Item]) -> Item:
    """A value of a JSON object. Raises ContentError when it is missing or of another kind."""
    value = document.get(key) if isinstance(document, dict) else None
    if not isinstance(value, kind):
        raise ContentError(f"donnée « {key} » absente")
    return value


def items(document: object) -> list[Any]:
    """The items of a paged list (messaging.md 2, media-library.md 3.3). Raises ContentError."""
    return take(take(document, "_embedded", dict), "items", list)


def is_last_page(document: object, number: int) -> bool:
    """Whether the page of that number is the last of a paged list. Raises ContentError."""
    return number >= take(document, "pages", int)


def as_list(document: object) -> list[Any]:
    if not isinstance(document, list):
        raise ContentError("liste attendue")
    return document


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _trouble(answer: Answer) -> str:
    return f"réponse {answer.status}" if answer.status else answer.error or "aucune réponse"


def _page(answer: Answer, url: str, what: str) -> Page:
    if answer.status != 200:
        raise PortalError(f"{what} : {_trouble(answer)}")
    if "html" not in answer.headers.get("Content-Type", ""):
        raise PortalError(f"{what} : ce n’est pas une page")
    html = answer.text
    if "content-error" in html and any(has_class(html, tag, "content-error") for tag in ("div", "section", "main")):
        raise PortalError(f"{what} : page d’erreur")
    return Page(url, html)


def _decoded(answer: Answer, what: str) -> Any:
    """The JSON body of an answer; an error page in its place is told by its status."""
    if answer.status == 0 or answer.status >= 500:
        raise PortalError(f"{what} : {_trouble(answer)}")
    if not answer.body:
        return None
    try:
        return json_format.loads(answer.body)
    except ValueError:
        raise PortalError(f"{what} : {'réponse illisible' if answer.status == 200 else _trouble(answer)}") from None


def _read(what: str, read: Callable[[Any], T], document: Any) -> T:
    try:
        return read(document)
    except ContentError as error:
        raise PortalError(f"{what} : {error}") from None


def _as_it_is(document: Any) -> Any:
    return document
