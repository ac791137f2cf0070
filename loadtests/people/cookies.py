"""The cookies of one browser: few, short-lived, and asked for at each request (RFC 6265, 5.3 and 5.4)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class _Cookie:
    value: str
    host: str
    with_subdomains: bool
    path: str
    secure: bool
    until: float | None  # seconds since the epoch; None until the browser is closed

    def goes_to(self, host: str, path: str, *, secure: bool, now: float) -> bool:
        return (
            (host == self.host or (self.with_subdomains and host.endswith(f".{self.host}")))
            and (self.path == "/" or path == self.path or path.startswith(f"{self.path.rstrip('/')}/"))
            and (secure or not self.secure)
            and (self.until is None or self.until > now)
        )


class Cookies:
    """Ports do not matter, hosts do: the portal and its central service never see each other's cookies."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], _Cookie] = {}

    def header(self, host: str, path: str, *, secure: bool) -> str:
        """The value of the Cookie header of a request, empty when there is none to send."""
        if not self._kept:
            return ""
        now = time.time()
        kept = self._kept.items()
        return "; ".join(
            f"{name}={cookie.value}"
            for (name, _, _), cookie in kept
            if cookie.goes_to(host, path, secure=secure, now=now)
        )

    def keep(self, line: str, host: str, path: str) -> None:
        """Obey a Set-Cookie header of an answer from that host; one for another host is ignored."""
        pair, *attributes = line.split(";")
        name, sign, value = pair.partition("=")
        if not sign:
            return
        told = {
            key.strip().lower(): content.strip() for key, _, content in (part.partition("=") for part in attributes)
        }
        domain = told.get("domain", "").lstrip(".").lower()
        if domain and domain != host and not host.endswith(f".{domain}"):
            return
        where = told.get("path", "")
        where = where if where.startswith("/") else path.rpartition("/")[0] or "/"
        key = (name.strip(), domain or host, where)
        until = _until(told)
        if until is not None and until <= time.time():
            self._kept.pop(key, None)
        else:
            self._kept[key] = _Cookie(value.strip(), domain or host, bool(domain), where, "secure" in told, until)


def _until(told: dict[str, str]) -> float | None:
    if age := told.get("max-age"):
        return time.time() + int(age) if age.lstrip("-").isdigit() else None
    if moment := told.get("expires"):
        try:
            return parsedate_to_datetime(moment).timestamp()
        except ValueError:
            return None
    return None
