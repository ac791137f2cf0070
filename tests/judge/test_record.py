"""A run folder judged: its verdict kept beside its samples, its damage named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loadtests.judge.judge import VERDICT_FILE, VerdictError, judge_run, read_verdict
from loadtests.judge.objectives import ObjectivesError
from loadtests.judge.run import RunError
from loadtests.judge.verdict import Outcome, one_line
from loadtests.measure.samples import NAMES_FILE, SAMPLES_FILE, Sample, SamplesError, SampleWriter
from portal.errors import PreauError
from tests.judge.runs import FULL_AT, Story, sound_run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_run().write(tmp_path)


def document(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "run.json").read_text(encoding="utf-8")))


def test_the_verdict_is_kept_in_the_folder(folder: Path) -> None:
    verdict = judge_run(folder)
    assert verdict.outcome is Outcome.RESPECTED
    assert read_verdict(folder) == verdict
    assert document(folder)["verdict"] == {"outcome": "respecté", "line": one_line(verdict), "exit_code": 0}
    assert json.loads((folder / VERDICT_FILE).read_text(encoding="utf-8"))["line"] == one_line(verdict)


def test_judging_twice_says_the_same_twice(folder: Path) -> None:
    judge_run(folder)
    first = (folder / VERDICT_FILE).read_bytes()
    judge_run(folder)
    assert (folder / VERDICT_FILE).read_bytes() == first


def test_other_objectives_give_another_verdict(folder: Path, tmp_path: Path) -> None:
    strict = tmp_path / "stricts.toml"
    shipped = Path("loadtests/objectifs.toml").read_text(encoding="utf-8")
    strict.write_text(shipped.replace("sous_s = 3.0", "sous_s = 0.1"), encoding="utf-8")
    assert judge_run(folder, strict).outcome is Outcome.BROKEN
    with pytest.raises(ObjectivesError):
        judge_run(folder, tmp_path / "rien.toml")


def test_a_run_killed_before_its_first_sample_is_not_valid(folder: Path) -> None:
    for name in (SAMPLES_FILE, NAMES_FILE, "probe.jsonl"):
        (folder / name).unlink()
    (folder / "run.json").write_text(
        json.dumps({"kind": "charge", "state": "incomplet", "asked": {"people": 600, "mix": {"pupil": 1}}}),
        encoding="utf-8",
    )
    assert judge_run(folder).outcome is Outcome.INVALID


def test_a_torn_last_sample_is_left_out(folder: Path) -> None:
    whole = judge_run(folder).figures
    with (folder / SAMPLES_FILE).open("ab") as file:
        file.write(b"\x00" * 11)
    assert judge_run(folder).figures == whole


def test_the_samples_of_another_run_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "autre").mkdir()
    writer = SampleWriter(tmp_path / "autre")
    writer.write(Sample("page", "Blog : liste", "pupil", "blog", FULL_AT, 0.2))
    writer.close()
    (folder / NAMES_FILE).write_bytes((tmp_path / "autre" / NAMES_FILE).read_bytes())
    with pytest.raises(SamplesError, match="numéro absent"):
        judge_run(folder)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "recette"}, "pas un test de charge"),
        ({"asked": None}, "asked"),
        ({"asked": {"people": 0, "mix": {"pupil": 1}}}, "asked.people"),
        ({"asked": {"people": 600, "mix": {}}}, "asked.mix"),
        ({"asked": {"people": 600, "mix": {"pupil": 0}}}, "poids positif"),
        ({"full_at": "8 h 30"}, "full_at"),
        ({"lost_people": True}, "lost_people"),
    ],
)
def test_a_folder_that_cannot_be_judged_says_why(folder: Path, changes: dict[str, Any], message: str) -> None:
    (folder / "run.json").write_text(json.dumps(document(folder) | changes), encoding="utf-8")
    with pytest.raises(RunError, match=message) as caught:
        judge_run(folder)
    assert caught.value.remedy


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(PreauError, match="illisible"):
        judge_run(tmp_path / "rien")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"figures": 3}'])
def test_a_damaged_verdict_is_named(folder: Path, content: str) -> None:
    (folder / VERDICT_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(VerdictError, match=r"verdict\.json"):
        read_verdict(folder)


def test_a_folder_not_judged_yet_has_no_verdict(folder: Path) -> None:
    assert read_verdict(folder) is None


def test_samples_written_by_the_writer_are_judged_like_any(tmp_path: Path) -> None:
    """The generator's own road: writer, files, judge."""
    story: Story = sound_run(pages_per_second=4)
    folder = story.write(tmp_path / "ecrit")
    (folder / SAMPLES_FILE).unlink()
    (folder / NAMES_FILE).unlink()
    writer = SampleWriter(folder)
    for record in story.records:
        writer.write(
            Sample(
                "page" if record["is_page"] else "request",
                story.texts["name"][record["name"]],
                story.texts["role"][record["role"]],
                story.texts["journey"][record["journey"]],
                float(record["start"]),
                float(record["duration"]),
            )
        )
    writer.close()
    assert judge_run(folder).objectives == story.judged(tmp_path / "direct").objectives
