"""Settings: which ENT is aimed at, and bad settings named with their remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.settings import SettingsError, read_target, read_targets

GOOD = """
cible = "ville"
[cibles.ville]
titre = "ENT de la ville"
portail = "https://ent.example/ent/"
comptes = "comptes.csv"
[cibles.pratique]
portail = "http://127.0.0.1:8000/ent"
comptes = "/ailleurs/comptes.csv"
charge_autorisee = true
"""


def settings(folder: Path, text: str) -> Path:
    path = folder / "preau.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _no_target_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREAU_CIBLE", raising=False)
    monkeypatch.delenv("PREAU_REGLAGES", raising=False)


def test_the_default_target_is_the_one_named_in_the_file(tmp_path: Path) -> None:
    target = read_target(path=settings(tmp_path, GOOD))
    assert (target.name, target.title, target.portal) == ("ville", "ENT de la ville", "https://ent.example/ent")
    assert target.accounts == tmp_path / "comptes.csv"


def test_load_is_refused_unless_the_settings_allow_it(tmp_path: Path) -> None:
    path = settings(tmp_path, GOOD)
    assert not read_target("ville", path).load_allowed
    assert read_target("pratique", path).load_allowed


def test_the_environment_chooses_another_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_CIBLE", "pratique")
    assert read_targets(settings(tmp_path, GOOD))[1] == "pratique"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cible = = 3", "ligne 1 : la syntaxe TOML"),
        ("", "aucune cible"),
        ("[cibles]\nville = 3\n", "une table est attendue"),
        ('[cibles.ville]\nportail = "https://e.example/ent"\n', "il manque comptes"),
        ('[cibles.ville]\nportail = "ent.example"\ncomptes = "c.csv"\n', "n’est pas une adresse"),
        ('[cibles.ville]\nportail = "http://e.example/ent"\ncomptes = "c.csv"\n', "en clair"),
        ('[cibles.ville]\nportal = "https://e.example"\ncomptes = "c.csv"\n', "clé inconnue « portal »"),
        (
            '[cibles.ville]\nportail = "https://e.example"\ncomptes = "c"\ncharge_autorisee = "oui"\n',
            "charge_autorisee",
        ),
        ('cible = "x"\n[cibles.ville]\nportail = "https://e.example"\ncomptes = "c"\n', "« x » n’existe pas"),
    ],
)
def test_bad_settings_name_the_file_and_the_fault(tmp_path: Path, text: str, said: str) -> None:
    path = settings(tmp_path, text)
    with pytest.raises(SettingsError) as raised:
        read_targets(path)
    assert str(path) in raised.value.message
    assert said in raised.value.message
    assert raised.value.remedy


def test_missing_settings_say_where_to_stand(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="introuvables"):
        read_targets(tmp_path / "preau.toml")
