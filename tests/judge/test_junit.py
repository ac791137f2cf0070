"""JUnit: the words of the verdict, in the form that continuous integrations read."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from loadtests.judge.judge import JUNIT_FILE, judge_run
from loadtests.judge.verdict import Verdict, one_line
from tests.judge.runs import Story, sound_run


def suite(story: Story, folder: Path) -> tuple[ElementTree.Element, Verdict]:
    story.write(folder)
    verdict = judge_run(folder)
    return ElementTree.fromstring((folder / JUNIT_FILE).read_text(encoding="utf-8")), verdict  # noqa: S314  # our own


def counts(xml: ElementTree.Element) -> tuple[str | None, ...]:
    return tuple(xml.get(key) for key in ("errors", "failures", "skipped"))


def test_a_run_that_passes_has_neither_failure_nor_error(tmp_path: Path) -> None:
    xml, verdict = suite(sound_run(), tmp_path)
    assert counts(xml) == ("0", "0", "0")
    assert xml.get("tests") == str(len(verdict.validity) + len(verdict.objectives))
    assert xml.findtext("system-out") == one_line(verdict)


def test_an_objective_that_is_missed_is_a_failure_with_its_sentence(tmp_path: Path) -> None:
    story = sound_run()
    story.fail(story.of("blog"), "Réponse 503 <script>\"&'")
    xml, verdict = suite(story, tmp_path)
    assert counts(xml) == ("0", "1", "0")
    (failure,) = xml.iter("failure")
    assert (failure.get("message"), failure.get("type")) == (verdict.reasons[0], "non respecté")


def test_a_run_that_proves_nothing_is_an_error_and_passes_no_objective(tmp_path: Path) -> None:
    story = sound_run()
    story.document["shared_accounts"] = 2
    xml, verdict = suite(story, tmp_path)
    assert counts(xml) == ("1", "0", str(len(verdict.objectives)))
    (error,) = xml.iter("error")
    assert (error.get("message"), error.get("type")) == (verdict.reasons[0], "non valide")


def test_a_run_stopped_early_fails_even_when_no_objective_is_left_broken(tmp_path: Path) -> None:
    story = sound_run()
    story.document["broken"] = "« Lire » : 80 % des pages bonnes."
    xml, _ = suite(story, tmp_path)
    assert counts(xml) == ("0", "1", "0")
