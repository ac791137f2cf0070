"""Nothing is sent before the target, its leave, the accounts and the ENT itself have been checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.accounts import Account, write_accounts
from fixtures.practice_ent.server import PracticeEnt
from loadtests.judge.objectives import OBJECTIVES_FILE
from loadtests.people.preparation import Asked, prepare
from portal.errors import PreauError

ASKED = Asked("pratique", OBJECTIVES_FILE, 8, 4.0, 15.0, {"teacher": 10, "pupil": 60, "parent": 30}, 1.0, 1)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two targets at an address where nobody listens, one of which may be loaded, and accounts enough for eight."""
    path = tmp_path / "preau.toml"
    monkeypatch.setenv("PREAU_REGLAGES", str(path))
    write_settings(path, "http://127.0.0.1:9/ent")
    counts = {"teacher": 1, "pupil": 5, "parent": 3}
    write_accounts(
        tmp_path / "comptes.csv",
        [Account(role, f"{role}{number}", "secret") for role, count in counts.items() for number in range(count)],
    )
    return path


def write_settings(path: Path, portal: str) -> None:
    path.write_text(
        f'[cibles.pratique]\nportail = "{portal}"\ncomptes = "comptes.csv"\ncharge_autorisee = true\n'
        f'[cibles.reelle]\nportail = "{portal}"\ncomptes = "comptes.csv"\n',
        encoding="utf-8",
    )


def refusal(asked: Asked) -> str:
    with pytest.raises(PreauError) as refused:
        prepare(asked)
    assert refused.value.remedy, "the person is told what to do"
    return refused.value.message


@pytest.mark.usefixtures("settings")
def test_a_target_that_does_not_allow_load_is_left_alone() -> None:
    assert "n’autorise pas la charge" in refusal(replace(ASKED, target="reelle"))


@pytest.mark.usefixtures("settings")
def test_an_unknown_target_is_named() -> None:
    assert "« ailleurs »" in refusal(replace(ASKED, target="ailleurs"))


@pytest.mark.usefixtures("settings")
def test_a_target_that_does_not_answer_is_told() -> None:
    assert "connexion impossible" in refusal(ASKED)


@pytest.mark.usefixtures("settings")
def test_too_few_accounts_are_counted_by_role() -> None:
    assert refusal(replace(ASKED, people=20)) == (
        "Trop peu de comptes : il manque 1 enseignant(s), 7 élève(s), 3 parent(s)."
    )


def test_missing_accounts_are_told(settings: Path) -> None:
    (settings.parent / "comptes.csv").unlink()
    assert "introuvable" in refusal(ASKED)


def test_a_malformed_line_of_the_accounts_is_named(settings: Path) -> None:
    accounts = settings.parent / "comptes.csv"
    accounts.write_text(accounts.read_text() + "sorcier,merlin,abracadabra,,,,\n")
    assert "ligne 11" in refusal(ASKED)


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"people": 0}, "au moins une personne"),
        ({"spawn_rate": 0.0}, "arrivées par seconde"),
        ({"spawn_rate": float("nan")}, "arrivées par seconde"),
        ({"pauses": 0.0}, "pauses"),
        ({"pauses": float("inf")}, "pauses"),
        ({"objectives": Path("nulle-part.toml")}, "ntrouvable"),
    ],
)
def test_a_wrong_value_is_told(wrong: dict[str, float], message: str) -> None:
    assert message in refusal(replace(ASKED, **wrong))  # type: ignore[arg-type]  # wrong on purpose


def test_a_good_start_is_prepared(settings: Path, ent: PracticeEnt) -> None:
    write_settings(settings, ent.portal)
    prepared = prepare(ASKED)
    assert prepared.target.portal == ent.portal
    assert prepared.ledger.lease("teacher", "w").login == "teacher0"
    assert prepared.asked.document()["mix"] == ASKED.mix


def test_something_else_than_an_ent_at_the_address_is_refused(settings: Path, ent: PracticeEnt) -> None:
    write_settings(settings, ent.central)
    assert "ne s’ouvre pas" in refusal(ASKED)


def test_people_are_shared_out_by_the_weights_and_rounded_up() -> None:
    assert replace(ASKED, people=600).people_by_role == {"teacher": 60, "pupil": 360, "parent": 180}
    assert ASKED.people_by_role == {"teacher": 1, "pupil": 5, "parent": 3}
