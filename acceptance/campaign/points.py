"""The points of the recette, as the features declare them, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# Tag of a class of anomaly -> its name (CCTP, article 4.3.1). The class is proposed; the managing service decides.
ANOMALY_CLASSES = {
    "bloquante": "bloquante",
    "majeure": "non bloquante majeure",
    "mineure": "non bloquante mineure",
    "securite-majeure-prestataire": "sécurité majeure du code du prestataire",
    "securite-majeure-externe": "sécurité majeure du code externe",
    "securite-mineure": "sécurité mineure",
}


class Mode(StrEnum):
    AUTOMATIC = "automatique"
    MANUAL = "manuel"
    DOCUMENT = "document"


class Status(StrEnum):
    """Never silently absent: planned = executed + justified."""

    CONFORM = "conforme"
    NOT_CONFORM = "non conforme"
    NOT_EXECUTED = "non exécuté"
    NOT_APPLICABLE = "sans objet"
    TO_CHECK = "à vérifier par une personne"

    @property
    def executed(self) -> bool:
        return self in (Status.CONFORM, Status.NOT_CONFORM)

    @property
    def needs_reason(self) -> bool:
        """Whether this status counts as a justified absence, and only with a reason."""
        return self in (Status.NOT_EXECUTED, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Point:
    """One point to check: a scenario. ``steps`` are whole sentences, keyword included, in the source's own words."""

    id: str  # stable id of the requirement: "ENT-10"
    article: str  # article of the CCTP: "4.1"
    title: str
    part: str  # title of the feature
    mode: Mode
    anomaly_class: str  # proposed class of anomaly if the point fails
    steps: tuple[str, ...]
    feature: str  # path of the feature file
    line: int
    destructive: bool = False  # would harm an ENT in service: left out in production


@dataclass(frozen=True)
class Evidence:
    """A file kept in the campaign's folder (relative path) with its SHA-256."""

    path: str
    sha256: str
    title: str


@dataclass(frozen=True)
class PointResult:
    """What came of a point. ``reason`` is the failure or the justification, in French; empty when conform.

    ``attempts`` counts how often it was executed: a point that conforms only when tried again is not plainly green.
    """

    point_id: str
    status: Status
    reason: str = ""
    failed_step: str = ""
    started: str = ""
    duration: float = 0.0
    evidence: tuple[Evidence, ...] = field(default=())
    attempts: int = 1

    @property
    def told(self) -> str:
        """The status as people must read it."""
        if self.status is Status.CONFORM and self.attempts > 1:
            return f"{self.status} après {self.attempts} essais"
        return str(self.status)


@dataclass(frozen=True)
class Campaign:
    """All the planned points and the results so far. Before execution ``results`` is empty."""

    title: str
    target: str
    portal: str
    started: str
    ended: str
    preau: str
    points: tuple[Point, ...]
    results: tuple[PointResult, ...] = ()
    load_verdict: str = ""  # one line taken from the load run, if there is one

    def result(self, point_id: str) -> PointResult | None:
        return next((result for result in self.results if result.point_id == point_id), None)
