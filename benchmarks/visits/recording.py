"""Recording the requests of real visits, and the answers that a server may give again."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from fixtures.accounts import Account, read_accounts
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.server import start
from loadtests.journeys.sign_in import arrive, leave
from loadtests.journeys.visit import Visit
from loadtests.journeys.wandering import wander
from loadtests.measure.samples import Sample
from loadtests.navigation.mix import Mix, read_mix
from portal.client import Portal
from portal.http import Answer, HttpSession, PageName, T
from portal.requests_session import RequestsSession

MARK = "[Préau] banc"
VISITS = {"teacher": 1, "pupil": 6, "parent": 3}
ORIGIN = "http://origine.invalid"  # stands for the portal and the central service, until a server gives its own
_KEPT = ("Content-Type", "Location", "Set-Cookie")


@dataclass(frozen=True)
class Exchange:
    """A request of a visit and its answer; addresses begin with ORIGIN. Bodies are text in latin-1, byte for byte."""

    visit: int
    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    status: int
    answer_headers: Mapping[str, str]
    answer: str


class _Recorder(RequestsSession):
    """A session that keeps all that goes through it."""

    def __init__(self, visit: int, keep: Callable[[Exchange], None], origins: tuple[str, ...]) -> None:
        super().__init__()
        self._visit, self._keep, self._origins = visit, keep, origins

    def exchange(
        self,
        method: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        page: PageName,
        body: bytes,
        headers: Mapping[str, str],
    ) -> T:
        def kept(answer: Answer) -> T:
            fields = {name: self._moved(value) for name, value in answer.headers.items() if name.title() in _KEPT}
            sent, received = self._moved(body.decode("latin-1")), self._moved(answer.body.decode("latin-1"))
            moved = {name: self._moved(value) for name, value in headers.items()}
            self._keep(Exchange(self._visit, method, self._moved(url), moved, sent, answer.status, fields, received))
            return read(answer)

        return super().exchange(method, url, kept, page=page, body=body, headers=headers)

    def _moved(self, text: str) -> str:
        for origin in self._origins:
            text = moved(text, origin, ORIGIN)
        return text


class Silent:
    """A diary that keeps nothing."""

    def keep(self, sample: Sample) -> None: ...

    def entered(self, account: Account) -> None: ...

    def left(self, account: Account) -> None: ...


def visit_of(number: int, account: Account, http: HttpSession, portal: str, diary: Any) -> Visit:
    """The visit of that number, always with the same choices and no pause."""
    return Visit(
        Portal(http, portal),
        account,
        _mix().habits[account.role],
        random.Random(number),
        pause=lambda _: None,
        diary=diary,
        mark=MARK,
    )


def record(path: Path) -> None:
    """Play visits of the delivered mix on a small practice ENT; write their exchanges, one a line, accounts first."""
    exchanges: list[Exchange] = []
    with tempfile.TemporaryDirectory(prefix="preau-banc-") as place:
        data = Path(place) / "donnees"
        fill(data, "XS")
        accounts = read_accounts(data / "comptes.csv")
        chosen = [
            account
            for role, count in VISITS.items()
            for account in [account for account in accounts if account.role == role][:count]
        ]
        with start(data, port=0, central_port=0, workers=1) as ent:
            origins = tuple(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, (ent.portal, ent.central)))
            for number, account in enumerate(chosen):
                visit = visit_of(number, account, _Recorder(number, exchanges.append, origins), ent.portal, Silent())
                arrive(visit)
                wander(visit)
                leave(visit)
    lines = [json.dumps(asdict(account)) for account in chosen], [json.dumps(asdict(one)) for one in exchanges]
    path.write_text("\n".join([str(len(chosen)), *lines[0], *lines[1]]) + "\n", encoding="utf-8")


def read_recording(path: Path) -> tuple[list[Account], list[Exchange]]:
    count, *lines = path.read_text(encoding="utf-8").splitlines()
    accounts = [Account(**json.loads(line)) for line in lines[: int(count)]]
    return accounts, [Exchange(**json.loads(line)) for line in lines[int(count) :]]


@cache
def _mix() -> Mix:
    return read_mix()


def moved(text: str, old: str, new: str) -> str:
    """The text with another origin, also where it is written in JSON or in an address."""
    for write in (str, lambda origin: origin.replace("/", "\\/"), lambda origin: quote(origin, safe="")):
        text = text.replace(write(old), write(new))
    return text
