"""The campaign file: the example is usable as it is, and a slip is named with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from acceptance.campaign.campaign_file import EXAMPLE, CampaignFileError, Links, read_campaign_file

TEXT = Path(EXAMPLE).read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "campagne.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_usable_as_it_is(tmp_path: Path) -> None:
    read = read_campaign_file(written(tmp_path, TEXT))
    assert read.id == "marseille-2026-va"
    assert read.contract.consultation == "2019_20102_0019"
    assert (read.dates.hand_over, read.dates.recette) == (date(2026, 11, 16), date(2026, 11, 24))
    assert [person.organisation for person in read.participants] == ["Ville de Marseille / CIME", "Titulaire"]
    assert read.links == Links()


def test_every_key_of_the_example_that_is_commented_out_is_usable_too(tmp_path: Path) -> None:
    run = tmp_path / "reports/runs"
    fiche = tmp_path / "fiches"
    fiche.mkdir()
    lines = [
        line.removeprefix("# ") if line.startswith("# ") and ("= " in line or "[[" in line) else line
        for line in TEXT.splitlines()
        if "regles =" not in line
    ]
    for line in lines:
        if '"../' in line:
            folder = fiche / line.split('"')[1]
            folder.mkdir(parents=True)
            (folder / "run.json").touch()
    read = read_campaign_file(written(fiche, "\n".join(lines)))
    assert read.links.load is not None
    assert read.links.load.resolve().parent == run
    assert len(read.outages) == 1
    assert read.dates.admission == date(2027, 1, 25)


@pytest.mark.parametrize(
    ("old", "new", "line_holds", "message"),
    [
        ('"marseille-2026-va"', '"école 2026"', "école 2026", "imprimé et relu"),
        ('etape = "VA"', 'etape = "VABF"', "VABF", "VA, VSR"),
        ("recette = 2026-11-24", 'recette = "24/11/2026"', "24/11/2026", "2026-11-24"),
        ("fin_recette = 2026-11-27", "fin_recette = 2026-11-20", "2026-11-20", "finit avant de commencer"),
        ('nom = "Dominique Essai"', 'prenom = "Dominique"', "[[participant]]", "il manque nom"),
        ("[dossiers]", "[dossier]", "[dossier]", "clé inconnue « dossier »"),
        ("[dossiers]", '[dossiers]\ncharge = "../rien"', "../rien", "n’est pas le dossier d’une exécution"),
        ("[marche]", "[[marche]]", "marche", "est une table"),
        ("[[version]]", "[version]", "version", "table répétée"),
        ("titulaire = ", "titulaires = ", "titulaires", "clé inconnue « titulaires »"),
        ('version = "à compléter"', "version = 3.1", "version = 3.1", "entre guillemets"),
        (
            "[dossiers]",
            "[[indisponibilite]]\ndebut = 2027-01-06T11:00:00\nfin = 2027-01-06T10:00:00\n[dossiers]",
            "fin = 2027",
            "finit avant de commencer",
        ),
        (
            "[dossiers]",
            "[[indisponibilite]]\ndebut = 2027-01-06T09:00:00+01:00\nfin = 2027-01-06T10:00:00\n[dossiers]",
            "fin = 2027",
            "décalage horaire",
        ),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, old: str, new: str, line_holds: str, message: str) -> None:
    assert old in TEXT
    path = written(tmp_path, TEXT.replace(old, new))
    with pytest.raises(CampaignFileError) as caught:
        read_campaign_file(path)
    assert message in str(caught.value)
    number = int(caught.value.message.split("ligne ")[1].split(" ")[0])
    assert line_holds in path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_the_second_of_two_tables_is_the_one_named(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace('organisme = "Titulaire"', "organisme = 3"))
    with pytest.raises(CampaignFileError, match=r"organisme = 3") as caught:
        read_campaign_file(path)
    number = int(caught.value.message.split("ligne ")[1].split(" ")[0])
    assert path.read_text(encoding="utf-8").splitlines()[number - 1] == "organisme = 3"


def test_a_missing_file_names_the_example(tmp_path: Path) -> None:
    with pytest.raises(CampaignFileError, match=EXAMPLE):
        read_campaign_file(tmp_path / "absent.toml")


def test_a_syntax_error_gives_its_line(tmp_path: Path) -> None:
    with pytest.raises(CampaignFileError, match="ligne 2"):
        read_campaign_file(written(tmp_path, 'titre = "a"\nidentifiant = sans guillemets\n'))
