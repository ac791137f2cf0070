"""HTTP/1.1 over one kept connection, as little as a load generator needs: a request costs it as little as can be.

The answers are read in the clear: no compression is asked for. Nothing is followed, nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

from gevent import socket

_CHUNK = 65536
_MOST_HEAD = 1 << 20  # bytes of a head; beyond it the answer is not HTTP


class BrokenAnswerError(Exception):
    """The connection was closed, or the answer is not HTTP. ``begun`` tells that some of it had come."""

    def __init__(self, *, begun: bool) -> None:
        self.begun = begun
        super().__init__()


class Fields(dict[str, str]):
    """The headers of an answer: names ignore case, and are kept in lower case."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name.lower() if isinstance(name, str) else name)


@dataclass(slots=True)
class Received:
    """An answer as it came; ``cookies`` are its Set-Cookie lines."""

    status: int
    headers: Fields
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""
    keeps: bool = True  # whether the connection may serve again


class Connection:
    """A socket to one server. Raises OSError (TimeoutError, ConnectionRefusedError, SSLError…), BrokenAnswerError."""

    def __init__(self, host: str, port: int, context: SSLContext | None, timeout: float) -> None:
        self.used = False
        self._pending = b""
        self._socket = socket.create_connection((host, port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context:
            try:
                self._socket = context.wrap_socket(self._socket, server_hostname=host)
            except BaseException:
                self._socket.close()
                raise

    def exchange(self, request: bytes) -> Received:
        """Send a whole request and read its answer."""
        try:
            self._socket.sendall(request)
        except ConnectionError as error:
            raise BrokenAnswerError(begun=False) from error
        self.used = True
        while True:
            received = self._head()
            if received.status >= 200:
                break
        if received.status not in (204, 304):
            self._read_body(received)
        return received

    def close(self) -> None:
        self._socket.close()

    def _head(self) -> Received:
        while (end := self._pending.find(b"\r\n\r\n")) < 0:
            if len(self._pending) > _MOST_HEAD:
                raise BrokenAnswerError(begun=True)
            self._more()
        first, *lines = self._pending[:end].decode("latin-1").split("\r\n")
        self._pending = self._pending[end + 4 :]
        version, _, rest = first.partition(" ")
        status = rest[:3]
        if not version.startswith("HTTP/") or not status.isdigit():
            raise BrokenAnswerError(begun=True)
        headers, cookies = Fields(), list[str]()
        for line in lines:
            name, _, value = line.partition(":")
            name = name.lower()
            if name == "set-cookie":
                cookies.append(value)
            dict.__setitem__(headers, name, value.strip())
        keeps = headers.get("connection", "").lower() != "close" and version != "HTTP/1.0"
        return Received(int(status), headers, cookies, keeps=keeps)

    def _read_body(self, received: Received) -> None:
        length = received.headers.get("content-length")
        if received.headers.get("transfer-encoding", "").lower() == "chunked":
            received.body = self._chunks()
        elif length is not None and length.isdigit():
            received.body = self._exactly(int(length))
        else:
            received.body, received.keeps = self._until_closed(), False

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while True:
            size = self._line().partition(b";")[0].strip()
            try:
                length = int(size, 16)
            except ValueError:
                raise BrokenAnswerError(begun=True) from None
            if length == 0:
                while self._line():
                    pass
                return b"".join(parts)
            parts.append(self._exactly(length))
            self._line()

    def _line(self) -> bytes:
        while (end := self._pending.find(b"\r\n")) < 0:
            self._more(begun=True)
        line, self._pending = self._pending[:end], self._pending[end + 2 :]
        return line

    def _exactly(self, length: int) -> bytes:
        if len(self._pending) < length:
            parts, missing = [self._pending], length - len(self._pending)
            while missing > 0:
                part = self._receive()
                if not part:
                    raise BrokenAnswerError(begun=True)
                parts.append(part)
                missing -= len(part)
            self._pending = b"".join(parts)
        body, self._pending = self._pending[:length], self._pending[length:]
        return body

    def _until_closed(self) -> bytes:
        parts, self._pending = [self._pending], b""
        while part := self._receive():
            parts.append(part)
        return b"".join(parts)

    def _more(self, *, begun: bool = False) -> None:
        part = self._receive()
        if not part:
            raise BrokenAnswerError(begun=begun or bool(self._pending))
        self._pending += part

    def _receive(self) -> bytes:
        try:
            part: bytes = self._socket.recv(_CHUNK)
        except ConnectionError as error:
            raise BrokenAnswerError(begun=bool(self._pending)) from error
        return part
