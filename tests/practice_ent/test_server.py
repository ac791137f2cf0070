"""The processes of the practice ENT: starting, holding many people, being watched, stopping."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from fixtures.accounts import Account
from fixtures.practice_ent.server import NotSeededError, PortTakenError, PracticeEnt, ServerFailedError, start
from tests.practice_ent.visitor import sign_in

_PEOPLE = 1600
_SECONDS = 20
_FRAME = re.compile(r'<iframe id="logon-iframe" src="([^"]+)&amp;fromTemplate=main"')


@pytest.fixture
def own_data(seeded: Path, tmp_path: Path) -> Path:
    """A copy of the data folder, to be harmed."""
    return Path(shutil.copytree(seeded, tmp_path / "donnees", ignore=shutil.ignore_patterns("*.log")))


@pytest.fixture
def many_files() -> Iterator[None]:
    """As many open sockets as the system allows."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def in_time(condition: Callable[[], bool]) -> bool:
    """Whether the condition comes true, soon enough."""
    deadline = time.monotonic() + _SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_gone(group: int) -> bool:
    """Whether no living process of that group is left (one that is dead waits for its parent to take note)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, leader = stat.read_text().rpartition(")")[2].split()[:3]
            if int(leader) == group and state not in "ZX":
                return False
    return True


def groups_of(ent: PracticeEnt) -> list[int]:
    return [process.pid for process in ent._processes]


def test_a_port_in_use_is_named(seeded: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"Le port {port} "):
            start(seeded, port=port, central_port=0)
        with pytest.raises(PortTakenError, match=f"Le port {port} "):
            start(seeded, port=0, central_port=port)


def test_data_that_were_not_made_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(NotSeededError, match="preau seed M"):
        start(tmp_path / "absent", port=0, central_port=0)


def test_half_made_data_are_not_served(tmp_path: Path, seeded: Path) -> None:
    shutil.copy(seeded / "ent.sqlite3", tmp_path)
    with pytest.raises(NotSeededError):
        start(tmp_path, port=0, central_port=0)


def test_a_server_that_cannot_start_says_where_to_look(own_data: Path) -> None:
    for leftover in own_data.glob("ent.sqlite3*"):
        leftover.write_bytes(b"not a database " * 100)
    with pytest.raises(ServerFailedError, match=re.escape(str(own_data))):
        start(own_data, port=0, central_port=0)


def test_monitoring_answers_exactly_ok(ent: PracticeEnt) -> None:
    answer = requests.get(f"{ent.portal}/monitoring", timeout=10)
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Set-Cookie" not in answer.headers


def test_monitoring_sees_what_is_down_and_nothing_is_left_after_stop(own_data: Path) -> None:
    ent = start(own_data, port=0, central_port=0, workers=1)
    groups = groups_of(ent)
    try:
        base = own_data / "ent.sqlite3"
        base.rename(own_data / "ailleurs")
        assert _monitoring(ent) == (500, "La base de données n’est plus là.")
        (own_data / "ailleurs").rename(base)
        assert _monitoring(ent) == (200, "")
        os.kill(groups[0], signal.SIGTERM)
        assert in_time(lambda: _monitoring(ent) == (500, "Le service d’identification ne répond pas."))
        with pytest.raises(ServerFailedError):
            ent.wait()
        # Its workers go on alone: stop() must find them all the same.
        os.kill(groups[1], signal.SIGKILL)
        assert not is_gone(groups[1])
    finally:
        ent.stop()
    assert in_time(lambda: all(is_gone(group) for group in groups))
    ent.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(ent.portal, timeout=5)


def _monitoring(ent: PracticeEnt) -> tuple[int, str]:
    answer = requests.get(f"{ent.portal}/monitoring", timeout=10)
    found = re.search("<h4>(.*)</h4>", answer.text)
    return answer.status_code, found[1] if found else ""


def test_the_servers_do_not_outlive_the_program_that_started_them(own_data: Path) -> None:
    script = (
        "import pathlib, sys; from fixtures.practice_ent.server import start\n"
        "ent = start(pathlib.Path(sys.argv[1]), port=0, central_port=0, workers=1)\n"
        "print(*(process.pid for process in ent._processes), flush=True); ent.wait()"
    )
    command = [sys.executable, "-c", script, str(own_data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        groups = [int(number) for number in program.stdout.readline().split()]
        assert len(groups) == 2
        assert not any(is_gone(group) for group in groups)
        program.kill()
    assert in_time(lambda: all(is_gone(group) for group in groups))


def test_the_login_page_can_be_the_frame(
    own_data: Path, monkeypatch: pytest.MonkeyPatch, anyone: requests.Session
) -> None:
    monkeypatch.setenv("PREAU_ENT_LOGIN_PAGE", "iframe")
    with start(own_data, port=0, central_port=0, workers=1) as ent:
        page = anyone.get(f"{ent.portal}/")
        address = _FRAME.findall(page.text)[0].replace("&amp;", "&")
        assert "bns-auto-login-box" not in page.text
        assert address.startswith(f"{ent.central}/oauth/v2/authorize?response_type=code&")
        form = anyone.get(address)
        assert (form.url, "X-Frame-Options" in form.headers) == (f"{ent.central}/login", False)


def test_more_than_a_thousand_people_keep_their_connection(
    ent: PracticeEnt, teacher: Account, many_files: None
) -> None:
    with sign_in(ent.portal, teacher.login, teacher.password) as session:
        cookie = session.cookies["beneyluent"]
    place = urlsplit(ent.portal)
    request = f"GET /ent/is-login HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: beneyluent={cookie}\r\n\r\n".encode()
    with ExitStack() as stack:
        people = [
            stack.enter_context(socket.create_connection((place.hostname or "", place.port or 0), timeout=_SECONDS))
            for _ in range(_PEOPLE)
        ]
        for _ in range(2):
            for person in people:
                person.sendall(request)
            assert sum(_answered(person) for person in people) == _PEOPLE


def _answered(person: socket.socket) -> bool:
    """Whether a whole answer 200 with its picture of 43 bytes came."""
    received = b""
    try:
        while len(received.partition(b"\r\n\r\n")[2]) < 43:
            piece = person.recv(4096)
            if not piece:
                return False
            received += piece
    except TimeoutError:
        return False
    return received.startswith(b"HTTP/1.1 200 ")


def test_the_ent_counts_who_is_signed_in(ent: PracticeEnt, accounts: list[Account]) -> None:
    def figures() -> dict[str, int]:
        found: dict[str, int] = requests.get(ent.figures, timeout=10).json()
        return found

    before = figures()
    pupil = next(account for account in accounts if account.role == "pupil")
    with sign_in(ent.portal, pupil.login, pupil.password) as session:
        during = figures()
        session.get(f"{ent.portal}/disconnect")
    after = figures()
    counted = [(found["signed_in"], found["sessions"]) for found in (before, during, after)]
    signed_in, sessions = counted[0]
    assert counted == [(signed_in, sessions), (signed_in + 1, sessions + 1), (signed_in, sessions + 1)]
