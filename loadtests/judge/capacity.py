"""The search of the capacity: which number of people to try next, from what the ones before showed.

Exponential growth until a level breaks, bisection between the last that held and the first that broke, then a longer
hold of the answer. A pure function over the levels held so far: no clock, no Locust, and a search that was cut short
goes on from its levels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from loadtests.judge.level import Level, held
from loadtests.judge.statistics import exact_interval
from portal.french import plural, typeset

CERTAINTY = 0.999  # a search looks at a dozen levels: one in a thousand must not stop it early


@dataclass(frozen=True)
class Search:
    """How to look. ``most`` is the greatest number of people the accounts allow, times are in seconds.

    The search stops when the number that held and the one that broke are within ``precision`` of each other. A level
    that proves nothing, or that chance may have broken, is held again, longer each time, ``tries`` times in all. Levels
    that go on contradicting each other make no answer: the search gives up after ``most_levels``.
    """

    most: int
    first: int = 50
    growth: float = 2.0
    precision: float = 0.03
    hold: float = 30.0
    confirmation: float = 60.0
    tries: int = 3
    most_levels: int = 45


@dataclass(frozen=True)
class Step:
    """Hold ``people`` for ``seconds``; ``why`` is told to who watches."""

    people: int
    seconds: float
    why: str
    confirmation: bool = False


@dataclass(frozen=True)
class Found:
    """``people`` held, and held again longer. ``broken`` is the smallest number that did not; None when none did.

    ``bound`` says in French why the answer is only a lower bound; empty when the limit was found.
    """

    people: int
    broken: int | None
    bound: str = ""


@dataclass(frozen=True)
class Failed:
    """There is no answer, and why, in French."""

    why: str


def next_level(history: Sequence[Level], search: Search) -> Step | Found | Failed:
    """What to do after these levels, in the order they were held."""
    start = Step(min(search.first, search.most), search.hold, "premier palier")
    if not history:
        return start
    outcome = _next(history, search, start)
    if isinstance(outcome, Step) and len(history) >= search.most_levels:
        return Failed(typeset(f"Pas de réponse après {plural(len(history), 'palier')} : ils se contredisent."))
    return outcome


def _next(history: Sequence[Level], search: Search, start: Step) -> Step | Found | Failed:
    holds = holds_of(history)
    last = holds[history[-1].people]
    if not history[-1].valid and not last.given_up(search):
        return _again(last, search, typeset(f"non valide ({history[-1].unsound}) : repris plus longtemps"))
    if last.doubtful(search):
        return _again(last, search, "rompu, mais de si peu que le hasard y suffirait : repris plus longtemps")
    if (people := _contradicted(holds)) is not None:
        return _again(holds[people], search, "rompu alors qu’un plus grand a tenu : repris plus longtemps")
    high = min((people for people, one in holds.items() if one.broken or one.given_up(search)), default=None)
    # What held and then broke when held longer: after the second such number, one looks further and further below.
    slack = search.precision * (2 ** max(0, _fallen(holds) - 1) - 1)
    ceiling = math.inf if high is None else high * max(0.5, 1 - slack)
    below = [people for people, one in holds.items() if one.held and people <= ceiling and people != high]
    low = max(below, default=None)
    if low is None:
        return _lower(high, holds, search) if high else start
    if high is None and low < search.most:
        return Step(min(search.most, math.ceil(low * search.growth)), search.hold, "tenu : plus de monde")
    if high is not None and int(ceiling) - low > max(1, search.precision * low):
        return Step((low + int(ceiling)) // 2, search.hold, f"entre {low} (tenu) et {high} (rompu)")
    if not holds[low].confirmed:
        return Step(low, search.confirmation, "confirmation, plus longue", confirmation=True)
    return _found(low, high, holds, search)


def _again(one: Holds, search: Search, why: str) -> Step:
    """The same number of people, longer each time."""
    latest = one.levels[-1]
    length = search.confirmation if latest.confirmation else search.hold
    times = sum(level.confirmation is latest.confirmation for level in one.levels)
    return Step(latest.people, length * (1 + times), why, latest.confirmation)


def _lower(high: int, holds: dict[int, Holds], search: Search) -> Step | Failed:
    """Nothing has held yet."""
    if high > 1:
        return Step(max(1, int(high / search.growth)), search.hold, "rien n’a tenu : moins de monde")
    if holds[high].given_up(search):
        return Failed(typeset(f"Aucun palier valable, pas même à 1 personne : {holds[high].levels[-1].unsound}."))
    return Failed("Les objectifs ne sont pas tenus, pas même pour 1 personne.")


def _found(low: int, high: int | None, holds: dict[int, Holds], search: Search) -> Found:
    if high is None:
        return Found(low, None, typeset(f"la limite n’est pas atteinte avec les {search.most} comptes disponibles"))
    if holds[high].given_up(search):
        unsound = holds[high].levels[-1].unsound
        return Found(low, None, typeset(f"à {plural(high, 'personne')}, l’essai n’est plus valide : {unsound}"))
    return Found(low, high)


@dataclass(frozen=True)
class Holds:
    """All the levels held with one number of people."""

    levels: tuple[Level, ...]

    @property
    def valid(self) -> tuple[Level, ...]:
        """The levels that prove something: the confirmations alone when there are any."""
        valid = tuple(level for level in self.levels if level.valid)
        return tuple(level for level in valid if level.confirmation) or valid

    @property
    def missed(self) -> tuple[tuple[int, int, float], ...]:
        """Good views, all views and share asked, for each objective missed by the views of all these levels."""
        together = [
            (sum(sum(one.good) for one in same), sum(sum(one.total) for one in same), same[0].asked)
            for same in zip(*(level.counts for level in self.valid), strict=True)
        ]
        return tuple(one for one in together if not held(*one))

    @property
    def by_chance(self) -> bool:
        """Whether chance may explain all that was missed: each share has what is asked within its exact interval."""
        return all(exact_interval(good, total, CERTAINTY)[1] >= asked for good, total, asked in self.missed)

    @property
    def held(self) -> bool:
        """A doubt goes to the level, but never to the answer: a confirmation holds or breaks."""
        return bool(self.valid) and not self.broken

    @property
    def broken(self) -> bool:
        return bool(self.missed) and (self.valid[0].confirmation or not self.by_chance)

    def doubtful(self, search: Search) -> bool:
        """Whether it is worth holding again."""
        return bool(self.missed) and self.by_chance and len(self.valid) < search.tries

    @property
    def confirmed(self) -> bool:
        return self.held and any(level.confirmation for level in self.valid)

    @property
    def unsound_in_a_row(self) -> int:
        return next((i for i, level in enumerate(reversed(self.levels)) if level.valid), len(self.levels))

    def given_up(self, search: Search) -> bool:
        """Whether this number of people was tried often enough without ever proving anything."""
        return self.unsound_in_a_row >= search.tries


def holds_of(history: Sequence[Level]) -> dict[int, Holds]:
    """The levels by number of people, in the order these were first tried."""
    people = dict.fromkeys(level.people for level in history)
    return {number: Holds(tuple(level for level in history if level.people == number)) for number in people}


def _fallen(holds: dict[int, Holds]) -> int:
    """How many numbers of people held at first and broke when held longer."""
    return sum(one.broken and one.valid[0].confirmation for one in holds.values())


def _contradicted(holds: dict[int, Holds]) -> int | None:
    """The smallest number of people that broke once although a greater one held; the second time it is believed."""
    greatest = max((people for people, one in holds.items() if one.held), default=0)
    broken = [people for people, one in holds.items() if one.broken and people < greatest]
    return min((people for people in broken if len(holds[people].levels) == 1), default=None)
