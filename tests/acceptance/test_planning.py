"""The features are the checklist: what they declare becomes points, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from acceptance.campaign.campaign import planned_campaign
from acceptance.campaign.guard import planned_points
from acceptance.campaign.planning import FEATURES, PlanError
from acceptance.campaign.points import ANOMALY_CLASSES, Mode
from portal.settings import Target

FEATURE = """# language: fr
@article-4.1
Fonctionnalité: Blog de la classe
  Des mots pour le lecteur.

  Contexte:
    Étant donné une classe

  @ENT-10 @majeure
  Scénario: L’élève lit
    Quand l’élève ouvre ces adresses
      | /blog/   |
      | /classe/ |
    Alors l’élève lit
    Et il sourit

  @REC-01 @bloquante @manuel
  Scénario: Une personne regarde
    Alors elle voit
"""


def test_a_scenario_becomes_a_point_with_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "blog.feature").write_text(FEATURE, encoding="utf-8")
    read, looked = planned_points(tmp_path)
    assert (read.id, read.article, read.part, read.mode) == ("ENT-10", "4.1", "Blog de la classe", Mode.AUTOMATIC)
    assert read.anomaly_class == ANOMALY_CLASSES["majeure"]
    assert read.steps == (
        "Étant donné une classe",
        "Quand l’élève ouvre ces adresses /blog/ ; /classe/",
        "Alors l’élève lit",
        "Et il sourit",
    )
    assert (read.feature, read.line) == (f"{tmp_path.name}/blog.feature", 10)
    assert looked.mode is Mode.MANUAL


def test_points_come_in_the_order_of_the_articles(tmp_path: Path) -> None:
    later = FEATURE.replace("@article-4.1", "@article-4.2.9")
    earlier = FEATURE.replace("ENT-10", "QUO-01").replace("REC-01", "QUO-02").replace("@article-4.1", "@article-3")
    (tmp_path / "a.feature").write_text(later, encoding="utf-8")
    (tmp_path / "b.feature").write_text(earlier, encoding="utf-8")
    assert [point.article for point in planned_points(tmp_path)] == ["3", "3", "4.2.9", "4.2.9"]


def test_a_syntax_fault_names_the_file_and_the_line(tmp_path: Path) -> None:
    (tmp_path / "blog.feature").write_text(FEATURE.replace("    Et il sourit", "    Alros il sourit"), encoding="utf-8")
    with pytest.raises(PlanError, match=r"blog\.feature:15 : syntaxe"):
        planned_points(tmp_path)


def test_a_feature_without_its_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blog.feature").write_text(FEATURE.removeprefix("# language: fr\n"), encoding="utf-8")
    with pytest.raises(PlanError, match="première ligne attendue : # language: fr"):
        planned_points(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blog.feature").write_bytes(FEATURE.replace("’", "'").encode("latin-1"))
    with pytest.raises(PlanError, match="enregistrez-le en UTF-8"):
        planned_points(tmp_path)


def test_no_feature_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="aucun scénario"):
        planned_points(tmp_path)


def test_the_checklist_of_the_house_is_sound() -> None:
    points = planned_points(FEATURES)
    automatic = [point for point in points if point.mode is Mode.AUTOMATIC]
    assert len(points) >= 110
    assert len(automatic) >= 90
    assert {"ENT-01", "ENT-12", "ENT-22", "ENT-33", "ENT-61", "QUO-04", "ARC-05", "EVO-01", "REC-02", "REC-03"} <= {
        point.id for point in automatic
    }
    assert {"REC-01", "MIG-08", "MIG-09", "DOC-01", "PHY-01"} <= {
        point.id for point in points if point.mode is not Mode.AUTOMATIC
    }


def test_the_campaign_before_its_execution_holds_every_point_and_no_result() -> None:
    target = Target("pratique", "ENT d’entraînement", "http://127.0.0.1:8000/ent", Path("comptes.csv"), True)
    campaign = planned_campaign(target)
    assert campaign.points == planned_points()
    assert (campaign.results, campaign.started, campaign.target) == ((), "", "ENT d’entraînement")
