"""What people write in a compte rendu comes back, without loss, in both formats and however they treated it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acceptance.campaign.answers import (
    ACCOUNT,
    CLASS,
    DATE,
    DECISION,
    DUE,
    GENERAL,
    OBSERVATION,
    POINT,
    REPORTED,
    TEXT,
    VERDICT,
)
from reports.compte_rendu import marks
from tests.reports.reading.documents import FORMATS, Sheet, after, answers, before
from tests.reports.reading.people import PENS, Pen

Fill = Callable[[Pen], None]
formats = pytest.mark.parametrize("suffix", FORMATS)


def filled(path: Path, fill: Fill) -> Path:
    pen = PENS[path.suffix[1:]](path)
    fill(pen)
    return pen.close()


@formats
@pytest.mark.parametrize("sheet", [before(), after(not_conform=("ENT-10",))], ids=["before", "after"])
def test_a_document_nobody_filled_says_nothing(suffix: str, sheet: Sheet, tmp_path: Path) -> None:
    reading = sheet.read(sheet.write(tmp_path / f"a.{suffix}"))
    assert (reading.entries, reading.unread) == ((), ())


@formats
def test_all_that_is_written_in_150_points_comes_back(suffix: str, tmp_path: Path) -> None:
    sheet = before(150)
    choices = [str(status) for status in marks.RESULT_CHOICES]
    ids = [point.id for point in sheet.campaign.points]
    expected = {}
    for number, point in enumerate(ids):
        expected[point, VERDICT] = choices[number % 4]
        expected[point, OBSERVATION] = f"Vu à 10 h, « élève » n° {number} : l’écran\nreste œuvré — 2 lignes"

    def fill(pen: Pen) -> None:
        for point in ids:
            pen.tick(point, expected[point, VERDICT])
            pen.observe(point, expected[point, OBSERVATION])

    reading = sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill))
    assert answers(reading) == expected
    assert reading.unread == ()


def fill_everything(pen: Pen) -> None:
    pen.tick("ENT-12", "non conforme")
    pen.observe("ENT-12", "La page reste blanche")
    pen.space(marks.OBSERVATIONS, "Bonne tenue d’ensemble.\nDeux lenteurs.")
    pen.space(marks.ACCOUNT, "Phase menée du 24 au 27 novembre.")
    pen.fill("R-1", ["ENT-12", "Reprendre la page", "Majeure", "15/12/2026"])
    pen.fill("A-1", ["ent–12", "Page blanche", "BLOQUANTE", "24 novembre 2026 à 16 h 30", "27/11/2026", "ouverte"])
    pen.decide(marks.STAGES[0][0], "ajournement")
    pen.beside(marks.DECISION_DATE, "1er décembre 2026")
    pen.beside(marks.DECISION_REASONS, "Page blanche non corrigée")
    pen.beside("Titulaire", "Société d’essai")


EVERYTHING = {
    ("ENT-12", VERDICT): "non conforme",
    ("ENT-12", OBSERVATION): "La page reste blanche",
    (GENERAL, TEXT): "Bonne tenue d’ensemble.\nDeux lenteurs.",
    (ACCOUNT, TEXT): "Phase menée du 24 au 27 novembre.",
    ("R-1", POINT): "ENT-12",
    ("R-1", TEXT): "Reprendre la page",
    ("R-1", CLASS): "non bloquante majeure",
    ("R-1", DUE): "2026-12-15",
    ("A-1", POINT): "ENT-12",
    ("A-1", TEXT): "Page blanche",
    ("A-1", CLASS): "bloquante",
    ("A-1", REPORTED): "2026-11-24T16:30:00",
    ("A-1", DUE): "2026-11-27",
    ("A-1", "état"): "ouverte",
    (DECISION, "VA"): "ajournement",
    (DECISION, DATE): "2026-12-01",
    (DECISION, "motifs"): "Page blanche non corrigée",
    ("page de garde", "Titulaire"): "Société d’essai",
}


@formats
@pytest.mark.parametrize("sheet", [before(), after()], ids=["before", "after"])
def test_every_space_comes_back(suffix: str, sheet: Sheet, tmp_path: Path) -> None:
    reading = sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill_everything))
    assert answers(reading) == EVERYTHING
    assert reading.unread == ()


@formats
def test_participants_signatures_and_dates_come_back_too(suffix: str, tmp_path: Path) -> None:
    def fill(pen: Pen) -> None:
        blank = pen.cells(pen.row_of(""))
        for cell, text in zip(blank, ["Alix Modèle", "Directrice", "École d’essai", "oui"], strict=True):
            pen.write(cell, text)
        pen.fill("Pour la Ville de Marseille", ["C. Exemple, cheffe de projet", "25/11/2026", "signé"])
        pen.fill("Recette", ["24 novembre 2026"])

    sheet = before()
    reading = sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill))
    assert answers(reading) == {
        ("participant Alix Modèle", "fonction"): "Directrice",
        ("participant Alix Modèle", "organisme"): "École d’essai",
        ("participant Alix Modèle", "présence"): "oui",
        ("signature Pour la Ville de Marseille", "nom et qualité"): "C. Exemple, cheffe de projet",
        ("signature Pour la Ville de Marseille", "date"): "2026-11-25",
        ("signature Pour la Ville de Marseille", "signature"): "signé",
        ("calendrier Recette", "date"): "2026-11-24",
    }
    assert reading.unread == ()


@formats
def test_styles_headings_and_names_of_tables_do_not_matter(suffix: str, tmp_path: Path) -> None:
    def fill(pen: Pen) -> None:
        fill_everything(pen)
        pen.restyle()

    sheet = before()
    assert answers(sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill))) == EVERYTHING


@formats
def test_columns_may_move(suffix: str, tmp_path: Path) -> None:
    def fill(pen: Pen) -> None:
        fill_everything(pen)
        pen.move_first_column_last("ENT-12")
        pen.move_first_column_last("R-1")

    sheet = before()
    assert answers(sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill))) == EVERYTHING


@formats
def test_a_row_added_under_a_point_observes_that_point(suffix: str, tmp_path: Path) -> None:
    def fill(pen: Pen) -> None:
        pen.observe("ENT-11", "Une lenteur")
        pen.add_row_under("ENT-11", ["", "", "", "Revue le lendemain"])

    sheet = before()
    reading = sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill))
    assert answers(reading) == {("ENT-11", OBSERVATION): "Une lenteur\nRevue le lendemain"}


@formats
def test_a_reserve_added_without_a_number_is_kept(suffix: str, tmp_path: Path) -> None:
    def fill(pen: Pen) -> None:
        pen.fill("R-6", ["ENT-10", "Sixième", "mineure", "15/12/2026"])
        pen.add_row_under("R-6", ["", "ENT-11", "Septième", "", ""])

    sheet = before()
    found = answers(sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill)))
    assert found["R-6", TEXT] == "Sixième"
    assert found["R-7", TEXT] == "Septième"
    assert found["R-7", POINT] == "ENT-11"


@formats
def test_a_point_whose_row_was_removed_is_named(suffix: str, tmp_path: Path) -> None:
    sheet = before()
    path = filled(sheet.write(tmp_path / f"a.{suffix}"), lambda pen: pen.remove_row("ENT-11"))
    [unread] = sheet.read(path).unread
    assert (unread.text, unread.why) == ("ENT-11", "ligne de ce point absente du document")


@formats
@pytest.mark.parametrize(
    "lines",
    [
        "☒ conforme\n☐ non conforme\n☐ non exécuté\n☐ sans objet",
        "☑ conforme\n☐ non conforme\n☐ non exécuté\n☐ sans objet",
        "X conforme\n☐ non conforme\n☐ non exécuté\n☐ sans objet",
        "☐ non conforme\nconforme x",
        "[x] conforme\n[ ] non conforme",
        "\uf0fe conforme\n\uf0a8 non conforme\n\uf0a8 non exécuté",
        "☐ conforme",
        "conforme",
        "Conforme.",
    ],
)
def test_there_are_many_ways_to_tick(suffix: str, lines: str, tmp_path: Path) -> None:
    sheet = before()
    path = filled(sheet.write(tmp_path / f"a.{suffix}"), lambda pen: pen.observe("ENT-11", lines, column=2))
    assert answers(sheet.read(path)) == {("ENT-11", VERDICT): "conforme"}


@formats
def test_an_answer_printed_then_changed_is_the_person_s(suffix: str, tmp_path: Path) -> None:
    sheet = after()
    path = filled(sheet.write(tmp_path / f"a.{suffix}"), lambda pen: pen.observe("ENT-10", "non conforme", column=2))
    assert answers(sheet.read(path)) == {("ENT-10", VERDICT): "non conforme"}


@formats
@pytest.mark.parametrize(
    ("fill", "place", "text"),
    [
        (lambda pen: pen.observe("ENT-11", "plutôt bien", column=2), "(ENT-11)", "plutôt bien"),
        (lambda pen: pen.observe("ENT-11", "☐ conforme\n☐ non conforme", column=2), "(ENT-11)", "☐ conforme"),
        (lambda pen: pen.observe("ENT-11", "Écrit au mauvais endroit", column=1), "(ENT-11)", "Écrit au mauvais"),
        (lambda pen: pen.fill("R-1", ["", "Texte", "sécurité majeure", ""]), "« Classe d’anomalie »", "majeure"),
        (lambda pen: pen.fill("R-1", ["", "Texte", "", "mi-décembre"]), "« À lever le »", "mi-décembre"),
        (lambda pen: pen.fill("R-1", ["le blog", "Texte", "", ""]), "« Point »", "le blog"),
        (lambda pen: pen.beside(marks.DECISION_DATE, "bientôt"), "Décision, tableau", "bientôt"),
        (lambda pen: pen.add_column("ENT-11", "Vérifié par", "C. Exemple"), "« Vérifié par »", "C. Exemple"),
        (lambda pen: pen.add_row_under("ENT-11", ["", "", "☒ conforme", ""]), "ligne", "☒ conforme"),
        (lambda pen: pen.beside(marks.STAGES[0][0], "oui, sous conditions"), "Décision, tableau", "sous conditions"),
    ],
)
def test_what_cannot_be_read_is_listed_with_its_place(
    suffix: str, fill: Fill, place: str, text: str, tmp_path: Path
) -> None:
    sheet = before()
    reading = sheet.read(filled(sheet.write(tmp_path / f"a.{suffix}"), fill))
    assert any(place in each.place and text in each.text for each in reading.unread), reading
