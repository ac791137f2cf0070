"""What needs Locust's own patches of the standard library: run in a process of its own by test_locust_run.py."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import gevent
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from gevent.pywsgi import WSGIServer
from gevent.server import StreamServer
from locust import FastHttpUser
from locust.env import Environment
from locust.stats import StatsEntry, calculate_response_time_percentile

import loadtests.locustfile  # noqa: F401  (it replaces the rounding of Locust)
from loadtests.people.fast_session import FastSession
from portal.http import Answer, PageName, PortalError

PAGE = PageName("blog", "Blog : lire la liste")


class Somebody(FastHttpUser):
    host = "http://127.0.0.1"


@pytest.fixture
def environment() -> Environment:
    environment = Environment(user_classes=[Somebody])
    environment.create_local_runner()
    return environment


@pytest.fixture
def session(environment: Environment) -> FastSession:
    return FastSession(Somebody(environment), verify=True)


@pytest.fixture
def server() -> Iterator[str]:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            gevent.sleep(0.2)
        status = "302 Found" if environ["PATH_INFO"] == "/redirect" else "404 Not Found"
        status = status if environ["PATH_INFO"] in ("/redirect", "/missing") else "200 OK"
        start(status, [("Location", "/other"), ("Set-Cookie", "a=1; Path=/"), ("Content-Type", "text/html")])
        body = environ["wsgi.input"].read()
        return [environ["REQUEST_METHOD"].encode() + b" " + body + environ.get("HTTP_COOKIE", "").encode()]

    http = WSGIServer(("127.0.0.1", 0), answer, log=None)
    http.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.stop()


def send(session: FastSession, url: str, read: Callable[[Answer], Any] = lambda answer: answer, **more: Any) -> Any:
    values = {"method": "GET", "body": b"", "headers": {}, **more}
    return session.exchange(values["method"], url, read, page=PAGE, body=values["body"], headers=values["headers"])


def refuse(_: Answer) -> None:
    raise PortalError("page du blog : page vide")


def test_a_content_that_is_wrong_is_a_failure_in_the_statistics_of_locust(
    environment: Environment, session: FastSession, server: str
) -> None:
    with pytest.raises(PortalError):
        send(session, server, refuse)
    entry = environment.stats.get(PAGE.name, "GET")
    assert (entry.num_requests, entry.num_failures) == (1, 1)
    assert [repr(error.error) for error in environment.stats.errors.values()] == ["page du blog : page vide"]


def test_a_refusal_that_is_expected_is_no_failure(environment: Environment, session: FastSession, server: str) -> None:
    assert send(session, f"{server}/missing").status == 404
    assert environment.stats.total.num_failures == 0


def test_a_redirect_is_answered_not_followed_and_cookies_are_kept(session: FastSession, server: str) -> None:
    answer = send(session, f"{server}/redirect")
    assert (answer.status, answer.headers.get("Location")) == (302, "/other")
    assert send(session, server).text == "GET a=1"
    session.forget()
    assert send(session, server).text == "GET "


def test_a_body_of_bytes_is_sent_whole(session: FastSession, server: str) -> None:
    sent = send(session, server, method="POST", body=b"\xff\x00a=1", headers={"Content-Type": "image/png"})
    assert sent.body == b"POST \xff\x00a=1"


def test_independent_requests_go_at_the_same_time(session: FastSession, server: str) -> None:
    with gevent.Timeout(0.9):
        answers = session.together(*(lambda: send(session, f"{server}/slow") for _ in range(5)))
    assert [answer.status for answer in answers] == [200] * 5


def test_a_failure_among_independent_requests_is_raised_once_all_have_ended(
    environment: Environment, session: FastSession, server: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PortalError, match="page vide"):
        session.together(lambda: send(session, server, refuse), lambda: send(session, f"{server}/slow"))
    assert environment.stats.total.num_requests == 2
    assert "Traceback" not in capfd.readouterr().err


def test_a_person_stopped_leaves_no_request_behind(session: FastSession, server: str) -> None:
    done: list[Answer] = []
    person = gevent.spawn(session.together, lambda: done.append(send(session, f"{server}/slow")))
    gevent.sleep(0.05)
    person.kill()
    gevent.sleep(0.3)
    assert done == []


def test_nobody_there_is_told_in_french(session: FastSession) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert send(session, f"http://127.0.0.1:{port}/") == Answer(0, {}, b"", "connexion impossible")


@pytest.fixture
def secret_server(tmp_path: Path) -> Iterator[str]:
    """A server with a certificate that no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))

    def answer(_: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        return [b"ok"]

    http = WSGIServer(("127.0.0.1", 0), answer, log=None, error_log=None, certfile=str(file))
    http.start()
    yield f"https://127.0.0.1:{http.server_port}"
    http.stop()


def test_the_certificate_of_the_target_is_verified(session: FastSession, secret_server: str) -> None:
    assert send(session, secret_server) == Answer(0, {}, b"", "certificat refusé")


def test_a_target_of_this_machine_may_have_its_own_certificate(environment: Environment, secret_server: str) -> None:
    assert send(FastSession(Somebody(environment), verify=False), secret_server).body == b"ok"


@pytest.mark.parametrize("centre", [80.0, 1036.0, 1450.0, 12_345.0])
def test_the_percentiles_of_locust_are_to_the_millisecond(environment: Environment, centre: float) -> None:
    rng = random.Random(1)
    times = [centre * rng.uniform(0.98, 1.02) for _ in range(5000)]
    entry = StatsEntry(environment.stats, "page", "GET")
    for time in times:
        entry.log(cast(int, time), 0)  # Locust gives it fractions all the same
    for share in (0.5, 0.95, 0.99):
        found = calculate_response_time_percentile(entry.response_times, entry.num_requests, share)
        assert found == pytest.approx(float(np.quantile(times, share)), rel=0.001, abs=0.6)
    assert entry.median_response_time == pytest.approx(float(np.median(times)), rel=0.001, abs=0.6)


def test_a_kept_connection_that_the_server_has_closed_meanwhile_is_replaced_once(session: FastSession) -> None:
    """Browsers do the same: nothing of an answer had come, so the request was not answered."""
    asked: list[bytes] = []

    def serve_once(peer: Any, _: Any) -> None:
        asked.append(peer.recv(65536))
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        peer.close()  # although it said that the connection is kept

    server = StreamServer(("127.0.0.1", 0), serve_once)
    server.start()
    try:
        for _ in range(3):
            assert send(session, f"http://127.0.0.1:{server.server_port}/").text == "ok"
            gevent.sleep(0.02)
    finally:
        server.stop()
    assert len(asked) == 3


def test_an_address_with_an_accent_is_sent_as_browsers_write_it(session: FastSession, server: str) -> None:
    assert send(session, f"{server}/été d’ici?a=%C3%A9").status == 200
