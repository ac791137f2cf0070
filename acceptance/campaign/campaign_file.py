"""The campaign file: what only people know of a recette (contract, contractor, versions, dates, participants), in TOML.

It is written before the recette and followed up to the admission; ``docs/campagne.exemple.toml`` explains each key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from acceptance.campaign.rules import RULES_FILE, STAGES, Rules, read_rules
from acceptance.campaign.written_table import Table, open_table
from portal.errors import PreauError

EXAMPLE = "docs/campagne.exemple.toml"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")


class CampaignFileError(PreauError):
    """The campaign file cannot be used as it is."""


@dataclass(frozen=True)
class Contract:
    """The market (CCTP, cover page) and who holds it. ``contractor`` is empty until known."""

    owner: str
    service: str
    title: str
    consultation: str
    contractor: str


@dataclass(frozen=True)
class Environment:
    name: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Version:
    name: str
    version: str


@dataclass(frozen=True)
class Person:
    name: str
    role: str
    organisation: str


@dataclass(frozen=True)
class Dates:
    """Planned dates, then real ones; None while not known.

    ``ready`` is the contractor's written notice that the service is ready (mise en ordre de marche), from which the
    verification of aptitude runs; ``aptitude`` and ``admission`` are the days these decisions were notified.
    """

    hand_over: date | None = None
    recette: date | None = None
    recette_end: date | None = None
    cut_over: date | None = None
    ready: date | None = None
    aptitude: date | None = None
    admission: date | None = None


@dataclass(frozen=True)
class Outage:
    """A time when the service was not available; moments of the contract's time zone when they bear no offset."""

    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True)
class Links:
    """Folders that the compte rendu cites; None when there is none (yet)."""

    recette: Path | None = None
    load: Path | None = None
    migration: Path | None = None
    earlier: Path | None = None


@dataclass(frozen=True)
class CampaignFile:
    """``id`` is printed at the foot of every page: a filled document is only read back into its own campaign."""

    path: Path
    id: str
    title: str
    stage: str  # VA or VSR
    contract: Contract
    environments: tuple[Environment, ...]
    versions: tuple[Version, ...]
    dates: Dates
    participants: tuple[Person, ...]
    outages: tuple[Outage, ...]
    links: Links
    rules: Rules


def read_campaign_file(path: Path) -> CampaignFile:
    """Read a campaign file and the rules it names. Raises CampaignFileError, RulesError: file, line, key, remedy."""
    top = open_table(path, CampaignFileError, missing=f"Partez d’une copie de {EXAMPLE}.", help_page=EXAMPLE)
    identifier = top.text("identifiant")
    if not _ID.fullmatch(identifier):
        top.refuse(
            "identifiant",
            f"l’identifiant « {identifier} » ne peut pas être imprimé et relu.",
            "De 3 à 60 lettres sans accent, chiffres, points ou tirets : marseille-2026-va.",
        )
    rules = top.text("regles", "")
    read = CampaignFile(
        path=path,
        id=identifier,
        title=top.text("titre", "Recette de l’ENT"),
        stage=top.one_of("etape", STAGES, STAGES[0]),
        contract=_contract(top.table("marche")),
        environments=tuple(_environment(table) for table in top.tables("environnement")),
        versions=tuple(_version(table) for table in top.tables("version")),
        dates=_dates(top.table("dates")),
        participants=tuple(_person(table) for table in top.tables("participant")),
        outages=tuple(_outage(table) for table in top.tables("indisponibilite")),
        links=_links(top.table("dossiers"), path),
        rules=read_rules(path.parent / rules if rules else RULES_FILE),
    )
    top.close()
    return read


def _contract(table: Table) -> Contract:
    read = Contract(
        owner=table.text("maitre_ouvrage"),
        service=table.text("service"),
        title=table.text("objet"),
        consultation=table.text("consultation"),
        contractor=table.text("titulaire", ""),
    )
    table.close()
    return read


def _environment(table: Table) -> Environment:
    read = Environment(table.text("nom"), table.text("adresse", ""), table.text("note", ""))
    table.close()
    return read


def _version(table: Table) -> Version:
    read = Version(table.text("nom"), table.text("version"))
    table.close()
    return read


def _person(table: Table) -> Person:
    read = Person(table.text("nom"), table.text("fonction", ""), table.text("organisme", ""))
    table.close()
    return read


def _dates(table: Table) -> Dates:
    read = Dates(
        hand_over=table.day("remise"),
        recette=table.day("recette"),
        recette_end=table.day("fin_recette"),
        cut_over=table.day("bascule"),
        ready=table.day("mise_en_ordre_de_marche"),
        aptitude=table.day("va_notifiee"),
        admission=table.day("admission_notifiee"),
    )
    table.close()
    order = (
        ("fin_recette", read.recette, read.recette_end, "la recette finit avant de commencer"),
        ("va_notifiee", read.ready, read.aptitude, "la VA est notifiée avant la mise en ordre de marche"),
        ("admission_notifiee", read.aptitude, read.admission, "l’admission est notifiée avant la VA"),
    )
    for key, first, then, sentence in order:
        if first and then and then < first:
            table.refuse(key, f"{sentence}.", "Corrigez l’une des deux dates.")
    return read


def _outage(table: Table) -> Outage:
    read = Outage(table.moment("debut"), table.moment("fin"), table.text("motif", ""))
    if (read.start.tzinfo is None) != (read.end.tzinfo is None):
        table.refuse("fin", "une seule des deux heures a un décalage horaire.", "Donnez-le aux deux, ou à aucune.")
    if read.end <= read.start:
        table.refuse("fin", "l’indisponibilité finit avant de commencer.", "Corrigez debut ou fin.")
    table.close()
    return read


def _links(table: Table, path: Path) -> Links:
    def folder(key: str) -> Path | None:
        name = table.text(key, "")
        if not name:
            return None
        found = path.parent / name
        if not (found / "run.json").is_file():
            table.refuse(
                key, f"{found} n’est pas le dossier d’une exécution.", "Donnez un chemin à partir de ce fichier."
            )
        return found

    read = Links(folder("recette"), folder("charge"), folder("migration"), folder("campagne_precedente"))
    table.close()
    return read
