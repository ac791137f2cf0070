"""The samples of several workers come together as if one process had kept them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from loadtests.measure.samples import Sample, SampleWriter, read_samples
from loadtests.people.gathering import Inbox, Outbox


def page(name: str, start: float, reason: str = "") -> Sample:
    return Sample("page", name, "pupil", "blog", start, 0.25, late=0.5, reason=reason)


@pytest.fixture
def outboxes() -> Iterator[list[Outbox]]:
    boxes = [Outbox(), Outbox()]
    yield boxes
    for box in boxes:
        box.close()


def test_what_two_workers_kept_is_read_back_whole(tmp_path: Path, outboxes: list[Outbox]) -> None:
    kept = [
        [page("Blog : lire la liste", 1.0), page("Blog : lire un article", 2.0, "réponse 500")],
        [
            page("Blog : lire un article", 3.0),
            page("Blog : commenter", 4.0, "page vide"),
            page("Blog : commenter", 5.0),
        ],
    ]
    writer, inboxes = SampleWriter(tmp_path), [Inbox(), Inbox()]
    for turn in range(3):
        for outbox, inbox, samples in zip(outboxes, inboxes, kept, strict=True):
            for sample in samples[turn : turn + 1]:
                outbox.keep(sample)
            writer.append(inbox.open(outbox.parcel()))
    writer.close()
    read = read_samples(tmp_path)
    assert writer.count == len(read) == 5
    assert sorted(read.records["start"]) == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert read.counts("name") == {"Blog : lire un article": 2, "Blog : commenter": 2, "Blog : lire la liste": 1}
    assert read.counts("reason") == {"": 3, "réponse 500": 1, "page vide": 1}
    assert list(read.records["good"][np.argsort(read.records["start"])]) == [True, False, True, False, True]
    assert set(read.records["late"]) == {0.5}


def test_a_parcel_holds_only_what_is_new(outboxes: list[Outbox]) -> None:
    outbox, inbox = outboxes[0], Inbox()
    outbox.keep(page("a", 1.0))
    assert len(inbox.open(outbox.parcel())) == 1
    assert len(inbox.open(outbox.parcel())) == 0
    outbox.keep(page("a", 2.0))
    outbox.keep(page("b", 3.0))
    assert inbox.open(outbox.parcel()).counts("name") == {"a": 1, "b": 1}
