"""Probes of a portal from outside: its entry by name and by address, and a real sign-in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from acceptance.watch.states import SLOW_SECONDS, Kind, Reading, State, state_of
from fixtures.accounts import Account
from portal.client import Portal
from portal.http import PortalError, WrongPasswordError
from portal.requests_session import RequestsSession
from portal.sign_in import sign_in, sign_out

TIMEOUT = 10.0
BY_NAME, BY_ADDRESS = "nom", "adresse"
_MOST_BYTES = 1 << 20
Clock = Callable[[], float]


@dataclass(frozen=True)
class Watched:
    """A portal to watch. ``address``: the machine to go to straight, whatever the name leads to (empty: by name)."""

    name: str  # « ancien », « nouveau »
    portal: str
    address: str = ""

    @property
    def way(self) -> str:
        return BY_ADDRESS if self.address else BY_NAME


def probe_page(watched: Watched, *, slow: float = SLOW_SECONDS, clock: Clock = time.time) -> Reading:
    """Ask for the entry of the portal, without following where it sends."""
    at, started = clock(), time.perf_counter()
    status, body, trouble = _get(watched)
    seconds = time.perf_counter() - started
    state, reason = state_of(status, seconds, body, slow=slow)
    return Reading(at, watched.name, watched.way, Kind.PAGE, status, round(seconds, 3), state, trouble or reason)


def probe_sign_in(
    watched: Watched, account: Account, *, slow: float = SLOW_SECONDS * 2, clock: Clock = time.time
) -> Reading:
    """Sign in and out as a person does, by name. A password that is refused is told so: it is tried no more."""
    at, started = clock(), time.perf_counter()
    session = RequestsSession(timeout=TIMEOUT)
    state, reason = State.UP, ""
    try:
        portal = Portal(session, watched.portal)
        sign_in(portal, account.login, account.password)
        sign_out(portal)
    except WrongPasswordError:
        state, reason = State.ERROR, REFUSED
    except PortalError as error:
        state, reason = State.ERROR, str(error)
    finally:
        session.forget()
    seconds = time.perf_counter() - started
    if state is State.UP and seconds > slow:
        state, reason = State.SLOW, f"plus de {slow:g} s"
    status = 200 if state.usable else 0
    return Reading(at, watched.name, BY_NAME, Kind.SIGN_IN, status, round(seconds, 3), state, reason)


REFUSED = "mot de passe refusé"


def _get(watched: Watched) -> tuple[int, str, str]:
    """Status, body and trouble. By address, the certificate must still be that of the name."""
    parts = urlsplit(watched.portal)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    timeout = urllib3.Timeout(total=TIMEOUT)
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            watched.address or host, port, timeout=timeout, server_hostname=host, assert_hostname=host
        )
    else:
        pool = urllib3.HTTPConnectionPool(watched.address or host, port, timeout=timeout)
    headers = {"Host": parts.netloc, "User-Agent": "Preau", "Accept": "text/html", "Connection": "close"}
    try:
        # The entry sends a session cookie that nobody keeps: each probe is a stranger.
        answer = pool.request(
            "GET", f"{parts.path}/", headers=headers, redirect=False, retries=False, preload_content=False
        )
        body = answer.read(_MOST_BYTES).decode("utf-8", "replace")
        answer.release_conn()
        return answer.status, body, ""
    except HTTPError as error:
        return 0, "", _told(error)
    finally:
        pool.close()


def _told(error: HTTPError) -> str:
    text = f"{error} {error.__cause__}".lower()
    for words, french in (
        (("timed out", "timeout"), "délai dépassé"),
        (("certificate", "ssl"), "certificat refusé"),
        (("refused",), "connexion refusée"),
        (("resolve", "name or service", "getaddrinfo"), "nom introuvable"),
    ):
        if any(word in text for word in words):
            return french
    return "connexion coupée"
