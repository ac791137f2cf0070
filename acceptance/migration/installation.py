"""Which installation to take the inventory of: ``[installations.<nom>]`` of ``preau.toml``.

Addresses of services hold passwords: the settings give only the names of the environment variables that hold them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from portal.errors import PreauError
from portal.settings import settings_path
from portal.toml import read_toml

_TEXTS = ("titre", "fichiers", "redis", "rabbitmq", "portail", "comptes")
_SCHEMES = {"bases": "mysql", "redis": "redis", "rabbitmq": "amqp"}
_GUIDE = "Voir docs/migration.md, « Les deux installations »."


class InstallationError(PreauError):
    """The settings of an installation cannot be used."""


@dataclass(frozen=True)
class Installation:
    """One installation, old or new. ``bases`` gives, for each logical name (``app``, ``stat``), the address
    ``mysql://user:password@host:port/name`` or the path of an SQLite file; never shown."""

    name: str
    title: str
    bases: Mapping[str, str] = field(repr=False)
    files: Path | None = None
    redis: str = field(default="", repr=False)
    rabbitmq: str = field(default="", repr=False)
    queues: tuple[str, ...] = ("notification", "mailer")
    portal: str = ""
    accounts: Path | None = None


def read_installation(name: str, path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Installation:
    """One installation of the settings. Raises InstallationError with the file, the key and the remedy."""
    path = path or settings_path()
    document = read_toml(path, InstallationError, missing="Lancez la commande depuis le dossier de Préau.")
    tables = document.get("installations")
    table = tables.get(name) if isinstance(tables, dict) else None
    if not isinstance(table, dict):
        known = ", ".join(sorted(tables)) if isinstance(tables, dict) and tables else "aucune"
        raise InstallationError(
            f"{path} : l’installation « {name} » n’existe pas (connues : {known}).",
            remedy=f"Ajoutez une table [installations.{name}]. {_GUIDE}",
        )
    where = f"{path}, [installations.{name}]"
    _check_keys(table, where)
    bases = {str(logical): _base(where, logical, value, path, environment) for logical, value in table["bases"].items()}
    return Installation(
        name=name,
        title=table.get("titre", name),
        bases=bases,
        files=_beside(path, table.get("fichiers")),
        redis=_address(where, "redis", table.get("redis", ""), environment),
        rabbitmq=_address(where, "rabbitmq", table.get("rabbitmq", ""), environment),
        queues=tuple(table.get("files_attente", Installation.queues)),
        portal=table.get("portail", "").rstrip("/"),
        accounts=_beside(path, table.get("comptes")),
    )


def _check_keys(table: Mapping[str, object], where: str) -> None:
    known = ("bases", "files_attente", *_TEXTS)
    for key, value in table.items():
        if key not in known:
            raise InstallationError(
                f"{where} : clé inconnue « {key} ».", remedy=f"Clés possibles : {', '.join(known)}."
            )
        if key in _TEXTS and not isinstance(value, str):
            raise InstallationError(f"{where} : {key} = {value!r} n’est pas valable.", remedy="Donnez un texte.")
    queues = table.get("files_attente", [])
    if not isinstance(queues, list) or not all(isinstance(queue, str) for queue in queues):
        raise InstallationError(f"{where} : files_attente n’est pas valable.", remedy="Donnez une liste de noms.")
    bases = table.get("bases")
    if not isinstance(bases, dict) or not bases or not all(isinstance(value, str) for value in bases.values()):
        raise InstallationError(
            f"{where} : il manque bases.",
            remedy='Exemple : bases = { app = "PREAU_ANCIEN_APP" }, une variable par base.',
        )


def _base(where: str, logical: str, value: str, path: Path, environment: Mapping[str, str]) -> str:
    if value.endswith(".sqlite3"):
        file = _beside(path, value)
        assert file is not None
        return str(file)
    return _address(where, f"bases.{logical}", value, environment)


def _address(where: str, key: str, variable: str, environment: Mapping[str, str]) -> str:
    """The address held by an environment variable; empty when the key is not given. Its value is never shown."""
    if not variable:
        return ""
    if "://" in variable:
        raise InstallationError(
            f"{where} : {key} contient une adresse, donc peut-être un mot de passe.",
            remedy="Mettez l’adresse dans une variable d’environnement et donnez ici le nom de cette variable.",
        )
    address = environment.get(variable, "")
    if not address:
        raise InstallationError(
            f"{where} : la variable d’environnement {variable} ({key}) est vide.",
            remedy=f"Donnez l’adresse : export {variable}='…://utilisateur:motdepasse@serveur/…'",
        )
    scheme = _SCHEMES[key.partition(".")[0]]
    parts = urlsplit(address)
    if parts.scheme != scheme or not parts.hostname or (scheme == "mysql" and not parts.path.strip("/")):
        raise InstallationError(
            f"{where} : {variable} n’est pas une adresse utilisable.", remedy=f"Elle commence par {scheme}://."
        )
    return address


def _beside(path: Path, value: str | None) -> Path | None:
    """A path of the settings, relative to their folder."""
    return None if not value else path.parent / value
