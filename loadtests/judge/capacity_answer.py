"""What a search of the capacity answers: the number of people, its interval, and the objective that breaks first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from fixtures.run_folder import write_json
from loadtests.judge.capacity import Failed, Found, Search, holds_of, next_level
from loadtests.judge.level import Count, Level
from loadtests.judge.usl import Scalability, Usl, scalability
from portal.errors import PreauError
from portal.french import integer, length, plural, typeset

CAPACITY_FILE = "capacite.json"
REPEATS = 500
Floats = npt.NDArray[np.float64]


class CapacityError(PreauError):
    """The answer kept in a run folder cannot be read."""


@dataclass(frozen=True)
class Capacity:
    """``people`` within the objectives, None without an answer; ``low`` and ``high`` bound its 95 % interval.

    ``high`` is None when the limit was not found: the answer is then a lower bound. ``first`` is the journey that
    breaks first. ``notes`` say what a reader must know, in French.
    """

    people: int | None
    low: int | None
    high: int | None
    first: str
    sentence: str
    notes: tuple[str, ...]
    levels: tuple[Level, ...]
    scalability: Scalability | None

    @property
    def exit_code(self) -> int:
        """0 with an answer, 2 without: a search that proves nothing is never green."""
        return 2 if self.people is None else 0


def capacity(history: Sequence[Level], search: Search) -> Capacity:
    """The answer of a search, ended or cut short."""
    end = next_level(history, search)
    levels = tuple(history)
    notes = tuple(_notes(levels))
    if isinstance(end, Failed):
        return Capacity(None, None, None, "", end.why, notes, levels, scalability(levels))
    if not isinstance(end, Found):
        return Capacity(None, None, None, "", _cut_short(levels, end.people), notes, levels, scalability(levels))
    if end.broken is None:
        sentence = typeset(f"Au moins {plural(end.people, 'personne')} : {end.bound}.")
        return Capacity(end.people, end.people, None, "", sentence, notes, levels, scalability(levels))
    low, high = interval(levels)
    # Chance alone does not tell what lies between the number that held and the one that broke.
    low, high = min(low, end.people), max(high, end.broken - 1)
    first = _first_broken(levels)
    sentence = typeset(
        f"{plural(end.people, 'personne')} (IC 95 % : {integer(low)}–{integer(high)}), premier seuil franchi : {first}"
    )
    return Capacity(end.people, low, high, first, sentence, notes, levels, scalability(levels))


def interval(levels: Sequence[Level], seed: int = 1) -> tuple[int, int]:
    """95 % of the numbers of people at which the shares cross what is asked, when the levels are drawn again, then the
    slices of time of each: what differs from one hold to the next counts, and not only what differs within them."""
    chance = np.random.default_rng(seed)
    valid = [level for level in levels if level.valid]
    repeats = []
    for _ in range(REPEATS):
        drawn = chance.integers(0, len(valid), len(valid))
        repeats.append(min(_crossings(_redrawn(valid[one], chance) for one in drawn).values()))
    low, high = np.quantile(np.minimum(repeats, max(level.people for level in valid)), (0.025, 0.975))
    return int(low), int(np.ceil(high))


def to_document(found: Capacity) -> dict[str, Any]:
    """The answer as JSON writes it."""
    return {**asdict(found), "exit_code": found.exit_code}


def keep_answer(folder: Path, found: Capacity) -> None:
    """Write the answer into the folder of its run."""
    write_json(folder / CAPACITY_FILE, to_document(found))


def read_answer(folder: Path) -> Capacity | None:
    """The answer kept in a run folder, None without one. Raises CapacityError when it is damaged."""
    path = folder / CAPACITY_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        del document["exit_code"]
        law = document["scalability"]
        return Capacity(
            **{
                **document,
                "notes": tuple(document["notes"]),
                "levels": tuple(_level(level) for level in document["levels"]),
                "scalability": law and Scalability(**{**law, "law": Usl(**law["law"])}),
            }
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise CapacityError(f"{path} : illisible.", remedy="Refaites la recherche de la capacité.") from None


def _level(document: Mapping[str, Any]) -> Level:
    counts = tuple(
        Count(**{**count, "good": tuple(count["good"]), "total": tuple(count["total"])}) for count in document["counts"]
    )
    return Level(**{**document, "counts": counts, "pages": tuple(document["pages"])})


_Seen = tuple[int, list[tuple[Count, int, int]]]  # people, and each objective with its good and all views


def _plain(level: Level) -> _Seen:
    return level.people, [(count, sum(count.good), sum(count.total)) for count in level.counts]


def _redrawn(level: Level, chance: np.random.Generator) -> _Seen:
    """A level whose slices of time are drawn again, the same ones for all its objectives."""
    slices = chance.integers(0, len(level.pages), len(level.pages))
    return level.people, [
        (count, int(np.take(count.good, slices).sum()), int(np.take(count.total, slices).sum()))
        for count in level.counts
    ]


def _crossings(seen: Iterable[_Seen]) -> dict[tuple[str, str], float]:
    """For each objective (journey, title), the number of people at which its share falls below what is asked.

    Shares can but fall as people come: levels that contradict each other are pooled (isotonic regression). Infinite
    when the share never falls so low.
    """
    views: dict[tuple[str, str], dict[int, tuple[int, int]]] = {}
    asked: dict[tuple[str, str], float] = {}
    for people, counts in seen:
        for count, good, total in counts:
            key = (count.journey, count.title)
            asked[key] = count.asked
            before = views.setdefault(key, {}).get(people, (0, 0))
            views[key][people] = (before[0] + good, before[1] + total)
    return {key: _crossing(by_people, asked[key]) for key, by_people in views.items()}


def _crossing(by_people: Mapping[int, tuple[int, int]], asked: float) -> float:
    people = sorted(by_people)
    totals = np.array([max(1, by_people[one][1]) for one in people], dtype=np.float64)
    shares = np.array([by_people[one][0] for one in people]) / totals
    falling = isotonic_regression(shares, weights=totals, increasing=False).x
    below = np.flatnonzero(falling < asked - 1e-12)
    if below.size == 0:
        return float("inf")
    first = int(below[0])
    if first == 0:
        return float(people[0])
    before, after = falling[first - 1], falling[first]
    step = (before - asked) / (before - after)
    return float(people[first - 1] + step * (people[first] - people[first - 1]))


def _first_broken(levels: Sequence[Level]) -> str:
    """The journey whose share falls first; the one that misses by most when several fall between the same levels."""
    crossings = _crossings(_plain(level) for level in levels if level.valid)
    return min(crossings, key=lambda key: crossings[key])[0]


def _notes(levels: Sequence[Level]) -> Iterable[str]:
    unsound = [level for level in levels if not level.valid]
    if unsound:
        counted = plural(len(unsound), "palier non valide", "paliers non valides")
        yield typeset(f"{counted}, non compté{'s' * (len(unsound) > 1)} : {unsound[0].unsound}.")
    for level in levels:
        if level.confirmation and level.valid and not level.good:
            held = plural(level.people, "personne")
            yield typeset(f"Le palier de {held}, tenu d’abord, s’est rompu en {length(level.seconds)} de confirmation.")
    holds = holds_of(levels)
    most = max((people for people, one in holds.items() if one.held), default=0)
    for people in sorted(people for people, one in holds.items() if one.broken and people < most):
        if not any(level.confirmation for level in holds[people].levels):
            yield typeset(
                f"Le palier de {plural(people, 'personne')} s’est rompu alors que {integer(most)} ont tenu : "
                "l’ENT n’est pas régulier."
            )


def _cut_short(levels: Sequence[Level], next_people: int) -> str:
    held = max((level.people for level in levels if level.good), default=None)
    broken = min((level.people for level in levels if level.valid and not level.good), default=None)
    if held is None:
        return typeset(
            f"Recherche interrompue avant qu’un palier ait tenu ; il restait {integer(next_people)} à essayer."
        )
    limit = f" et {integer(broken)} (rompu)" if broken is not None else ""
    return typeset(
        f"Recherche interrompue : {plural(held, 'personne a tenu', 'personnes ont tenu')}{limit}, sans confirmation."
    )
