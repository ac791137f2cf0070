"""The control address: for this machine, with the token of this start, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests
from typer.testing import CliRunner

from fixtures.practice_ent.faults import remote, switch
from fixtures.practice_ent.faults.access import FILE, read_access
from preau.cli import app
from tests.practice_ent.faults.world import World


def ask(world: World, method: str = "GET", *, token: str | None = None, **options: Any) -> requests.Response:
    """With the right token unless another is given."""
    access = read_access(world.data)
    headers = {"Authorization": f"Bearer {access.token if token is None else token}", **options.pop("headers", {})}
    return requests.request(method, access.address, headers=headers, timeout=10, **options)


def test_the_token_is_for_the_owner_of_the_data_alone(world: World) -> None:
    assert (world.data / FILE).stat().st_mode & 0o777 == 0o600
    assert len(read_access(world.data).token) >= 40


def test_a_new_practice_ent_has_no_fault_on(seeded: Path) -> None:
    assert switch.read(seeded) == []


def test_the_token_is_in_no_representation(world: World) -> None:
    access = read_access(world.data)
    assert access.token not in repr(access)


@pytest.mark.parametrize("given", ["", "x", "é", "Bearer", "None"])
def test_without_the_token_it_refuses(world: World, given: str) -> None:
    assert ask(world, token=given.encode().decode("latin-1")).status_code == 403


def test_without_any_authorization_or_with_another_scheme_it_refuses(world: World) -> None:
    access = read_access(world.data)
    for headers in ({}, {"Authorization": f"Basic {access.token}"}, {"Authorization": access.token}):
        answer = requests.post(access.address, json={"on": ["slow-page"]}, headers=headers, timeout=10)
        assert answer.status_code == 403
    assert switch.read(world.data) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "192.0.2.7"},
        {"X-Forwarded-For": "127.0.0.1, 192.0.2.7"},
        {"X-Forwarded-For": "n’importe quoi".encode()},
        {"X-Forwarded-For": ""},
        {"X-Real-IP": "2001:db8::1"},
        {"Forwarded": "for=192.0.2.7"},
    ],
    ids=str,
)
def test_through_a_proxy_for_somebody_else_it_refuses(world: World, headers: dict[str, Any]) -> None:
    assert ask(world, headers=headers).status_code == 403


@pytest.mark.parametrize("proxied", ["127.0.0.1", "::1, 127.0.0.2"])
def test_through_a_proxy_for_this_machine_it_answers(world: World, proxied: str) -> None:
    assert ask(world, headers={"X-Forwarded-For": proxied}).json() == {"on": []}


def test_another_host_name_is_refused(world: World) -> None:
    assert ask(world, headers={"Host": "ent.exemple.fr"}).status_code == 400


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "[" * 100_000, '"slow-page"', '{"on": "slow-page"}', '{"on": [3]}', '{"other": []}', "\xff"],
)
def test_a_body_that_is_not_understood_is_told_so(world: World, body: str) -> None:
    answer = ask(world, "POST", data=body.encode("latin-1"))
    assert (answer.status_code, "JSON" in answer.json()["error"]) == (400, True)


def test_other_methods_are_refused(world: World) -> None:
    assert ask(world, "DELETE").status_code == 405


def test_an_unknown_fault_is_told_with_the_nearest_names(world: World) -> None:
    answer = ask(world, "POST", json={"on": ["slow-pages"]})
    assert answer.status_code == 400
    assert "slow-pages" in answer.json()["error"]
    assert "slow-page" in answer.json()["remedy"]
    assert switch.read(world.data) == []


def test_faults_and_families_are_turned_on_and_off(world: World) -> None:
    turned_on = ask(world, "POST", json={"on": ["privacy", "pages-blank"]}).json()["on"]
    assert {"privacy-tracker", "pages-blank"} <= set(turned_on)
    assert ask(world).json()["on"] == turned_on
    assert ask(world, "POST", json={"off": ["privacy"]}).json() == {"on": ["pages-blank"]}
    assert ask(world, "POST", json={"off": ["pages-blank", "pages-blank"], "on": []}).json() == {"on": []}


def test_whatever_is_on_the_control_address_still_answers(world: World) -> None:
    with world.broken_by("pages-maintenance", "slow-some-503", "privacy-stack-trace", "slow-crowd-refused"):
        assert [ask(world).status_code for _ in range(6)] == [200] * 6


def test_turning_only_some_forgets_the_others(world: World) -> None:
    remote.turn(world.data, on=["pages-blank", "data-emails-lost"])
    assert remote.turn_only(world.data, ["pages-stale"]) == ["pages-stale"]
    assert remote.turn_only(world.data, []) == []
    assert world.rows("SELECT 1 FROM user WHERE email IS NOT NULL")


def test_the_state_is_a_readable_file(world: World) -> None:
    with world.broken_by("pages-blank"):
        assert json.loads((world.data / switch.FILE).read_text(encoding="utf-8")) == {"on": ["pages-blank"]}


def test_the_command_turns_faults_on_and_off_while_the_ent_runs(world: World) -> None:
    def faults(*words: str) -> str:
        return CliRunner().invoke(app, ["faults", *words, "--dossier", str(world.data)]).output

    assert "data-emails-lost, pages-blank" in faults("on", "pages-blank", "data-emails-lost")
    assert remote.turned_on(world.data) == ["data-emails-lost", "pages-blank"]
    assert "pages-blank" in faults("on")
    assert "pages-blank" not in faults("off", "pages-blank")
    assert "Aucune panne" in faults("off")
    assert remote.turned_on(world.data) == []
