"""From a campaign and its dossier to the compte rendu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from acceptance.campaign.delta import Change as Kind
from acceptance.campaign.delta import PointChange
from acceptance.campaign.points import Campaign, Mode, PointResult, Status
from reports.compte_rendu import marks
from reports.compte_rendu.contract import ARTICLE_TITLES, CONTRACT, article_order
from reports.compte_rendu.dossier import Answer, DecisionTaken, Dossier
from reports.compte_rendu.findings import LOAD
from reports.compte_rendu.model import (
    AnomalyLine,
    Article,
    Change,
    Choice,
    CompteRendu,
    Count,
    Decision,
    Finding,
    Milestone,
    Pair,
    Part,
    PointRow,
    Proof,
    Reserve,
    Stage,
)
from reports.french import date_and_time, day, integer, plural

BLANK_RESERVES, BLANK_ANOMALIES = 6, 4
_GENERIC_CALENDAR = (
    Milestone("Remise du compte rendu à la Ville", rule="au moins une semaine avant la recette (CCTP, article 4.1)"),
    Milestone("Recette", rule="date arrêtée par la Ville"),
    Milestone("Fin de la vérification d’aptitude (VA)", rule="30 jours"),
    Milestone("Fin de la vérification de service régulier (VSR)", rule="30 jours, indisponibilité de 2 % au plus"),
)


def compte_rendu(campaign: Campaign, dossier: Dossier | None = None) -> CompteRendu:
    """The document of a campaign: blank, to hand over, when it holds no result yet.

    The results are those once people have answered; the dossier says who did.
    """
    dossier = dossier or Dossier()
    executed = bool(campaign.results)
    rows = _rows(campaign, dossier)
    by_article: dict[str, list[PointRow]] = {}
    for row in rows:
        by_article.setdefault(row.point.article, []).append(row)
    articles = sorted(by_article, key=article_order)
    total = _count("Ensemble", rows)
    return CompteRendu(
        campaign_id=dossier.campaign_id,
        executed=executed,
        cover=_cover(campaign, dossier),
        guide=_guide(executed),
        conclusion=_conclusion(executed, total),
        counts=tuple(_count(article, by_article[article]) for article in articles),
        total=total,
        findings=_findings(campaign, dossier),
        absences=tuple(row for row in rows if executed and _absent(row)),
        earlier=dossier.earlier,
        changes=_changes(dossier.changes),
        articles=tuple(_article(article, by_article[article]) for article in articles),
        observations=dossier.observations,
        account=dossier.account,
        reserves=_reserves(dossier.reserves),
        anomalies=_anomalies(rows, dossier),
        decision=_decision(dossier.decision),
        participants=dossier.participants,
        signatories=dossier.signatories,
        calendar=dossier.calendar or _GENERIC_CALENDAR,
        proofs=tuple(proof for row in rows for proof in row.proofs),
    )


def _cover(campaign: Campaign, dossier: Dossier) -> tuple[Pair, ...]:
    """What the contract and the campaign tell, each under its label once; what people know completes it."""
    known = {pair.label: pair.value for pair in dossier.cover}
    pairs = dict(CONTRACT)
    pairs |= {"Titulaire": "", "Campagne": dossier.campaign_id}
    pairs["Environnement recetté"] = f"{campaign.target} — {campaign.portal}"
    usual = ("Version de l’ENT", "Date prévue de la recette", "Remis à la Ville le")
    pairs |= {label: value for label, value in known.items() if label not in usual}
    pairs |= {label: known.get(label, "") for label in usual}
    if campaign.results:
        ended = date_and_time(campaign.ended) if campaign.ended else "(interrompue)"
        pairs["Exécution"] = f"du {date_and_time(campaign.started)} au {ended}"
    pairs["Version de Préau"] = campaign.preau
    return tuple(Pair(label, value) for label, value in pairs.items())


def _guide(executed: bool) -> tuple[str, ...]:
    first = (
        "Chaque point porte un numéro stable, celui des exigences du CCTP ; il est rangé sous l’article dont il vient, "
        "avec les pas à suivre et le résultat attendu.",
        "La colonne « Observations » est à remplir librement par toute personne présente, de même que les espaces "
        "d’observations générales et de compte rendu. Des lignes peuvent être ajoutées à tous les tableaux.",
        "Une case se coche en remplaçant ☐ par ☒. Ne changez pas les numéros des points : ils servent à relire ce "
        "document une fois rempli.",
    )
    if not executed:
        return (
            *first,
            "Les points « vérifiés par la suite » sont exécutés dans un navigateur ou par des sondes ; les autres sont "
            "vérifiés par une personne, qui signe, ou par la remise d’un document.",
        )
    return (
        *first,
        "Un point est conforme, non conforme, non exécuté, sans objet ou à vérifier par une personne. Les points "
        "prévus sont tous là : ceux qui n’ont pas été exécutés disent pourquoi. Un point qu’une personne doit vérifier "
        "n’est jamais conforme de lui-même.",
        "Les preuves (P-1, P-2…) sont en annexe, avec l’empreinte SHA-256 du fichier conservé. « Vu rouge pour » nomme "
        "les pannes provoquées sur l’ENT d’entraînement que ce point a su voir.",
    )


def _conclusion(executed: bool, total: Count) -> str:
    """What the figures say; the decision is the city's."""
    if not executed:
        return f"{plural(total.planned, 'point')} à valider pendant la phase de recette."
    if not total.complete:
        missing = plural(total.planned - total.executed - total.justified, "point")
        return f"Campagne incomplète : {missing} sans résultat ni justification. Elle ne prouve rien."
    failures = plural(total.not_conform, "non conforme", "non conformes") if total.not_conform else "aucun non conforme"
    absences = plural(total.justified - total.to_check, "absence justifiée", "absences justifiées")
    return (
        f"{plural(total.planned, 'point prévu', 'points prévus')}, {plural(total.executed, 'exécuté')}, "
        f"{plural(total.conform, 'conforme')}, {failures} ; {absences}, "
        f"{integer(total.to_check)} à vérifier par une personne."
    )


