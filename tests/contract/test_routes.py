"""No client of ours calls a method and an address that the real application does not have."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fixtures.accounts import read_accounts
from fixtures.practice_ent.ent import addresses
from fixtures.practice_ent.ent.addresses import FILE
from fixtures.practice_ent.server import start
from loadtests.journeys.sign_in import arrive, leave
from loadtests.journeys.subjects import SUBJECTS
from portal.requests_session import RequestsSession
from tests.contract.routes import is_known, unknown_calls
from tests.loadtests.visits import HABITS, Memory, visit_of

STATIC = Path(addresses.__file__).parents[1] / "static"
_CALL = re.compile(r'\bapi\(\s*"([A-Z]+)",\s*["`]([^"`]+)["`]')
_EXPRESSION = re.compile(r"\$\{([^}]*)\}")
# Expressions that are a word of the address; any other is a number or a name.
_WORDS = {"action": "move", "kind": "conversations"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/blog/"), ("PATCH", "/blog/gestion/brouillon/sauvegarder"), ("GET", "/api/1.0/users/me.json")],
)
def test_a_route_of_the_real_application_is_known(method: str, path: str) -> None:
    assert is_known(method, path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/blogue/"),
        ("GET", "/inexistant"),
        ("POST", "/api/1.0/users/me.json"),
        ("GET", "/api/1.0/users/moi.json"),
    ],
)
def test_any_other_call_is_not(method: str, path: str) -> None:
    assert not is_known(method, path)


def _value(expression: re.Match[str]) -> str:
    return _WORDS.get(expression[1], "1")


def _calls_of_the_front() -> list[tuple[str, str]]:
    """The calls to the API written whole in the scripts of the pages: ``api("GET", `groups/${id}.json`)``."""
    calls = []
    for script in sorted(STATIC.rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        root = re.search(r"const ROOT = [\"'`]([^\"'`]+)", text)
        for method, path in _CALL.findall(text):
            path = path.replace("${ROOT}", root[1] if root else "")
            calls.append((method, f"/api/1.0/{_EXPRESSION.sub(_value, path).split('?')[0]}"))
    return calls


def test_every_call_of_the_scripts_of_the_pages_is_a_route_of_the_real_application() -> None:
    calls = _calls_of_the_front()
    assert ("POST", "/api/1.0/homeworks/occurrences/1/done.json") in calls
    assert [call for call in calls if not is_known(*call)] == []


def test_every_call_of_the_load_journeys_is_a_route_of_the_real_application(seeded: Path, tmp_path: Path) -> None:
    data = tmp_path / "donnees"
    shutil.copytree(seeded, data)
    (data / FILE).unlink(missing_ok=True)
    accounts = read_accounts(data / "comptes.csv")
    with start(data, port=0, central_port=0, workers=1) as ent:
        for role, habits in HABITS.items():
            account = next(account for account in accounts if account.role == role)
            diary = Memory()
            visit = visit_of(RequestsSession(), diary, account, base=ent.portal)
            arrive(visit)
            for name in habits.subjects:
                SUBJECTS[name].play(visit)
            leave(visit)
            assert diary.reasons == []
    calls = (data / FILE).read_text(encoding="utf-8").splitlines()
    assert "PATCH /ent/blog/gestion/brouillon/sauvegarder" in calls
    assert unknown_calls(data) == []
