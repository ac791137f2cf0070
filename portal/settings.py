"""Which ENT is aimed at, read from ``preau.toml``: the practice ENT by default, a real one by settings alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from portal.errors import PreauError
from portal.toml import read_toml

SETTINGS_FILE = "preau.toml"


class SettingsError(PreauError):
    """The settings cannot be used as they are."""


@dataclass(frozen=True)
class Target:
    """An ENT to aim at.

    ``portal`` is the address of the portal with its base path and no final slash (``https://ent.example/ent``).
    ``figures`` is the address of the practice ENT's own count of sessions, where the target offers one; ``logs`` the
    folder of the logs of the servers, where this machine may read it. ``administration`` are the addresses that must
    not answer from here.
    """

    name: str
    title: str
    portal: str
    accounts: Path
    load_allowed: bool
    figures: str | None = None
    logs: Path | None = None
    administration: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Scheme, host and port of the portal."""
        parts = urlsplit(self.portal)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_loopback(self) -> bool:
        """Whether the portal is on this machine."""
        host = urlsplit(self.portal).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


_KEYS = {
    "titre": str,
    "portail": str,
    "comptes": str,
    "charge_autorisee": bool,
    "compteurs": str,
    "journaux": str,
    "administration": list,
}
_REQUIRED = ("portail", "comptes")


def settings_path() -> Path:
    """The settings file in force: ``PREAU_REGLAGES``, else ``preau.toml`` in the current folder."""
    return Path(os.environ.get("PREAU_REGLAGES", SETTINGS_FILE))


def read_targets(path: Path | None = None) -> tuple[dict[str, Target], str]:
    """All the targets of a settings file, and the name of the default one.

    Raises SettingsError with the file, the key and the remedy.
    """
    path = path or settings_path()
    document = read_toml(
        path,
        SettingsError,
        missing="Lancez la commande depuis le dossier de Préau, ou donnez le fichier par PREAU_REGLAGES.",
    )
    tables = document.get("cibles")
    if not isinstance(tables, dict) or not tables:
        raise SettingsError(
            f"{path} : aucune cible.", remedy="Ajoutez une table [cibles.<nom>] avec portail et comptes."
        )
    targets = {name: _target(name, table, path) for name, table in tables.items()}
    default = os.environ.get("PREAU_CIBLE") or document.get("cible") or next(iter(targets))
    if default not in targets:
        raise SettingsError(
            f"{path} : la cible « {default} » n’existe pas.", remedy=f"Cibles connues : {', '.join(sorted(targets))}."
        )
    return targets, str(default)


def read_target(name: str | None = None, path: Path | None = None) -> Target:
    """One target, by name or the default one. Raises SettingsError."""
    targets, default = read_targets(path)
    try:
        return targets[name or default]
    except KeyError:
        raise SettingsError(
            f"{path or settings_path()} : la cible « {name} » n’existe pas.",
            remedy=f"Cibles connues : {', '.join(sorted(targets))}.",
        ) from None


def _target(name: str, table: object, path: Path) -> Target:
    where = f"{path}, [cibles.{name}]"
    if not isinstance(table, dict):
        raise SettingsError(f"{where} : une table est attendue.", remedy="Voir docs/guide.md, « Viser un vrai ENT ».")
    for key, value in table.items():
        if key not in _KEYS:
            raise SettingsError(f"{where} : clé inconnue « {key} ».", remedy=f"Clés possibles : {', '.join(_KEYS)}.")
        if not isinstance(value, _KEYS[key]):
            kind = {bool: "true ou false", list: "une liste de textes"}.get(_KEYS[key], "un texte entre guillemets")
            raise SettingsError(f"{where} : {key} = {value!r} n’est pas valable.", remedy=f"Donnez {kind}.")
    for key in _REQUIRED:
        if not table.get(key):
            raise SettingsError(f"{where} : il manque {key}.", remedy=f'Ajoutez {key} = "…".')
    portal = table["portail"].rstrip("/")
    parts = urlsplit(portal)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingsError(
            f"{where} : portail = « {table['portail']} » n’est pas une adresse.",
            remedy="Donnez l’adresse complète, chemin de base compris : https://ent.exemple.fr/ent",
        )
    target = Target(
        name=name,
        title=table.get("titre", name),
        portal=portal,
        accounts=path.parent / table["comptes"],
        load_allowed=table.get("charge_autorisee", False),
        figures=table.get("compteurs"),
        administration=tuple(map(str, table.get("administration", ()))),
        logs=path.parent / table["journaux"] if "journaux" in table else None,
    )
    if parts.scheme == "http" and not target.is_loopback:
        raise SettingsError(
            f"{where} : les mots de passe partiraient en clair vers {parts.netloc}.",
            remedy="Donnez une adresse https://.",
        )
    return target
