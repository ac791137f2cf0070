"""From all that is known of a campaign to what its compte rendu says besides the results."""

from __future__ import annotations

from acceptance.campaign.anomalies import Followed
from acceptance.campaign.answered import observation
from acceptance.campaign.answers import ACCOUNT, CLASS, DATE, DECISION, DUE, GENERAL, POINT, TEXT, Said
from acceptance.campaign.campaign_file import CampaignFile
from acceptance.campaign.points import Status
from acceptance.campaign.rules import STAGES
from preau.campaigns import Known
from reports.compte_rendu.dossier import Answer, DecisionTaken, Dossier
from reports.compte_rendu.marks import STAGES as TITLES
from reports.compte_rendu.model import AnomalyLine, Milestone, Pair, Participant, Reserve
from reports.french import day

_RESERVE, _PARTICIPANT = "R-", "participant "


def dossier_of(known: Known) -> Dossier:
    """What people wrote, the register of anomalies, the calendar and the proposed decision, in the document's terms.

    Findings (load, migration), faults and the comparison with an earlier campaign are for the caller to add.
    """
    said = known.journal.standing()
    return Dossier(
        campaign_id=known.id,
        cover=_cover(known.file, said),
        participants=_participants(known.file, said),
        calendar=tuple(
            Milestone(step.title, step.day.isoformat() if step.day else "", step.rule, step.warning)
            for step in known.calendar
        ),
        observations=_all(said, GENERAL, TEXT),
        account=_all(said, ACCOUNT, TEXT),
        point_observations={
            point.id: text for point in known.executed.points if (text := observation(known.journal, point.id))
        },
        answers=_answers(known),
        reserves=_reserves(said),
        anomalies=tuple(map(_anomaly, _not_reserves(known.anomalies))) if known.executed.results else None,
        decision=DecisionTaken(
            chosen={
                title: _all(said, DECISION, stage)
                for (title, _), stage in zip(TITLES, STAGES, strict=True)
                if _all(said, DECISION, stage)
            },
            proposal=known.proposal.words if known.executed.results else "",
            date=_all(said, DECISION, DATE),
            reasons=_all(said, DECISION, "motifs"),
        ),
    )


Standing = dict[tuple[str, str], tuple[Said, ...]]


def _all(said: Standing, subject: str, field: str) -> str:
    """The answer that stands; when several do, all of them, each with its author."""
    answers = said.get((subject, field), ())
    if len(answers) == 1:
        return answers[0].entry.value
    return "\n".join(f"{each.entry.value} ({each.person})" for each in answers)


def _cover(file: CampaignFile | None, said: Standing) -> tuple[Pair, ...]:
    typed = {field: said_[-1].entry.value for (subject, field), said_ in said.items() if subject == "page de garde"}
    pairs: dict[str, str] = {}
    if file:
        pairs = {
            "Maître d’ouvrage": file.contract.owner,
            "Service gestionnaire": file.contract.service,
            "Marché": file.contract.title,
            "Consultation": file.contract.consultation,
            "Titulaire": file.contract.contractor,
        }
        for environment in file.environments:
            told = " — ".join(filter(None, (environment.name, environment.address, environment.note)))
            pairs[f"Environnement « {environment.name} »"] = told
        pairs["Version de l’ENT"] = ", ".join(f"{each.name} {each.version}" for each in file.versions)
        if file.dates.recette:
            end = file.dates.recette_end
            pairs["Date prévue de la recette"] = day(file.dates.recette.isoformat()) + (
                f", jusqu’au {day(end.isoformat())}" if end and end != file.dates.recette else ""
            )
        if file.dates.hand_over:
            pairs["Remis à la Ville le"] = day(file.dates.hand_over.isoformat())
    return tuple(Pair(label, value) for label, value in {**pairs, **typed}.items() if value)


def _participants(file: CampaignFile | None, said: Standing) -> tuple[Participant, ...]:
    """Those of the campaign file, then those whom people added in a document."""
    people = (
        {person.name: Participant(person.name, person.role, person.organisation) for person in file.participants}
        if file
        else {}
    )
    for subject in dict.fromkeys(subject for subject, _ in said if subject.startswith(_PARTICIPANT)):
        name = subject.removeprefix(_PARTICIPANT)
        known = people.get(name, Participant(name))
        people[name] = Participant(
            name,
            _all(said, subject, "fonction") or known.role,
            _all(said, subject, "organisme") or known.organisation,
            _all(said, subject, "présence"),
        )
    return tuple(people.values())


def _answers(known: Known) -> dict[str, Answer]:
    """The answers that made the result: those that an automatic result outweighs are told in its reason."""
    found = {}
    for point_id, answer in known.answers.items():
        result = known.campaign.result(point_id)
        problem = answer.problem
        if not problem and (result is None or result.status is not answer.status or result.started != answer.date):
            continue
        reason = result.reason if result else ""
        if answer.status is Status.CONFORM:
            reason = ""  # what was observed is printed beside
        found[point_id] = Answer(answer.status, answer.person, answer.date, reason, problem)
    return found


def _reserves(said: Standing) -> tuple[Reserve, ...]:
    numbers = dict.fromkeys(subject for subject, _ in said if subject.startswith(_RESERVE))
    return tuple(
        Reserve(
            number,
            point_id=_all(said, number, POINT),
            text=_all(said, number, TEXT),
            anomaly_class=_all(said, number, CLASS),
            due=_all(said, number, DUE),
        )
        for number in numbers
    )


def _not_reserves(anomalies: tuple[Followed, ...]) -> tuple[Followed, ...]:
    return tuple(each for each in anomalies if not each.anomaly.id.startswith(_RESERVE))


def _anomaly(followed: Followed) -> AnomalyLine:
    anomaly = followed.anomaly
    told = " ; ".join(filter(None, (str(followed.state), anomaly.retest, *followed.notes)))
    return AnomalyLine(
        number=anomaly.id,
        point_id=anomaly.point_id,
        text=anomaly.text,
        anomaly_class=anomaly.anomaly_class,
        reported=anomaly.reported.isoformat(timespec="minutes") if anomaly.reported else "",
        due=followed.due.isoformat() if followed.due else "",
        state=told,
    )
