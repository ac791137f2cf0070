"""Steps about the load test that the managing service ran (CCTP, article 4.4)."""

from __future__ import annotations

import pytest
from pytest_bdd import given, parsers, then, when

from acceptance.campaign.recorder import Recorder
from fixtures.run_folder import RunFolder
from loadtests.judge.judge import VERDICT_FILE, read_verdict
from loadtests.judge.verdict import Outcome, Verdict
from portal.settings import Target


@given("le dernier test de charge de cet ENT", target_fixture="load_verdict")
def last_load_test(load_run: RunFolder | None, target: Target, recorder: Recorder) -> Verdict:
    """Without one, or of another ENT, the point is left out: there is nothing to judge."""
    if load_run is None:
        pytest.skip("Aucun test de charge terminé : lancez-en un (locust), ou donnez son dossier par --charge.")
    name = load_run.read().get("target")
    if name != target.name:
        pytest.skip(f"Le test de charge {load_run.path.name} a visé « {name} » et non « {target.name} ».")
    verdict = read_verdict(load_run.path)
    if verdict is None:
        pytest.skip(f"Le test de charge {load_run.path.name} n’a pas de verdict.")
    content = (load_run.path / VERDICT_FILE).read_bytes()
    recorder.keep("EVO-01-verdict.json", content, f"Verdict du test de charge {load_run.path.name}")
    return verdict


@when("le test de charge est valide")
def load_test_is_valid(load_verdict: Verdict) -> None:
    if load_verdict.outcome is Outcome.INVALID:
        pytest.skip(f"Le dernier test de charge n’est pas valide : {' '.join(load_verdict.reasons)}")


@then(parsers.parse("plus de {count:d} sessions ont été ouvertes en même temps"))
def enough_sessions(load_verdict: Verdict, count: int) -> None:
    reached = load_verdict.figures.reached
    assert reached is not None, "le nombre de sessions simultanées n’a pas été mesuré"
    assert reached > count, f"{reached} sessions simultanées au plus"
