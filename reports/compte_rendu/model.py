"""The compte rendu de recette: what it says, whatever the format, before and after the execution.

The contract (CCTP, article 4.1) asks for the list of points, one or more spaces for observations and a space for the
account of the phase, handed over at least one week before the date of the recette. ``marks`` lists the words that
stay visible in every format, on which reading back rests. Texts are as people read them; dates are ISO 8601.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from acceptance.campaign.points import Evidence, Mode, Point


@dataclass(frozen=True)
class Pair:
    """A label and its value, as on the cover. An empty value is a space to fill."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class Choice:
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Proof:
    """Evidence with its number in the annex: ``P-3``."""

    number: str
    point_id: str
    evidence: Evidence


@dataclass(frozen=True)
class PointRow:
    """One point as printed. ``status`` is empty before the execution; ``choices`` are what a person has to tick.

    ``signed`` says who answered and when, for a point that a person checks; ``seen_red_for`` names the faults that
    turned this point red, None when it was never tried; ``change`` is what became of it since the earlier campaign.
    """

    point: Point
    steps: tuple[str, ...]
    expected: tuple[str, ...]
    status: str = ""
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    observation: str = ""
    signed: str = ""
    proposed_class: str = ""
    proofs: tuple[Proof, ...] = ()
    seen_red_for: tuple[str, ...] | None = None
    change: str = ""

    @property
    def how(self) -> str:
        """Who checks it."""
        return {
            Mode.AUTOMATIC: "vérifié par la suite",
            Mode.MANUAL: "vérifié par une personne",
            Mode.DOCUMENT: "document à remettre",
        }[self.point.mode]


@dataclass(frozen=True)
class Count:
    """Points of one article: planned = executed + justified, or the campaign is not complete.

    ``to_check`` (waiting for a person) is part of ``justified``.
    """

    article: str
    planned: int
    executed: int
    conform: int
    justified: int
    to_check: int

    @property
    def complete(self) -> bool:
        return self.planned == self.executed + self.justified

    @property
    def not_conform(self) -> int:
        return self.executed - self.conform


@dataclass(frozen=True)
class Part:
    """The points of one feature within an article."""

    title: str
    rows: tuple[PointRow, ...]


@dataclass(frozen=True)
class Article:
    number: str
    title: str
    parts: tuple[Part, ...]

    @property
    def heading(self) -> str:
        return f"Article {self.number} — {self.title}"


@dataclass(frozen=True)
class Finding:
    """What another proof says (load test, migration): its heading, its figures, and where it was read."""

    title: str
    sentence: str
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Reserve:
    number: str
    point_id: str = ""
    text: str = ""
    anomaly_class: str = ""
    due: str = ""  # ISO date


@dataclass(frozen=True)
class AnomalyLine:
    """``reported`` and ``due`` are ISO dates or moments; ``state`` is in words (ouverte, en retard, corrigée…)."""

    number: str
    point_id: str = ""
    text: str = ""
    anomaly_class: str = ""
    reported: str = ""
    due: str = ""
    state: str = ""


@dataclass(frozen=True)
class Participant:
    name: str = ""
    role: str = ""
    organisation: str = ""
    present: str = ""


@dataclass(frozen=True)
class Milestone:
    """A date of the calendar (ISO, empty when not known yet), the rule it comes from, and what is wrong with it."""

    title: str
    date: str = ""
    rule: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage of the decision and its answers."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Decision:
    """``proposal`` is what the open anomalies suggest; the decision is the city's."""

    stages: tuple[Stage, ...]
    proposal: str = ""
    date: str = ""  # ISO date
    reasons: str = ""


@dataclass(frozen=True)
class Change:
    """Points that changed alike since the earlier campaign: ``réparés`` with their ids and titles."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class CompteRendu:
    """The whole document. ``executed`` tells whether it says results or is handed over before them."""

    campaign_id: str
    executed: bool
    cover: tuple[Pair, ...]
    guide: tuple[str, ...]
    conclusion: str
    counts: tuple[Count, ...]
    total: Count
    findings: tuple[Finding, ...]
    absences: tuple[PointRow, ...]
    earlier: str  # id of the campaign compared with, empty without one
    changes: tuple[Change, ...]
    articles: tuple[Article, ...]
    observations: str
    account: str
    reserves: tuple[Reserve, ...]
    anomalies: tuple[AnomalyLine, ...]
    decision: Decision
    participants: tuple[Participant, ...]
    signatories: tuple[str, ...]
    calendar: tuple[Milestone, ...]
    proofs: tuple[Proof, ...]

    @property
    def title(self) -> str:
        return "Compte rendu de recette"

    @property
    def subtitle(self) -> str:
        return "Résultats de l’exécution" if self.executed else "Document remis avant l’exécution"

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with anything printed: tells one document from another."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def rows(self) -> tuple[PointRow, ...]:
        return tuple(row for article in self.articles for part in article.parts for row in part.rows)
