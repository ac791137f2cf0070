"""The requests library as a session: no redirect followed, and a French word for each silence."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.http import Answer, PageName
from portal.requests_session import RequestsSession

PAGE = PageName("blog", "Blog")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/redirect" else 200)
        self.send_header("Location", "/other")
        self.send_header("Set-Cookie", "a=1; Path=/")
        self.send_header("X-Cookie", self.headers.get("Cookie", ""))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


def get(session: RequestsSession, url: str) -> Answer:
    return session.exchange("GET", url, lambda answer: answer, page=PAGE, body=b"", headers={})


def test_a_redirect_is_answered_not_followed(server: str) -> None:
    answer = get(RequestsSession(), f"{server}/redirect")
    assert (answer.status, answer.headers["location"], answer.body) == (302, "/other", b"ok")


def test_cookies_are_kept_until_they_are_forgotten(server: str) -> None:
    session = RequestsSession()
    get(session, server)
    assert get(session, server).headers["X-Cookie"] == "a=1"
    session.forget()
    assert get(session, server).headers["X-Cookie"] == ""


def test_nobody_there_is_told_in_french() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        assert get(RequestsSession(), url) == Answer(0, {}, b"", "connexion impossible")


def test_an_answer_too_long_to_come_is_told_in_french() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert get(RequestsSession(timeout=0.05), url).error == "délai dépassé"
