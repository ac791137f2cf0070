"""``preau trafic``: what an access log tells of those who come, as a mix to load an ENT with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fixtures.accounts import read_accounts
from loadtests.navigation.access_log import AccessLog
from loadtests.navigation.addresses import Kind
from loadtests.navigation.mix import MIX_FILE, read_mix
from loadtests.navigation.proposal import as_toml, observe, propose
from loadtests.navigation.traffic import Traffic, visits
from portal.french import number, plural, typeset
from preau.console import err, out


def traffic(
    log_file: Annotated[Path, typer.Argument(metavar="JOURNAL", help="Journal d’accès « combined », compressé ou non")],
    accounts: Annotated[
        Path | None, typer.Option("--comptes", help="Fichier des comptes : donne le rôle des identifiants du journal")
    ] = None,
    base: Annotated[str, typer.Option("--base", help="Chemin de base du portail")] = "/ent",
    output: Annotated[Path | None, typer.Option("--sortie", help="Où écrire le mélange proposé")] = None,
    mix: Annotated[
        Path, typer.Option("--melange", help="Le mélange qui donne les rôles que le journal ne dit pas")
    ] = MIX_FILE,
) -> None:
    """Proposer un mélange (rôles, passages, temps de lecture) d’après le journal d’accès d’un vrai serveur."""
    current = read_mix(mix)
    roles = {account.login: account.role for account in read_accounts(accounts)} if accounts else {}
    log, seen = AccessLog(log_file), Traffic()
    observed = observe(visits(log, seen, base=base.rstrip("/")), roles)
    proposed = propose(observed, current)
    count = sum(one.visits for one in observed.values())
    pages = sum(one.pages for one in observed.values()) / count
    notes = [
        f"D’après {log_file.name} : {plural(count, 'connexion')}, {number(pages, 2)} pages par connexion.",
        f"{plural(log.lines, 'ligne')}, dont {plural(log.bad, 'illisible')}.",
        f"Mises à part : {plural(seen.kinds[Kind.BACKGROUND], 'requête')} d’arrière-plan, "
        f"{plural(seen.kinds[Kind.RESOURCE], 'ressource')}.",
    ]
    if set(observed) == {""}:
        notes.append("Le journal ne dit pas les rôles : parts du mélange en vigueur, mêmes passages pour tous.")
    elif "" in observed:
        notes.append(f"{plural(observed[''].visits, 'connexion')} sans rôle connu : laissées de côté.")
    notes = [typeset(note) for note in notes]
    text = as_toml(proposed, notes)
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    for note in notes:
        err.print(note, soft_wrap=True)
    out.print(f"Mélange proposé : {output}", soft_wrap=True)
