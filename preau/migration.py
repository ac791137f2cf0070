"""``preau migration``: the inventory of an installation, and the old one set against the new."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from acceptance.migration.accepted import accept, read_accepted
from acceptance.migration.base import open_base
from acceptance.migration.compare import Descend, compare
from acceptance.migration.descent import descend
from acceptance.migration.findings import POINTS, Comparison, Finding, Verdict
from acceptance.migration.installation import Installation, read_installation
from acceptance.migration.inventory import Options, take
from acceptance.migration.leaves import DEFAULT_GRAIN
from acceptance.migration.points import RESULTS, PointVerdict, proof, write_points
from acceptance.migration.sealed import Inventory, open_sealed
from acceptance.migration.telling import sentence
from fixtures.run_folder import write_json
from portal.french import plural, typeset
from preau import migration_proofs
from preau.console import out, progress_bar
from preau.migration_proofs import CODES

_SHOWN = 30

migration = typer.Typer(
    name="migration",
    help="La preuve de la migration : rien de perdu, rien de fermé.",
    no_args_is_help=True,
    add_completion=False,
)

migration.command("comptes")(migration_proofs.accounts)
migration.command("pages")(migration_proofs.pages)
migration.command("adresses")(migration_proofs.addresses)
migration.command("gel")(migration_proofs.frozen)
migration.command("sauvegardes")(migration_proofs.backups)
migration.command("debit")(migration_proofs.rate)


@migration.command("inventory")
def inventory(
    name: Annotated[str, typer.Argument(metavar="INSTALLATION", help="Une table [installations.…] de preau.toml")],
    to: Annotated[Path | None, typer.Option("--vers", help="Le fichier à écrire")] = None,
    grain: Annotated[
        int, typer.Option("--grain", min=1, help="Nombre de numéros par empreinte ; 1 : une empreinte par ligne")
    ] = DEFAULT_GRAIN,
    load: Annotated[
        float, typer.Option("--charge", min=0.05, max=1.0, help="Part du temps de la base que l’on peut prendre")
    ] = 0.5,
    files: Annotated[bool, typer.Option("--fichiers/--sans-fichiers", help="Lire aussi les fichiers")] = True,
) -> None:
    """Faire l’inventaire d’une installation, en lecture seule ; une commande interrompue reprend où elle était."""
    installation = read_installation(name)
    path = to or Path(f"{name}-{datetime.now():%Y-%m-%d}.inventaire")
    taken = _take(installation, path, Options(grain, load, files))
    out.print(f"Inventaire : {path}")
    out.print(f"Empreinte SHA-256 de son contenu : {taken.sha256}")
    if not taken.complete:
        out.print("[bold red]Inventaire partiel :[/] tout n’a pas pu être lu. Relancez la même commande.")
        raise typer.Exit(CODES[Verdict.NOT_VALID])


@migration.command("verify")
def verify(
    old: Annotated[str, typer.Argument(metavar="ANCIEN", help="Un inventaire, ou une installation de preau.toml")],
    new: Annotated[str, typer.Argument(metavar="NOUVEAU", help="De même")],
    accepted: Annotated[Path | None, typer.Option("--acceptees", help="Les différences acceptées (TOML)")] = None,
    rows: Annotated[
        bool, typer.Option("--lignes", help="Descendre aux lignes, sur les installations nommées par les inventaires")
    ] = False,
    to: Annotated[Path, typer.Option("--vers", help="Le dossier des résultats")] = RESULTS.parent,
) -> None:
    """Comparer l’ancienne installation à la nouvelle : égal, manquant, en trop, différent, illisible."""
    allowed = read_accepted(accepted) if accepted else []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        before = _side(old, Path(folder) / "ancien.inventaire", Options())
        options = Options(int(before.header["grain"]), files=bool(before.header["fichiers"]))
        after = _side(new, Path(folder) / "nouveau.inventaire", options)
        going_down = _descend(before, after, stack) if rows else None
        comparison = compare(before, after, going_down)
        comparison.findings, unused = accept(comparison.findings, allowed)
    to.mkdir(parents=True, exist_ok=True)
    document = to / "comparaison.json"
    write_json(document, _document(before, after, comparison))
    points = {point: PointVerdict(comparison.verdict(point), sentence(comparison, point)) for point in POINTS}
    proven = proof(document)
    write_points(
        {point: PointVerdict(v.verdict, v.phrase, "", (proven,)) for point, v in points.items()}, to / RESULTS.name
    )
    _show(comparison)
    for one in unused:
        out.print(f"Acceptation sans objet : {one.subject} ({one.reason})")
    for point, verdict in points.items():
        out.print(f"{point} : [bold]{verdict.verdict}[/] — {verdict.phrase}", soft_wrap=True)
    out.print(f"Résultats : {document}")
    raise typer.Exit(max(CODES[verdict.verdict] for verdict in points.values()))


def _take(installation: Installation, path: Path, options: Options) -> Inventory:
    with progress_bar() as progress:
        return take(installation, path, options, progress=progress)


def _side(name: str, path: Path, options: Options) -> Inventory:
    """An inventory file, or the inventory of a living installation."""
    if Path(name).is_file() or "." in name:
        return open_sealed(Path(name))
    return _take(read_installation(name), path, options)


def _descend(old: Inventory, new: Inventory, stack: ExitStack) -> Descend:
    sides = []
    for side in (old, new):
        installation = read_installation(str(side.header["installation"]))
        bases = {name: open_base(name, address) for name, address in installation.bases.items()}
        for base in bases.values():
            stack.callback(base.close)
        sides.append(bases)
    return descend(*sides)


def _document(old: Inventory, new: Inventory, comparison: Comparison) -> dict[str, object]:
    sides = {
        side: {
            "fichier": inventory.path.name,
            "titre": inventory.title,
            "sha256": inventory.sha256,
            "complet": inventory.complete,
            "debut": inventory.header["debut"],
        }
        for side, inventory in (("ancien", old), ("nouveau", new))
    }
    return {
        "format": 1,
        **sides,
        "invalide": comparison.invalid,
        "egal": {str(family): count for family, count in comparison.equal.items()},
        "ecarts": [finding.record() for finding in comparison.findings],
    }


def _show(comparison: Comparison) -> None:
    for reason in comparison.invalid:
        out.print(f"[bold red]Ne prouve rien :[/] {reason}", soft_wrap=True)
    told = [finding for finding in comparison.findings if not finding.accepted]
    if not told:
        return
    table = Table(box=SIMPLE_HEAD)
    for column in ("Famille", "Nature", "Quoi", "Où", "Colonnes", "Ce que c’est"):
        table.add_column(column)
    for finding in told[:_SHOWN]:
        table.add_row(*_cells(finding))
    out.print(table)
    if len(told) > _SHOWN:
        out.print(f"… et {plural(len(told) - _SHOWN, 'autre écart', 'autres écarts')}, dans le document.")


def _cells(finding: Finding) -> list[str]:
    told = f"{finding.accident} ({finding.detail})" if finding.detail else finding.accident
    nature = f"{finding.nature} [dim](remarque)[/]" if finding.remark else str(finding.nature)
    return [str(finding.family), nature, finding.subject, finding.where, ", ".join(finding.columns), typeset(told)]
