"""The stub itself: ``python -m tests.stub.server ORDERS LOG [PORT]``, one process, HTTP/1.1 with kept connections.

It answers later what it could answer now: its own work is small enough for 1,500 people, and its capacity is the one of
its orders. ``/_stub/figures`` gives its own counts, ``/_stub/freeze?5`` stops it for so many
seconds, ``/_stub/deliver?2`` changes the version it says it is.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from portal.http import Answer
from tests.stub.desk import Desk
from tests.stub.orders import Orders
from tests.stub.portal import StubPortal

REASONS = {200: "OK", 201: "Created", 204: "No Content", 302: "Found", 401: "Unauthorized", 404: "Not Found"}
FLUSH = 0.5  # seconds between two handings of the log to the system


class Stub:
    """What the connections share: the queue, the pages, the accidents and the log."""

    def __init__(self, orders: Orders, log: IO[str]) -> None:
        self.orders = orders
        self.portal: StubPortal
        self.sockets = 0
        self._desk = Desk(orders.servers)
        self._log = log
        self._chance = random.Random(orders.seed)
        self._epoch = time.time() - time.perf_counter()
        self._leaked = 0.0
        self._frozen_until = 0.0
        self._waiting: dict[int, tuple[float, asyncio.TimerHandle, Callable[[], None]]] = {}
        self._served = 0
        self._started = False

    def serve(self, path: str, answer: Answer, at_once: bool, send: Callable[[], None]) -> None:
        """Have ``send`` called when this request has been served, and write it down."""
        now = time.perf_counter()
        if not self._started:
            self._started = True
            for after, seconds in self.orders.freeze:
                asyncio.get_running_loop().call_later(after, self.freeze, seconds)
        if at_once:
            done = max(now, self._frozen_until)
        else:
            service = self.orders.draw(self._chance) + self._leaked
            if self.orders.slow_path and self.orders.slow_path in path:
                service *= self.orders.slow
            self._leaked += self.orders.leak
            done = self._desk.take(now, service)
        self._served += 1
        number = self._served

        def deliver() -> None:
            self._waiting.pop(number, None)
            send()
            arrived, answered = self._epoch + now, self._epoch + time.perf_counter()
            self._log.write(f"{arrived:.6f}\t{answered:.6f}\t{answer.status}\t{path}\n")

        self._wait(number, done, deliver)

    def freeze(self, seconds: float) -> None:
        """Answer nothing for that long; what was under way goes on after it."""
        now = time.perf_counter()
        self._frozen_until = max(self._frozen_until, now + seconds)
        self._desk.freeze(now, seconds)
        for number, (done, handle, deliver) in list(self._waiting.items()):
            handle.cancel()
            self._wait(number, max(done, now) + seconds, deliver)

    def flush(self) -> None:
        self._log.flush()
        asyncio.get_running_loop().call_later(FLUSH, self.flush)

    def _wait(self, number: int, done: float, deliver: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        handle = loop.call_later(max(0.0, done - time.perf_counter()), deliver)
        self._waiting[number] = (done, handle, deliver)


class Connection(asyncio.Protocol):
    """One kept connection: its requests are answered one after the other."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._pending = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._stub.sockets += 1

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # the protocol's own signature
        self._stub.sockets -= 1

    def data_received(self, data: bytes) -> None:
        self._pending += data
        head, mark, rest = self._pending.partition(b"\r\n\r\n")
        if not mark:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        self._pending = rest[length:]
        method, path, _ = first.split(" ")
        self._serve(method, unquote(path), headers, rest[:length])

    def _serve(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        if path.startswith("/_stub/"):
            self._send(_order(self._stub, path))
            return
        answer, at_once = self._stub.portal.answer(method, path, headers, body)
        self._stub.serve(path, answer, at_once, lambda: self._send(answer))

    def _send(self, answer: Answer) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        fields = {**answer.headers, "X-Version": self._stub.portal.version, "Content-Length": str(len(answer.body))}
        lines = [
            f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Autre')}",
            *(f"{k}: {v}" for k, v in fields.items()),
        ]
        self._transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body)


def _order(stub: Stub, path: str) -> Answer:
    name, _, value = path.removeprefix("/_stub/").partition("?")
    if name == "freeze":
        stub.freeze(float(value))
    elif name == "deliver":
        stub.portal.version = value
    figures = {"signed_in": stub.portal.signed_in, "sockets": stub.sockets}
    return Answer(200, {"Content-Type": "application/json"}, json.dumps(figures).encode())


async def _run(orders: Orders, log: IO[str], port: int) -> None:
    loop = asyncio.get_running_loop()
    stub = Stub(orders, log)
    server = await loop.create_server(lambda: Connection(stub), "127.0.0.1", port, backlog=4096)
    number = server.sockets[0].getsockname()[1]
    stub.portal = StubPortal(orders, f"http://127.0.0.1:{number}")
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    stub.flush()
    print(number, flush=True)
    await over.wait()
    server.close()


def main() -> None:
    orders = json.loads(sys.argv[1])
    orders["freeze"] = tuple((after, seconds) for after, seconds in orders.get("freeze", ()))
    with Path(sys.argv[2]).open("w", encoding="utf-8") as log:
        asyncio.run(_run(Orders(**orders), log, int(sys.argv[3]) if len(sys.argv) > 3 else 0))


if __name__ == "__main__":
    main()
