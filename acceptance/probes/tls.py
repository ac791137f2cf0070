"""What the server accepts when a line is encrypted: versions of TLS, certificate."""

from __future__ import annotations

import socket
import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

SECONDS = 10.0
OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


@dataclass(frozen=True)
class Line:
    """An encrypted line to a server. ``version`` is empty when none could be agreed on; ``trouble`` says why the
    certificate is not trusted, in the words of the library; ``old`` names the old versions that were accepted."""

    version: str
    trouble: str
    expires: datetime | None
    old: tuple[str, ...]


def open_line(address: str) -> Line:
    """Encrypt a line to the server of an ``https`` address, in all the ways it must accept or refuse. Raises OSError
    when nothing answers there."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    with socket.create_connection((host, port), SECONDS):
        pass
    version, trouble, expires = _verified(host, port)
    return Line(version, trouble, expires, tuple(each.name for each in OLD if _accepts(host, port, each)))


def _verified(host: str, port: int) -> tuple[str, str, datetime | None]:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as line,
        ):
            certificate = line.getpeercert() or {}
            expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
            return line.version() or "", "", expires
    except ssl.SSLError as error:
        return _unverified(host, port), error.reason or str(error), None


def _unverified(host: str, port: int) -> str:
    """The version agreed on with a server whose certificate is not trusted; empty when there is none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return _agreed(host, port, context)


def _accepts(host: str, port: int, version: ssl.TLSVersion) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # The library of this machine refuses old versions by itself: it must not answer in the place of the server.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    return bool(_agreed(host, port, context))


def _agreed(host: str, port: int, context: ssl.SSLContext) -> str:
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as line,
        ):
            return line.version() or ""
    except (ssl.SSLError, ConnectionError):
        return ""
