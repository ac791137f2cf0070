"""Locust's fast session as a session of the portal client: requests measured, failures told by their content."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from functools import cache
from ssl import SSLContext, SSLError
from typing import Any, cast

import gevent
from gevent import ssl
from locust import User
from locust.contrib.fasthttp import FastHttpSession, ResponseContextManager

from portal.http import Answer, PageName, PortalError, T

TIMEOUT = 30.0  # seconds: beyond it nobody is still looking at the screen
CONNECTIONS = 6  # to one host at once, as browsers do


class FastSession:
    """Implements :class:`portal.http.HttpSession` for one visit of a Locust user.

    ``verify`` checks the target's certificate. Redirects are never followed here: the portal client does.
    """

    def __init__(self, user: User, *, verify: bool) -> None:
        self._user = user
        self._verify = verify
        self._session = self._fresh()

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
        with self._session.request(
            method,
            url,
            name=page.name,
            data=cast(str, body) or None,  # bytes are taken too
            headers=dict(headers),
            context={"journey": page.journey},
            catch_response=True,
        ) as response:
            try:
                result = read(_answer(response))
            except PortalError as error:
                response.failure(_ReasonError(error))
                raise
            # What was expected is a success whatever its status: 404 for a beta that is not offered, 401 once out.
            response.success()
            return result

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        """Each call in its own greenlet, like the browser's parallel requests."""
        greenlets = [gevent.spawn(_outcome, call) for call in calls]
        try:
            gevent.joinall(greenlets)
        finally:
            gevent.killall(greenlets)  # when the person is stopped in the middle
        outcomes = [greenlet.get() for greenlet in greenlets]
        for outcome in outcomes:
            if isinstance(outcome, PortalError):
                raise outcome
        return outcomes

    def forget(self) -> None:
        self.close()
        self._session = self._fresh()

    def close(self) -> None:
        self._session.client.close()

    def _fresh(self) -> FastHttpSession:
        return FastHttpSession(
            base_url=None,
            request_event=self._user.environment.events.request,
            user=self._user,
            network_timeout=TIMEOUT,
            connection_timeout=TIMEOUT,
            # Not by allow_redirects, which changes the client for the requests under way in other greenlets.
            max_redirects=0,
            max_retries=0,
            insecure=not self._verify,
            ssl_context_factory=_verifying_context if self._verify else None,
            concurrency=CONNECTIONS,
        )


class _ReasonError(Exception):
    """Locust shows a failure by its repr: the reason alone."""

    def __repr__(self) -> str:
        return str(self)


@cache
def _verifying_context() -> SSLContext:
    """One for all: each holds the certificates of the authorities, which are long to read."""
    context: SSLContext = ssl.create_default_context()
    return context


def _answer(response: ResponseContextManager) -> Answer:
    if response.headers is None:
        return Answer(0, {}, b"", _trouble(getattr(response, "error", None)))
    return Answer(response.status_code, cast(Mapping[str, str], response.headers), response.content or b"")


def _trouble(error: BaseException | None) -> str:
    # geventhttpclient wraps the first cause.
    while error is not None:
        if isinstance(error, TimeoutError | socket.timeout | gevent.Timeout):
            return "délai dépassé"
        if isinstance(error, SSLError):
            return "certificat refusé"
        if isinstance(error, ConnectionRefusedError):
            return "connexion impossible"
        error = error.__cause__ or error.__context__
    return "connexion coupée"


def _outcome(call: Callable[[], Any]) -> Any:
    """What a call gives, its failure included: a greenlet that raises prints a traceback."""
    try:
        return call()
    except PortalError as error:
        return error
