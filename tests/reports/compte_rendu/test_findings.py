"""What the compte rendu cites of other proofs: a load run with its capacity, and the migration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.run_folder import write_json
from loadtests.judge.judge import VERDICT_FILE
from loadtests.judge.verdict import to_document
from reports.compte_rendu.findings import CAPACITY_FILE, LOAD, MIGRATION_FILE, load_finding, migration_finding
from reports.compte_rendu.model import Finding
from tests.judge.runs import sound_run


@pytest.fixture
def load(tmp_path: Path) -> Path:
    folder = tmp_path / "2026-11-23-charge"
    verdict = sound_run().judged(folder)
    write_json(folder / VERDICT_FILE, to_document(verdict))
    return folder


def told(finding: Finding) -> dict[str, str]:
    return {pair.label: pair.value.replace("\u202f", " ").replace("\u00a0", " ") for pair in finding.pairs}


def test_the_verdict_of_the_load_run_is_told_with_what_it_rests_on(load: Path) -> None:
    finding = load_finding(load)
    assert finding.title == LOAD
    assert "Verdict" in finding.sentence
    said = told(finding)
    assert said["Verdict"] == "respecté"
    assert said["Sessions simultanées atteintes"].startswith("600 (")
    assert said["Dossier"] == "2026-11-23-charge"
    assert "Capacité" not in said


def test_the_capacity_is_told_once_it_was_searched_for(load: Path) -> None:
    sentence = "612 personnes (IC 95 % : 580–640), premier seuil franchi : messagerie"
    write_json(load / CAPACITY_FILE, {"people": 612, "sentence": sentence})
    assert told(load_finding(load))["Capacité"] == sentence


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_a_damaged_proof_is_told_and_stops_nothing(load: Path, text: str) -> None:
    (load / CAPACITY_FILE).write_text(text, encoding="utf-8")
    assert "illisible" in told(load_finding(load))["Capacité"]
    (load / VERDICT_FILE).write_text(text, encoding="utf-8")
    finding = load_finding(load)
    assert "illisible" in finding.sentence
    assert not finding.pairs


def test_a_run_without_a_verdict_or_that_is_gone_says_so(tmp_path: Path) -> None:
    assert "n’a pas de verdict" in load_finding(tmp_path / "partie").sentence


def test_the_proofs_of_the_migration_are_told_point_by_point(tmp_path: Path) -> None:
    points = {
        "MIG-01": {
            "verdict": "conforme",
            "phrase": "196 tables égales",
            "le": "2026-11-28T12:00:00+01:00",
            "preuves": [{"fichier": "inventaire.jsonl", "sha256": "ab" * 32}],
        },
        "MIG-07": {"verdict": "non conforme", "phrase": "coupure de 26 h", "le": "", "preuves": []},
    }
    (tmp_path / MIGRATION_FILE).write_text(json.dumps({"format": 1, "points": points}), encoding="utf-8")
    said = told(migration_finding(tmp_path))
    assert said["MIG-01 — conforme"] == (
        "196 tables égales — le 28 novembre 2026 à 12 h 00 — inventaire.jsonl (SHA-256 abababababab…)"
    )
    assert said["MIG-07 — non conforme"] == "coupure de 26 h"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"points": {"MIG-01": {}}}', '{"points": []}'])
def test_damaged_results_of_the_migration_are_told(text: str, tmp_path: Path) -> None:
    (tmp_path / MIGRATION_FILE).write_text(text, encoding="utf-8")
    assert "illisibles" in migration_finding(tmp_path).sentence


def test_a_folder_without_results_of_migration_says_so(tmp_path: Path) -> None:
    assert "Aucun résultat" in migration_finding(tmp_path).sentence
