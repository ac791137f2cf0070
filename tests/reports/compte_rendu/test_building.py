"""What the compte rendu says: figures add up, nothing is claimed that was not seen or signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acceptance.campaign.points import Mode, PointResult, Status
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.model import AnomalyLine, CompteRendu, Pair, PointRow, Reserve
from tests.reports.compte_rendu.made import BLANK, DONE, FULL, POINTS, RESULTS, SIGNED, point


def row(document: CompteRendu, point_id: str) -> PointRow:
    return next(row for row in document.rows if row.point.id == point_id)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_planned_point_is_there_once_under_its_article() -> None:
    document = compte_rendu(BLANK)
    assert [article.number for article in document.articles] == ["3", "4.1"]
    assert sorted(row.point.id for row in document.rows) == sorted(point.id for point in POINTS)
    assert document.articles[1].heading == "Article 4.1 — Mise en place de la plateforme initiale"


def test_before_the_execution_nothing_is_claimed_and_every_point_has_its_boxes() -> None:
    document = compte_rendu(BLANK)
    assert not document.executed
    assert document.total.executed == 0
    for each in document.rows:
        assert each.status == ""
        assert [choice.label for choice in each.choices] == ["conforme", "non conforme", "non exécuté", "sans objet"]
        assert not any(choice.chosen for choice in each.choices)


def test_steps_are_told_apart_from_what_is_expected() -> None:
    steps = (
        "Étant donné un article",
        "Quand l’élève l’ouvre",
        "Alors il le lit",
        "Et son auteur y est",
        "Quand il commente",
        "Alors un message s’affiche",
        "Mais aucun commentaire",
    )
    [found] = compte_rendu(replace(BLANK, points=(replace(POINTS[0], steps=steps),))).rows
    assert found.steps == (steps[0], steps[1], steps[4])
    assert found.expected == (steps[2], steps[3], steps[5], steps[6])


def test_figures_add_up_by_article_and_in_all() -> None:
    document = compte_rendu(DONE)
    total = document.total
    assert (total.planned, total.executed, total.conform, total.not_conform) == (4, 2, 1, 1)
    assert (total.justified, total.to_check) == (2, 1)
    assert total.complete
    assert [count.article for count in document.counts] == ["3", "4.1"]
    assert sum(count.planned for count in document.counts) == total.planned


def test_the_conclusion_counts_what_a_person_still_has_to_check() -> None:
    assert plain(compte_rendu(DONE).conclusion) == (
        "4 points prévus, 2 exécutés, 1 conforme, 1 non conforme ; 1 absence justifiée, 1 à vérifier par une personne."
    )


def test_a_point_without_a_result_makes_the_campaign_incomplete() -> None:
    document = compte_rendu(replace(DONE, results=RESULTS[:2]))
    assert not document.total.complete
    assert "ne prouve rien" in document.conclusion
    assert "QUO-04" in [row.point.id for row in document.absences]


def test_a_point_that_conforms_only_when_tried_again_is_said_to() -> None:
    again = replace(RESULTS[0], attempts=2)
    document = compte_rendu(replace(DONE, results=(again, *RESULTS[1:])))
    rows = {row.point.id: row for each in document.articles for part in each.parts for row in part.rows}
    assert rows[again.point_id].reason == "conforme après 2 essais : à surveiller"
    once = {row.point.id: row for each in compte_rendu(DONE).articles for part in each.parts for row in part.rows}
    assert once[again.point_id].reason == ""


def test_a_skipped_point_without_a_reason_is_not_justified() -> None:
    mute = replace(RESULTS[2], reason="")
    assert not compte_rendu(replace(DONE, results=(*RESULTS[:2], mute, RESULTS[3]))).total.complete


def test_justified_absences_are_listed_with_their_reason() -> None:
    assert [(row.point.id, row.reason) for row in compte_rendu(DONE).absences] == [("QUO-04", "aucun compte d’élève")]


@pytest.mark.parametrize("mode", [Mode.MANUAL, Mode.DOCUMENT])
def test_a_point_for_a_person_is_never_green_by_itself(mode: Mode) -> None:
    forged = (PointResult("MIG-08", Status.CONFORM),)
    document = compte_rendu(replace(DONE, points=(point("MIG-08", "4.1", mode),), results=forged))
    assert row(document, "MIG-08").status == "à vérifier par une personne"
    assert row(document, "MIG-08").choices
    assert document.total.conform == 0


def test_a_signed_answer_makes_it_conform_and_names_who_signed() -> None:
    results = (*RESULTS[:3], PointResult("MIG-08", Status.CONFORM))
    document = compte_rendu(replace(DONE, results=results), Dossier(answers={"MIG-08": SIGNED}))
    found = row(document, "MIG-08")
    assert (found.status, plain(found.signed)) == ("conforme", "Camille Exemple, le 24 novembre 2026")
    assert not found.choices


def test_an_answer_that_expired_is_to_be_given_again() -> None:
    results = (*RESULTS[:3], PointResult("MIG-08", Status.CONFORM))
    expired = replace(SIGNED, problem="l’ENT a changé depuis")
    found = row(compte_rendu(replace(DONE, results=results), Dossier(answers={"MIG-08": expired})), "MIG-08")
    assert (found.status, found.reason, found.signed) == ("à vérifier par une personne", "l’ENT a changé depuis", "")


def test_a_failure_is_told_with_its_step_and_its_proposed_class() -> None:
    found = row(compte_rendu(DONE), "ENT-02")
    assert found.reason == "Alors il la voit : le message <b> manque"
    assert found.proposed_class == "bloquante"
    assert row(compte_rendu(DONE), "ENT-01").proposed_class == ""


def test_without_a_register_the_failures_are_proposed_as_anomalies_before_blank_lines() -> None:
    first, *blank = compte_rendu(DONE).anomalies
    assert (first.number, first.point_id, first.anomaly_class) == ("A-ENT-02", "ENT-02", "bloquante")
    assert [line.number for line in blank] == ["A-1", "A-2", "A-3", "A-4"]


def test_blank_lines_are_numbered_after_those_that_people_added() -> None:
    known = Dossier(reserves=(Reserve("R-2", text="x"),), anomalies=(AnomalyLine("A-ENT-02"), AnomalyLine("A-7")))
    document = compte_rendu(DONE, known)
    assert document.reserves[1].number == "R-3"
    assert document.anomalies[2].number == "A-8"


def test_what_people_know_completes_the_cover_and_keeps_its_order() -> None:
    labels = [pair.label for pair in compte_rendu(BLANK).cover]
    known = compte_rendu(BLANK, Dossier(cover=(Pair("Titulaire", "Société d’essai"), Pair("Ancien ENT", "x"))))
    assert [pair.label for pair in known.cover if pair.label != "Ancien ENT"] == labels
    assert known.cover[labels.index("Environnement recetté") + 1] == Pair("Ancien ENT", "x")
    assert {pair.label: pair.value for pair in known.cover}["Titulaire"] == "Société d’essai"


def test_evidence_is_numbered_throughout_the_document() -> None:
    two = (*RESULTS[0].evidence, *RESULTS[0].evidence)
    results = (replace(RESULTS[0], evidence=two), replace(RESULTS[1], evidence=two[:1]), *RESULTS[2:])
    document = compte_rendu(replace(DONE, results=results))
    assert [(proof.number, proof.point_id) for proof in document.proofs] == [
        ("P-1", "ENT-01"),
        ("P-2", "ENT-01"),
        ("P-3", "ENT-02"),
    ]


def test_changes_are_counted_by_kind_and_told_on_their_points() -> None:
    document = compte_rendu(DONE, FULL)
    counted = {change.title: len(change.points) for change in document.changes}
    assert counted == {
        "Cassés": 0,
        "Réparés": 1,
        "Autres changements": 1,
        "Nouveaux": 0,
        "Retirés": 0,
        "Inchangés": 1,
    }
    assert row(document, "ENT-01").change == "réparé"
    assert row(document, "ENT-02").change == "sans résultat → non conforme (énoncé modifié)"
    assert row(document, "QUO-04").change == ""


def test_the_fingerprint_tells_two_documents_apart() -> None:
    assert compte_rendu(DONE).fingerprint == compte_rendu(DONE).fingerprint
    assert len({compte_rendu(each).fingerprint for each in (BLANK, DONE)}) == 2
    assert compte_rendu(DONE, FULL).fingerprint != compte_rendu(DONE).fingerprint
