"""The watch runs at regular times, keeps what it read across restarts, and tells when the state changes."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from acceptance.watch.journal import WatchJournal
from acceptance.watch.outages import episodes, outages
from acceptance.watch.probes import Watched, probe_page, probe_sign_in
from acceptance.watch.running import HookError, Watch, command_hook
from acceptance.watch.states import Kind, Reading, State
from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt

_START = datetime(2026, 11, 27, 23, 0, tzinfo=UTC).timestamp()
_NEW = Watched("nouveau", "https://ent.exemple.fr/ent")


class Time:
    """A clock that goes on only when it is waited for."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def reading(at: float, state: State = State.UP, reason: str = "") -> Reading:
    return Reading(_START + at, "nouveau", "nom", Kind.PAGE, 200, 0.1, state, reason)


def test_a_90_second_outage_is_measured_within_two_probes(tmp_path: Path) -> None:
    for offset in (0.0, 1.7, 4.9):
        time_, journal = Time(), WatchJournal(tmp_path / str(offset))

        def probe(_watched: Watched, time_: Time = time_, offset: float = offset) -> Reading:
            down = 100 + offset <= time_.now < 190 + offset
            return reading(time_.now, State.ERROR if down else State.UP)

        watch = Watch([_NEW], journal, page_probe=probe)
        assert watch.run(lambda time_=time_: time_.now >= 300, clock=time_.clock, sleep=time_.sleep) == 60
        (outage,) = outages(episodes(journal.readings(), 5.0))
        assert outage.shortest <= 90 <= outage.longest
        assert outage.longest - 90 <= 2 * 5


def test_a_slow_round_does_not_delay_those_after_it(tmp_path: Path) -> None:
    time_, journal = Time(), WatchJournal(tmp_path)

    def probe(_watched: Watched) -> Reading:
        at = time_.now
        time_.now += 7 if at == 10 else 0.2
        return reading(at)

    Watch([_NEW], journal, page_probe=probe).run(lambda: time_.now >= 40, clock=time_.clock, sleep=time_.sleep)
    assert [one.at - _START for one in journal.readings()] == [0, 5, 10, 20, 25, 30, 35]


def test_a_sign_in_is_tried_every_minute_and_never_again_once_refused(tmp_path: Path) -> None:
    time_, tried = Time(), list[float]()

    def sign_in(_watched: Watched, _account: Account) -> Reading:
        tried.append(time_.now)
        refused = len(tried) == 3
        return reading(time_.now, State.ERROR if refused else State.UP, "mot de passe refusé" if refused else "")

    watch = Watch(
        [_NEW],
        WatchJournal(tmp_path),
        account=Account("teacher", "x", "y"),
        page_probe=lambda _watched: reading(time_.now),
        sign_in_probe=sign_in,
    )
    watch.run(lambda: time_.now >= 600, clock=time_.clock, sleep=time_.sleep)
    assert tried == [0, 60, 120]


def test_one_bad_probe_alerts_nobody_and_two_do(tmp_path: Path) -> None:
    states = iter([State.UP, State.ERROR, State.UP, State.ERROR, State.ERROR, State.UP, State.UP, State.UP])
    time_, told = Time(), list[tuple[State, State]]()
    watch = Watch(
        [_NEW],
        WatchJournal(tmp_path),
        page_probe=lambda _watched: reading(time_.now, next(states)),
        alert=lambda one, before: told.append((before, one.state)),
    )
    watch.run(lambda: time_.now >= 40, clock=time_.clock, sleep=time_.sleep)
    assert told == [(State.UP, State.ERROR), (State.ERROR, State.UP)]


def test_the_command_told_of_a_change_knows_what_changed(tmp_path: Path) -> None:
    out = tmp_path / "recu.json"
    script = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w'))"
    command_hook(f'{sys.executable} -c "{script}" {out}')(reading(5, State.ERROR, "réponse 500"), State.UP)
    seen = json.loads(out.read_text())
    assert (seen["PREAU_ETAT"], seen["PREAU_ETAT_AVANT"], seen["PREAU_RAISON"]) == (
        "erreur",
        "disponible",
        "réponse 500",
    )


