"""The commands, from the settings to the exit code."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from acceptance.migration.points import read_points
from portal.errors import PreauError
from preau.cli import app

_SETTINGS = """
[cibles.ent]
portail = "https://ent.exemple.fr/ent"
comptes = "comptes.csv"

[installations.ancien]
bases = { app = "ancien/ent.sqlite3" }
fichiers = "ancien/fichiers"

[installations.nouveau]
bases = { app = "nouveau/ent.sqlite3" }
fichiers = "nouveau/fichiers"
"""


@pytest.fixture
def sides(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for side in ("ancien", "nouveau"):
        (tmp_path / side).mkdir()
        shutil.copy(seeded / "ent.sqlite3", tmp_path / side)
        shutil.copytree(seeded / "fichiers", tmp_path / side / "fichiers")
    (tmp_path / "preau.toml").write_text(_SETTINGS, encoding="utf-8")
    return tmp_path


def preau(*words: str) -> Result:
    return CliRunner().invoke(app, ["migration", *words])


def test_a_migration_is_proved_then_an_accident_is_found_and_accepted(sides: Path) -> None:
    taken = preau("inventory", "ancien", "--vers", "ancien.inventaire", "--charge", "1")
    assert taken.exit_code == 0, taken.output
    assert "Empreinte SHA-256" in taken.output
    assert preau("verify", "ancien.inventaire", "nouveau").exit_code == 0
    points = read_points(sides / "reports/migration/points.json")
    assert [one.verdict for one in points.values()] == ["conforme", "conforme"]
    assert "lignes identiques" in points["MIG-01"].phrase
    assert points["MIG-02"].preuves[0].fichier.endswith("comparaison.json")

    with closing(sqlite3.connect(sides / "nouveau/ent.sqlite3")) as base, base:
        base.execute("UPDATE user SET last_connection = '2026-11-28 10:00:00' WHERE id = 12")
    found = preau("verify", "ancien.inventaire", "nouveau", "--lignes")
    assert found.exit_code == 1
    document = json.loads((sides / "reports/migration/comparaison.json").read_text(encoding="utf-8"))
    (finding,) = document["ecarts"]
    assert (finding["subject"], finding["where"], finding["columns"]) == ("app.user", "id = 12", ["last_connection"])

    (sides / "acceptees.toml").write_text(
        '[[acceptee]]\nsujet = "app.user"\ncolonnes = ["last_connection"]\nraison = "visite de contrôle"\n'
    )
    accepted = preau("verify", "ancien.inventaire", "nouveau", "--acceptees", "acceptees.toml")
    assert accepted.exit_code == 0, accepted.output
    assert "1\u00a0écart accepté" in accepted.output


def test_a_partial_inventory_turns_nothing_green(sides: Path) -> None:
    shutil.rmtree(sides / "nouveau/fichiers")
    assert preau("inventory", "nouveau", "--vers", "n.inventaire", "--charge", "1").exit_code == 2
    assert preau("inventory", "ancien", "--vers", "a.inventaire", "--charge", "1").exit_code == 0
    assert preau("verify", "a.inventaire", "n.inventaire").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("inventory", "ailleurs"),
        ("verify", "absent.inventaire", "nouveau"),
        ("gel", "a", "b", "--copie", "2026-11-28 20:00", "--ouverture", "2026-11-28 19:00"),
        ("sauvegardes",),
        ("debit", "ent", "--fichiers", "absent.csv"),
        ("pages", "ent", "ent", "--adresses", "absent.txt", "--identifiant", "x"),
    ],
)
def test_what_cannot_be_done_is_explained(sides: Path, words: tuple[str, ...]) -> None:
    result = preau(*words)
    assert isinstance(result.exception, PreauError), result.output
    assert result.exception.remedy
    assert not (sides / "reports").exists()


def test_backups_and_freeze_write_their_points(sides: Path) -> None:
    (sides / "liste.txt").write_text("base-2020-01-01.sql.gz\n")
    assert preau("sauvegardes", "--liste", "liste.txt", "--restaurer", "true").exit_code == 1
    assert preau("inventory", "ancien", "--vers", "a.inventaire", "--charge", "1", "--sans-fichiers").exit_code == 0
    frozen = ("gel", "a.inventaire", "a.inventaire", "--copie", "2090-01-01 20:00", "--ouverture", "2090-01-02 06:00")
    assert preau(*frozen).exit_code == 0
    points = read_points(sides / "reports/migration/points.json")
    assert {point: str(one.verdict) for point, one in points.items()} == {
        "BKP-01": "non conforme",
        "BKP-03": "conforme",
        "MIG-06": "conforme",
    }
