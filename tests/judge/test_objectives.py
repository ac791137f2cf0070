"""The objectives file: read whole, or refused with its line and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadtests.journeys.sign_in import ENTER
from loadtests.judge.objectives import JOURNEYS, OBJECTIVES_FILE, ObjectivesError, read_objectives

SHIPPED = OBJECTIVES_FILE.read_text(encoding="utf-8")


def read(folder: Path, text: str) -> None:
    path = folder / "objectifs.toml"
    path.write_text(text, encoding="utf-8")
    read_objectives(path)


def test_the_shipped_objectives_cover_every_journey() -> None:
    objectives = read_objectives()
    assert {objective.journey for objective in objectives.objectives} == set(JOURNEYS)
    assert objectives.conditions.least_sessions > 500  # CCTP, 4.4
    assert objectives.conditions.greatest_lag == 0.1


def test_the_pages_named_by_the_shipped_objectives_exist() -> None:
    assert [objective.page for objective in read_objectives().objectives if objective.page] == [ENTER.name]


def test_a_role_is_written_in_french(tmp_path: Path) -> None:
    path = tmp_path / "objectifs.toml"
    path.write_text(SHIPPED.replace('parcours = "blog"', 'parcours = "blog"\nrole = "élève"'), encoding="utf-8")
    assert [objective.role for objective in read_objectives(path).objectives] == ["", "pupil", "", "", ""]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('parcours = "blog"', 'parcours = "blogue"', "parcours inconnu « blogue »"),
        ('parcours = "blog"', "parcours = 3", "parcours manque ou n’est pas un texte"),
        ('parcours = "blog"', 'parcours = "blog"\nrole = "eleve"', "rôle inconnu « eleve »"),
        ('parcours = "blog"', 'parcours = "blog"\nmetier = "élève"', "clé inconnue « metier »"),
        ("sous_s = 4.0", 'sous_s = "4"', "sous_s = 4 ne convient pas"),
        ("sous_s = 4.0", "sous_s = 0", "sous_s = 0 ne convient pas"),
        ("sous_s = 4.0", "sous_s = nan", "sous_s = nan ne convient pas"),
        ("sous_s = 4.0\n", "", "sous_s manque"),
        ("sous_s = 4.0", "sous_s = 4.0\npart = 95", "ligne"),
        ("palier_minimum_s = 60", "palier_minimum_s = true", "palier_minimum_s = True ne convient pas"),
        ("palier_minimum_s = 60", "", "palier_minimum_s manque"),
        ("sessions_minimum = 501", "sessions_minimum = 500.5", "sessions_minimum = 500.5 ne convient pas"),
        ("[validite]", "[validité]", "la syntaxe TOML"),
        ("[validite]", "[autre]", "clé inconnue « autre »"),
        ('titre = "Lire et envoyer des messages"', 'titre = "Se connecter"', "deux objectifs s’appellent"),
    ],
)
def test_a_wrong_value_is_refused_by_line_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ObjectivesError, match=message) as caught:
        read(tmp_path, SHIPPED.replace(old, new, 1))
    assert "objectifs.toml" in caught.value.message
    assert caught.value.remedy


def test_the_line_named_is_the_line_of_the_fault(tmp_path: Path) -> None:
    text = SHIPPED.replace('parcours = "messagerie"', 'parcours = "courrier"')
    line = text.splitlines().index('parcours = "courrier"') + 1
    with pytest.raises(ObjectivesError, match=f"ligne {line} :"):
        read(tmp_path, text)


def test_a_key_that_is_missing_is_looked_for_at_its_own_objective(tmp_path: Path) -> None:
    text = SHIPPED.replace("sous_s = 4.0\n", "")
    line = text.splitlines().index("[[objectif]]") + 1
    with pytest.raises(ObjectivesError, match=f"ligne {line} : sous_s manque"):
        read(tmp_path, text)


def test_a_promise_of_all_pages_is_refused_since_no_run_proves_it(tmp_path: Path) -> None:
    with pytest.raises(ObjectivesError, match=r"part = 1\.0 ne convient pas"):
        read(tmp_path, SHIPPED.replace("part = 0.95", "part = 1.0", 1))


def test_no_objective_is_an_error_and_never_a_pass(tmp_path: Path) -> None:
    with pytest.raises(ObjectivesError, match="aucun objectif"):
        read(tmp_path, SHIPPED[SHIPPED.index("[validite]") :])
    with pytest.raises(ObjectivesError, match="aucun objectif"):
        read(tmp_path, "")


def test_a_file_that_is_missing_or_not_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(ObjectivesError, match="introuvable"):
        read_objectives(tmp_path / "rien.toml")
    (tmp_path / "octets.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ObjectivesError, match="illisible"):
        read_objectives(tmp_path / "octets.toml")
