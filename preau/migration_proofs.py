"""``preau migration comptes | pages | gel | sauvegardes | debit``: the proofs beside the comparison of inventories."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from acceptance.migration.accounts import compare_accounts, sample, visit
from acceptance.migration.accounts import verdict as accounts_verdict
from acceptance.migration.backups import (
    KEPT_DAYS,
    points_verdict,
    restoration_verdict,
    restore,
    restore_points,
    restored_verdict,
)
from acceptance.migration.compare import compare
from acceptance.migration.findings import Verdict
from acceptance.migration.freeze import freeze, last_writes
from acceptance.migration.pages import addresses_verdict, check_old_address, compare_page, pages_verdict
from acceptance.migration.points import RESULTS, PointVerdict, write_points
from acceptance.migration.rate import GUARANTEED, File, transfer
from acceptance.migration.rate import verdict as rate_verdict
from acceptance.migration.sealed import open_sealed
from acceptance.watch.probes import Watched, probe_page
from fixtures.accounts import Account, read_accounts
from portal.client import Portal
from portal.errors import PreauError
from portal.http import Answer, PortalError
from portal.requests_session import RequestsSession
from portal.settings import read_target
from portal.sign_in import sign_in
from preau.console import out

CODES = {Verdict.CONFORM: 0, Verdict.NOT_CONFORM: 1, Verdict.NOT_VALID: 2}
_MOMENTS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
Old = Annotated[str, typer.Argument(metavar="ANCIEN", help="Une cible de preau.toml")]
New = Annotated[str, typer.Argument(metavar="NOUVEAU", help="Une cible de preau.toml")]


class ProofError(PreauError):
    """A proof was asked in a way that cannot be."""


def accounts(
    old: Old,
    new: New,
    each: Annotated[int, typer.Option("--par-ecole", min=1, help="Comptes tirés par rôle et par école")] = 2,
    seed: Annotated[int, typer.Option("--graine")] = 0,
) -> None:
    """Ouvrir les mêmes comptes des deux côtés : page d’arrivée, identité, droits, applications (MIG-03)."""
    before, after = read_target(old), read_target(new)
    known = read_accounts(before.accounts)
    drawn = sample(known, each, seed)
    differences = compare_accounts(
        drawn, lambda account: visit(before.portal, account), lambda account: visit(after.portal, account)
    )
    for one in differences:
        out.print(f"{one.role}, {one.school}, {one.login} : {', '.join(one.what)} ({one.why})", soft_wrap=True)
    _conclude({"MIG-03": accounts_verdict(differences, drawn, len(known))})


def pages(
    old: Old,
    new: New,
    paths: Annotated[Path, typer.Option("--adresses", help="Les pages à comparer, une par ligne : /blog/")],
    login: Annotated[str, typer.Option("--identifiant", help="Le compte qui les ouvre (dans le fichier des comptes)")],
    most: Annotated[int, typer.Option("--au-plus", min=1, help="Pages tirées au sort s’il y en a plus")] = 300,
) -> None:
    """Comparer des pages, après avoir appris de l’ancien ce qui varie de soi-même (MIG-05)."""
    before, after = read_target(old), read_target(new)
    account = _account(before.accounts, login)
    first, second = _signed_in(before.portal, account), _signed_in(before.portal, account)
    third = _signed_in(after.portal, account)
    results = [
        compare_page(path, _get(first, path), _get(second, path), _get(third, path), first.origin, third.origin)
        for path in _lines(paths, most)
    ]
    for result in results:
        for fault in result.faults:
            out.print(f"{result.path} : {fault}", soft_wrap=True)
    _conclude({"MIG-05": pages_verdict(results)})


def addresses(
    old: Old,
    new: New,
    paths: Annotated[Path, typer.Option("--adresses", help="Les anciennes adresses, une par ligne : /blog/")],
    login: Annotated[str, typer.Option("--identifiant", help="Le compte qui les ouvre (dans le fichier des comptes)")],
    most: Annotated[int, typer.Option("--au-plus", min=1, help="Adresses tirées au sort s’il y en a plus")] = 300,
) -> None:
    """Suivre les anciennes adresses, une fois le nom basculé : elles répondent, ou mènent à leur jumelle (MIG-04)."""
    before, after = read_target(old), read_target(new)
    portal = _signed_in(before.portal, _account(before.accounts, login))
    base, wanted = before.portal.removeprefix(before.origin), _lines(paths, most)
    faults = []
    for path in wanted:
        answer = _get(portal, path)
        if why := check_old_address(f"{base}{path}", answer, before.origin, after.origin, f"{base}/"):
            faults.append((path, why))
            out.print(f"{path} : {why}", soft_wrap=True)
    _conclude({"MIG-04": addresses_verdict(faults, len(wanted))})


def frozen(
    old: Annotated[Path, typer.Argument(metavar="ANCIEN", help="L’inventaire de l’ancien, fait après le basculement")],
    new: Annotated[Path, typer.Argument(metavar="NOUVEAU", help="L’inventaire du nouveau")],
    copy: Annotated[datetime, typer.Option("--copie", formats=_MOMENTS, help="Début de la copie, heure de Paris")],
    opening: Annotated[datetime, typer.Option("--ouverture", formats=_MOMENTS, help="Ouverture du nouveau")],
) -> None:
    """Prouver qu’aucune écriture n’est tombée entre le gel et l’ouverture (MIG-06)."""
    if opening < copy:
        raise ProofError("L’ouverture précède la copie.", remedy="Vérifiez --copie et --ouverture.")
    sides = [open_sealed(path) for path in (old, new)]
    before, after = (last_writes(side.records()) for side in sides)
    found = freeze(before, after, copy, opening)
    partial = [side.path.name for side in sides if not side.complete]
    if partial and found.verdict is Verdict.CONFORM:
        found = PointVerdict(Verdict.NOT_VALID, f"{found.phrase} ; inventaire partiel : {', '.join(partial)}")
    _conclude({"MIG-06": found})


def backups(
    listing: Annotated[Path | None, typer.Option("--liste", help="La liste des sauvegardes, une par ligne")] = None,
    day_before: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--j-1", metavar="INVENTAIRE RESTAURÉ", help="Les deux inventaires de J-1"),
    ] = None,
    fifteen: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--j-15", metavar="INVENTAIRE RESTAURÉ", help="Les deux inventaires de J-15"),
    ] = None,
    command: Annotated[str, typer.Option("--restaurer", metavar="COMMANDE", help="À lancer et à chronométrer")] = "",
) -> None:
    """Vérifier les sauvegardes : sans trou, fidèles une fois restaurées, restaurées à temps (BKP-01, 02, 03)."""
    found: dict[str, PointVerdict] = {}
    if listing is not None:
        found["BKP-01"] = points_verdict(restore_points(listing), date.today())
    if command:
        found["BKP-03"] = restoration_verdict(restore(command))
    if day_before or fifteen:
        sides = {1: day_before, KEPT_DAYS: fifteen}
        found["BKP-02"] = restored_verdict(
            {age: compare(open_sealed(pair[0]), open_sealed(pair[1])) for age, pair in sides.items() if pair}
        )
    if not found:
        raise ProofError("Rien à vérifier.", remedy="Donnez --liste, --j-1 et --j-15, ou --restaurer.")
    _conclude(found)


def rate(
    target: Annotated[str, typer.Argument(metavar="CIBLE", help="Une cible de preau.toml")],
    files: Annotated[Path, typer.Option("--fichiers", help="CSV : adresse,octets")],
    seconds: Annotated[float, typer.Option("--secondes", min=1)] = 30.0,
    parallel: Annotated[int, typer.Option("--a-la-fois", min=1, max=32)] = 6,
    asked: Annotated[float, typer.Option("--attendu", help="Débit garanti, en Mb/s")] = GUARANTEED,
) -> None:
    """Mesurer le débit par des téléchargements, tandis qu’une page doit rester utilisable (EXP-03)."""
    aimed = read_target(target)
    if not aimed.load_allowed:
        raise ProofError(
            f"La cible « {aimed.name} » n’autorise pas la charge.",
            remedy="charge_autorisee = true, avec l’accord écrit.",
        )
    known = _known_files(files)
    watched = Watched(aimed.name, aimed.portal)
    measured = transfer(known, lambda: probe_page(watched), seconds=seconds, parallel=parallel)
    _conclude({"EXP-03": rate_verdict(measured, asked)})


def _conclude(found: Mapping[str, PointVerdict]) -> None:
    write_points(found)
    for point, one in found.items():
        out.print(f"{point} : [bold]{one.verdict}[/] — {one.phrase}", soft_wrap=True)
    out.print(f"Résultats : {RESULTS}")
    raise typer.Exit(max(CODES[one.verdict] for one in found.values()))


def _account(path: Path, login: str) -> Account:
    for account in read_accounts(path):
        if account.login == login:
            return account
    raise ProofError(f"{path} : l’identifiant « {login} » n’y est pas.", remedy="Donnez un compte de ce fichier.")


def _signed_in(address: str, account: Account) -> Portal:
    portal = Portal(RequestsSession(), address)
    try:
        sign_in(portal, account.login, account.password)
    except PortalError as error:
        raise ProofError(f"{address} : {error}.", remedy="Vérifiez le compte et l’adresse.") from None
    return portal


def _get(portal: Portal, path: str) -> Answer:
    return portal.fetch("GET", portal.address(path), "page", lambda answer: answer)


def _lines(path: Path, most: int) -> list[str]:
    """Paths of a file, drawn at random when there are more than ``most``."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise ProofError(f"{path} : illisible ({error}).", remedy="Une adresse par ligne, en UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        if line and not line.startswith("/"):
            raise ProofError(f"{path}, ligne {number} : « {line} » n’est pas un chemin.", remedy="Exemple : /blog/")
    found = sorted({line for line in lines if line})
    return found if len(found) <= most else sorted(random.Random(0).sample(found, most))


def _known_files(path: Path) -> list[File]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError) as error:
        raise ProofError(f"{path} : illisible ({error}).", remedy="Un CSV : adresse,octets.") from None
    found = []
    for number, row in enumerate(rows, start=1):
        if len(row) != 2 or not row[0].startswith(("http://", "https://")) or not row[1].strip().isdigit():
            raise ProofError(
                f"{path}, ligne {number} : adresse et octets attendus.", remedy="Exemple : https://…,48213"
            )
        found.append(File(row[0], int(row[1])))
    if not found:
        raise ProofError(f"{path} : aucun fichier.", remedy="Donnez une ligne par fichier : adresse,octets.")
    return found
