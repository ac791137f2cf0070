"""The ENT asked without a browser: what it answers to whom, header by header, with a trace that can be filed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from fixtures.accounts import Account
from portal.client import Portal
from portal.http import PortalError
from portal.requests_session import RequestsSession
from portal.settings import Target
from portal.sign_in import sign_in

SECONDS = 20
_SHOWN = 400  # characters of a body kept in the trace
_SECRET_HEADERS = frozenset({"set-cookie", "cookie", "authorization", "location"})
_SECRET_FIELDS = re.compile(r"((?:token|code|signature|password|_key|secret)[\"']?\s*[=:]\s*[\"']?)[^\"'&\s<>]+", re.I)


@dataclass(frozen=True)
class Reply:
    """One answer, redirects not followed. ``headers`` ignore case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Caller:
    """Somebody who asks the ENT: an unknown person, or one who has signed in.

    ``portal`` is the portal client over the same session; ``trace`` tells what was asked here, and answered.
    """

    target: Target
    who: str
    session: requests.Session
    portal: Portal
    trace: list[str] = field(default_factory=list)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        data: Mapping[str, str] | list[tuple[str, str]] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request to an address of the ENT, or a whole address. Raises requests.RequestException."""
        url = path if path.startswith("http") else f"{self.target.portal}{path}"
        answer = self.session.request(
            method, url, data=data, files=files, json=json, headers=headers, allow_redirects=False, timeout=SECONDS
        )
        self.trace.append(_told(self.who, method, url, answer))
        return Reply(answer.status_code, answer.headers, answer.content)


class Callers:
    """The people of a campaign who ask without a browser: each signs in once."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._known: dict[str, Caller] = {}

    def unknown(self, who: str = "un inconnu") -> Caller:
        """Somebody new at each call, without a session."""
        session = requests.Session()
        session.verify = not self._target.is_loopback
        session.headers["Accept-Language"] = "fr"
        return Caller(self._target, who, session, Portal(RequestsSession(session=session), self._target.portal))

    def known(self, who: str, account: Account) -> Caller:
        """A person in the session kept for the whole campaign. Raises PortalError when the person cannot sign in."""
        if account.login not in self._known:
            self._known[account.login] = self.fresh(who, account)
        kept = self._known[account.login]
        return Caller(self._target, who, kept.session, kept.portal)

    def fresh(self, who: str, account: Account) -> Caller:
        """A session of its own, for what would spoil the one kept. Raises PortalError."""
        caller = self.unknown(who)
        sign_in(caller.portal, account.login, account.password)
        return caller

    def refused(self, account: Account, password: str) -> PortalError | None:
        """Try to sign in with a password; gives the refusal, or None when the ENT lets the person in."""
        try:
            sign_in(self.unknown().portal, account.login, password)
        except PortalError as error:
            return error
        return None


def _told(who: str, method: str, url: str, answer: requests.Response) -> str:
    """One exchange as text, without what would open a session: values of cookies, tokens and signatures."""
    parts = urlsplit(url)
    headers = "\n".join(f"{name}: {_masked(name, value)}" for name, value in answer.headers.items())
    kind = answer.headers.get("Content-Type", "")
    body = answer.text[:_SHOWN] if "text" in kind or "json" in kind else f"({len(answer.content)} octets)"
    body = _SECRET_FIELDS.sub(r"\1•••", body)
    return f"{who} : {method} {parts.path}\n{answer.status_code}\n{headers}\n\n{body}\n"


def _masked(name: str, value: str) -> str:
    lower = name.lower()
    if lower == "location":
        return urlsplit(value)._replace(query="").geturl()
    if lower in _SECRET_HEADERS:
        return re.sub(r"=[^;]*", "=•••", value, count=1)
    return value
