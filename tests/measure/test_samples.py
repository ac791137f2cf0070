"""Samples on disk: small, gathered from several writers, and refused when they are somebody else's."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from loadtests.judge.judge import judge_run
from loadtests.measure.samples import (
    CUT,
    NAMES_FILE,
    RECORD,
    SAMPLES_FILE,
    Sample,
    SamplesError,
    SampleWriter,
    read_samples,
)
from tests.judge.runs import sound_run


def page(name: str = "Blog", start: float = 1000.0, **more: object) -> Sample:
    return Sample("page", name, "pupil", "blog", start, 0.25, **more)  # type: ignore[arg-type]


def written(folder: Path, *samples: Sample, part: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    writer = SampleWriter(folder, part)
    for sample in samples:
        writer.write(sample)
    writer.close()
    return folder


def test_a_sample_takes_at_most_forty_bytes() -> None:
    assert RECORD.itemsize == 30


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    written(tmp_path, page(late=0.5, paused=12.0), page(reason="Réponse 503"), page(reason=CUT))
    samples = read_samples(tmp_path)
    assert samples.records["late"].tolist() == [0.5, 0, 0]
    assert samples.records["paused"].tolist() == [12.0, 0, 0]
    assert samples.wanted.tolist() == [999.5, 1000, 1000]
    assert samples.waited.tolist() == [0.75, 0.25, 0.25]
    assert samples.cut.tolist() == [False, False, True]
    assert samples.records["good"].tolist() == [True, False, False]


def test_the_samples_of_a_process_that_was_killed_are_readable_up_to_its_last_second(tmp_path: Path) -> None:
    written(tmp_path, *(page(start=float(second)) for second in range(10)))
    whole = (tmp_path / SAMPLES_FILE).read_bytes()
    for torn in range(1, RECORD.itemsize):
        (tmp_path / SAMPLES_FILE).write_bytes(whole[:-torn])
        assert len(read_samples(tmp_path)) == 9


def test_several_processes_are_read_as_one(tmp_path: Path) -> None:
    written(tmp_path, page("Blog", 1.0), page("Messagerie", 4.0), part="1")
    written(tmp_path, page("Messagerie", 2.0), page("Blog", 3.0, reason="Réponse 503"), part="2")
    samples = read_samples(tmp_path)
    assert samples.records["start"].tolist() == [1, 2, 3, 4]
    assert samples.counts("name") == {"Blog": 2, "Messagerie": 2}
    assert samples.where(samples.mask("name", "Blog")).records["start"].tolist() == [1, 3]
    assert samples.counts("reason") == {"": 3, "Réponse 503": 1}


def test_the_samples_of_a_worker_are_gathered_under_the_numbers_of_the_master(tmp_path: Path) -> None:
    theirs = read_samples(written(tmp_path / "leur", page("Messagerie", 2.0, reason="Réponse 503")))
    (tmp_path / "notre").mkdir()
    writer = SampleWriter(tmp_path / "notre")
    writer.write(page("Blog", 1.0))
    writer.append(theirs)
    writer.close()
    samples = read_samples(tmp_path / "notre")
    assert (writer.count, samples.counts("name")) == (2, {"Blog": 1, "Messagerie": 1})
    assert samples.where(samples.mask("reason", "Réponse 503")).counts("name") == {"Messagerie": 1}


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / SAMPLES_FILE).write_bytes(os.urandom(3000)), "pas des mesures|numéro absent"),
        (lambda folder: (folder / SAMPLES_FILE).write_bytes(b"start,duration\n1,2\n" * 50), "mesures"),
        (lambda folder: (folder / NAMES_FILE).write_bytes(b"\xff\xfe\n\n"), "illisible"),
        (lambda folder: (folder / NAMES_FILE).write_text('{"kind": 3}\n{"kind": "name"}\n'), "ligne 1"),
        (lambda folder: (folder / NAMES_FILE).unlink(), "illisible"),
        (lambda folder: (folder / SAMPLES_FILE).unlink(), "pas de mesures"),
    ],
    ids=["random", "csv", "not text", "not names", "no names", "no samples"],
)
def test_files_that_are_not_ours_are_refused(tmp_path: Path, damage: object, message: str) -> None:
    written(tmp_path, *(page(start=float(second)) for second in range(100)))
    damage(tmp_path)  # type: ignore[operator]
    with pytest.raises(SamplesError, match=message) as caught:
        read_samples(tmp_path)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("column", "value"), [("duration", np.nan), ("start", np.inf), ("duration", 1e9), ("late", np.nan)]
)
def test_times_that_nobody_can_have_measured_are_refused(tmp_path: Path, column: str, value: float) -> None:
    written(tmp_path, page(), page())
    records = np.fromfile(tmp_path / SAMPLES_FILE, dtype=RECORD)
    records[column][1] = value
    records.tofile(tmp_path / SAMPLES_FILE)
    with pytest.raises(SamplesError, match="pas des mesures de Préau"):
        read_samples(tmp_path)


def test_a_good_sample_with_a_reason_is_refused(tmp_path: Path) -> None:
    written(tmp_path, page(reason="Réponse 503"))
    records = np.fromfile(tmp_path / SAMPLES_FILE, dtype=RECORD)
    records["good"] = True
    records.tofile(tmp_path / SAMPLES_FILE)
    with pytest.raises(SamplesError, match="se contredisent"):
        read_samples(tmp_path)


def test_a_large_run_is_judged_quickly_and_in_little_memory(tmp_path: Path) -> None:
    """A tenth of the two million samples promised in ten seconds and a gigabyte, with room for a busy machine."""
    story = sound_run(pages_per_second=450)
    assert len(story.records) > 200_000
    story.write(tmp_path)
    before, begun = psutil.Process().memory_info().rss, time.process_time()
    judge_run(tmp_path)
    assert time.process_time() - begun < 3
    assert psutil.Process().memory_info().rss - before < 200 * 2**20
