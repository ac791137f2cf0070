"""``preau clean``: remove from an ENT what runs and campaigns have written there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from fixtures.accounts import ROLE_LABELS, ROLES, Account, read_accounts
from fixtures.run_folder import RUNS
from loadtests.cleaning.person import Cleaned
from loadtests.cleaning.person import clean as clean_person
from portal.client import Portal
from portal.errors import PreauError
from portal.french import plural
from portal.http import PortalError
from portal.requests_session import RequestsSession
from portal.settings import Target, read_target
from portal.sign_in import sign_in, sign_out
from preau.console import err, out, progress_bar

SHOWN = 20  # of the things left


class NotCleanError(PreauError):
    """Something that bears the mark is still there."""

    exit_code = 1


def clean(
    target_name: Annotated[str | None, typer.Option("--cible", help="L’ENT à nettoyer (voir preau.toml)")] = None,
    accounts_file: Annotated[
        Path | None, typer.Option("--comptes", help="Les comptes à parcourir ; par défaut, tous ceux de la cible")
    ] = None,
) -> None:
    """Retirer de l’ENT tout ce que Préau y a écrit (« [Préau] … »), avec les comptes qui l’ont écrit.

    Interrompue, la commande reprend où elle en était.
    """
    target = read_target(target_name)
    accounts = sorted(read_accounts(accounts_file or target.accounts), key=lambda one: ROLES.index(one.role))
    notebook = Notebook(RUNS.parent / f"menage-{target.name}.txt")
    done = Cleaned()
    with progress_bar() as progress:
        for role in ROLES:
            people = [account for account in accounts if account.role == role]
            for number, account in enumerate(people, start=1):
                if account.login not in notebook.logins:
                    left_before = len(done.left)
                    done.add(_clean_as(target, account))
                    if len(done.left) == left_before:
                        notebook.tick(account.login)
                progress(f"{ROLE_LABELS[role]}s", number, len(people))
    _tell(done)
    if done.left:
        one, many = "chose n’a pas pu être retirée", "choses n’ont pas pu être retirées"
        raise NotCleanError(
            f"{plural(len(done.left), one, many)}.",
            remedy="Relancez la commande : seules les personnes concernées seront reprises.",
        )
    notebook.burn()


class Notebook:
    """The logins already done, kept until all are: a command cut short resumes after them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.logins = set(path.read_text(encoding="utf-8").split("\n")) if path.is_file() else set()

    def tick(self, login: str) -> None:
        self.logins.add(login)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{login}\n")

    def burn(self) -> None:
        self._path.unlink(missing_ok=True)


def _clean_as(target: Target, account: Account) -> Cleaned:
    http = RequestsSession(verify=not target.is_loopback)
    portal = Portal(http, target.portal)
    who = f"{ROLE_LABELS[account.role]} {account.login}"
    try:
        sign_in(portal, account.login, account.password)
        try:
            done = clean_person(portal, account.role)
        finally:
            with suppress(PortalError):
                sign_out(portal)
    except PortalError as error:
        return Cleaned(left=[f"{who} — {error}"])
    finally:
        http.forget()
    done.left = [f"{who} : {one}" for one in done.left]
    return done


def _tell(done: Cleaned) -> None:
    for one in done.left[:SHOWN]:
        err.print(f"Reste : {one}", markup=False, soft_wrap=True)
    if len(done.left) > SHOWN:
        err.print(f"… et {len(done.left) - SHOWN} autres.")
    out.print(
        f"Retirés : {plural(done.articles, 'article')}, {plural(done.comments, 'commentaire')}, "
        f"{plural(done.medias, 'document')}, {plural(done.messages, 'message')}."
    )
