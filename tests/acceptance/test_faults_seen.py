"""The matrix of the faults: which turned each point red, under the words the point has today."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.campaign.faults_seen import MatrixError, faults_seen, wording
from tests.acceptance.test_delta import POINT


def matrix(folder: Path, **points: object) -> Path:
    path = folder / "matrice.json"
    document = {"preau": "0", "le": "2026-11-28", "pannes": {"blog-vide": "Le blog est vide"}, "points": points}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_faults_are_told_by_their_title_or_failing_that_by_their_name(tmp_path: Path) -> None:
    path = matrix(tmp_path, **{"ENT-01": {"enonce": wording(POINT), "pannes": ["blog-vide", "autre"]}})
    assert faults_seen((POINT,), path) == {"ENT-01": ("Le blog est vide", "autre")}


def test_a_point_that_no_fault_turned_red_is_not_one_that_was_never_tried(tmp_path: Path) -> None:
    other = replace(POINT, id="ENT-02")
    path = matrix(tmp_path, **{"ENT-01": {"enonce": wording(POINT), "pannes": []}})
    assert faults_seen((POINT, other), path) == {"ENT-01": ()}


def test_a_point_that_reads_otherwise_was_never_tried(tmp_path: Path) -> None:
    path = matrix(tmp_path, **{"ENT-01": {"enonce": wording(POINT), "pannes": ["blog-vide"]}})
    assert faults_seen((replace(POINT, steps=("Alors presque",)),), path) == {}


def test_without_a_matrix_nothing_was_tried(tmp_path: Path) -> None:
    assert faults_seen((POINT,), tmp_path / "absente.json") == {}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"pannes": {}}', '{"pannes": {}, "points": {"ENT-01": {}}}'])
def test_a_damaged_matrix_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "matrice.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MatrixError, match=r"matrice\.json"):
        faults_seen((POINT,), path)