def test_a_command_that_fails_does_not_stop_the_watch() -> None:
    command_hook("/nulle/part")(reading(0), State.UP)
    for command in ("", 'echo "'):
        with pytest.raises(HookError):
            command_hook(command)


def test_readings_survive_a_restart_a_crash_and_the_turn_of_the_day(tmp_path: Path) -> None:
    journal = WatchJournal(tmp_path)
    journal.add(reading(0))
    with (tmp_path / "2026-11-27.jsonl").open("a") as file:
        file.write('{"at": 17')  # killed in the middle of a line
    again = WatchJournal(tmp_path)
    again.add(reading(5))
    again.add(reading(7200))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-27.jsonl.gz", "2026-11-28.jsonl"]
    assert [one.at - _START for one in again.readings()] == [0, 5, 7200]
    assert [one.at - _START for one in again.readings(_START + 5)] == [5, 7200]


def test_old_days_are_forgotten(tmp_path: Path) -> None:
    journal = WatchJournal(tmp_path, kept=2)
    for day in range(5):
        journal.add(reading(day * 86400))
    assert [round((one.at - _START) / 86400) for one in journal.readings()] == [2, 3, 4]


class _Portal(BaseHTTPRequestHandler):
    body = b'<bns-auto-login-box url="x"></bns-auto-login-box>'
    hosts: list[str] = []  # noqa: RUF012  (one server, one test)

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        down = self.server.down  # type: ignore[attr-defined]
        self.send_response(502 if down else 200)
        self.end_headers()
        self.wfile.write(b"" if down else self.body)

    def log_message(self, *_arguments: object) -> None:
        return


@contextmanager
def portal() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    server.down = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_real_outage_is_measured_within_two_probes(tmp_path: Path) -> None:
    every, down = 0.1, (0.5, 1.4)
    with portal() as server:
        watched = Watched("nouveau", f"http://127.0.0.1:{server.server_port}/ent")
        journal, start = WatchJournal(tmp_path), time.monotonic()
        seeded: list[float] = []

        def until() -> bool:
            elapsed = time.monotonic() - start
            is_down = down[0] <= elapsed < down[1]
            if is_down != server.down:  # type: ignore[attr-defined]
                seeded.append(time.time())
                server.down = is_down  # type: ignore[attr-defined]
            return elapsed > 2

        Watch([watched], journal, every=every).run(until)
    (outage,) = outages(episodes(journal.readings(), every))
    lost = seeded[1] - seeded[0]
    assert outage.shortest <= lost + 2 * every
    assert abs(outage.longest - lost) <= 2 * every
    assert outage.reasons == ("réponse 502",)


def test_a_machine_is_reached_by_its_address_under_the_name_of_the_portal() -> None:
    with portal() as server:
        _Portal.hosts.clear()
        watched = Watched("nouveau", f"http://ent.invalid:{server.server_port}/ent", "127.0.0.1")
        assert probe_page(watched).state is State.UP
        assert _Portal.hosts == [f"ent.invalid:{server.server_port}"]
        by_name = probe_page(Watched("nouveau", watched.portal))
    assert (by_name.state, by_name.reason) == (State.ERROR, "nom introuvable")
    gone = probe_page(Watched("x", f"http://127.0.0.1:{server.server_port}/ent"))
    assert gone.reason == "connexion refusée"


def test_the_practice_ent_is_up_and_signs_in(ent: PracticeEnt, accounts: list[Account]) -> None:
    watched = Watched("nouveau", ent.portal)
    assert probe_page(watched).state is State.UP
    teacher = next(account for account in accounts if account.role == "teacher")
    assert probe_sign_in(watched, teacher).state is State.UP
    wrong = probe_sign_in(watched, Account("teacher", teacher.login, "faux"))
    assert (wrong.state, wrong.reason) == (State.ERROR, "mot de passe refusé")
