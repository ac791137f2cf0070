"""Invented runs to compare, as many as one wants: the views of a steady window, a little different each time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from loadtests.judge.objectives import Objective
from loadtests.judge.trial import Trial, views_in
from loadtests.measure.samples import RECORD, Samples
from loadtests.measure.windows import Window

WINDOW = Window(0.0, 120.0)
OBJECTIVES = (
    Objective("Lire le blog", "blog", 0.95, 3.0),
    Objective("Lire des messages", "messagerie", 0.95, 3.0),
)
TEXTS = {"name": ["page"], "role": ["pupil"], "journey": ["blog", "messagerie"], "reason": ["", "Réponse 503"]}
TERMS = {"nombre de personnes": "600"}


def samples(
    seed: int, *, slower: float = 1.0, spread: float = 0.03, failing: float = 0.0, views: int = 2400
) -> Samples:
    """``slower`` multiplies the times of the messaging, ``failing`` is the share of its views that fail, fast.

    ``spread`` is how much a run differs from the next, and slow waves of 15 s go through it, as in a real one.
    """
    chance = np.random.default_rng(seed)
    records = np.zeros(views, dtype=RECORD)
    records["start"] = np.sort(chance.uniform(0, WINDOW.length, views))
    records["journey"] = chance.integers(0, 2, views)
    waves = np.exp(0.06 * chance.standard_normal(8)[(records["start"] / 15).astype(int).clip(0, 7)])
    records["duration"] = 0.3 * np.exp(0.45 * chance.standard_normal(views)) * waves * np.exp(spread * chance.normal())
    messaging = records["journey"] == 1
    records["duration"][messaging] *= slower
    failed = messaging & (chance.random(views) < failing)
    records["duration"][failed] = 0.004
    records["is_page"], records["good"] = True, ~failed
    records["reason"] = failed
    return Samples(records, TEXTS)


@cache
def trial(seed: int, *, slower: float = 1.0, spread: float = 0.03, failing: float = 0.0, views: int = 2400) -> Trial:
    made = samples(seed, slower=slower, spread=spread, failing=failing, views=views)
    return Trial(f"essai-{seed}", "pratique", TERMS, "", views_in(made, WINDOW, OBJECTIVES))


def trials(seeds: Sequence[int], *, slower: float = 1.0, spread: float = 0.03, failing: float = 0.0) -> list[Trial]:
    return [trial(seed, slower=slower, spread=spread, failing=failing) for seed in seeds]
