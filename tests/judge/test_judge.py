"""Objectives judged from samples: nothing that goes wrong may make a run look better."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtests.journeys.sign_in import ENTER
from loadtests.judge.judge import judge, share_text
from loadtests.judge.objectives import Objective, Objectives, read_objectives
from loadtests.judge.run import Run
from loadtests.judge.verdict import ObjectiveResult, Outcome, Verdict, from_document, one_line, to_document
from loadtests.measure.probe import Probe
from loadtests.measure.samples import RECORD, Samples
from tests.judge.runs import FULL_AT, JOURNEYS, NAMES, STOP_AT, Story, sound_run

ALONE = Objectives((Objective("Lire", "blog", 0.95, 3.0),), read_objectives().conditions)
RUN = Run(600, {"pupil": 1.0}, True, 0.0, 100.0, 0, 0)
NOTHING = np.zeros(0)
NO_PROBE = Probe(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, {})


def views(durations: list[float], failed: int = 0) -> Samples:
    """Page views of the blog spread over the window; the first ``failed`` of them failed."""
    records = np.zeros(len(durations), dtype=RECORD)
    # In no order: what is bad must not look like a warm-up.
    records["start"] = np.random.default_rng(5).permutation(np.linspace(0, 99, len(durations)))
    records["duration"] = durations
    records["is_page"] = True
    records["good"] = np.arange(len(durations)) >= failed
    records["reason"] = ~records["good"]
    return Samples(records, {"name": ["Blog"], "role": ["pupil"], "journey": ["blog"], "reason": ["", "503"]})


def result(samples: Samples, objectives: Objectives = ALONE) -> ObjectiveResult:
    return judge(samples, NO_PROBE, RUN, objectives).objectives[0]


def judged(story: Story, folder: Path) -> Verdict:
    return story.judged(folder)


def test_a_slow_journey_breaks_its_objective_and_only_its_own(tmp_path: Path) -> None:
    story = sound_run()
    story.records["duration"][story.of("messagerie")] = 3.2
    verdict = judged(story, tmp_path)
    assert verdict.outcome is Outcome.BROKEN
    assert [objective.journey for objective in verdict.objectives if not objective.respected] == ["messagerie"]
    assert len(verdict.reasons) == 1
    assert "Lire et envoyer des messages" in verdict.reasons[0]


def test_not_valid_comes_before_broken(tmp_path: Path) -> None:
    story = sound_run()
    story.records["duration"][story.of("messagerie")] = 3.2
    story.document["shared_accounts"] = 3
    story.document["lost_people"] = 40
    verdict = judged(story, tmp_path)
    assert verdict.outcome is Outcome.INVALID
    assert len(verdict.reasons) == 2
    assert not any("messages" in reason for reason in verdict.reasons)


@pytest.mark.parametrize(("outcome", "code"), [("respecté", 0), ("non respecté", 1), ("non valide", 2)])
def test_each_outcome_has_its_exit_code(outcome: str, code: int) -> None:
    assert Outcome(outcome).exit_code == code


def test_fast_failures_flatter_nothing() -> None:
    """A quarter of fast 503s lowers a mean by a quarter; here the times stay and the share falls."""
    honest, with_failures = result(views([0.6] * 400)), result(views([0.004] * 100 + [0.6] * 300, failed=100))
    assert with_failures.waited.p50 == with_failures.waited.p95 == pytest.approx(0.6)
    assert (honest.share, with_failures.share) == (1.0, 0.75)
    assert (with_failures.failures, with_failures.respected) == (100, False)


def test_a_limit_of_a_second_is_not_passed_by_rounding() -> None:
    one_second = replace(ALONE, objectives=(Objective("Lire", "blog", 0.95, 1.0),))
    slow = result(views(list(np.linspace(1.036, 1.084, 400))), one_second)
    assert (slow.good, slow.respected) == (0, False)
    assert slow.waited.p50 == pytest.approx(1.060, rel=0.001)
    assert slow.waited.p95 == pytest.approx(1.0816, rel=0.001)


@pytest.mark.parametrize("within", [0.1, 0.3, 1.1, 2.7, 3.0])
def test_a_view_just_on_time_is_on_time(within: float) -> None:
    objectives = replace(ALONE, objectives=(Objective("Lire", "blog", 0.95, within),))
    assert result(views([within] * 80), objectives).good == 80


@pytest.mark.parametrize(("total", "share"), [(40, 0.95), (100, 0.07), (1000, 0.999), (300, 0.29), (20, 0.55)])
def test_exactly_the_share_asked_is_enough_and_one_less_is_not(total: int, share: float) -> None:
    objectives = replace(ALONE, objectives=(Objective("Lire", "blog", share, 3.0),))
    enough = round(total * share)
    assert result(views([1.0] * enough + [9.0] * (total - enough)), objectives).respected
    assert not result(views([1.0] * (enough - 1) + [9.0] * (total - enough + 1)), objectives).respected


@given(st.lists(st.floats(0.0625, 20, width=32), min_size=1, max_size=60), st.integers(1, 60), st.data())
def test_a_failure_more_never_raises_the_good_share(durations: list[float], failures: int, data: st.DataObject) -> None:
    fast = data.draw(st.lists(st.floats(0, 0.0078125, width=32), min_size=failures, max_size=failures))
    before = result(views(durations))
    after = result(views(fast + durations, failed=failures))
    assert before.share is not None
    assert after.share is not None
    assert after.share <= before.share
    assert (after.waited, after.sent, after.good) == (before.waited, before.sent, before.good)
    assert before.respected or not after.respected


@given(st.lists(st.floats(0.0625, 20, width=32), min_size=1, max_size=60), st.floats(1, 3))
def test_a_slower_ent_never_has_a_better_share(durations: list[float], factor: float) -> None:
    before, after = result(views(durations)), result(views([duration * factor for duration in durations]))
    assert after.good <= before.good


@given(st.lists(st.floats(0.0625, 20, width=32), min_size=1, max_size=60), st.integers(0, 60))
def test_the_interval_holds_the_share(durations: list[float], failed: int) -> None:
    found = result(views(durations, failed=min(failed, len(durations))))
    assert found.share is not None
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_only_pages_of_the_steady_window_are_judged(tmp_path: Path) -> None:
    story = sound_run()
    before = judged(story, tmp_path).objectives
    outside = (story.records["start"] < FULL_AT) | (story.records["start"] >= STOP_AT)
    story.records["duration"][outside | ~story.records["is_page"]] = 30.0
    assert judged(story, tmp_path).objectives == before


def test_an_objective_of_one_role_is_judged_on_its_views_alone(tmp_path: Path) -> None:
    story = sound_run()
    pupils = story.of("blog") & (story.records["role"] == 0)
    story.records["duration"][pupils] = 9.0
    story.objectives = replace(
        story.objectives,
        objectives=(Objective("Élèves", "blog", 0.95, 3.0, "pupil"), Objective("Parents", "blog", 0.95, 3.0, "parent")),
    )
    verdict = judged(story, tmp_path)
    assert [(objective.good > 0, objective.respected) for objective in verdict.objectives] == [
        (False, False),
        (True, True),
    ]
    assert verdict.objectives[0].total == int(pupils.sum())
    assert "(élève)" in verdict.reasons[0]


def test_quick_pages_beside_it_do_not_dilute_a_slow_sign_in(tmp_path: Path) -> None:
    """One sign-in in ten takes twenty seconds; opening the form, in the same journey, is quick."""
    story = sound_run()
    entering = np.flatnonzero(story.of("connexion") & (story.records["name"] == NAMES.index(ENTER.name)))
    story.records["duration"][entering[::10]] = 20.0
    verdict = judged(story, tmp_path)
    assert verdict.outcome is Outcome.BROKEN
    assert verdict.objectives[0].total == len(entering)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_no_view_of_a_journey_is_never_a_pass(tmp_path: Path, journey: str) -> None:
    story = sound_run()
    story.records = story.records[~story.of(journey)]
    verdict = judged(story, tmp_path)
    assert verdict.outcome is Outcome.INVALID
    silent = next(objective for objective in verdict.objectives if objective.journey == journey)
    assert (silent.share, silent.respected, silent.waited.p95) == (None, False, None)


def test_a_share_that_misses_never_reads_as_the_share_asked() -> None:
    assert share_text(0.94996, 0.95).replace("\u202f", " ") == "94,996 %"
    assert share_text(0.95, 0.95).replace("\u202f", " ") == "95 %"
    assert share_text(1.0, 0.95).replace("\u202f", " ") == "100 %"


def test_a_narrow_pass_says_that_it_is_narrow(tmp_path: Path) -> None:
    story = sound_run()
    blog = np.flatnonzero(story.of("blog"))
    story.records["duration"][blog[::22]] = 9.0
    verdict = judged(story, tmp_path)
    assert verdict.outcome is Outcome.RESPECTED
    assert [objective.journey for objective in verdict.objectives if objective.tight] == ["blog"]
    assert "De justesse" in one_line(verdict)


def test_the_line_of_each_verdict_explains_itself(tmp_path: Path) -> None:
    story = sound_run()
    plain = one_line(judged(story, tmp_path)).replace("\u00a0", " ").replace("\u202f", " ")
    assert plain == (
        "Verdict : respecté — 600 sessions simultanées (comptées par l’ENT), palier de 2 min, 2 400 pages vues, "
        "aucun échec. Les 5 objectifs sont tenus."
    )
    story.fail(story.of("blog"))
    broken = one_line(judged(story, tmp_path)).replace("\u00a0", " ").replace("\u202f", " ")
    assert broken.startswith("Verdict : non respecté — 600 sessions simultanées")
    assert "0 % des pages bonnes en 3 s au plus, 95 % demandés" in broken
    story.document["state"] = "incomplet"
    assert (
        one_line(judged(story, tmp_path)).replace("\u00a0", " ").startswith("Verdict : non valide — l’essai ne prouve")
    )


def test_a_verdict_survives_its_file(tmp_path: Path) -> None:
    story = sound_run()
    story.fail(story.of("blog"))
    verdict = judged(story, tmp_path)
    assert from_document(to_document(verdict)) == verdict
    story.document["full_at"] = None
    without_window = judged(story, tmp_path)
    assert from_document(to_document(without_window)) == without_window
