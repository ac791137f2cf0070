"""JUnit, Allure and Squash TM: every planned point is there, and nothing unproven is a success."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from acceptance.campaign.points import Campaign, Evidence, Mode, Point, PointResult, Status
from reports.exchange.allure import write_allure
from reports.exchange.junit import write_junit
from reports.exchange.squash import write_squash_cases, write_squash_results

STEPS = ("Étant donné une classe", "Quand l’élève lit", "Alors il voit <b>", "Et il peut répondre")
AT = "2026-11-24T10:00:00+01:00"


def point(number: int, part: str = "Blog", mode: Mode = Mode.AUTOMATIC) -> Point:
    return Point(f"ENT-1{number}", "4.1", f"Point {number}", part, mode, "bloquante", STEPS, "ent/blog.feature", number)


POINTS = (
    point(0),
    point(1),
    point(2),
    point(3, "Messagerie"),
    point(4, "Messagerie", Mode.MANUAL),
    point(5, "Messagerie"),
)
RESULTS = (
    PointResult(
        "ENT-10", Status.CONFORM, started=AT, duration=2.25, evidence=(Evidence("preuves/a.png", "ab" * 32, "Vue"),)
    ),
    PointResult("ENT-11", Status.NOT_CONFORM, "absent\x0b", STEPS[2], started=AT, duration=1.0),
    PointResult("ENT-12", Status.NOT_EXECUTED, "pas de navigateur", STEPS[1], started=AT),
    PointResult("ENT-13", Status.NOT_APPLICABLE, "pas de messagerie", started=AT),
    PointResult("ENT-14", Status.TO_CHECK, "une personne le vérifie", started=AT),
)  # ENT-15 has none
CAMPAIGN = Campaign("Recette — ENT", "ENT d’essai", "https://ent.example/ent", AT, AT, "0.1.0", POINTS, RESULTS)


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    (tmp_path / "recette/preuves").mkdir(parents=True)
    (tmp_path / "recette/preuves/a.png").write_bytes(b"picture")
    return tmp_path / "recette"


def test_junit_counts_what_it_holds(tmp_path: Path) -> None:
    root = etree.parse(write_junit(CAMPAIGN, tmp_path / "junit.xml")).getroot()
    assert root.tag == "testsuites"
    for suite in (root, *root.iter("testsuite")):
        cases = list(suite.iter("testcase"))
        assert int(suite.attrib["tests"]) == len(cases)
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[attribute]) == sum(case.find(tag) is not None for case in cases)
        assert float(suite.attrib["time"]) == sum(float(case.attrib["time"]) for case in cases)
    assert [suite.attrib["name"] for suite in root] == ["Blog", "Messagerie"]


def test_junit_says_of_each_point_what_came_of_it(tmp_path: Path) -> None:
    root = etree.parse(write_junit(CAMPAIGN, tmp_path / "junit.xml")).getroot()
    told = {case.attrib["name"][:6]: [child.tag for child in case] for case in root.iter("testcase")}
    assert told == {
        "ENT-10": ["system-out"],
        "ENT-11": ["failure"],
        "ENT-12": ["error"],
        "ENT-13": ["skipped"],
        "ENT-14": ["skipped"],
        "ENT-15": ["error"],
    }
    [failure] = root.iter("failure")
    assert "Alors il voit <b> → absent" in failure.attrib["message"]
    assert failure.attrib["type"] == "bloquante"


def results(folder: Path) -> dict[str, dict[str, Any]]:
    read = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*-result.json")]
    for each in read:
        assert (folder / f"{each['uuid']}-result.json").exists()
    return {each["name"][:6]: each for each in read}


def test_allure_says_of_each_point_what_came_of_it(tmp_path: Path, evidence: Path) -> None:
    told = results(write_allure(CAMPAIGN, "essai", evidence, tmp_path / "allure"))
    assert {number: each["status"] for number, each in told.items()} == {
        "ENT-10": "passed",
        "ENT-11": "failed",
        "ENT-12": "broken",
        "ENT-13": "skipped",
        "ENT-14": "skipped",
        "ENT-15": "broken",
    }
    passed = told["ENT-10"]
    assert passed["stop"] - passed["start"] == 2250
    assert passed["start"] == 1795510800000  # 24 November 2026, 10 h in Paris
    assert {label["name"]: label["value"] for label in passed["labels"]}["severity"] == "blocker"
    assert "absent" in told["ENT-11"]["statusDetails"]["message"]


def test_allure_shows_where_a_point_stopped(tmp_path: Path) -> None:
    told = results(write_allure(CAMPAIGN, "essai", None, tmp_path / "allure"))
    assert [step["status"] for step in told["ENT-10"]["steps"]] == ["passed"] * 4
    assert [step["status"] for step in told["ENT-11"]["steps"]] == ["passed", "passed", "failed", "skipped"]
    assert [step["status"] for step in told["ENT-14"]["steps"]] == ["skipped"] * 4


def test_allure_keeps_the_evidence_and_follows_a_point_from_one_campaign_to_the_next(
    tmp_path: Path, evidence: Path
) -> None:
    folder = write_allure(CAMPAIGN, "essai", evidence, tmp_path / "allure")
    first = results(folder)["ENT-10"]
    [attachment] = first["attachments"]
    assert (folder / attachment["source"]).read_bytes() == b"picture"
    assert (attachment["name"], attachment["type"]) == ("Vue", "image/png")
    second = results(write_allure(CAMPAIGN, "autre", None, tmp_path / "second"))["ENT-10"]
    assert second["historyId"] == first["historyId"]
    assert second["uuid"] != first["uuid"]
    assert second["attachments"] == []  # the file is not there


def test_squash_takes_the_id_of_the_point_for_reference(tmp_path: Path, evidence: Path) -> None:
    path = write_squash_results(CAMPAIGN, evidence, tmp_path / "squash.json")
    tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    assert [(test["reference"], test["status"], test["duration"]) for test in tests] == [
        ("ENT-10", "SUCCESS", 2250),
        ("ENT-11", "FAILURE", 1000),
        ("ENT-12", "BLOCKED", 0),
        ("ENT-13", "SKIPPED", 0),
        ("ENT-14", "SKIPPED", 0),
        ("ENT-15", "BLOCKED", 0),
    ]
    assert base64.b64decode(tests[0]["attachments"][0]["content"]) == b"picture"
    assert "failure_details" not in tests[0]
    assert "absent" in tests[1]["failure_details"][0]


def test_squash_test_cases_bear_the_same_reference(tmp_path: Path) -> None:
    path = write_squash_cases(CAMPAIGN, 14, tmp_path / "cases.json")
    cases = json.loads(path.read_text(encoding="utf-8"))
    assert [case["automated_test_reference"] for case in cases] == [point.id for point in POINTS]
    assert cases[0]["parent"] == {"_type": "project", "id": 14}
    assert "<p>Alors il voit &lt;b&gt;</p>" in cases[0]["description"]
    assert [case["automatable"] for case in cases] == ["Y", "Y", "Y", "Y", "N", "Y"]


def test_a_campaign_without_results_has_no_success(tmp_path: Path) -> None:
    blank = replace(CAMPAIGN, results=(), started="")
    root = etree.parse(write_junit(blank, tmp_path / "junit.xml")).getroot()
    assert root.attrib["errors"] == str(len(POINTS))
    told = results(write_allure(blank, "essai", None, tmp_path / "allure"))
    assert {each["status"] for each in told.values()} == {"broken"}
