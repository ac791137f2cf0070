"""The pages of a stub: a plain page of a known size anywhere, and the scripted portal for the real people of Préau."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from portal.http import Answer
from tests.portal.fake_ent import BASE, CENTRAL, HTML, FakeEnt
from tests.stub.orders import Orders

COOKIE = "visite"


class StubPortal:
    """Answers at once; the stub makes them wait. One scripted portal a visitor, known by a cookie."""

    def __init__(self, orders: Orders, origin: str) -> None:
        self._orders = orders
        self._ours = {BASE: f"{origin}/ent", CENTRAL: f"{origin}/central"}
        self._visits: dict[str, FakeEnt] = {}
        self._numbers = itertools.count(1)
        self._pages = itertools.count(1)
        self._sign_ins = itertools.count(1)
        self.version = orders.version
        self._plain = Answer(200, HTML, b"<html>" + b"." * max(0, orders.body - 13) + b"</html>")

    @property
    def signed_in(self) -> int:
        """The sessions it counts itself; too few when it was told to forget some."""
        count = sum(visit.signed_in for visit in self._visits.values())
        return count - (count // self._orders.forget_every if self._orders.forget_every else 0)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[Answer, bool]:
        """The answer, and whether it is a failure to be sent at once."""
        if "/login_check" in path and method == "POST":
            orders, rank = self._orders, next(self._sign_ins)
            refused = orders.refuse_every and _account(body) % orders.refuse_every == 0
            if refused or (orders.fail_every and rank % orders.fail_every == 0):
                return Answer(500, HTML, b"panne"), True
        elif self._orders.error_every and next(self._pages) % self._orders.error_every == 0:
            return Answer(503, HTML, b"trop de monde"), True
        if path.startswith(("/ent", "/central")):
            return self._scripted(method, path, headers, body), False
        return self._plain, False

    def _scripted(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        number = cookie.value if cookie else ""
        visit = self._visits.get(number)
        new = visit is None
        if visit is None:
            number = str(next(self._numbers))
            visit = self._visits[number] = FakeEnt()
        origin = CENTRAL if path.startswith("/central") else BASE
        url = origin + path.removeprefix("/central").removeprefix("/ent")
        answer = visit.answer(method, url, body)
        if "/logout" in path:
            del self._visits[number]
        text, fields = answer.body, dict(answer.headers)
        for theirs, ours in self._ours.items():
            text = text.replace(theirs.encode(), ours.encode())
            fields = {key: value.replace(theirs, ours) for key, value in fields.items()}
        if new:
            fields["Set-Cookie"] = f"{COOKIE}={number}; Path=/"
        return Answer(answer.status, fields, text)


def _account(form: bytes) -> int:
    """The number at the end of the login that a form carries: ``_username=pupil12``."""
    login = parse_qs(form.decode("latin-1")).get("_username", ["1"])[0]
    return int(re.sub(r"\D", "", login) or 1)
