"""HTTP as servers write it, read by our own connection; and what becomes of one that is closed under our feet."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from loadtests.people.connection import BrokenAnswerError, Connection, Received

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Serve = Callable[..., Connection]


@pytest.fixture
def served() -> Iterator[Serve]:
    """``served(first, second…)``: a connection whose server answers each request with these bytes, then closes."""
    listener = socket.create_server(("127.0.0.1", 0))
    opened: list[Connection] = []

    def answer(answers: tuple[bytes, ...]) -> None:
        peer, _ = listener.accept()
        with peer:
            for one in answers:
                peer.recv(65536)
                for start in range(0, len(one), 7):  # in small pieces, as a network may
                    peer.sendall(one[start : start + 7])

    def start(*answers: bytes) -> Connection:
        threading.Thread(target=answer, args=(answers,), daemon=True).start()
        opened.append(Connection("127.0.0.1", listener.getsockname()[1], None, timeout=5))
        return opened[-1]

    yield start
    for connection in opened:
        connection.close()
    listener.close()


def test_two_answers_of_a_kept_connection(served: Serve) -> None:
    connection = served(OK, OK.replace(b"ok", b"no"))
    assert [connection.exchange(GET).body for _ in range(2)] == [b"ok", b"no"]


def test_names_of_headers_ignore_case_and_each_cookie_is_kept(served: Serve) -> None:
    head = b"HTTP/1.1 302 Found\r\nlocation:/b\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    received = served(head).exchange(GET)
    assert (received.status, received.headers["Location"], received.headers.get("LOCATION")) == (302, "/b", "/b")
    assert [line.strip() for line in received.cookies] == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("answer", "body", "keeps"),
    [
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n",
            b"abcde",
            True,
        ),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end", False),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", b"ok", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\n", b"", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, b"ok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"", True),
    ],
    ids=["morceaux", "jusqu’à la fin", "fermée", "1.0", "204", "304", "100", "vide"],
)
def test_each_way_to_end_a_body(served: Serve, answer: bytes, body: bytes, keeps: bool) -> None:
    received: Received = served(answer).exchange(GET)
    assert (received.body, received.keeps) == (body, keeps)


@pytest.mark.parametrize(
    ("answer", "begun"),
    [
        (b"", False),
        (b"HTTP/1.1 200 OK\r\nContent-Le", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", True),
        (b"SSH-2.0-OpenSSH\r\n\r\n", True),
    ],
    ids=["rien", "en-tête coupé", "corps coupé", "morceau illisible", "autre protocole"],
)
def test_a_cut_or_foreign_answer_is_told(served: Serve, answer: bytes, begun: bool) -> None:
    with pytest.raises(BrokenAnswerError) as broken:
        served(answer).exchange(GET)
    assert broken.value.begun is begun
