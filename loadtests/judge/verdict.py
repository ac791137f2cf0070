"""What a load run is worth: respecté, non respecté or non valide, with reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from loadtests.measure.percentiles import Latency
from loadtests.measure.windows import Level, Window
from portal.french import integer, length, plural, typeset


class Outcome(StrEnum):
    RESPECTED = "respecté"
    BROKEN = "non respecté"
    INVALID = "non valide"

    @property
    def exit_code(self) -> int:
        return {Outcome.RESPECTED: 0, Outcome.BROKEN: 1, Outcome.INVALID: 2}[self]


@dataclass(frozen=True)
class ObjectiveResult:
    """One objective judged: ``good`` out of ``total`` page views were done within ``within`` seconds.

    ``failures`` are among the views that are not good, ``overdue`` of them cut by the stop of the run when they had
    already lasted longer than ``within``. ``waited`` and ``sent`` are the times of the views that did not fail, however
    slow, from their intended start and from their actual one. ``low`` and ``high`` bound the exact binomial interval
    of the share.
    """

    title: str
    journey: str
    page: str
    role: str
    within: float
    asked: float
    good: int
    total: int
    failures: int
    overdue: int
    low: float
    high: float
    waited: Latency
    sent: Latency
    respected: bool
    sentence: str

    @property
    def share(self) -> float | None:
        return self.good / self.total if self.total else None

    @property
    def tight(self) -> bool:
        """Whether the limit lies within the interval: a longer run would settle it."""
        return self.low < self.asked <= self.high


@dataclass(frozen=True)
class ValidityCheck:
    """One condition without which the run proves nothing."""

    title: str
    measured: str
    asked: str
    valid: bool
    sentence: str


@dataclass(frozen=True)
class Figures:
    """What was measured in the judged window; None where nothing tells.

    ``plateau`` runs from the whole load to the stop, ``window`` is the part of it that is judged, once the load has
    settled, and ``steady`` says so in words. ``waited`` and ``sent`` are the times of the pages that did not fail, from
    their intended start and from their actual one. ``undecided`` pages were cut by the stop before their time.
    ``omitted`` arrivals were planned and never begun.

    ``present`` counts the simulated people, ``signed_in`` the sessions we hold, ``ent_signed_in`` those that the ENT
    counts itself, ``in_flight`` the requests under way, ``sockets`` the connections open. ``in_flight_by_law`` is the
    requests a second times their mean time. ``reached`` is the greatest number of sessions of the run.
    """

    people: int
    plateau: Window | None
    window: Window | None
    steady: str
    page_views: int
    failures: int
    undecided: int
    requests: int
    waited: Latency
    sent: Latency
    planned: int | None
    omitted: int | None
    present: Level | None
    signed_in: Level | None
    ent_signed_in: Level | None
    in_flight: Level | None
    sockets: Level | None
    in_flight_by_law: float | None
    reached: int | None
    counted_by_ent: bool

    @property
    def pages_per_second(self) -> float | None:
        return self.page_views / self.window.length if self.window and self.window.length else None

    @property
    def sessions(self) -> Level | None:
        """The sessions of the window, as the ENT counts them when it does."""
        return self.ent_signed_in if self.counted_by_ent else self.signed_in


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    reasons: tuple[str, ...]
    objectives: tuple[ObjectiveResult, ...]
    validity: tuple[ValidityCheck, ...]
    figures: Figures

    @property
    def exit_code(self) -> int:
        return self.outcome.exit_code


def one_line(verdict: Verdict) -> str:
    """The verdict in one French sentence, with what it rests on."""
    head = f"Verdict : {verdict.outcome} — "
    if verdict.outcome is Outcome.INVALID:
        return typeset(f"{head}l’essai ne prouve rien. {' '.join(verdict.reasons)}")
    return typeset(f"{head}{_ground(verdict.figures)}. {' '.join(verdict.reasons)}")


def _ground(figures: Figures) -> str:
    parts = []
    if figures.reached is not None:
        counter = "comptées par l’ENT" if figures.counted_by_ent else "comptées par l’injecteur"
        parts.append(f"{integer(figures.reached)} sessions simultanées ({counter})")
    if figures.window:
        parts.append(f"palier de {length(figures.window.length)}")
    parts.append(plural(figures.page_views, "page vue", "pages vues"))
    parts.append(plural(figures.failures, "échec") if figures.failures else "aucun échec")
    return ", ".join(parts)


def to_document(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON writes it, with its line and exit code for those who only read those."""
    return {"line": one_line(verdict), "exit_code": verdict.exit_code, **asdict(verdict)}


def from_document(document: Mapping[str, Any]) -> Verdict:
    """The verdict that ``to_document`` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    return Verdict(
        outcome=Outcome(document["outcome"]),
        reasons=tuple(document["reasons"]),
        objectives=tuple(ObjectiveResult(**_revived(result)) for result in document["objectives"]),
        validity=tuple(ValidityCheck(**check) for check in document["validity"]),
        figures=Figures(**_revived(document["figures"])),
    )


def _revived(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose tables are what they were."""
    return {
        key: _KINDS[frozenset(value)](**value) if isinstance(value, dict) else value for key, value in table.items()
    }


_KINDS: dict[frozenset[str], type[Any]] = {
    frozenset(field.name for field in fields(kind)): kind for kind in (Level, Window, Latency)
}
