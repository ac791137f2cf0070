"""``preau repondre``: answer the points that a person checks, at the terminal or on a page of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from acceptance.campaign.answers import CLASS, OBSERVATION, VERDICT, Entry, Intake, Merge, Said, growing, merge
from acceptance.campaign.points import Mode, Point, Status
from fixtures.run_folder import now
from portal.errors import PreauError
from portal.french import plural, typeset
from preau.campaigns import Known, known_campaign
from preau.console import out
from preau.ent_today import ent_today
from preau.relire import Campaign, NobodyError, Person

KEYS = {"c": Status.CONFORM, "n": Status.NOT_CONFORM, "x": Status.NOT_EXECUTED, "s": Status.NOT_APPLICABLE}
SKIP, QUIT = "", "q"
_MENU = "[c]onforme, [n]on conforme, non e[x]écuté, [s]ans objet, [Entrée] passer, [q]uitter"


class PointError(PreauError):
    """There is no such point to answer."""


def repondre(
    points: Annotated[
        list[str] | None,
        typer.Argument(metavar="POINT…", help="Points à vérifier ; défaut : ceux sans réponse valable"),
    ] = None,
    campaign: Campaign = None,
    person: Person = None,
    page: Annotated[bool, typer.Option("--page", help="Sur une page web de cette machine, avec les images")] = False,
    port: Annotated[int, typer.Option("--port", help="Avec --page : le port (défaut : un port libre)")] = 0,
) -> None:
    """Répondre aux points qu’une personne vérifie : résultat et observations, signés et datés."""
    known = known_campaign(campaign)
    who = (person or "").strip()
    if not who:
        raise NobodyError("Qui vérifie ?", remedy='Donnez un nom : --par "Camille Exemple".')
    fingerprint = ent_today(known, look=True)
    asked = to_answer(known, points or [])
    if page:
        from preau.answering_page import serve

        serve(known, asked, who, fingerprint, port)
        return
    given = at_the_terminal(
        known, asked, who, fingerprint, ask=lambda text: str(typer.prompt(text, default="", show_default=False))
    )
    out.print(f"{plural(given, 'réponse enregistrée', 'réponses enregistrées')}.")


def to_answer(known: Known, names: Sequence[str]) -> list[Point]:
    """The points named, else those of a person that have no answer that still holds. Raises PointError."""
    planned = {point.id: point for point in known.executed.points}
    unknown = [name for name in names if name not in planned]
    if unknown:
        raise PointError(
            f"{', '.join(unknown)} : pas de tel point dans la campagne {known.id}.", remedy="Vérifiez le numéro."
        )
    if names:
        return [planned[name] for name in names]
    return [
        point
        for point in known.executed.points
        if point.mode is not Mode.AUTOMATIC and (point.id not in known.answers or known.answers[point.id].problem)
    ]


def at_the_terminal(
    known: Known, points: Sequence[Point], person: str, fingerprint: str, ask: Callable[[str], str]
) -> int:
    """Ask point after point; each answer is recorded at once. Gives how many were."""
    given = 0
    for rank, point in enumerate(points, start=1):
        for line in _presented(known, point, f"{rank}/{len(points)}"):
            out.print(line, soft_wrap=True, markup=False)
        key = _key(ask)
        if key == QUIT:
            break
        if key == SKIP:
            continue
        status = KEYS[key]
        text = ask("Observations").strip()
        while not text and status is not Status.CONFORM:
            text = ask("Observations (obligatoires : pourquoi ?)").strip()
        done = record(known, point, status, text, person=person, fingerprint=fingerprint, source="terminal")
        for line in changed(done, person):
            out.print(line, soft_wrap=True, markup=False)
        given += 1
    return given


def record(
    known: Known,
    point: Point,
    status: Status,
    text: str,
    *,
    person: str,
    fingerprint: str,
    source: str,
    anomaly_class: str = "",
) -> Merge:
    """Record one answer. It replaces that person's own earlier one; another's stays, and contradicts it."""
    entries = [Entry(point.id, VERDICT, str(status))]
    if text:
        entries.append(Entry(point.id, OBSERVATION, text))
    if anomaly_class:
        entries.append(Entry(f"A-{point.id}", CLASS, anomaly_class))
    with growing(known.place, known.id) as held:
        others = [
            said
            for entry in entries
            for said in held[-1].standing().get(entry.question, ())
            if said.person != person and said.entry.value != entry.value
        ]
        moment = now()
        intake = Intake(source, person, moment, moment, fingerprint, tuple(entries), replaces=not others)
        done = merge(held[-1], intake)
        held.append(done.journal)
    return done


def changed(done: Merge, person: str) -> list[str]:
    """What an answer replaced or contradicts."""
    lines = [
        _against("remplace votre réponse" if said.person == person else "remplace", said) for said, _ in done.replaced
    ]
    return [*lines, *(_against("contredit, et les deux sont gardées :", said) for said, _ in done.conflicts)]


def _against(verb: str, said: Said) -> str:
    return typeset(f"  {verb} « {said.entry.value} » ({said.person}, le {datetime.fromisoformat(said.date):%d/%m/%Y})")


def _presented(known: Known, point: Point, rank: str) -> list[str]:
    lines = ["", typeset(f"{rank}  {point.id} — {point.title} (article {point.article})")]
    lines += [f"    {step}" for step in point.steps]
    answer = known.answers.get(point.id)
    if answer:
        lines.append(typeset(f"    Réponse connue : {answer.words}"))
    result = known.executed.result(point.id)
    if result and known.recette:
        lines += [f"    Preuve : {known.recette / Path(proof.path)}" for proof in result.evidence]
    return lines


def _key(ask: Callable[[str], str]) -> str:
    while True:
        key = ask(_MENU).strip().lower()[:1]
        if key in (*KEYS, SKIP, QUIT):
            return key
        out.print("Une lettre parmi c, n, x, s, q, ou Entrée.")
