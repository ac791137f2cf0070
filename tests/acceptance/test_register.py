"""Nothing that the contract asks is forgotten, and nothing is checked that it does not ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.campaign.planning import PlannedScenario
from acceptance.campaign.points import Mode
from acceptance.campaign.register import RegisterError, Requirement, check_register, read_register

SESSIONS = Requirement("Redis garde les sessions", "ARC", 2, 2, ("3",), (Mode.AUTOMATIC,))
PREMISES = Requirement("Sécurité physique", "PHY", 1, 8, ("4.2.3",), (Mode.MANUAL, Mode.DOCUMENT))
ENTRY = """
[[exigence]]
titre = "Redis garde les sessions"
points = ["ARC-02"]
articles = ["3"]
modes = ["automatique"]
"""


def scenario(*tags: str) -> PlannedScenario:
    return PlannedScenario("features/a.feature", "Partie", "Titre", 4, tags, (), (), is_outline=False)


KEPT = scenario("ARC-02", "article-3")


def said(*scenarios: PlannedScenario, requirements: tuple[Requirement, ...] = (SESSIONS,)) -> str:
    return "\n".join(map(str, check_register(requirements, scenarios)))


def test_a_requirement_with_its_point_is_kept() -> None:
    assert said(KEPT) == ""


def test_a_requirement_without_a_point_is_named() -> None:
    assert "ARC-02 (Redis garde les sessions) : aucun point « automatique »" in said()


def test_a_requirement_checked_otherwise_than_it_must_be_is_named() -> None:
    assert "aucun point « automatique »" in said(scenario("ARC-02", "article-3", "manuel"))


def test_each_way_of_checking_a_requirement_needs_a_point() -> None:
    manual, document = (scenario(f"PHY-0{n}", "article-4.2.3", tag) for n, tag in ((1, "manuel"), (8, "document")))
    assert "PHY-01 à PHY-08 (Sécurité physique) : aucun point « document »" in said(manual, requirements=(PREMISES,))
    assert said(manual, document, requirements=(PREMISES,)) == ""


def test_a_point_that_nobody_asks_for_is_named_with_its_place() -> None:
    assert "features/a.feature:4 : @ARC-09 ne répond à aucune exigence" in said(KEPT, scenario("ARC-09", "article-3"))


def test_a_point_of_another_article_is_named_with_the_right_one() -> None:
    wrong = replace(KEPT, tags=("ARC-02", "article-4.1"))
    assert "@ARC-02 relève de @article-3, pas de @article-4.1" in said(wrong)


def test_the_register_of_the_contract_is_read_whole() -> None:
    requirements = read_register()
    assert {
        "ARC",
        "QUO",
        "ENT",
        "MIG",
        "REC",
        "DOC",
        "EXP",
        "PHY",
        "SEC",
        "VIR",
        "BKP",
        "LOG",
        "ANO",
        "MAJ",
        "ANN",
    } <= {requirement.family for requirement in requirements}
    assert len(requirements) >= 50


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        (("points", "numeros"), "Il faut titre, points, articles et modes"),
        (('"automatique"', '"magique"'), "Il faut titre, points, articles et modes"),
        (('["ARC-02"]', '["ARC-2"]'), "Donnez"),
        (('["ARC-02"]', '["ARC-02", "SEC-03"]'), "Donnez"),
        (('["3"]', '["9.9"]'), "Voir les articles du CCTP"),
        (('["3"]', "[]"), "Voir les articles du CCTP"),
        ((ENTRY, ""), "une table"),
    ],
)
def test_a_register_that_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], remedy: str
) -> None:
    path = tmp_path / "registre.toml"
    path.write_text(ENTRY.replace(*change), encoding="utf-8")
    with pytest.raises(RegisterError) as refused:
        read_register(path)
    assert str(path) in str(refused.value)
    assert remedy in str(refused.value)
