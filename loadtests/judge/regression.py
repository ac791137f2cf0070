"""Are these runs slower than those? For each objective, the ratio of good views and the ratio of the p95.

A difference counts when it is sure and at least as large as a minimum effect. All the intervals of a comparison hold
together with a confidence of 95 % (Bonferroni): a false alarm is as rare with ten objectives as with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from loadtests.judge.effect import MOST_RUNS, SPREAD_OF_P95, Change, Effect, effect, sides
from loadtests.judge.trial import Trial, TrialError
from loadtests.judge.views import Views
from portal.french import number, percent, plural, seconds, typeset

ERROR = 0.05  # chance that anything at all is called different when nothing is


@dataclass(frozen=True)
class Demand:
    """The smallest relative differences that matter: of the p95 (0.10: a tenth slower), of the share of good views."""

    p95: float = 0.10
    share: float = 0.01


@dataclass(frozen=True)
class Compared:
    """One objective. ``p95`` is None when a run has too few views that did not fail to claim one."""

    title: str
    journey: str
    share: Effect
    p95: Effect | None

    @property
    def change(self) -> Change:
        return _worst([self.share.change, self.p95.change if self.p95 else Change.UNDECIDED])

    @property
    def runs_needed(self) -> int | None:
        return _most(one.runs_needed for one in (self.share, self.p95) if one and one.change is Change.UNDECIDED)


@dataclass(frozen=True)
class Regression:
    """Two sets of runs compared; ``before`` and ``after`` name them."""

    change: Change
    objectives: tuple[Compared, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0: pareil or plus rapide; 1: plus lent; 2: indécidable."""
        return self.change.exit_code

    @property
    def runs_needed(self) -> int | None:
        """Runs a side that would decide; None when it is decided, or when more than MOST_RUNS would be needed."""
        return _most(one.runs_needed for one in self.objectives if one.change is Change.UNDECIDED)

    @property
    def sentence(self) -> str:
        head = f"{self.change.capitalize()} ({plural(len(self.before), 'essai')} avant, {len(self.after)} après)"
        if self.change is Change.SAME:
            return typeset(f"{head} : aucun parcours n’a changé de plus que l’effet minimal.")
        told = " ; ".join(_told(one) for one in self.objectives if one.change is self.change)
        if self.change is Change.UNDECIDED:
            return typeset(f"{head} : {told}. {_how_many(self.runs_needed)}")
        return typeset(f"{head} : {told}.")


def compare(before: Sequence[Trial], after: Sequence[Trial], demand: Demand | None = None) -> Regression:
    """Compare runs made under the same terms (see ``require_same``). Raises TrialError when a side is empty."""
    if not before or not after:
        raise TrialError("Il faut au moins un essai de chaque côté.", remedy="Donnez des dossiers de reports/runs.")
    count = len(before[0].views)
    error = ERROR / (2 * count)
    objectives = tuple(
        _compared([one.views[i] for one in before], [one.views[i] for one in after], demand or Demand(), error)
        for i in range(count)
    )
    return Regression(
        _worst([one.change for one in objectives]),
        objectives,
        tuple(one.name for one in before),
        tuple(one.name for one in after),
        tuple(_notes(before, after)),
    )


def to_document(found: Regression) -> dict[str, Any]:
    """The comparison as JSON writes it."""
    document = asdict(found)
    for one, written in zip(found.objectives, document["objectives"], strict=True):
        written["change"] = one.change
        for key in ("share", "p95"):
            if (figure := getattr(one, key)) is not None:
                written[key]["ratio"] = figure.ratio
    return {"line": found.sentence, "exit_code": found.exit_code, "runs_needed": found.runs_needed, **document}


def _compared(before: Sequence[Views], after: Sequence[Views], demand: Demand, error: float) -> Compared:
    (share_before, p95_before), (share_after, p95_after) = sides(before), sides(after)
    p95 = (
        effect(p95_before, p95_after, demand.p95, error, more_is_worse=True)
        if p95_before is not None and p95_after is not None
        else None
    )
    objective = before[0].objective
    share = effect(share_before, share_after, demand.share, error, more_is_worse=False)
    return Compared(objective.title, objective.journey, share, p95)


def _worst(changes: Sequence[Change]) -> Change:
    """What is said of a whole: slower if anything is; faster only if nothing may be slower."""
    order = (Change.SLOWER, Change.UNDECIDED, Change.FASTER, Change.SAME)
    return min(changes, key=order.index)


def _most(needed: Iterable[int | None]) -> int | None:
    """The largest of these numbers; None when there are none, or when one is out of reach."""
    numbers = list(needed)
    known = [number for number in numbers if number is not None]
    return max(known) if known and len(known) == len(numbers) else None


def _told(one: Compared) -> str:
    if one.change is Change.UNDECIDED:
        return f"« {one.title} »"
    if one.p95 and one.p95.change is one.change:
        by = number(100 * abs(one.p95.ratio - 1), 0)
        way = "+" if one.p95.ratio > 1 else "−"
        return f"« {one.title} », p95 {way}{by} % ({seconds(one.p95.before)}, puis {seconds(one.p95.after)})"
    return f"« {one.title} », {percent(one.share.before)} de pages bonnes, puis {percent(one.share.after)}"


def _how_many(runs: int | None) -> str:
    if runs is None:
        return f"Plus de {MOST_RUNS} essais de chaque côté seraient nécessaires pour trancher."
    return f"Avec {runs} essais de chaque côté, neuf fois sur dix on pourrait trancher."


def _notes(before: Sequence[Trial], after: Sequence[Trial]) -> Iterable[str]:
    for side, trials in (("avant", before), ("après", after)):
        if len(trials) == 1:
            yield typeset(
                f"Un seul essai {side} : il ne dit pas de combien deux essais identiques diffèrent. On suppose "
                f"{percent(SPREAD_OF_P95)} sur le p95 : seule une différence franche est tranchée."
            )
    for i, views in enumerate(before[0].views):
        if any(one.views[i].p95 is None for one in (*before, *after)):
            title = views.objective.title
            yield typeset(f"« {title} » : trop peu de pages abouties dans un essai pour un p95.")
