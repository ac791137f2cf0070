"""``preau suivi``: the calendar, the anomalies, the proposed decision; ``preau noter``: the facts of an anomaly."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from acceptance.campaign.anomalies import FIX, OUTSIDE_FIX, Followed
from acceptance.campaign.anomaly_class import class_named
from acceptance.campaign.answers import CLASS, DUE, REPORTED, Entry, Intake, growing, merge
from acceptance.campaign.milestones import warnings
from acceptance.campaign.points import ANOMALY_CLASSES
from fixtures.run_folder import now
from portal.errors import PreauError
from portal.french import typeset
from preau.campaigns import Known, known_campaign
from preau.console import out
from preau.relire import Campaign, NobodyError, Person

ATTENTION = 1


class AnomalyError(PreauError):
    """What is noted of an anomaly does not hold."""


def suivi(campaign: Campaign = None) -> None:
    """Le calendrier, les anomalies et leurs échéances, la décision proposée ; code 1 s’il faut agir."""
    known = known_campaign(campaign)
    if known.calendar:
        out.print(_calendar(known))
    out.print(_anomalies(known) if known.anomalies else "Aucune anomalie au registre.")
    out.print(known.rules.working_days.rule, style="dim", soft_wrap=True, markup=False)
    out.print(typeset(f"Décision proposée : {known.proposal.words}. La Ville décide."), soft_wrap=True, markup=False)
    said = warnings(known.calendar)
    for warning in said:
        out.print(typeset(f"ATTENTION  {warning}"), soft_wrap=True, markup=False)
    if said or any(each.needs_attention for each in known.anomalies):
        raise typer.Exit(ATTENTION)


def noter(
    number: Annotated[str, typer.Argument(metavar="ANOMALIE", help="Son numéro : A-ENT-10")],
    campaign: Campaign = None,
    person: Person = None,
    anomaly_class: Annotated[str | None, typer.Option("--classe", help="La classe validée par la Ville")] = None,
    reported: Annotated[str | None, typer.Option("--recue", help="Réception du signalement : 2026-11-24T10:30")] = None,
    due: Annotated[str | None, typer.Option("--echeance", help="Délai convenu, plus court que le maximum")] = None,
    outside: Annotated[
        str | None, typer.Option("--correction-externe", help="Correction par le développeur du code externe")
    ] = None,
    fixed: Annotated[str | None, typer.Option("--corrigee", help="Correction livrée : 2026-11-26")] = None,
) -> None:
    """Noter ce que l’on apprend d’une anomalie ; ce qui était noté est remplacé, et le dit."""
    known = known_campaign(campaign)
    values = {
        CLASS: _class(anomaly_class),
        REPORTED: _moment(reported, "--recue"),
        DUE: _moment(due, "--echeance"),
        OUTSIDE_FIX: _moment(outside, "--correction-externe"),
        FIX: _moment(fixed, "--corrigee"),
    }
    for line in note(known, number, {field: value for field, value in values.items() if value}, person):
        out.print(line, soft_wrap=True, markup=False)


def note(known: Known, number: str, values: dict[str, str], person: str | None) -> list[str]:
    """Record facts of an anomaly in the journal. Raises AnomalyError (unknown, nothing to note), NobodyError."""
    ids = [each.anomaly.id for each in known.anomalies]
    if number not in ids:
        raise AnomalyError(
            f"L’anomalie {number} n’est pas au registre de la campagne {known.id}.",
            remedy=f"Anomalies connues : {', '.join(ids) or 'aucune'}.",
        )
    if not values:
        raise AnomalyError("Rien à noter.", remedy="Donnez --classe, --recue, --echeance ou --corrigee.")
    if not (person or "").strip():
        raise NobodyError("Qui le note ?", remedy='Donnez un nom : --par "Camille Exemple".')
    entries = tuple(Entry(number, field, value) for field, value in values.items())
    intake = Intake("terminal", str(person).strip(), now(), now(), known.fingerprint, entries, replaces=True)
    with growing(known.place, known.id) as held:
        done = merge(held[-1], intake)
        held.append(done.journal)
    lines = [typeset(f"Noté de {number} : {entry.field} = {entry.value}") for entry in done.added]
    lines += [
        typeset(f"  REMPLACE   {entry.field} : {earlier.entry.value} ({earlier.person})")
        for earlier, entry in done.replaced
    ]
    return [*lines, *(typeset(f"Déjà noté : {entry.field} = {entry.value}") for entry in done.unchanged)]


def _calendar(known: Known) -> Table:
    table = _table(typeset(f"Calendrier de la campagne {known.id}"), "Étape", "Date", "Règle")
    for step in known.calendar:
        day = f"{step.day:%d/%m/%Y}" if step.day else "à fixer"
        table.add_row(step.title, f"[red]{day}[/red]" if step.warning else day, step.rule)
    return table


def _anomalies(known: Known) -> Table:
    table = _table("Registre des anomalies", "N°", "Anomalie", "Classe", "Échéance", "État")
    for each in known.anomalies:
        table.add_row(*map(_plain, _row(each)), style="red" if each.needs_attention else "")
    return table


def _row(followed: Followed) -> tuple[str, ...]:
    anomaly = followed.anomaly
    due = f"{followed.due:%d/%m/%Y}" if followed.due else ""
    state = " ; ".join(filter(None, (str(followed.state), anomaly.retest, *followed.notes)))
    return anomaly.id, anomaly.text, anomaly.anomaly_class or "à classer", due, typeset(state)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _class(text: str | None) -> str:
    if text is None:
        return ""
    name = class_named(text)
    if name is None:
        raise AnomalyError(
            f"La classe « {text} » n’est pas claire.", remedy=f"Classes : {', '.join(ANOMALY_CLASSES.values())}."
        )
    return name


def _moment(text: str | None, option: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise AnomalyError(f"{option} : « {text} » n’est pas une date.", remedy="Écrivez 2026-11-24T10:30.") from None