def _rows(campaign: Campaign, dossier: Dossier) -> tuple[PointRow, ...]:
    results = {result.point_id: result for result in campaign.results}
    changes = {change.point.id: change for change in dossier.changes}
    rows, number = [], 0
    for point in campaign.points:
        result = results.get(point.id)
        evidence = result.evidence if result else ()
        proofs = tuple(Proof(f"P-{number + rank}", point.id, each) for rank, each in enumerate(evidence, start=1))
        number += len(proofs)
        change = changes.get(point.id)
        steps, expected = _steps_and_expected(point.steps)
        row = PointRow(
            point,
            steps,
            expected,
            observation=dossier.point_observations.get(point.id, ""),
            proofs=proofs,
            seen_red_for=dossier.seen_red_for.get(point.id),
            change=change_in_words(change) if change and change.change is not Kind.UNCHANGED else "",
        )
        answer = dossier.answers.get(point.id)
        rows.append(_with_status(row, result, answer, executed=bool(campaign.results)))
    return tuple(rows)


def _with_status(row: PointRow, result: PointResult | None, answer: Answer | None, *, executed: bool) -> PointRow:
    """A point that a person checks is never conform by itself: only by the answer of a named person that holds."""
    if not executed:
        return replace(row, choices=_choices())
    if result is None:
        return replace(row, status="sans résultat", choices=_choices())
    status, reason = result.status, result.reason
    if row.point.mode is not Mode.AUTOMATIC:
        holds = answer is not None and not answer.problem
        if status.executed and not holds:
            status = Status.TO_CHECK
        if answer and holds:
            row = replace(row, signed=f"{answer.person}, le {_moment(answer.date)}")
        else:
            reason = answer.problem if answer and answer.problem else reason
            row = replace(row, choices=_choices())
    if result.failed_step:
        reason = f"{result.failed_step} : {reason}"
    if status is Status.CONFORM and result.attempts > 1:
        reason = f"{result.told} : à surveiller"  # never plainly green
    proposed = row.point.anomaly_class if status is Status.NOT_CONFORM else ""
    return replace(row, status=str(status), reason=reason, proposed_class=proposed)


def _choices() -> tuple[Choice, ...]:
    return tuple(Choice(str(status)) for status in marks.RESULT_CHOICES)


