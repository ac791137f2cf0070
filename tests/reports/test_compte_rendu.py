"""The compte rendu de recette: what the contract asks is there, figures add up, bytes are reproducible."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from acceptance.campaign.points import Campaign, Evidence, Mode, Point, PointResult, Status
from reports.compte_rendu import compte_rendu, write_compte_rendu


def point(identifier: str, article: str, mode: Mode = Mode.AUTOMATIC) -> Point:
    steps = ("Étant donné qu’un élève est connecté", "Alors il voit sa classe")
    return Point(
        identifier, article, f"Titre de {identifier}", "Se connecter", mode, "Bloquante", steps, "x.feature", 3
    )


POINTS = (point("ENT-01", "4.1"), point("ENT-02", "4.1"), point("QUO-04", "3"), point("MIG-08", "4.1", Mode.MANUAL))
RESULTS = (
    PointResult("ENT-01", Status.CONFORM, evidence=(Evidence("preuves/ENT-01.png", "ab" * 32, "Écran final"),)),
    PointResult("ENT-02", Status.NOT_CONFORM, "le message <b> manque", "Alors il voit sa classe"),
    PointResult("QUO-04", Status.NOT_EXECUTED, "aucun compte d’élève"),
    PointResult("MIG-08", Status.TO_CHECK, "à vérifier sur place"),
)
BLANK = Campaign("Recette", "ENT d’essai", "https://ent.example/ent", "", "", "0.1.0", POINTS)
DONE = replace(BLANK, started="2026-11-23T10:00:00+01:00", ended="2026-11-23T10:05:00+01:00", results=RESULTS)


def odt_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(etree.fromstring(archive.read("content.xml")).itertext())


@pytest.mark.parametrize("campaign", [BLANK, DONE], ids=["before", "after"])
def test_the_three_things_the_contract_asks_are_in_both_formats(campaign: Campaign, tmp_path: Path) -> None:
    html, odt = write_compte_rendu(campaign, tmp_path)
    for text in (html.read_text(encoding="utf-8"), odt_text(odt)):
        for wanted in ("Liste des points à valider", "Observations générales", "Compte rendu de la phase de recette"):
            assert wanted in text
        for planned in POINTS:
            assert planned.id in text
            assert planned.title in text
            assert planned.steps[0] in text


def test_each_point_has_its_own_observation_space(tmp_path: Path) -> None:
    html, odt = write_compte_rendu(BLANK, tmp_path)
    assert html.read_text(encoding="utf-8").count('class="observation"') == len(POINTS)
    with zipfile.ZipFile(odt) as archive:
        rows = etree.fromstring(archive.read("content.xml")).xpath(
            "//*[local-name()='table'][starts-with(@*[local-name()='name'], 'points-')]/*[local-name()='table-row']"
        )
    cells = [row.xpath("*[local-name()='table-cell']") for row in rows]
    assert [len(row) for row in cells] == [4] * len(POINTS)
    assert not any("".join(row[-1].itertext()) for row in cells)


def test_before_the_execution_nothing_is_claimed(tmp_path: Path) -> None:
    html, odt = write_compte_rendu(BLANK, tmp_path)
    assert html.name == "compte-rendu-avant.html"
    assert "point prévu" not in html.read_text(encoding="utf-8")
    assert compte_rendu(BLANK).total.executed == 0
    assert "☐ conforme" in odt_text(odt)


def test_figures_add_up_by_article_and_in_all() -> None:
    document = compte_rendu(DONE)
    total = document.total
    assert (total.planned, total.executed, total.conform, total.justified) == (4, 2, 1, 2)
    assert total.complete
    assert [count.article for count in document.counts] == ["3", "4.1"]
    assert sum(count.planned for count in document.counts) == total.planned


def test_a_point_without_a_result_makes_the_campaign_incomplete() -> None:
    document = compte_rendu(replace(DONE, results=RESULTS[:2]))
    assert not document.total.complete
    assert "ne prouve rien" in document.conclusion


def test_a_skipped_point_without_a_reason_is_not_justified() -> None:
    mute = replace(RESULTS[2], reason="")
    assert not compte_rendu(replace(DONE, results=(*RESULTS[:2], mute, RESULTS[3]))).total.complete


def test_a_failure_is_told_with_its_step_and_cannot_break_the_page(tmp_path: Path) -> None:
    html, _ = write_compte_rendu(DONE, tmp_path)
    text = html.read_text(encoding="utf-8")
    assert "Alors il voit sa classe : le message &lt;b&gt; manque" in text
    assert "classe proposée : Bloquante" in text


def test_the_same_campaign_gives_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_compte_rendu(DONE, tmp_path)]
    assert [path.read_bytes() for path in write_compte_rendu(DONE, tmp_path)] == first


def test_evidence_is_shown_as_a_small_picture_when_it_is_there(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "preuves").mkdir()
    Image.new("RGB", (1280, 800), "teal").save(tmp_path / "preuves" / "ENT-01.png")
    html, _ = write_compte_rendu(DONE, tmp_path)
    text = html.read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in text
    assert 'href="preuves/ENT-01.png"' in text
