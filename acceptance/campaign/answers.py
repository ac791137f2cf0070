"""What people say of a campaign: verdicts, observations, classes, reserves, decision; kept as a journal.

The journal only grows. Each reading of a document, each session at the terminal or on the local page adds one intake,
whole or not at all; two different answers to one question are both kept, unless a person said that the later one
replaces the other.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from acceptance.campaign.campaign_file import CampaignFile
from fixtures.run_folder import write_json
from portal.errors import PreauError

JOURNAL, FILED = "saisies.json", "relus"

# Fields of a point; other subjects (reserves, decision…) have fields of their own.
VERDICT, OBSERVATION, CLASS = "verdict", "observation", "classe"
TEXT, POINT, DUE, REPORTED, DATE = "texte", "point", "échéance", "signalement", "date"
_TEXTS = (OBSERVATION, TEXT)  # answers that people carry on, line after line
GENERAL, ACCOUNT, DECISION = "observations générales", "compte rendu de la phase", "décision"


class AnswersError(PreauError):
    """The journal of a campaign is damaged, or is that of another campaign."""


@dataclass(frozen=True)
class Entry:
    """One answer to one question: ``field`` of ``subject`` (``verdict`` of ``ENT-10``), and where it was written."""

    subject: str
    field: str
    value: str
    place: str = ""

    @property
    def question(self) -> tuple[str, str]:
        return self.subject, self.field


@dataclass(frozen=True)
class Unread:
    """Something written by a person that could not be read, and its place."""

    place: str
    text: str
    why: str


@dataclass(frozen=True)
class Intake:
    """What one person said at one time. ``date`` is when it was said, ``recorded`` when it was taken in (ISO moments).

    ``sha256`` is that of the file read, empty without one. ``fingerprint`` is the ENT's at that time: a verdict is only
    worth for that ENT. ``replaces``: the person said that these answers replace the earlier ones.
    """

    source: str
    person: str
    date: str
    recorded: str
    fingerprint: str
    entries: tuple[Entry, ...]
    sha256: str = ""
    unread: tuple[Unread, ...] = ()
    replaces: bool = False


@dataclass(frozen=True)
class Said:
    """An answer with who gave it, when, and of which ENT."""

    entry: Entry
    person: str
    date: str
    fingerprint: str
    source: str


@dataclass(frozen=True)
class Journal:
    """The intakes of one campaign, oldest first."""

    campaign: str
    intakes: tuple[Intake, ...] = ()

    def standing(self) -> dict[tuple[str, str], tuple[Said, ...]]:
        """For each question the answers that stand, oldest first: several when they contradict each other."""
        found: dict[tuple[str, str], tuple[Said, ...]] = {}
        for intake in self.intakes:
            for entry in intake.entries:
                said = Said(entry, intake.person, intake.date, intake.fingerprint, intake.source)
                before = () if intake.replaces else found.get(entry.question, ())
                kept = tuple(each for each in before if not _answers_again(said, each))
                found[entry.question] = (*kept, said)
        return found

    def already_read(self, sha256: str) -> Intake | None:
        """The intake of a file, by its hash."""
        return next((intake for intake in self.intakes if sha256 and intake.sha256 == sha256), None)


@dataclass(frozen=True)
class Merge:
    """What an intake would change. ``conflicts`` and ``replaced`` pair the earlier answer with the new one."""

    journal: Journal
    added: tuple[Entry, ...] = ()
    unchanged: tuple[Entry, ...] = ()
    conflicts: tuple[tuple[Said, Entry], ...] = ()
    replaced: tuple[tuple[Said, Entry], ...] = ()
    already: Intake | None = None


def merge(journal: Journal, intake: Intake) -> Merge:
    """Add an intake to a journal; changes nothing when its file was read already. A pure function."""
    if already := journal.already_read(intake.sha256):
        return Merge(journal, already=already)
    standing = journal.standing()
    added, unchanged, conflicts = [], [], []
    for entry in intake.entries:
        said = Said(entry, intake.person, intake.date, intake.fingerprint, intake.source)
        stand = standing.get(entry.question, ())
        # A document may be older than what is known; a person who answers now may come back to an earlier answer.
        if _known(journal, said) if intake.sha256 else any(_same(said, each) for each in stand):
            unchanged.append(entry)
            continue
        added.append(entry)
        conflicts += [(other, entry) for other in stand if _contradicts(other, said)]
    kept = replace(intake, entries=tuple(added))
    grown = replace(journal, intakes=(*journal.intakes, kept)) if added or intake.sha256 else journal
    return Merge(
        grown,
        tuple(added),
        tuple(unchanged),
        conflicts=() if intake.replaces else tuple(conflicts),
        replaced=tuple(conflicts) if intake.replaces else (),
    )


def _known(journal: Journal, said: Said) -> bool:
    """Whether that answer was recorded before, even if another followed; a verdict on another ENT is another answer."""
    return any(
        entry.question == said.entry.question
        and entry.value == said.entry.value
        and _same_ent(said, intake.fingerprint)
        for intake in journal.intakes
        for entry in intake.entries
    )


def _same(said: Said, other: Said) -> bool:
    return said.entry.value == other.entry.value and _same_ent(said, other.fingerprint)


def _same_ent(said: Said, fingerprint: str) -> bool:
    return said.entry.field != VERDICT or said.fingerprint == fingerprint


def _contradicts(earlier: Said, later: Said) -> bool:
    return _same_ent(later, earlier.fingerprint) and not _covers(later, earlier)


def _answers_again(later: Said, earlier: Said) -> bool:
    """The same answer given again, of the same ENT, or a text carried on: only the latest is shown."""
    return _same_ent(later, earlier.fingerprint) and _covers(later, earlier)


def _covers(later: Said, earlier: Said) -> bool:
    if later.entry.field not in _TEXTS:
        return later.entry.value == earlier.entry.value
    return set(earlier.entry.value.splitlines()) <= set(later.entry.value.splitlines())


def journal_place(campaign: CampaignFile | None, recette: Path) -> Path:
    """Where the answers are kept: beside the campaign file, in a folder of its id, or in the folder of the recette."""
    return campaign.path.parent / campaign.id if campaign else recette


def read_journal(place: Path, campaign_id: str) -> Journal:
    """The journal of a campaign, empty when nobody said anything yet. Raises AnswersError."""
    path = place / JOURNAL
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        journal = Journal(document["campagne"], tuple(_intake(each) for each in document["releves"]))
    except FileNotFoundError:
        return Journal(campaign_id)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AnswersError(
            f"{path} : illisible ({error}).", remedy="Ce fichier ne se modifie pas à la main : reprenez une sauvegarde."
        ) from None
    if journal.campaign != campaign_id:
        raise AnswersError(
            f"{path} : ces réponses sont celles de la campagne « {journal.campaign} », pas de « {campaign_id} ».",
            remedy="L’identifiant du fichier de campagne a changé : remettez l’ancien, ou changez de dossier.",
        )
    return journal


@contextmanager
def growing(place: Path, campaign_id: str) -> Iterator[list[Journal]]:
    """Read the journal, let the caller put the grown one in the list, and write it whole; one writer at a time."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / f".{JOURNAL}.verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        journal = read_journal(place, campaign_id)
        held = [journal]
        yield held
        if held[-1] != journal:
            write_json(
                place / JOURNAL,
                {"campagne": held[-1].campaign, "releves": [asdict(intake) for intake in held[-1].intakes]},
            )


def _intake(document: dict[str, Any]) -> Intake:
    return Intake(
        **{
            **document,
            "entries": tuple(Entry(**entry) for entry in document["entries"]),
            "unread": tuple(Unread(**unread) for unread in document["unread"]),
        }
    )
