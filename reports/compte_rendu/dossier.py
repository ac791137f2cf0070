"""What a compte rendu says besides the results of its campaign, in neutral types: what people know and other proofs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from acceptance.campaign.delta import PointChange
from acceptance.campaign.points import Status
from reports.compte_rendu.model import (
    AnomalyLine,
    Finding,
    Milestone,
    Pair,
    Participant,
    Reserve,
)


@dataclass(frozen=True)
class Answer:
    """Who answered for a point that a person checks. ``date`` is an ISO date or moment.

    ``problem`` tells why the answer no longer counts; else ``status`` and ``reason`` are those of the result too.
    """

    status: Status
    person: str
    date: str
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True)
class DecisionTaken:
    """What is known of the decision. ``chosen`` maps the title of a stage (``marks.STAGES``) to its answer."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    proposal: str = ""
    date: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Dossier:
    """Everything is optional: what is not known leaves a space to fill.

    ``cover`` adds to the cover or replaces a pair of the same label. ``seen_red_for`` maps the id of a point to the
    faults that turned it red; a point that is not in it was never tried. ``anomalies`` None: those that the results
    show are listed with their proposed class; else the register, whole.
    """

    campaign_id: str = "à-numéroter"
    cover: tuple[Pair, ...] = ()
    participants: tuple[Participant, ...] = ()
    signatories: tuple[str, ...] = ("la Ville de Marseille", "le service gestionnaire (SCTN / CIME)", "le titulaire")
    calendar: tuple[Milestone, ...] = ()
    observations: str = ""
    account: str = ""
    point_observations: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reserves: tuple[Reserve, ...] = ()
    anomalies: tuple[AnomalyLine, ...] | None = None
    decision: DecisionTaken = DecisionTaken()
    findings: tuple[Finding, ...] = ()
    seen_red_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    earlier: str = ""
    changes: tuple[PointChange, ...] = ()