def _steps_and_expected(sentences: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is done, and what must be seen: from each « Alors » to the next « Quand » or « Étant donné »."""
    steps: list[str] = []
    expected: list[str] = []
    place = steps
    for sentence in sentences:
        first = sentence.split(" ", 1)[0].lower()
        if first == "alors" or first == "donc":
            place = expected
        elif first not in ("et", "mais", "*"):
            place = steps
        place.append(sentence)
    return tuple(steps), tuple(expected)


def _article(number: str, rows: Iterable[PointRow]) -> Article:
    parts = tuple(Part(title, tuple(group)) for title, group in groupby(rows, key=lambda row: row.point.part))
    return Article(number, ARTICLE_TITLES.get(number, "hors du CCTP"), parts)


def _count(article: str, rows: Iterable[PointRow]) -> Count:
    rows = tuple(rows)
    executed = [row for row in rows if row.status in (Status.CONFORM, Status.NOT_CONFORM)]
    to_check = sum(row.status == Status.TO_CHECK for row in rows)
    justified = sum(row.status in (Status.NOT_EXECUTED, Status.NOT_APPLICABLE) and bool(row.reason) for row in rows)
    conform = sum(row.status == Status.CONFORM for row in executed)
    return Count(article, len(rows), len(executed), conform, justified + to_check, to_check)


def _absent(row: PointRow) -> bool:
    return row.status not in (Status.CONFORM, Status.NOT_CONFORM, Status.TO_CHECK)


def _findings(campaign: Campaign, dossier: Dossier) -> tuple[Finding, ...]:
    """What was linked; failing a load run to read, the line that the campaign kept of it."""
    if campaign.load_verdict and not any(finding.title == LOAD for finding in dossier.findings):
        return (Finding(LOAD, campaign.load_verdict), *dossier.findings)
    return dossier.findings


def change_in_words(change: PointChange) -> str:
    """``cassé``, ``conforme → non exécuté``; says when the point no longer reads the same."""
    text = str(change.change)
    if change.change is Kind.OTHER:
        text = f"{change.before or 'sans résultat'} → {change.after or 'sans résultat'}"
    return f"{text} (énoncé modifié)" if change.reworded else text


def _changes(changes: Sequence[PointChange]) -> tuple[Change, ...]:
    titles: Mapping[Kind, str] = {
        Kind.BROKEN: "Cassés",
        Kind.REPAIRED: "Réparés",
        Kind.OTHER: "Autres changements",
        Kind.NEW: "Nouveaux",
        Kind.WITHDRAWN: "Retirés",
        Kind.UNCHANGED: "Inchangés",
    }
    return tuple(
        Change(title, tuple(_change_line(change) for change in changes if change.change is kind))
        for kind, title in titles.items()
        if changes
    )


def _change_line(change: PointChange) -> str:
    if change.change is Kind.UNCHANGED and not change.reworded:
        return change.point.id
    detail = change_in_words(change) if change.change is Kind.OTHER or change.reworded else ""
    return f"{change.point.id} {change.point.title}" + (f" ({detail})" if detail else "")


def _reserves(known: tuple[Reserve, ...]) -> tuple[Reserve, ...]:
    """Those that are known, then blank lines, numbered on."""
    first = _next(reserve.number for reserve in known)
    return known + tuple(Reserve(f"R-{rank}") for rank in range(first, first + BLANK_RESERVES))


def _next(numbers: Iterable[str]) -> int:
    """The first number free after ``R-1``, ``R-2``…"""
    taken = (number.partition("-")[2] for number in numbers)
    return max((int(rank) for rank in taken if rank.isdecimal()), default=0) + 1


def _anomalies(rows: Iterable[PointRow], dossier: Dossier) -> tuple[AnomalyLine, ...]:
    """The register, or failing that what the results show; then blank lines, numbered on."""
    known = dossier.anomalies
    if known is None:
        failed = (row for row in rows if row.status == Status.NOT_CONFORM)
        known = tuple(
            AnomalyLine(
                f"A-{row.point.id}", row.point.id, row.reason, row.proposed_class, state="ouverte, classe proposée"
            )
            for row in failed
        )
    first = _next(anomaly.number for anomaly in known)
    return known + tuple(AnomalyLine(f"A-{rank}") for rank in range(first, first + BLANK_ANOMALIES))


def _decision(taken: DecisionTaken) -> Decision:
    stages = tuple(
        Stage(title, tuple(Choice(label, taken.chosen.get(title) == label) for label in labels))
        for title, labels in marks.STAGES
    )
    return Decision(stages, taken.proposal, taken.date, taken.reasons)


def _moment(text: str) -> str:
    return date_and_time(text) if "T" in text else day(text)
