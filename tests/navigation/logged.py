"""People whose requests go to an access log, as a web server in front of the ENT writes it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from loadtests.journeys.sign_in import arrive, leave
from loadtests.journeys.visit import Visit
from loadtests.journeys.wandering import wander
from loadtests.navigation.mix import Mix
from portal.client import Portal
from portal.http import Answer
from tests.loadtests.visits import MARK, Memory, somebody
from tests.portal.fake_ent import BASE, CENTRAL, FakeEnt

AGENT = "Mozilla/5.0 (X11; Linux x86_64)"
START = 1_790_000_000.0


class LoggedEnt(FakeEnt):
    """Each answer takes a tenth of a second and leaves a line. ``user`` is known to the server once signed in."""

    def __init__(self, role: str, address: str, user: str, start: float) -> None:
        super().__init__(role)
        self.clock = start
        self.lines: list[tuple[float, str]] = []
        self._address, self._user = address, user

    def _answer(self, method: str, url: str) -> Answer:
        was_in = self.signed_in
        answer = super()._answer(method, url)
        if not url.startswith(CENTRAL):
            user = self._user if was_in and self._user else "-"
            moment = datetime.fromtimestamp(self.clock, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
            path = url.removeprefix(f"{urlsplit(BASE).scheme}://{urlsplit(BASE).netloc}")
            line = f'{self._address} - {user} [{moment}] "{method} {path} HTTP/1.1" {answer.status} 512 "-" "{AGENT}"'
            self.lines.append((self.clock, line))
        self.clock += 0.1
        return answer

    def wait(self, seconds: float) -> None:
        self.clock += seconds


def write_log(path: Path, mix: Mix, visits: int, *, named: bool) -> Iterator[tuple[str, str, int]]:
    """Visits of the mix, one a second, all in one log; yields login, role and pages of each."""
    rng, lines = random.Random(1), list[tuple[float, str]]()
    told: list[tuple[str, str, int]] = []
    for number in range(visits):
        (role,) = rng.choices(list(mix.shares), list(mix.shares.values()))
        login = f"{role}{number}"
        ent = LoggedEnt(role, f"10.0.{number // 250}.{number % 250}", login if named else "", START + number)
        diary = Memory()
        visit = Visit(Portal(ent, BASE), somebody(role), mix.habits[role], rng, pause=ent.wait, diary=diary, mark=MARK)
        arrive(visit)
        wander(visit)
        leave(visit)
        lines += ent.lines
        told.append((login, role, len(diary.samples)))
    path.write_text("\n".join(line for _, line in sorted(lines)) + "\n", encoding="utf-8")
    yield from told
