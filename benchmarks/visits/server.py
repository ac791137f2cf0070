"""A server that gives recorded answers at once: ``python -m benchmarks.visits.server RECORDING PORT``.

An answer belongs to a visit, which the visitor tells by its ``User-Agent``: the same address has other answers for
others. What is asked twice in a visit gets the recorded answers in turn, and again from the first.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from pathlib import Path

from benchmarks.visits.recording import ORIGIN, Exchange, moved, read_recording

AGENT = "banc-"  # followed by the number of the visit, and by what tells two visitors apart
_REASONS = {200: "OK", 201: "Created", 204: "No Content", 302: "Found", 401: "Unauthorized", 404: "Not Found"}


class Answers:
    """The answers of each visit, ready to be sent."""

    def __init__(self, exchanges: list[Exchange], origin: str) -> None:
        self._ready: dict[tuple[str, str, str], list[bytes]] = defaultdict(list)
        self._turns: dict[tuple[str, str, str], int] = defaultdict(int)
        for one in exchanges:
            target = moved(one.url, ORIGIN, origin).removeprefix(origin)
            self._ready[str(one.visit), one.method, target].append(_ready(one, origin))

    def next(self, agent: str, method: str, target: str) -> bytes:
        number = agent.removeprefix(AGENT).partition("-")[0]
        ready = self._ready.get((number, method, target))
        if ready is None:
            return b"HTTP/1.1 599 Inconnu\r\nContent-Length: 0\r\n\r\n"
        if len(ready) == 1:
            return ready[0]
        turn = self._turns[agent, method, target]
        self._turns[agent, method, target] = turn + 1
        return ready[turn % len(ready)]


def _ready(one: Exchange, origin: str) -> bytes:
    body = moved(one.answer, ORIGIN, origin).encode("latin-1")
    fields = {
        **{name: moved(value, ORIGIN, origin) for name, value in one.answer_headers.items()},
        "Content-Length": str(len(body)),
    }
    head = "\r\n".join(f"{name}: {value}" for name, value in fields.items())
    return f"HTTP/1.1 {one.status} {_REASONS.get(one.status, 'Autre')}\r\n{head}\r\n\r\n".encode("latin-1") + body


class Connection(asyncio.Protocol):
    """One kept connection; its requests come one after the other."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._pending = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._pending += data
        head, mark, rest = self._pending.partition(b"\r\n\r\n")
        if not mark:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            if headers.get("expect"):
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return
        self._pending = rest[length:]
        method, target, _ = first.split(" ")
        self._transport.write(self._answers.next(headers.get("user-agent", ""), method, target))


async def _serve(recording: Path, port: int) -> None:
    _, exchanges = read_recording(recording)
    answers = Answers(exchanges, f"http://127.0.0.1:{port}")
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answers), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
