"""Invented page views for the tests of measuring: no clock, no network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from loadtests.measure.samples import CUT, RECORD, Samples

TEXTS = {"name": ["Page"], "role": ["pupil"], "journey": ["blog"], "reason": ["", "503", CUT]}


def views(
    starts: Sequence[float] | npt.NDArray[np.float64],
    durations: Sequence[float] | npt.NDArray[np.float64] | float,
    late: Sequence[float] | npt.NDArray[np.float64] | float = 0.0,
) -> Samples:
    """Page views that did not fail; ``starts`` are actual ones."""
    records = np.zeros(len(starts), dtype=RECORD)
    records["start"], records["duration"], records["late"] = starts, durations, late
    records["good"] = records["is_page"] = True
    return Samples(records, {kind: list(texts) for kind, texts in TEXTS.items()})


def cut(samples: Samples, mask: npt.NDArray[np.bool_]) -> Samples:
    """The same, some of them cut by the stop of the run."""
    samples.records["good"][mask] = False
    samples.records["reason"][mask] = TEXTS["reason"].index(CUT)
    return samples
