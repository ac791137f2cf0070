"""The HTTP session that the portal client asks for: what Locust's fast session and ``requests`` have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class HttpResponse(Protocol):
    """One answer. ``status_code`` is 0 when no answer came (refused, reset, timed out)."""

    @property
    def status_code(self) -> int: ...

    @property
    def url(self) -> str:
        """Address of the answer after redirects."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def text(self) -> str: ...

    @property
    def content(self) -> bytes: ...

    def json(self) -> Any: ...


class HttpSession(Protocol):
    """A cookie jar and its connections. ``name`` groups addresses in statistics (one name a page)."""

    def request(
        self,
        method: str,
        url: str,
        *,
        name: str,
        data: Mapping[str, str] | bytes | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        allow_redirects: bool = True,
        expected: frozenset[int] = frozenset(),
    ) -> HttpResponse:
        """Send one request; ``expected`` lists statuses beyond 2xx and 3xx that are not a failure here."""
