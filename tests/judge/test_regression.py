"""Two sets of runs compared: slower is seen, chance is not, and what cannot be told is not told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from loadtests.judge.calibration import Calibration, calibrate
from loadtests.judge.effect import Change, Side, effect
from loadtests.judge.judge import judge_run
from loadtests.judge.regression import Regression, compare, to_document
from loadtests.judge.trial import Trial, TrialError, read_trial, require_one_target, require_same
from tests.judge.runs import Story, sound_run
from tests.judge.trials import trial, trials


def of(found: Regression, journey: str) -> Change:
    return next(one.change for one in found.objectives if one.journey == journey)


def test_a_fifth_slower_is_seen_in_its_journey_and_not_in_the_other() -> None:
    found = compare(trials(range(5)), trials(range(50, 55), slower=1.2))
    assert (found.change, found.exit_code) == (Change.SLOWER, 1)
    assert of(found, "messagerie") is Change.SLOWER
    assert of(found, "blog") is not Change.SLOWER
    assert found.sentence.startswith(
        "Plus lent (5\u00a0essais avant, 5 après)\u00a0: «\u00a0Lire des messages\u00a0», p95 +"
    )


def test_false_alarms_are_rare_and_a_fifth_slower_is_seldom_missed() -> None:
    usual, slow = trials(range(40)), trials(range(100, 140), slower=1.2)
    alike, slower = [], []
    chance = np.random.default_rng(2)
    for _ in range(40):
        runs = chance.permutation(40)
        before = [usual[i] for i in runs[:6]]
        alike.append(compare(before, [usual[i] for i in runs[6:12]]).change)
        slower.append(compare(before, [slow[i] for i in runs[6:12]]).change)
    assert sum(change in (Change.SLOWER, Change.FASTER) for change in alike) <= 2, "5 % of 40"
    assert slower.count(Change.SLOWER) >= 38, "95 % of 40"


def test_quiet_runs_are_called_alike() -> None:
    quiet = [trial(seed, spread=0.0, views=40_000) for seed in range(12)]
    found = compare(quiet[:6], quiet[6:])
    assert (found.change, found.exit_code) == (Change.SAME, 0)


def test_faster_runs_are_seen_and_are_no_fault() -> None:
    found = compare(
        [trial(seed, views=40_000, spread=0.01) for seed in range(6)],
        [trial(seed, views=40_000, spread=0.01, slower=0.7) for seed in range(6, 12)],
    )
    assert of(found, "messagerie") is Change.FASTER
    assert (found.change, found.exit_code) == (Change.FASTER, 0)


def test_fast_failures_make_a_run_worse_not_faster() -> None:
    found = compare(trials(range(5)), trials(range(50, 55), slower=0.7, failing=0.1))
    messaging = next(one for one in found.objectives if one.journey == "messagerie")
    assert messaging.share.change is Change.SLOWER
    assert messaging.change is Change.SLOWER
    assert "de pages bonnes" in found.sentence


def test_when_nothing_succeeds_any_more_the_share_tells_it_without_a_p95() -> None:
    found = compare(trials(range(5)), trials(range(50, 55), failing=1.0))
    messaging = next(one for one in found.objectives if one.journey == "messagerie")
    assert messaging.p95 is None
    assert found.change is Change.SLOWER
    assert any("trop peu de pages abouties" in note for note in found.notes)


def test_what_is_undecided_says_how_many_runs_would_decide() -> None:
    found = compare(trials(range(2)), trials(range(50, 52)))
    assert (found.change, found.exit_code) == (Change.UNDECIDED, 2)
    assert found.runs_needed is not None
    assert 2 < found.runs_needed <= 40
    assert f"Avec {found.runs_needed} essais de chaque côté" in found.sentence


def test_as_many_runs_as_told_decide_nine_times_in_ten() -> None:
    of_one_run = 0.06**2
    needed = effect(
        Side(0.0, of_one_run / 3, 3), Side(0.02, of_one_run / 3, 3), 0.10, 0.01, more_is_worse=True
    ).runs_needed
    assert needed is not None
    chance = np.random.default_rng(4)

    def side(mean: float) -> Side:
        logs = mean + 0.06 * chance.standard_normal(needed)
        return Side(float(logs.mean()), float(logs.var(ddof=1)) / needed, needed)

    changes = [effect(side(0.0), side(0.0), 0.10, 0.01, more_is_worse=True).change for _ in range(300)]
    assert 0.85 <= sum(change is not Change.UNDECIDED for change in changes) / 300 <= 0.97


def test_one_run_a_side_decides_only_a_plain_difference_and_says_why() -> None:
    slightly = compare(trials([1]), trials([2], slower=1.2))
    assert slightly.change is Change.UNDECIDED
    assert len(slightly.notes) == 2
    assert "deux essais identiques" in slightly.notes[0]
    assert compare(trials([1]), trials([2], slower=2.0)).change is Change.SLOWER
    assert compare(trials([1]), trials([1])).change is Change.UNDECIDED, "one run never proves that nothing changed"


def test_a_small_difference_is_no_change_however_sure() -> None:
    sure = Side(0.0, 1e-8, 50)
    by = {
        difference: effect(sure, Side(difference, 1e-8, 50), 0.10, 0.01, more_is_worse=True).change
        for difference in (0.05, 0.12, -0.05, -0.12)
    }
    assert list(by.values()) == [Change.SAME, Change.SLOWER, Change.SAME, Change.FASTER]


@pytest.mark.parametrize("difference", [0.08, -0.08])
def test_a_difference_that_is_sure_but_maybe_too_small_is_undecided(difference: float) -> None:
    found = effect(Side(0.0, 5e-5, 50), Side(difference, 5e-5, 50), 0.10, 0.01, more_is_worse=True)
    assert not found.low <= 1.0 <= found.high
    assert found.change is Change.UNDECIDED


def test_the_interval_of_a_ratio_is_as_sure_as_it_says() -> None:
    """95 % of the intervals hold the true ratio, on runs whose spread is known."""
    chance = np.random.default_rng(3)
    truth, spread, inside = 1.15, 0.05, 0
    for _ in range(1000):
        before, after = (np.log(scale) + spread * chance.standard_normal(4) for scale in (1.0, truth))
        drawn = [Side(float(logs.mean()), float(logs.var(ddof=1)) / 4, 4) for logs in (before, after)]
        found = effect(drawn[0], drawn[1], 0.10, 0.05, more_is_worse=True)
        inside += found.low <= truth <= found.high
    assert 0.93 <= inside / 1000 <= 0.98


def test_the_comparison_is_written_with_what_it_says() -> None:
    found = compare(trials(range(3)), trials(range(50, 53), slower=1.5))
    document = json.loads(json.dumps(to_document(found)))
    assert document["change"] == "plus lent"
    assert document["line"] == found.sentence
    assert document["objectives"][1]["p95"]["ratio"] == pytest.approx(1.5, rel=0.1)
    assert document["objectives"][1]["change"] == "plus lent"


def test_an_empty_side_is_refused() -> None:
    with pytest.raises(TrialError, match="un essai de chaque côté"):
        compare([], trials([1]))


def test_the_calibration_publishes_the_rate_of_false_alarms() -> None:
    found = calibrate(trials(range(8)), pairs=20)
    assert found.pairs == 20
    assert found.held
    assert found.sentence.startswith(f"Fausses alertes\u00a0: {found.alarms} sur 20\u00a0comparaisons")
    with pytest.raises(TrialError, match="il en faut 4"):
        calibrate(trials(range(3)))


def test_runs_that_are_not_alike_are_caught_by_the_calibration() -> None:
    """Half of these runs are twice slower: whoever splits them well sees it, and should not have."""
    mixed = [*trials(range(2)), *trials(range(50, 52), slower=3.0)]
    found = calibrate(mixed)
    assert (found.pairs, found.a_side) == (3, 2), "all the ways there are"
    assert found.alarms >= 1
    assert not found.held
    assert found.exit_code == 1
    assert Calibration(10, 5, 40, 2, 30, 0.0, 0.2).held


def folder(place: Path, name: str, story: Story | None = None) -> Path:
    """The folder of a run, judged."""
    story = story or sound_run()
    path = story.write(place / name)
    judge_run(path)
    return path


def changed(key: str, value: object) -> Story:
    story = sound_run(seed=8)
    story.document["asked"][key] = value
    return story


def test_a_run_is_read_from_its_folder(tmp_path: Path) -> None:
    read = read_trial(folder(tmp_path, "a"))
    assert (read.name, read.target) == ("a", "pratique")
    assert [views.objective.journey for views in read.views] == [
        "connexion",
        "blog",
        "médiathèque",
        "messagerie",
        "vie de classe",
    ]
    assert all(views.total > 100 for views in read.views)
    same = compare([read], [read_trial(folder(tmp_path, "b", sound_run(seed=9)))])
    assert same.change is Change.UNDECIDED


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("people", 550, "nombre de personnes, 600 et 550"),
        ("spawn_rate", 20.0, "arrivées par seconde, 10 et 20"),
        ("pauses", 0.5, "facteur des pauses, 1 et 0.5"),
        ("arrivals", "cloche", "plan d’arrivées, non dit et cloche"),
    ],
)
def test_runs_made_under_other_terms_are_refused_by_name(tmp_path: Path, key: str, value: object, named: str) -> None:
    read = [read_trial(folder(tmp_path, "a")), read_trial(folder(tmp_path, "b", changed(key, value)))]
    with pytest.raises(TrialError, match="a et b ne se comparent pas") as refused:
        require_same(read)
    assert named in refused.value.message


def test_runs_judged_by_other_objectives_are_refused(tmp_path: Path) -> None:
    first, second = folder(tmp_path, "a"), folder(tmp_path, "b")
    verdict = json.loads((second / "verdict.json").read_text())
    verdict["objectives"][0]["within"] = 9.0
    (second / "verdict.json").write_text(json.dumps(verdict))
    with pytest.raises(TrialError, match="objectif «\u00a0Se connecter\u00a0»"):
        require_same([read_trial(first), read_trial(second)])


def test_the_runs_of_a_side_have_one_target_and_one_version_of_it() -> None:
    here = Trial("a", "pratique", {}, "v1", ())
    with pytest.raises(TrialError, match="a vise «\u00a0pratique\u00a0», b vise «\u00a0marseille\u00a0»"):
        require_one_target([here, Trial("b", "marseille", {}, "v1", ())], "avant")
    with pytest.raises(TrialError, match="changé de version entre a et b"):
        require_one_target([here, Trial("b", "pratique", {}, "v2", ())], "avant")
    require_one_target([here, Trial("b", "pratique", {}, "", ())], "avant")


def test_a_run_that_proves_nothing_or_is_not_whole_is_refused(tmp_path: Path) -> None:
    shared = sound_run()
    shared.document["shared_accounts"] = 3
    with pytest.raises(TrialError, match="essai non valide"):
        read_trial(folder(tmp_path, "a", shared))
    unjudged = sound_run().write(tmp_path / "b")
    with pytest.raises(TrialError, match="n’est pas jugé"):
        read_trial(unjudged)
    truncated = folder(tmp_path, "c")
    path = truncated / "samples.bin"
    path.write_bytes(path.read_bytes()[:-100_000])
    with pytest.raises(TrialError, match="dossier tronqué"):
        read_trial(truncated)
