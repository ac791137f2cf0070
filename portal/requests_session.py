"""The ``requests`` library as a session of the portal client: one request after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests

from portal.http import Answer, PageName, T

TIMEOUT = 30.0  # seconds


class RequestsSession:
    """Implements :class:`portal.http.HttpSession`. ``verify`` is for a loopback target with its own certificate.

    ``session`` is one of ``requests`` to go on with, used as it is.
    """

    def __init__(
        self, *, timeout: float = TIMEOUT, verify: bool = True, session: requests.Session | None = None
    ) -> None:
        self._timeout = timeout
        self._session = session or requests.Session()
        if session is None:
            self._session.verify = verify

    @property
    def cookies(self) -> requests.cookies.RequestsCookieJar:
        """The cookies held, for checks on the session itself."""
        return self._session.cookies

    def exchange(
        self,
        method: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        page: PageName,  # noqa: ARG002  (there are no statistics here)
        body: bytes,
        headers: Mapping[str, str],
    ) -> T:
        try:
            response = self._session.request(
                method, url, data=body or None, headers=dict(headers), allow_redirects=False, timeout=self._timeout
            )
        except requests.Timeout:
            return read(Answer(0, {}, b"", "délai dépassé"))
        except requests.exceptions.SSLError:
            return read(Answer(0, {}, b"", "certificat refusé"))
        except requests.RequestException:
            return read(Answer(0, {}, b"", "connexion impossible"))
        return read(Answer(response.status_code, response.headers, response.content))

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        return [call() for call in calls]

    def forget(self) -> None:
        self._session.cookies.clear()
        self._session.close()
