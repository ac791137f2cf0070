"""One browser of a Locust user as a session of the portal client: requests measured, failures told by their content.

Locust's own fast client does more than a browser needs (retries, redirects, streams) at each request; ours costs about
half as much (``python -m benchmarks.cost``), which is as many more people on one machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from ssl import SSLContext, SSLError
from typing import Any
from urllib.parse import quote, urlsplit

import gevent
from gevent import ssl
from gevent.lock import BoundedSemaphore
from locust import User

from loadtests.people.connection import BrokenAnswerError, Connection, Received
from loadtests.people.cookies import Cookies
from portal.http import Answer, PageName, PortalError, T

TIMEOUT = 30.0  # seconds: beyond it nobody is still looking at the screen
CONNECTIONS = 6  # to one host at once, as browsers do
_WRITTEN_AS_IS = "!#$%&'()*+,/:;=?@[]~"


class _Server:
    """The connections of one browser to one server: those that wait, and room for the others."""

    __slots__ = ("context", "head", "host", "idle", "port", "room", "secure")

    def __init__(self, origin: str, *, verify: bool) -> None:
        parts = urlsplit(origin)
        self.host = parts.hostname or ""
        self.secure = parts.scheme == "https"
        self.port = parts.port or (443 if self.secure else 80)
        self.context = _context(verify) if self.secure else None
        self.head = f" HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        self.idle: list[Connection] = []
        self.room = BoundedSemaphore(CONNECTIONS)


class FastSession:
    """Implements :class:`portal.http.HttpSession` for one visit of a Locust user.

    ``verify`` checks the target's certificate. Redirects are never followed here: the portal client does.
    """

    def __init__(self, user: User, *, verify: bool) -> None:
        self._fire = user.environment.events.request.fire
        self._context = user.context()
        self._verify = verify
        self._cookies = Cookies()
        self._servers: dict[str, _Server] = {}

    def exchange(
        self,
        method: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        page: PageName,
        body: bytes,
        headers: Mapping[str, str],
    ) -> T:
        start, begun = time.time(), time.perf_counter()
        answer = self._answer(method, url, body, headers)
        took = (time.perf_counter() - begun) * 1000
        failure: Exception | None = None
        try:
            return read(answer)
        except PortalError as error:
            failure = _ReasonError(error)
            raise
        finally:
            # What was expected is a success whatever its status: 404 for a beta that is not offered, 401 once out.
            self._fire(
                request_type=method,
                name=page.name,
                start_time=start,
                response_time=took,
                response_length=len(answer.body),
                url=url,
                context={**self._context, "journey": page.journey},
                exception=failure,
            )

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        """Each call in its own greenlet, like the browser's parallel requests; the last one in ours, which waits."""
        if not calls:
            return []
        *others, last = calls
        greenlets = [gevent.spawn(_outcome, call) for call in others]
        try:
            outcome = _outcome(last)
            outcomes = [*(greenlet.get() for greenlet in greenlets), outcome]
        except BaseException:
            gevent.killall(greenlets)  # the person is stopped in the middle
            raise
        for outcome in outcomes:
            if isinstance(outcome, PortalError):
                raise outcome
        return outcomes

    def forget(self) -> None:
        self.close()
        self._cookies = Cookies()

    def close(self) -> None:
        for server in self._servers.values():
            for connection in server.idle:
                connection.close()
        self._servers = {}

    def _answer(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        scheme, _, rest = url.partition("://")
        netloc, slash, target = rest.partition("/")
        origin = f"{scheme}://{netloc}"
        server = self._servers.get(origin)
        if server is None:
            server = self._servers[origin] = _Server(origin, verify=self._verify)
        path = f"{slash or '/'}{target}"
        if not path.isascii() or " " in path:
            path = quote(path, safe=_WRITTEN_AS_IS)
        try:
            with server.room:
                received = self._send(server, self._request(server, method, path, body, headers))
        except (OSError, BrokenAnswerError, gevent.Timeout) as error:
            return Answer(0, {}, b"", _trouble(error))
        for line in received.cookies:
            self._cookies.keep(line, server.host, path.partition("?")[0])
        return Answer(received.status, received.headers, received.body)

    def _request(self, server: _Server, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        lines = [f"{method} {path}{server.head}"]
        lines += [f"{name}: {value}\r\n" for name, value in headers.items()]
        if cookies := self._cookies.header(server.host, path.partition("?")[0], secure=server.secure):
            lines.append(f"Cookie: {cookies}\r\n")
        if body or method not in ("GET", "HEAD"):
            lines.append(f"Content-Length: {len(body)}\r\n")
        lines.append("\r\n")
        return "".join(lines).encode("latin-1") + body

    def _send(self, server: _Server, request: bytes) -> Received:
        """By a connection that waits, or a new one; a kept one that the server has closed meanwhile is replaced once,
        as browsers do."""
        while True:
            connection = (
                server.idle.pop() if server.idle else Connection(server.host, server.port, server.context, TIMEOUT)
            )
            was_used = connection.used
            try:
                received = connection.exchange(request)
            except BrokenAnswerError as error:
                connection.close()
                if was_used and not error.begun:
                    continue
                raise
            except BaseException:
                connection.close()  # stopped or too late in the middle: what comes next on it would be the old answer
                raise
            if received.keeps:
                server.idle.append(connection)
            else:
                connection.close()
            return received


class _ReasonError(Exception):
    """Locust shows a failure by its repr: the reason alone."""

    def __repr__(self) -> str:
        return str(self)


@cache
def _context(verify: bool) -> SSLContext:
    """One for all: each holds the certificates of the authorities, which are long to read."""
    context: SSLContext = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _trouble(error: BaseException) -> str:
    if isinstance(error, TimeoutError | gevent.Timeout):
        return "délai dépassé"
    if isinstance(error, SSLError):
        return "certificat refusé"
    if isinstance(error, BrokenAnswerError):
        return "connexion coupée"
    return "connexion impossible"


def _outcome(call: Callable[[], Any]) -> Any:
    """What a call gives, its failure included: a greenlet that raises prints a traceback."""
    try:
        return call()
    except PortalError as error:
        return error
