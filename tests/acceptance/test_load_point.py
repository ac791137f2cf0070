"""The point of article 4.4 is green only for a valid load test of this ENT with more than 500 sessions at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.campaign.recorder import Recorder
from acceptance.steps.load import enough_sessions, last_load_test, load_test_is_valid
from fixtures.run_folder import RunFolder, new_run, write_json
from loadtests.judge.judge import VERDICT_FILE
from loadtests.judge.verdict import Figures, Latency, Outcome, Verdict, to_document
from portal.settings import Target

TARGET = Target("pratique", "ENT", "http://127.0.0.1/ent", Path("comptes.csv"), load_allowed=True)
NOTHING = Latency(None, None, None)
FIGURES = Figures(
    people=600,
    plateau=None,
    window=None,
    steady="",
    page_views=9000,
    failures=0,
    undecided=0,
    requests=9000,
    waited=NOTHING,
    sent=NOTHING,
    planned=None,
    omitted=None,
    present=None,
    signed_in=None,
    ent_signed_in=None,
    in_flight=None,
    sockets=None,
    in_flight_by_law=None,
    reached=600,
    counted_by_ent=True,
)
VERDICT = Verdict(Outcome.RESPECTED, (), (), (), FIGURES)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(new_run("recette", target="pratique", asked={}, parent=tmp_path), ())


def load_run(folder: Path, verdict: Verdict | None = VERDICT, target: str = "pratique") -> RunFolder:
    run = new_run("charge", target=target, asked={}, parent=folder)
    if verdict:
        write_json(run.path / VERDICT_FILE, to_document(verdict))
    return run


def test_a_valid_load_test_over_500_sessions_conforms_and_is_kept(tmp_path: Path, recorder: Recorder) -> None:
    verdict = last_load_test(load_run(tmp_path), TARGET, recorder)
    load_test_is_valid(verdict)
    enough_sessions(verdict, 500)
    assert (recorder.folder.path / "preuves" / "EVO-01-verdict.json").exists()


def test_500_sessions_are_not_more_than_500() -> None:
    with pytest.raises(AssertionError, match="500 sessions simultanées au plus"):
        enough_sessions(replace(VERDICT, figures=replace(FIGURES, reached=500)), 500)


def test_sessions_nobody_counted_do_not_conform() -> None:
    with pytest.raises(AssertionError, match="n’a pas été mesuré"):
        enough_sessions(replace(VERDICT, figures=replace(FIGURES, reached=None)), 500)


def test_objectives_missed_do_not_matter_here() -> None:
    load_test_is_valid(replace(VERDICT, outcome=Outcome.BROKEN))


def test_a_load_test_that_proves_nothing_leaves_the_point_out() -> None:
    with pytest.raises(pytest.skip.Exception, match="n’est pas valide : trop peu de monde"):
        load_test_is_valid(replace(VERDICT, outcome=Outcome.INVALID, reasons=("trop peu de monde",)))


def test_no_load_test_leaves_the_point_out(recorder: Recorder) -> None:
    with pytest.raises(pytest.skip.Exception, match="Aucun test de charge"):
        last_load_test(None, TARGET, recorder)


def test_a_load_test_of_another_ent_leaves_the_point_out(tmp_path: Path, recorder: Recorder) -> None:
    with pytest.raises(pytest.skip.Exception, match="a visé « lune » et non « pratique »"):
        last_load_test(load_run(tmp_path, target="lune"), TARGET, recorder)


def test_a_load_test_without_a_verdict_leaves_the_point_out(tmp_path: Path, recorder: Recorder) -> None:
    with pytest.raises(pytest.skip.Exception, match="n’a pas de verdict"):
        last_load_test(load_run(tmp_path, None), TARGET, recorder)
