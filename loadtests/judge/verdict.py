"""What a load run is worth: respecté, non respecté or non valide, with reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    RESPECTED = "respecté"
    BROKEN = "non respecté"
    INVALID = "non valide"

    @property
    def exit_code(self) -> int:
        return {Outcome.RESPECTED: 0, Outcome.BROKEN: 1, Outcome.INVALID: 2}[self]


@dataclass(frozen=True)
class ObjectiveResult:
    """One objective judged: ``good`` out of ``total`` page views were done within ``within`` seconds."""

    title: str
    journey: str
    role: str
    within: float
    asked: float
    good: int
    total: int
    p50: float | None
    p95: float | None
    respected: bool
    sentence: str

    @property
    def share(self) -> float | None:
        return self.good / self.total if self.total else None


@dataclass(frozen=True)
class ValidityCheck:
    """One condition without which the run proves nothing."""

    title: str
    measured: str
    asked: str
    valid: bool
    sentence: str


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    reasons: tuple[str, ...]
    objectives: tuple[ObjectiveResult, ...]
    validity: tuple[ValidityCheck, ...]
