"""What the portal client asks of an HTTP session, so that one client serves Locust's fast session and ``requests``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class PortalError(Exception):
    """The ENT did not do what it must.

    The text is a short reason in French, without number, name or token of its own, so that reasons can be counted.
    """


class SessionLostError(PortalError):
    """The ENT no longer knows the person: the session has expired."""


class WrongPasswordError(PortalError):
    """The central refused the login or the password. Repeating it may lock the account."""


class ContentError(PortalError):
    """What was read is not what it should be; the client says of which answer it was."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``status`` is 0 when none came, and ``error`` says why in French; ``headers`` ignore case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    error: str = ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class PageName:
    """The page a request belongs to: its journey, and the name that groups its requests in statistics."""

    journey: str
    name: str


class HttpSession(Protocol):
    """A cookie jar and its connections."""

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
        """Send one request, follow no redirect, and return what ``read`` makes of the answer.

        When ``read`` raises PortalError, the request counts as failed for that reason in the session's statistics,
        and the error goes on.
        """

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        """Make independent calls, at the same time where the session can; raises the first error once all ended."""

    def forget(self) -> None:
        """Drop the cookies and close the connections."""
