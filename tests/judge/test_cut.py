"""Pages that the stop of a run cut: bad once they are older than the delay, and nothing before."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from loadtests.judge.verdict import Outcome, Verdict
from loadtests.measure.samples import CUT
from tests.judge.runs import STOP_AT, Story, sound_run


def cut(story: Story, since: float, mask: np.ndarray | None = None) -> Story:
    """Every page asked after that moment (seconds before the stop) was still under way when everybody was sent away,
    ten seconds after the stop at the latest, which is what Locust waits for."""
    late = story.records["is_page"] & (story.records["start"] >= STOP_AT - since) & (story.records["start"] < STOP_AT)
    late = late if mask is None else late & mask
    story.fail(late, CUT)
    story.records["duration"][late] = STOP_AT - story.records["start"][late]
    return story


def judged(story: Story, folder: Path) -> Verdict:
    story.lawful = False  # nobody reads what has not come
    story._obey_little()
    return story.judged(folder)


def test_an_ent_that_hangs_at_the_very_end_is_seen(tmp_path: Path) -> None:
    """Nothing came any more in the last twenty seconds: the slowest views of the run are those that never ended."""
    verdict = judged(cut(sound_run(), since=20), tmp_path)
    assert verdict.outcome is Outcome.BROKEN
    assert all(result.overdue > 20 and not result.respected for result in verdict.objectives)
    assert "jamais arrivées quand l’essai s’est arrêté" in verdict.reasons[0]


def test_healthy_pages_cut_by_the_stop_are_not_condemned(tmp_path: Path) -> None:
    story = sound_run()
    before = judged(story, tmp_path / "avant")
    after = judged(cut(sound_run(), since=0.6), tmp_path / "apres")
    assert after.outcome is before.outcome is Outcome.RESPECTED
    assert after.figures.undecided > 0
    assert after.figures.page_views == before.figures.page_views - after.figures.undecided
    assert all(result.overdue == result.failures == 0 for result in after.objectives)
    assert after.figures.failures == 0


def test_a_cut_page_is_bad_by_the_clock_of_who_waits(tmp_path: Path) -> None:
    """Asked a second before the stop, wanted four seconds before: the delay was over."""
    story = cut(sound_run(), since=1)
    story.records["late"][story.records["reason"] == 1] = 3.5
    verdict = story.judged(tmp_path)
    assert sum(result.overdue for result in verdict.objectives) > 0
