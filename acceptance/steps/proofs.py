"""Steps that read the proofs made apart: ``preau migration`` and ``preau watch``."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from pytest_bdd import given, parsers, then, when

from acceptance.campaign.recorder import Recorder
from acceptance.migration.findings import Verdict
from acceptance.migration.points import RESULTS, PointVerdict, read_points


@given(parsers.parse("la dernière preuve du point {point}"), target_fixture="proof")
def last_proof(recorder: Recorder, point: str) -> PointVerdict:
    """Without a proof, or with one that proves nothing, the point is left out and says why."""
    found = read_points().get(point) if RESULTS.exists() else None
    if found is None:
        pytest.skip(f"Aucune preuve du point {point} n’a été faite : voir docs/migration.md.")
    document = json.dumps(asdict(found), ensure_ascii=False, indent=2)
    recorder.keep_text(f"{point}-preuve.json", document, f"La preuve du {found.le}")
    return found


@when(parsers.re("elle (compare|mesure|ouvre|surveille|parcourt)\\b.+"))
def proves_something(proof: PointVerdict) -> None:
    if proof.verdict is Verdict.NOT_VALID:
        pytest.skip(f"La dernière preuve n’est pas valable : {proof.phrase}")


@then(parsers.re("elle conclut que (rien ne manque et que rien n’a changé|l’engagement est tenu)"))
def conclusive(proof: PointVerdict) -> None:
    assert proof.verdict is Verdict.CONFORM, proof.phrase
