"""What is known of a campaign: before and after its execution, with or without a campaign file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from acceptance.campaign.anomalies import State
from acceptance.campaign.answers import Entry, Intake, growing, merge
from acceptance.campaign.points import Status
from acceptance.fingerprint import FingerprintError
from fixtures.run_folder import RunFolder
from preau import report
from preau.campaigns import NoCampaignError, known_campaign
from preau.dossier import dossier_of
from preau.ent_today import EntChangedError, ent_today
from preau.report import write_documents
from reports.compte_rendu.writing import Documents
from reports.reading.memory import FOLDER, recall
from tests.preau.played import STARTED, Played, play


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return play(tmp_path)


def test_before_the_execution_every_feature_is_planned(tmp_path: Path, played: Played) -> None:
    text = played.file.read_text(encoding="utf-8")
    played.file.write_text(text[: text.index("[dossiers]")], encoding="utf-8")
    known = played.known
    assert len(known.executed.points) > 30
    assert known.executed.results == ()
    assert known.reported == date(2026, 11, 16)
    assert known.place == tmp_path / "essai-2026"
    with pytest.raises(FingerprintError, match="adresse n’est pas connue"):
        ent_today(known)


def test_a_recette_that_noted_no_fingerprint_binds_no_answer(played: Played) -> None:
    folder = RunFolder(played.recette)
    folder.update(asked={**folder.read()["asked"], "empreinte": ""})
    with pytest.raises(EntChangedError, match="n’a pas noté l’empreinte"):
        ent_today(played.known)


def test_what_is_printed_is_kept_when_a_document_is_written(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "write_compte_rendu", lambda *_: Documents(()))
    known = played.known
    write_documents(played.recette, played.file)
    [kept] = (known.place / FOLDER).iterdir()
    printed = recall(known.place, kept.stem)
    assert printed
    assert ("ENT-10", "verdict", "conforme") in printed.entries


def test_without_a_file_the_folder_names_the_campaign(played: Played) -> None:
    known = known_campaign(played.recette)
    assert known.id == played.recette.name
    assert known.place == played.recette
    assert known.calendar == ()
    assert known.reported == date(2026, 11, 24)


def test_without_any_recette_the_command_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoCampaignError, match="pytest acceptance"):
        known_campaign(None)


def test_a_declared_version_that_changes_makes_answers_expire(played: Played) -> None:
    before = played.known.fingerprint
    with played.file.open("a", encoding="utf-8") as file:
        file.write('[[version]]\nnom = "ENT"\nversion = "3.1"\n')
    assert played.known.fingerprint not in ("", before)


def test_the_anomalies_of_the_campaign_before_are_followed_on(tmp_path: Path, played: Played) -> None:
    (tmp_path / "ensuite").mkdir()
    later = play(tmp_path / "ensuite", second=Status.CONFORM)
    with later.file.open("a", encoding="utf-8") as file:
        file.write(f'campagne_precedente = "{played.recette}"\n')
    [followed] = later.known.anomalies
    assert (followed.anomaly.id, followed.state) == ("A-ENT-11", State.LIFTED)
    assert "retesté conforme" in followed.anomaly.retest


def test_what_people_wrote_is_in_the_next_document(played: Played) -> None:
    entries = (
        Entry("participant Alix Modèle", "fonction", "Directrice"),
        Entry("participant Camille Exemple", "présence", "oui"),
        Entry("R-1", "texte", "À revoir"),
        Entry("page de garde", "Titulaire", "Société d’essai"),
        Entry("décision", "VA", "ajournement"),
    )
    with growing(played.known.place, "essai-2026") as held:
        held.append(merge(held[-1], Intake("a.odt", "A. Essai", STARTED, STARTED, "a" * 12, entries)).journal)
    dossier = dossier_of(played.known)
    assert [(one.name, one.role, one.present) for one in dossier.participants] == [
        ("Camille Exemple", "", "oui"),
        ("Alix Modèle", "Directrice", ""),
    ]
    assert [reserve.text for reserve in dossier.reserves] == ["À revoir"]
    assert ("Titulaire", "Société d’essai") in [(pair.label, pair.value) for pair in dossier.cover]
    assert list(dossier.decision.chosen.values()) == ["ajournement"]
