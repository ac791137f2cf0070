"""The register of anomalies: what is not conform, its class, its greatest date of resolution, its retest.

Classes and delays are those of the CCTP, article 4.3.1, read from the rules. The class is proposed by the feature until
the managing service decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from acceptance.campaign.answers import CLASS, DUE, POINT, REPORTED, TEXT, VERDICT, Journal
from acceptance.campaign.points import Campaign, Point, PointResult, Status
from acceptance.campaign.rules import EXTERNAL_FIX, Rules
from acceptance.campaign.working_days import working_delay
from portal.french import typeset

OUTSIDE_FIX, FIX = "correction externe", "correction"  # fields of an anomaly, besides those of the answers
_WRITTEN = ("A-", "R-")  # anomalies and reserves that people add


class State(StrEnum):
    """``FIXED``: said to be corrected, and not proven by a retest yet."""

    OPEN = "ouverte"
    SOON = "à échéance proche"
    LATE = "en retard"
    WAITING = "en attente de la correction externe"
    FIXED = "corrigée, à retester"
    LIFTED = "levée"
    LIFTED_LATE = "levée en retard"

    @property
    def is_open(self) -> bool:
        return self not in (State.LIFTED, State.LIFTED_LATE)


@dataclass(frozen=True)
class Anomaly:
    """One anomaly. ``anomaly_class`` is empty while nobody classed it; ``decided``: people did, not only the feature.

    ``reported`` is the reception of the report; without one, the day it was seen stands for it (``dated`` is then
    False). ``retest`` says what a later check saw, ``lifted`` when it was conform.
    """

    id: str
    point_id: str
    text: str
    anomaly_class: str
    decided: bool
    reported: datetime | None
    dated: bool
    agreed: date | None = None
    outside_fix: date | None = None
    fixed: date | None = None
    lifted: date | None = None
    retest: str = ""


@dataclass(frozen=True)
class Followed:
    """An anomaly as of today: its last day (included), its state, the working days left, and what must be said."""

    anomaly: Anomaly
    due: date | None
    state: State
    left: int | None
    notes: tuple[str, ...]

    @property
    def needs_attention(self) -> bool:
        return self.state in (State.SOON, State.LATE)


def register(
    campaign: Campaign, journal: Journal, rules: Rules, today: date, earlier: Campaign | None = None
) -> tuple[Followed, ...]:
    """The register of a campaign, answered already. ``earlier``: the campaign before, whose anomalies are followed on.

    ``today`` is a date of the contract's time zone. Points come in the order of the plan, then what people added.
    """
    facts = _facts(journal)
    found = [
        *_of_points(campaign, earlier, journal, facts),
        *_of_people(campaign, facts),
    ]
    return tuple(follow(anomaly, rules, today) for anomaly in found)


def follow(anomaly: Anomaly, rules: Rules, today: date) -> Followed:
    """Where an anomaly stands. A pure function of its dates."""
    working = rules.working_days
    due, notes = _due(anomaly, rules)
    if anomaly.lifted:
        late = due is not None and anomaly.lifted > due
        return Followed(anomaly, due, State.LIFTED_LATE if late else State.LIFTED, None, notes)
    if anomaly.fixed:
        late_fix = due is not None and anomaly.fixed > due
        notes += (typeset(f"corrigée le {anomaly.fixed:%d/%m/%Y}, après l’échéance"),) if late_fix else ()
        return Followed(anomaly, due, State.FIXED, None, notes)
    if due is None:
        waits = anomaly.anomaly_class and rules.of_class(anomaly.anomaly_class).since == EXTERNAL_FIX
        return Followed(anomaly, None, State.WAITING if waits else State.OPEN, None, notes)
    left = working.between(today, due)
    if today > due:
        late_by = working.between(due, today)
        notes += (typeset(f"échéance dépassée de {working_delay(late_by)}"),)
        return Followed(anomaly, due, State.LATE, left, notes)
    return Followed(anomaly, due, State.SOON if left <= rules.due_soon else State.OPEN, left, notes)


def _due(anomaly: Anomaly, rules: Rules) -> tuple[date | None, tuple[str, ...]]:
    if not anomaly.anomaly_class:
        return anomaly.agreed, ("à classer",)
    rule, working = rules.of_class(anomaly.anomaly_class), rules.working_days
    start = anomaly.outside_fix
    if rule.since != EXTERNAL_FIX:
        start = working.received_on(anomaly.reported) if anomaly.reported else None
    notes: tuple[str, ...] = () if anomaly.decided else ("classe proposée, à valider",)
    if rule.since != EXTERNAL_FIX and not anomaly.dated:
        counted = "délai compté depuis la constatation : " if anomaly.reported else ""
        notes += (f"{counted}date de réception du signalement à noter",)
    if start is None:
        return anomaly.agreed, notes
    greatest = working.after(start, rule.delay)
    if anomaly.agreed and anomaly.agreed > greatest:
        notes += (f"le délai convenu ({anomaly.agreed:%d/%m/%Y}) dépasse le délai maximum",)
    return min(anomaly.agreed or greatest, greatest), tuple(map(typeset, notes))


Facts = Mapping[str, Mapping[str, str]]


def _facts(journal: Journal) -> Facts:
    """For each subject its fields, the latest answer standing for each."""
    facts: dict[str, dict[str, str]] = {}
    for (subject, field), said in journal.standing().items():
        facts.setdefault(subject, {})[field] = said[-1].entry.value
    return facts


def _of_points(campaign: Campaign, earlier: Campaign | None, journal: Journal, facts: Facts) -> Iterator[Anomaly]:
    now = {result.point_id: result for result in campaign.results}
    before = {result.point_id: result for result in earlier.results} if earlier else {}
    refused = _refused_once(journal)
    for point in campaign.points:
        result, old = now.get(point.id), before.get(point.id)
        failed = next((each for each in (old, result) if each and each.status is Status.NOT_CONFORM), None)
        seen = failed.started if failed else refused.get(point.id, "")
        if seen or failed:
            yield _of_point(point, failed or result, result, seen, facts.get(f"A-{point.id}", {}), again=failed is old)


def _refused_once(journal: Journal) -> dict[str, str]:
    """The points a person once found not conform, with the date of the first time: the anomaly stays on record."""
    found: dict[str, str] = {}
    for intake in journal.intakes:
        for entry in intake.entries:
            if entry.field == VERDICT and entry.value == Status.NOT_CONFORM:
                found.setdefault(entry.subject, intake.date)
    return found


def _of_point(
    point: Point,
    failed: PointResult | None,
    result: PointResult | None,
    seen: str,
    facts: Mapping[str, str],
    *,
    again: bool,
) -> Anomaly:
    reported = facts.get(REPORTED) or seen
    lifted, retest = None, ""
    if result and result.status is Status.CONFORM:
        lifted = datetime.fromisoformat(result.started).date() if result.started else None
        retest = typeset(f"retesté conforme{f' le {lifted:%d/%m/%Y}' if lifted else ''}")
    elif again and result and result.status is Status.NOT_CONFORM and result.started:
        retest = typeset(f"retesté non conforme le {datetime.fromisoformat(result.started):%d/%m/%Y}")
    told = facts.get(TEXT) or (failed.reason if failed and failed.status is Status.NOT_CONFORM else "")
    return Anomaly(
        id=f"A-{point.id}",
        point_id=point.id,
        text=typeset(f"{point.title} : {told}" if told else point.title),
        anomaly_class=facts.get(CLASS) or point.anomaly_class,
        decided=CLASS in facts,
        reported=datetime.fromisoformat(reported) if reported else None,
        dated=REPORTED in facts,
        agreed=_date(facts.get(DUE)),
        outside_fix=_date(facts.get(OUTSIDE_FIX)),
        fixed=_date(facts.get(FIX)),
        lifted=lifted,
        retest=retest,
    )


def _of_people(campaign: Campaign, facts: Facts) -> Iterator[Anomaly]:
    """What people wrote in the tables of anomalies and of reserves, besides the points that are not conform."""
    results = {result.point_id: result for result in campaign.results}
    of_points = {f"A-{point.id}" for point in campaign.points}
    for subject, fields in facts.items():
        if not subject.startswith(_WRITTEN) or subject in of_points or not (fields.get(TEXT) or fields.get(CLASS)):
            continue
        result = results.get(fields.get(POINT, ""))
        reported, fixed = fields.get(REPORTED), _date(fields.get(FIX))
        # Only a check made after the correction tells that it holds.
        retested = result is not None and result.status is Status.CONFORM and bool(result.started) and fixed is not None
        checked = datetime.fromisoformat(result.started).date() if result and retested else None
        lifted = checked if checked and fixed and checked >= fixed else None
        yield Anomaly(
            id=subject,
            point_id=fields.get(POINT, ""),
            text=fields.get(TEXT, ""),
            anomaly_class=fields.get(CLASS, ""),
            decided=CLASS in fields,
            reported=datetime.fromisoformat(reported) if reported else None,
            dated=bool(reported),
            agreed=_date(fields.get(DUE)),
            outside_fix=_date(fields.get(OUTSIDE_FIX)),
            fixed=fixed,
            lifted=lifted,
            retest=typeset(f"retesté conforme le {lifted:%d/%m/%Y}") if lifted else "",
        )


def _date(text: str | None) -> date | None:
    return datetime.fromisoformat(text).date() if text else None
