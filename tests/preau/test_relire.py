"""``preau relire``: a filled document goes into its campaign once, whole or not at all; nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acceptance.campaign.answers import FILED, JOURNAL, OBSERVATION, VERDICT, read_journal
from acceptance.campaign.points import Status
from preau.campaigns import known_campaign
from preau.dossier import dossier_of
from preau.relire import NobodyError, Read, read_back, told
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.layout import lay_out
from reports.reading.content import DocumentError
from reports.reading.memory import remember
from reports.reading.reading import printed_on
from tests.preau.played import POINTS, Played, play
from tests.reports.reading.people import PENS, Pen

formats = pytest.mark.parametrize("suffix", ["odt", "docx"])


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return play(tmp_path)


def fill(path: Path, *strokes: Callable[[Pen], None]) -> Path:
    pen = PENS[path.suffix[1:]](path)
    for stroke in strokes:
        stroke(pen)
    return pen.close()


def conform(pen: Pen) -> None:
    pen.tick("ENT-12", "conforme")


def refused(pen: Pen) -> None:
    pen.tick("ENT-12", "non conforme")


def seen(text: str) -> Callable[[Pen], None]:
    return lambda pen: pen.observe("ENT-12", text)


def read(played: Played, path: Path, *, person: str = "A. Essai", replaces: bool = False, trial: bool = False) -> Read:
    return read_back(played.known, path, person=person, said="2026-11-25", replaces=replaces, trial=trial)


def sentences(done: Read) -> str:
    return "\n".join(told(done)).replace("\u00a0", " ")


@formats
def test_what_people_wrote_becomes_the_result_of_the_campaign(played: Played, tmp_path: Path, suffix: str) -> None:
    done = read(played, fill(played.document(tmp_path / f"a.{suffix}"), refused, seen("La page est blanche")))
    assert "2 réponses nouvelles" in sentences(done)
    result = played.known.campaign.result("ENT-12")
    assert result
    assert result.status is Status.NOT_CONFORM
    assert "La page est blanche (A. Essai, le 25/11/2026)" in result.reason
    assert "A-ENT-12" in [each.anomaly.id for each in played.known.anomalies]


@formats
def test_reading_the_same_file_again_changes_nothing(played: Played, tmp_path: Path, suffix: str) -> None:
    path = fill(played.document(tmp_path / f"a.{suffix}"), conform)
    read(played, path)
    before = (played.known.place / JOURNAL).read_bytes()
    again = read(played, path)
    assert "Document déjà relu" in sentences(again)
    assert (played.known.place / JOURNAL).read_bytes() == before


def test_the_file_read_is_kept_with_its_hash(played: Played, tmp_path: Path) -> None:
    path = fill(played.document(tmp_path / "a.odt"), conform)
    read(played, path)
    [intake] = read_journal(played.known.place, "essai-2026").intakes
    [kept] = (played.known.place / FILED).iterdir()
    assert kept.read_bytes() == path.read_bytes()
    assert kept.name == f"{intake.sha256[:12]}-a.odt"
    assert (intake.person, intake.date, intake.fingerprint) == ("A. Essai", "2026-11-25T00:00:00+01:00", "a" * 12)


def test_a_trial_records_nothing(played: Played, tmp_path: Path) -> None:
    path = fill(played.document(tmp_path / "a.odt"), conform)
    done = read(played, path, trial=True)
    assert len(done.merge.added) == 1
    assert not played.known.place.exists()


def test_two_people_who_disagree_are_both_kept(played: Played, tmp_path: Path) -> None:
    read(played, fill(played.document(tmp_path / "a.odt"), conform))
    other = played.document(tmp_path / "b.docx")
    done = read(played, fill(other, lambda pen: pen.observe("ENT-12", "non conforme", column=2)), person="B. Essai")
    assert "CONTREDIT" in sentences(done)
    assert "« non conforme » (tableau" in sentences(done)
    assert "« conforme » (A. Essai, 25/11/2026, a.odt)" in sentences(done)
    assert len(played.known.journal.standing()["ENT-12", VERDICT]) == 2
    assert "contradictoires" in played.known.answers["ENT-12"].problem


def test_a_document_replaces_answers_only_when_told_to(played: Played, tmp_path: Path) -> None:
    read(played, fill(played.document(tmp_path / "a.odt"), conform))
    later = fill(played.document(tmp_path / "b.odt"), lambda pen: pen.observe("ENT-12", "non conforme", column=2))
    assert "REMPLACE" in sentences(read(played, later, replaces=True))
    assert played.known.answers["ENT-12"].status is Status.NOT_CONFORM


def test_an_answer_expires_when_the_ent_changes(played: Played, tmp_path: Path) -> None:
    read(played, fill(played.document(tmp_path / "a.odt"), conform))
    assert played.known.campaign.result("ENT-12").status is Status.CONFORM  # type: ignore[union-attr]
    played.changed_ent()
    assert played.known.campaign.result("ENT-12").status is Status.TO_CHECK  # type: ignore[union-attr]
    assert "expirée" in played.known.answers["ENT-12"].problem


def test_the_document_shows_what_was_read_and_reads_as_nothing_new(played: Played, tmp_path: Path) -> None:
    read(played, fill(played.document(tmp_path / "a.odt"), refused, seen("Blanche")))
    done = read(played, played.document(tmp_path / "b.odt"))
    assert (done.merge.added, done.merge.conflicts, done.reading.unread) == ((), (), ())


def test_an_old_document_filled_late_only_brings_what_was_added(played: Played, tmp_path: Path) -> None:
    known = played.known
    document = compte_rendu(known.campaign, dossier_of(known))
    remember(known.place, document.fingerprint, printed_on(lay_out(document), [point.id for point in POINTS]))
    old = played.document(tmp_path / "old.odt")
    read(played, fill(played.document(tmp_path / "a.odt"), conform))
    done = read(played, fill(old, lambda pen: pen.observe("ENT-10", "Lent")))
    assert done.remembered
    assert [(entry.subject, entry.field) for entry in done.merge.added] == [("ENT-10", OBSERVATION)]
    assert done.reading.unread == ()


def two_answers(pen: Pen) -> None:
    pen.tick("ENT-12", "conforme")
    pen.tick("ENT-12", "non conforme")


@formats
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (two_answers, "deux réponses pour ENT-12"),
        (lambda pen: pen.fill("R-1", ["ENT-99", "Texte", "", ""]), "ENT-99 n’est pas de cette campagne"),
        (lambda pen: pen.fill("R-1", ["ENT-10", "Texte", "", "23/11/2026"]), "précède le compte rendu"),
    ],
)
def test_nothing_is_merged_half_way(
    played: Played, tmp_path: Path, suffix: str, wrong: Callable[[Pen], None], said: str
) -> None:
    path = fill(played.document(tmp_path / f"a.{suffix}"), seen("Bien écrit"), wrong)
    with pytest.raises(DocumentError, match=said):
        read(played, path)
    assert not (played.known.place / JOURNAL).exists()
    assert not (played.known.place / FILED).exists()


def test_a_document_cannot_be_filled_before_it_exists(played: Played, tmp_path: Path) -> None:
    path = fill(played.document(tmp_path / "a.odt"), conform)
    with pytest.raises(DocumentError, match=r"--le : 23/11/2026 précède le compte rendu \(24/11/2026\)"):
        read_back(played.known, path, person="A. Essai", said="2026-11-23")
    with pytest.raises(DocumentError, match="n’est pas une date"):
        read_back(played.known, path, person="A. Essai", said="hier")


def test_somebody_must_have_filled_it(played: Played, tmp_path: Path) -> None:
    path = fill(played.document(tmp_path / "a.docx"), conform)
    with pytest.raises(NobodyError, match="qui l’a rempli"):
        read_back(played.known, path)


def test_a_document_of_another_campaign_is_refused(played: Played, tmp_path: Path) -> None:
    path = played.document(tmp_path / "a.odt")
    alone = known_campaign(played.recette)  # the same folder without its campaign file is another campaign
    with pytest.raises(DocumentError, match="celui de la campagne « essai-2026 »"):
        read_back(alone, path, person="A. Essai", said="2026-11-25")
