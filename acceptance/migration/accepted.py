"""Differences that are known and accepted, each with its reason, in a TOML file written by a person.

[[acceptee]]
sujet = "app.user"                 # table, path of a file or title; * stands for anything
colonnes = ["last_connection"]     # only differences within these columns
nature = "différent"               # optional: manquant, en trop, différent, illisible
raison = "La dernière connexion change à chaque visite de contrôle."
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from acceptance.migration.findings import Family, Finding, Nature
from portal.errors import PreauError
from portal.toml import read_toml

_KEYS = ("sujet", "colonnes", "nature", "famille", "raison")


class AcceptedError(PreauError):
    """The file of accepted differences cannot be used."""


@dataclass(frozen=True)
class Accepted:
    subject: str
    reason: str
    columns: tuple[str, ...] = ()
    nature: str = ""
    family: str = ""

    def covers(self, finding: Finding) -> bool:
        """What was not read is never accepted: nobody knows what it holds."""
        return (
            finding.nature is not Nature.UNREADABLE
            and fnmatchcase(finding.subject, self.subject)
            and self.nature in ("", finding.nature)
            and self.family in ("", finding.family)
            and (not self.columns or (bool(finding.columns) and set(finding.columns) <= set(self.columns)))
        )


def read_accepted(path: Path) -> list[Accepted]:
    """Raises AcceptedError with the file, the entry and the remedy."""
    document = read_toml(path, AcceptedError, missing="Vérifiez le chemin donné à --acceptees.")
    entries = document.get("acceptee", [])
    if not isinstance(entries, list) or set(document) - {"acceptee"}:
        raise AcceptedError(f"{path} : des tables [[acceptee]] sont attendues.", remedy="Voir docs/migration.md.")
    return [_accepted(path, number, entry) for number, entry in enumerate(entries, start=1)]


def _accepted(path: Path, number: int, entry: object) -> Accepted:
    where = f"{path}, acceptation n° {number}"
    if not isinstance(entry, dict) or set(entry) - set(_KEYS):
        raise AcceptedError(f"{where} : clé inconnue.", remedy=f"Clés possibles : {', '.join(_KEYS)}.")
    for key in ("sujet", "raison"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise AcceptedError(
                f"{where} : il manque {key}.",
                remedy=f'Ajoutez {key} = "…" : une différence s’accepte en disant pourquoi.',
            )
    if entry["sujet"].strip() == "*":
        raise AcceptedError(f"{where} : tout serait accepté.", remedy="Nommez la table, le fichier ou le titre.")
    columns = entry.get("colonnes", [])
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise AcceptedError(f"{where} : colonnes n’est pas une liste.", remedy='Exemple : colonnes = ["updated_at"]')
    for key, possible in (("nature", list(Nature)), ("famille", list(Family))):
        if entry.get(key, "") not in ("", *possible):
            raise AcceptedError(
                f"{where} : {key} = « {entry[key]} » est inconnu.", remedy=f"Valeurs : {', '.join(possible)}."
            )
    return Accepted(entry["sujet"], entry["raison"], tuple(columns), entry.get("nature", ""), entry.get("famille", ""))


def accept(findings: Iterable[Finding], accepted: list[Accepted]) -> tuple[list[Finding], list[Accepted]]:
    """The findings with the reasons that cover them, and the acceptances that covered nothing."""
    used: set[Accepted] = set()
    told = []
    for finding in findings:
        covering = next((one for one in accepted if one.covers(finding)), None)
        if covering is not None:
            used.add(covering)
            finding = replace(finding, accepted=covering.reason)
        told.append(finding)
    return told, [one for one in accepted if one not in used]
