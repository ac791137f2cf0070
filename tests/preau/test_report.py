"""``preau report``: the documents of a recette, before and after, with its campaign file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from acceptance.campaign.campaign import RESULTS, write_plan
from fixtures.run_folder import new_run
from preau import report as command
from preau.report import ReportError, report, write_before, write_documents
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.writing import Documents
from tests.reports.compte_rendu.made import DONE, POINTS

CAMPAIGN = """identifiant = "essai-2026"
[marche]
maitre_ouvrage = "Ville de Marseille"
service = "SCTN / CIME"
objet = "ENT"
consultation = "2019_20102_0019"
titulaire = "Société d’essai"
[[environnement]]
nom = "Recette"
adresse = "https://ent.example/ent"
[dates]
recette = 2026-11-24
[dossiers]
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Dossier]:
    """What the documents were asked to say; nothing is drawn, which tests/reports proves."""
    asked: list[Dossier] = []

    def write(_campaign: object, folder: Path, dossier: Dossier) -> Documents:
        asked.append(dossier)
        return Documents((folder / "compte-rendu.odt",))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "write_compte_rendu", write)
    return asked


@pytest.fixture
def recette(tmp_path: Path) -> Path:
    asked = {"titre": "ENT d’essai", "portail": "https://ent.example/ent"}
    run = new_run("recette", target="essai", asked=asked, parent=tmp_path / "runs")
    write_plan(run.path, POINTS)
    lines = (json.dumps(asdict(result), ensure_ascii=False) for result in DONE.results)
    (run.path / f"{RESULTS}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run.close()
    return run.path


def campaign_file(folder: Path, *links: tuple[str, Path]) -> Path:
    path = folder / "campagne.toml"
    lines = [f'{key} = "{os.path.relpath(place, folder)}"\n' for key, place in links]
    path.write_text(CAMPAIGN + "".join(lines), encoding="utf-8")
    return path


def test_before_the_recette_the_campaign_file_says_what_people_know(tmp_path: Path, written: list[Dossier]) -> None:
    [document] = write_before(file=campaign_file(tmp_path))
    [dossier] = written
    assert document.parent.name.endswith("-avant")
    assert dossier.campaign_id == "essai-2026"
    assert ("Titulaire", "Société d’essai") in [(pair.label, pair.value) for pair in dossier.cover]
    assert dossier.calendar


def test_a_recette_without_a_campaign_file_is_named_by_its_folder(recette: Path, written: list[Dossier]) -> None:
    write_documents(recette)
    assert written[0].campaign_id == recette.name
    assert written[0].findings == ()
    assert written[0].changes == ()


def test_what_the_campaign_file_links_is_cited(tmp_path: Path, recette: Path, written: list[Dossier]) -> None:
    load = new_run("charge", target="essai", asked={}, parent=tmp_path / "runs").path
    migration = new_run("recette", target="essai", asked={}, parent=tmp_path / "runs").path
    links = (("charge", load), ("migration", migration), ("campagne_precedente", recette))
    write_documents(recette, campaign_file(tmp_path, *links))
    [dossier] = written
    assert [finding.title for finding in dossier.findings] == ["Test de montée en charge", "Preuves de la migration"]
    assert dossier.earlier == recette.name
    assert [change.point.id for change in dossier.changes] == [point.id for point in POINTS]


def test_a_campaign_file_alone_tells_its_recette(tmp_path: Path, recette: Path, written: list[Dossier]) -> None:
    report(campaign_file(tmp_path, ("recette", recette)))
    assert written[0].campaign_id == "essai-2026"


def test_a_campaign_file_without_a_recette_says_what_to_do(tmp_path: Path, written: list[Dossier]) -> None:
    with pytest.raises(ReportError, match="ne nomme pas de recette") as caught:
        report(campaign_file(tmp_path))
    assert "--avant" in caught.value.remedy
    assert not written
