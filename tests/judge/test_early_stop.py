"""Stopping before the end: only when an objective is broken for sure, and then the run may say that alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loadtests.judge.early_stop import EarlyStop
from loadtests.judge.objectives import Objective, ObjectivesError, read_objectives
from loadtests.judge.verdict import Outcome
from loadtests.measure.samples import Sample
from tests.judge.runs import FULL_AT, sound_run

READ = Objective("Lire", "blog", 0.95, 3.0)
SINCE = 1000.0


def watch(*samples: Sample, seconds: float = 30, objective: Objective = READ) -> EarlyStop:
    early = EarlyStop([objective], seconds)
    for sample in samples:
        early.add(sample)
    return early


def pages(durations: list[float], begin: float = SINCE, **more: object) -> list[Sample]:
    """One a second."""
    return [
        Sample("page", "Blog", "pupil", "blog", begin + second - duration, duration, **more)  # type: ignore[arg-type]
        for second, duration in enumerate(durations)
    ]


def test_an_objective_broken_all_along_stops_the_run() -> None:
    early = watch(*pages([9.0] * 40))
    assert early.broken(SINCE + 29, SINCE) is None, "not long enough yet"
    sentence = early.broken(SINCE + 35, SINCE)
    assert sentence is not None
    assert "« Lire » : 0 % des pages bonnes en 3 s au plus pendant les 30 s" in sentence.replace("\u202f", " ").replace(
        "\u00a0", " "
    )


def test_a_bad_moment_that_is_over_stops_nothing() -> None:
    early = watch(*pages([9.0] * 20 + [0.2] * 40))
    assert early.broken(SINCE + 60, SINCE) is None


def test_what_chance_may_explain_stops_nothing() -> None:
    assert watch(*pages([0.2] * 9 + [9.0])).broken(SINCE + 40, SINCE) is None
    assert watch().broken(SINCE + 40, SINCE) is None


def test_a_failure_however_fast_and_a_wait_before_the_sending_are_bad() -> None:
    assert watch(*pages([0.01] * 40, reason="Réponse 503")).broken(SINCE + 39, SINCE)
    assert watch(*pages([0.01] * 40, late=5.0)).broken(SINCE + 39, SINCE)


def test_only_the_views_of_the_objective_count() -> None:
    bad = pages([9.0] * 40)
    for change in ({"journey": "messagerie"}, {"what": "request"}):
        assert watch(*(replace(sample, **change) for sample in bad)).broken(SINCE + 39, SINCE) is None
    teachers = replace(READ, role="teacher")
    assert watch(*bad, objective=teachers).broken(SINCE + 39, SINCE) is None


def test_a_run_stopped_early_is_broken_however_short_it_was(tmp_path: Path) -> None:
    story = sound_run()
    story.records["duration"][story.of("messagerie")] = 9.0
    story.records = story.records[story.records["start"] < FULL_AT + 40]
    story.document.update(stop_at=FULL_AT + 40, broken="« Lire et envoyer des messages » : 0 % des pages bonnes.")
    story.document["fingerprints"] = story.document["fingerprints"][:2]
    story.lawful = False
    story.records["paused"] = 30 - story.records["duration"]
    verdict = story.judged(tmp_path)
    assert verdict.outcome is Outcome.BROKEN, verdict.reasons
    assert "Essai arrêté avant sa fin" in verdict.reasons[0]


def test_a_run_stopped_early_never_passes(tmp_path: Path) -> None:
    """Its length was excused: had the objective been held after all, it would prove nothing else."""
    story = sound_run()
    story.document["broken"] = "« Lire » : 80 % des pages bonnes."
    assert story.judged(tmp_path).outcome is Outcome.BROKEN


def test_the_option_is_read_from_the_objectives(tmp_path: Path) -> None:
    shipped = Path("loadtests/objectifs.toml").read_text(encoding="utf-8")
    path = tmp_path / "objectifs.toml"
    path.write_text(shipped + "\n[arret]\nsi_rompu_s = 45\n", encoding="utf-8")
    assert read_objectives(path).stop_after == 45
    assert read_objectives().stop_after is None
    path.write_text(shipped + "\n[arret]\nsi_rompu_s = -1\n", encoding="utf-8")
    with pytest.raises(ObjectivesError, match=r"ligne \d+ : si_rompu_s = -1"):
        read_objectives(path)
