"""A campaign with what people answered: manual verdicts that still hold, never a flattering one.

A verdict is bound to a person, a date, a campaign and the fingerprint of the ENT: when the ENT changes, it expires.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from acceptance.campaign.answers import OBSERVATION, VERDICT, Journal, Said
from acceptance.campaign.points import Campaign, Mode, Point, PointResult, Status
from portal.french import typeset

CONTRADICTION = "Réponses contradictoires"


@dataclass(frozen=True)
class PointAnswer:
    """What people said of one point. ``problem`` tells why it does not count (expired, contradictory), else empty."""

    status: Status
    person: str
    date: str
    reason: str = ""
    problem: str = ""

    @property
    def signed(self) -> str:
        return f"{self.person}, le {_day(self.date)}"

    @property
    def words(self) -> str:
        """What is known of the point: its answer, or why that does not count."""
        return self.problem or f"{self.status}, selon {self.signed}"


def point_answers(campaign: Campaign, journal: Journal, fingerprint: str) -> dict[str, PointAnswer]:
    """The answer to each planned point that has one, with what is wrong with it. ``fingerprint``: the ENT's today."""
    standing = journal.standing()
    found = {}
    for point in campaign.points:
        if said := standing.get((point.id, VERDICT)):
            found[point.id] = _answer(said, fingerprint, observation(journal, point.id))
    return found


def observation(journal: Journal, point_id: str) -> str:
    """All that was observed of a point; contradictory observations follow one another, each with its author."""
    said = journal.standing().get((point_id, OBSERVATION), ())
    if len(said) == 1:
        return said[0].entry.value
    return "\n".join(f"{each.person} : {each.entry.value}" for each in said)


def answered(campaign: Campaign, answers: dict[str, PointAnswer]) -> Campaign:
    """The campaign with its manual verdicts.

    An answer never makes an automatic point greener than it was seen; it can make it worse, or stand for a point that
    could not be executed.
    """
    seen = {result.point_id: result for result in campaign.results}
    results = [
        _result(point, seen.get(point.id), answers[point.id]) if point.id in answers else seen[point.id]
        for point in campaign.points
        if point.id in answers or point.id in seen
    ]
    return replace(campaign, results=tuple(results))


def _answer(said: tuple[Said, ...], fingerprint: str, reason: str) -> PointAnswer:
    holds = [each for each in said if each.fingerprint == fingerprint]
    last = (holds or said)[-1]
    problem = ""
    if not holds:
        problem = typeset(
            f"réponse expirée : « {last.entry.value} » par {last.person} le {_day(last.date)} valait pour un autre "
            "état de l’ENT, à vérifier de nouveau"
        )
    elif len(holds) > 1:
        told = " ; ".join(f"« {each.entry.value} » par {each.person} le {_day(each.date)}" for each in holds)
        problem = typeset(f"{CONTRADICTION.lower()} : {told}")
    return PointAnswer(Status(last.entry.value), last.person, last.date, reason, problem)


def _result(point: Point, seen: PointResult | None, answer: PointAnswer) -> PointResult:
    blank = seen or PointResult(point.id, Status.TO_CHECK)
    judged = point.mode is Mode.AUTOMATIC and seen is not None and seen.status.executed
    if answer.problem:
        if judged:
            return blank
        if answer.problem.startswith(CONTRADICTION.lower()):
            return replace(blank, status=Status.NOT_EXECUTED, reason=answer.problem, failed_step=CONTRADICTION)
        return replace(blank, status=Status.TO_CHECK, reason=answer.problem, failed_step="")
    if judged and answer.status is not Status.NOT_CONFORM:
        if answer.status is blank.status:
            return blank
        return replace(blank, reason=" — ".join(filter(None, (blank.reason, f"{answer.status} selon {answer.signed}"))))
    reason = answer.reason
    if answer.status is Status.NOT_CONFORM:
        reason = typeset(f"{reason or 'sans précision'} ({answer.signed})")
        if judged and blank.status is Status.CONFORM:
            reason = typeset(f"{reason} ; la suite l’avait vu conforme")
        elif judged:
            return replace(blank, reason=" — ".join(filter(None, (blank.reason, reason))))
    return replace(blank, status=answer.status, reason=reason, failed_step="", started=answer.date)


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%d/%m/%Y}"
