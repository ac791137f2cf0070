"""Whatever is sent to any address, the answer is a refusal of the contract, never a crash."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from fixtures.accounts import read_accounts
from fixtures.practice_ent.server import PracticeEnt, start
from tests.contract.coverage import OTHER_AREAS, area_of, routes
from tests.practice_ent.visitor import XHR, ask_code, sign_in, visitor

# Leaving ends the session of the test, and switching the language or the group changes what the rest is asked of.
_LEAVING = ("/disconnect", "/logout", "/classe/gestion/utilisateurs/quitter-classe")
_NAME = re.compile(r"\{\w+\}")
_VALUES = ("999999999", "x' OR 1=1 --", "é%00", "-1")
_JSON = {"Content-Type": "application/json"}
_BODIES: tuple[dict[str, Any], ...] = (
    {},
    {"data": b"{", "headers": {**_JSON, **XHR}},
    {"data": b'{"id": {"a": []}, "ids": "x", "groups": 7, "title": [], "start": 1, "data": {}}', "headers": _JSON},
    {"data": {"id": "x", "page": "-1", "ids[]": "é", "form[a][b]": "1", "status": "99"}, "headers": XHR},
    {"data": b"\xff\xfe\x00=\x80", "headers": {"Content-Type": "application/x-www-form-urlencoded", **XHR}},
    {"files": {"file": ("", b"", "x"), "files[]": ("../../a.php", b"<?php", "text/php")}},
)


@pytest.fixture(scope="module")
def ent(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeEnt]:
    """One to be broken: some addresses delete by a plain link."""
    data = tmp_path_factory.mktemp("rebut") / "donnees"
    shutil.copytree(seeded, data)
    with start(data, port=0, central_port=0, workers=1) as running:
        yield running
    for log in ("portail.log", "centrale.log"):
        assert "Traceback" not in (data / log).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def people(seeded: Path, ent: PracticeEnt) -> Iterator[dict[str, requests.Session]]:
    accounts = {account.role: account for account in reversed(read_accounts(seeded / "comptes.csv"))}
    opened = {"anonymous": visitor()}
    opened |= {role: sign_in(ent.portal, one.login, one.password) for role, one in accounts.items()}
    yield opened
    for session in opened.values():
        session.close()


def _calls() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each route of the contract, by each of its methods, with nothing and with nonsense."""
    for rank, route in enumerate(routes()):
        path = route["path"]
        if "#" in path or area_of(path) in OTHER_AREAS or path.startswith(_LEAVING):
            continue
        for method in ("GET", "POST") if route["methods"] == ["ANY"] else route["methods"]:
            for number, body in enumerate(_BODIES if method != "GET" else _BODIES[:1]):
                yield method, _NAME.sub(_VALUES[(rank + number) % len(_VALUES)], path), body


def _crashes(session: requests.Session, portal: str) -> list[str]:
    found = []
    for method, path, body in _calls():
        answer = session.request(method, f"{portal}{path}", allow_redirects=False, timeout=20, **body)
        if answer.status_code >= 500 or "Traceback" in answer.text:
            found.append(f"{method} {path} {str(body)[:80]} : {answer.status_code}")
    return found


@pytest.mark.parametrize("role", ["anonymous", "pupil", "teacher"])
def test_no_address_crashes_on_nonsense(ent: PracticeEnt, people: dict[str, requests.Session], role: str) -> None:
    assert _crashes(people[role], ent.portal) == []


def test_a_code_opens_one_session_only(ent: PracticeEnt, seeded: Path) -> None:
    account = read_accounts(seeded / "comptes.csv")[0]
    with visitor() as honest, visitor() as thief:
        callback = ask_code(honest, ent.portal, account.login, account.password)
        assert honest.get(callback, headers=XHR).status_code == 200
        thief.get(callback, headers=XHR)
        assert thief.get(f"{ent.portal}/is-login").status_code == 404


@pytest.mark.parametrize("cookie", ["inconnue", "", "x" * 5000, "../../etc/passwd", "é;"])
def test_an_unknown_session_is_nobody(ent: PracticeEnt, cookie: str) -> None:
    headers = {"Cookie": f"beneyluent={cookie}".encode()}
    page = requests.get(f"{ent.portal}/classe/", headers=headers, allow_redirects=False, timeout=20)
    assert (page.status_code, page.headers["Location"]) == (302, f"{ent.portal}/")
    assert requests.get(f"{ent.portal}/api/1.0/users/me.json", headers=headers, timeout=20).status_code == 401
