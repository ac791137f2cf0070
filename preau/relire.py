"""``preau relire``: read a filled compte rendu back into its campaign, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from acceptance.campaign.answers import FILED, Entry, Intake, Merge, Said, growing, merge
from fixtures.run_folder import now
from portal.errors import PreauError
from portal.french import plural, typeset
from preau.campaigns import Known, known_campaign
from preau.console import out
from preau.dossier import dossier_of
from preau.ent_today import ent_today
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.layout import lay_out
from reports.reading.content import DocumentError
from reports.reading.interpreting import Printed
from reports.reading.memory import recall
from reports.reading.reading import Filled, Reading, open_filled, printed_on, read_filled

NEVER_SAVED = "2019-01-01"  # the date that Préau gives all that it writes, so that its bytes can be compared
_LOOK_AT = 1

Campaign = Annotated[
    Path | None,
    typer.Option("--campagne", help="Fichier de campagne (TOML) ou dossier de recette ; défaut : la dernière recette"),
]
Person = Annotated[str | None, typer.Option("--par", help="Qui répond (nom et prénom)")]


class NobodyError(PreauError):
    """A verdict needs a name."""


@dataclass(frozen=True)
class Read:
    """A document read and what it changes."""

    reading: Reading
    merge: Merge
    remembered: bool


def relire(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="Le compte rendu rempli (.odt ou .docx)")],
    campaign: Campaign = None,
    person: Person = None,
    said: Annotated[str | None, typer.Option("--le", help="Quand il a été rempli (2026-11-24)")] = None,
    replaces: Annotated[
        bool, typer.Option("--remplacer", help="Ses réponses remplacent celles qui les contredisent")
    ] = False,
    trial: Annotated[bool, typer.Option("--essai", help="Dire ce qui serait relu, sans rien enregistrer")] = False,
) -> None:
    """Relire un compte rendu rempli : observations, résultats, anomalies, réserves, décision."""
    known = known_campaign(campaign)
    done = read_back(known, document, person=person, said=said, replaces=replaces, trial=trial)
    for line in told(done, trial=trial):
        out.print(line, soft_wrap=True, markup=False)
    if not done.merge.already and (done.merge.conflicts or done.reading.unread):
        raise typer.Exit(_LOOK_AT)


def read_back(
    known: Known,
    document: Path,
    *,
    person: str | None = None,
    said: str | None = None,
    replaces: bool = False,
    trial: bool = False,
) -> Read:
    """Read a document into the journal of its campaign; ``trial`` records nothing.

    Raises DocumentError with every fault and its place, NobodyError, AnswersError: then nothing was recorded.
    """
    filled = open_filled(document)
    kept = recall(known.place, filled.document)
    printed = kept or _printed(known)
    points = [point.id for point in known.executed.points]
    reading = read_filled(filled, known.id, points, printed, not_before=known.reported)
    intake = Intake(
        source=document.name,
        person=_person(filled, person),
        date=_said(known, filled, said),
        recorded=now(),
        fingerprint=ent_today(known),
        entries=reading.entries,
        sha256=filled.sha256,
        unread=reading.unread,
        replaces=replaces,
    )
    if trial:
        return Read(reading, merge(known.journal, intake), kept is not None)
    with growing(known.place, known.id) as held:
        done = merge(held[-1], intake)
        if done.already is None:
            _file(known, filled)
        held.append(done.journal)
    return Read(reading, done, kept is not None)


def told(read: Read, *, trial: bool = False) -> list[str]:
    """What was read, what contradicts what, and what could not be read, one sentence a line."""
    done = read.merge
    if done.already:
        return [typeset(f"Document déjà relu le {_day(done.already.recorded)} : rien n’a changé.")]
    head = "Serait relu" if trial else "Relu"
    new = plural(len(done.added), "réponse nouvelle", "réponses nouvelles")
    lines = [typeset(f"{head} : {new}, {len(done.unchanged)} déjà connues.")]
    if not read.remembered:
        lines.append("Le document d’origine n’a pas été retrouvé : ce qui était imprimé a été déduit de la campagne.")
    lines += [_against("CONTREDIT", earlier, entry) for earlier, entry in done.conflicts]
    if done.conflicts:
        lines.append("Les réponses contradictoires sont toutes gardées ; --remplacer choisit celles du document.")
    lines += [_against("REMPLACE", earlier, entry) for earlier, entry in done.replaced]
    lines += [
        typeset(f"  NON LU     {each.place} : « {each.text.replace(chr(10), ' / ')} » ({each.why})")
        for each in read.reading.unread
    ]
    return lines


def _against(verb: str, earlier: Said, entry: Entry) -> str:
    return typeset(
        f"  {verb:<10} {entry.subject}, {entry.field} : « {entry.value} » ({entry.place}) et « {earlier.entry.value} » "
        f"({earlier.person}, {_day(earlier.date)}, {earlier.source})"
    )


def _printed(known: Known) -> Printed:
    """What the documents of the campaign show today, before and after its execution: a guess at the original."""
    points = [point.id for point in known.executed.points]
    dossier = dossier_of(known)
    after = printed_on(lay_out(compte_rendu(known.campaign, dossier)), points)
    blank = replace(known.executed, results=(), started="", ended="")
    before = printed_on(lay_out(compte_rendu(blank, dossier)), points)
    return Printed(after.lines | before.lines, after.headings | before.headings, after.entries)


def _person(filled: Filled, given: str | None) -> str:
    person = (given or "").strip() or filled.content.author
    if not person or person == "Préau":
        raise NobodyError(
            f"{filled.path} : le document ne dit pas qui l’a rempli.",
            remedy='Donnez son nom : --par "Camille Exemple".',
        )
    return person


def _said(known: Known, filled: Filled, given: str | None) -> str:
    """When the document was filled: as told, else when it was last saved, else now; never before the report itself."""
    modified = "" if filled.content.modified.startswith(NEVER_SAVED) else filled.content.modified
    text, place = (given, "--le") if given else (modified, "propriétés du document, date d’enregistrement")
    if not text:
        return now()
    try:
        moment = known.rules.working_days.local(datetime.fromisoformat(text))
    except ValueError:
        raise DocumentError(
            f"{filled.path}, {place} : « {text} » n’est pas une date.", remedy="Écrivez 2026-11-24."
        ) from None
    reported: date | None = known.reported
    if reported and moment.date() < reported:
        raise DocumentError(
            f"{filled.path}, {place} : {_day(text)} précède le compte rendu ({reported:%d/%m/%Y}).",
            remedy="Vérifiez que c’est le bon document ; sinon donnez la vraie date (--le).",
        )
    return moment.isoformat(timespec="seconds")


def _file(known: Known, filled: Filled) -> None:
    """Keep the document itself, as it was read."""
    folder = known.place / FILED
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{filled.sha256[:12]}-{filled.path.name}").write_bytes(filled.data)


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%d/%m/%Y}"
