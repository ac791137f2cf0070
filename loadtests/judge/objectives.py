"""What a load run must show, read from ``objectifs.toml``: objectives, and the conditions of a valid run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures.accounts import ROLE_LABELS
from portal.errors import PreauError
from portal.toml import read_toml

OBJECTIVES_FILE = Path(__file__).parent.parent / "objectifs.toml"
JOURNEYS = ("connexion", "blog", "médiathèque", "messagerie", "vie de classe")
_ROLES = {label: role for role, label in ROLE_LABELS.items()}


class ObjectivesError(PreauError):
    """The objectives cannot be used as they are."""


@dataclass(frozen=True)
class Objective:
    """``share`` of the page views of a journey must be good within ``within`` seconds.

    An empty ``role`` is everybody, an empty ``page`` all the pages of the journey.
    """

    title: str
    journey: str
    share: float
    within: float
    role: str = ""
    page: str = ""


@dataclass(frozen=True)
class Conditions:
    """Thresholds without which a run proves nothing; shares between 0 and 1, times in seconds."""

    least_sessions: int
    held_share: float
    shortest_window: float
    lost_share: float
    shared_accounts: int
    greatest_lag: float
    mix_deviation: float
    session_deviation: float
    clock_jump: float
    confidence: float
    arrivals_missed: float
    workers_lost: int
    steady_share: float
    cpu_used: float
    cpu_wait: float
    little_deviation: float
    target_versions: int


@dataclass(frozen=True)
class Objectives:
    """``stop_after``: seconds that an objective may be broken for before the run is stopped; None: to its end."""

    objectives: tuple[Objective, ...]
    conditions: Conditions
    stop_after: float | None = None


@dataclass(frozen=True)
class _Key:
    """A number expected in the file: its bounds (both included), and what to write instead of a wrong one."""

    low: float
    high: float
    hint: str
    whole: bool = False


_SHARE = _Key(0.0, 1.0, "un nombre entre 0 et 1")
_PROPER_SHARE = _Key(0.001, 0.9999, "un nombre entre 0.001 et 0.9999 (aucun essai ne prouve 100 %)")
_CONDITIONS = {
    "sessions_minimum": _Key(1, 10_000_000, "un nombre entier, au moins 1", whole=True),
    "sessions_tenues_part": _SHARE,
    "palier_minimum_s": _Key(1, 1e6, "une durée en secondes, au moins 1"),
    "personnes_perdues_part": _SHARE,
    "comptes_partages": _Key(0, 10_000_000, "un nombre entier, 0 de préférence", whole=True),
    "retard_injecteur_ms": _Key(0.1, 1e6, "un retard en millisecondes"),
    "ecart_melange_part": _SHARE,
    "ecart_sessions_part": _SHARE,
    "saut_horloge_s": _Key(0.0, 1e6, "une durée en secondes"),
    "confiance": _Key(0.5, 0.9999, "un nombre entre 0.5 et 0.9999"),
    "arrivees_manquees_part": _SHARE,
    "injecteurs_perdus": _Key(0, 10_000, "un nombre entier, 0 de préférence", whole=True),
    "regime_part": _SHARE,
    "processeur_part": _SHARE,
    "attente_processeur_part": _SHARE,
    "ecart_little_part": _SHARE,
    "versions_cible": _Key(1, 1000, "un nombre entier, 1 de préférence", whole=True),
}
_STOP = _Key(1, 86_400, "une durée en secondes, au moins 1")
_OBJECTIVE = {"part": _PROPER_SHARE, "sous_s": _Key(0.001, 3600, "un délai en secondes")}


def read_objectives(path: Path = OBJECTIVES_FILE) -> Objectives:
    """Read an objectives file. Raises ObjectivesError naming the file, the line when it can, the key and the remedy."""
    document = read_toml(path, ObjectivesError, missing=f"Partez d’une copie de {OBJECTIVES_FILE.name}.")
    text = path.read_text(encoding="utf-8")
    return _Reader(path, text).objectives(document)


class _Reader:
    """Checks a parsed document, and finds the line of what is wrong in its text."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def objectives(self, document: dict[str, Any]) -> Objectives:
        self._only(document, ("objectif", "validite", "arret"), "", 0)
        tables = document.get("objectif")
        if not isinstance(tables, list) or not tables:
            raise self._error("aucun objectif", "Ajoutez une table [[objectif]] : titre, parcours, part, sous_s.")
        conditions = document.get("validite")
        if not isinstance(conditions, dict):
            raise self._error("la table [validite] manque", "Recopiez celle du fichier livré avec Préau.")
        objectives = tuple(self._objective(table, order) for order, table in enumerate(tables, start=1))
        titles = [objective.title for objective in objectives]
        for order, title in enumerate(titles, start=1):
            if title in titles[: order - 1]:
                raise self._error(
                    f"deux objectifs s’appellent « {title} »", "Donnez-leur deux titres.", "objectif", order, "titre"
                )
        return Objectives(objectives, self._conditions(conditions), self._stop_after(document.get("arret", {})))

    def _stop_after(self, table: object) -> float | None:
        if not isinstance(table, dict):
            raise self._error("[arret] est une table", "Écrivez [arret] sur une ligne à part, puis si_rompu_s = 60.")
        self._only(table, ("si_rompu_s",), "arret", 1)
        return self._number(table, "si_rompu_s", _STOP, "arret", 1) if table else None

    def _objective(self, table: object, order: int) -> Objective:
        if not isinstance(table, dict):
            raise self._error("un objectif est une table", "Écrivez [[objectif]] sur une ligne à part.")
        self._only(table, ("titre", "parcours", "page", "role", "part", "sous_s"), "objectif", order)
        title = self._text(table, "titre", "objectif", order)
        journey = self._text(table, "parcours", "objectif", order)
        if journey not in JOURNEYS:
            raise self._error(
                f"parcours inconnu « {journey} »", f"Parcours : {', '.join(JOURNEYS)}.", "objectif", order, "parcours"
            )
        label = self._text(table, "role", "objectif", order) if "role" in table else ""
        if label and label not in _ROLES:
            raise self._error(f"rôle inconnu « {label} »", f"Rôles : {', '.join(_ROLES)}.", "objectif", order, "role")
        share, within = (self._number(table, key, rule, "objectif", order) for key, rule in _OBJECTIVE.items())
        page = self._text(table, "page", "objectif", order) if "page" in table else ""
        return Objective(title, journey, share, within, _ROLES.get(label, ""), page)

    def _conditions(self, table: dict[str, Any]) -> Conditions:
        self._only(table, tuple(_CONDITIONS), "validite", 1)
        values = {key: self._number(table, key, rule, "validite", 1) for key, rule in _CONDITIONS.items()}
        return Conditions(
            least_sessions=int(values["sessions_minimum"]),
            held_share=values["sessions_tenues_part"],
            shortest_window=values["palier_minimum_s"],
            lost_share=values["personnes_perdues_part"],
            shared_accounts=int(values["comptes_partages"]),
            greatest_lag=values["retard_injecteur_ms"] / 1000,
            mix_deviation=values["ecart_melange_part"],
            session_deviation=values["ecart_sessions_part"],
            clock_jump=values["saut_horloge_s"],
            confidence=values["confiance"],
            arrivals_missed=values["arrivees_manquees_part"],
            workers_lost=int(values["injecteurs_perdus"]),
            steady_share=values["regime_part"],
            cpu_used=values["processeur_part"],
            cpu_wait=values["attente_processeur_part"],
            little_deviation=values["ecart_little_part"],
            target_versions=int(values["versions_cible"]),
        )

    def _text(self, table: dict[str, Any], key: str, header: str, order: int) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{key} manque ou n’est pas un texte", f'Écrivez {key} = "…".', header, order, key)
        return value.strip()

    def _number(self, table: dict[str, Any], key: str, rule: _Key, header: str, order: int) -> float:
        value = table.get(key)
        wrong = f"{key} manque" if value is None else f"{key} = {value} ne convient pas"
        kind = int if rule.whole else int | float
        if isinstance(value, bool) or not isinstance(value, kind) or not rule.low <= value <= rule.high:
            raise self._error(wrong, f"Donnez {rule.hint} : {key} = …", header, order, key)
        return float(value)

    def _only(self, table: dict[str, Any], keys: tuple[str, ...], header: str, order: int) -> None:
        for key in table:
            if key not in keys:
                raise self._error(f"clé inconnue « {key} »", f"Clés possibles : {', '.join(keys)}.", header, order, key)

    def _error(self, wrong: str, remedy: str, header: str = "", order: int = 0, key: str = "") -> ObjectivesError:
        table = {"objectif": f", objectif nᵒ {order}", "validite": ", [validite]", "arret": ", [arret]"}.get(header, "")
        line = self._line(header, order, key)
        return ObjectivesError(f"{self.path}{f', ligne {line}' if line else table} : {wrong}.", remedy=remedy)

    def _line(self, header: str, order: int, key: str) -> int | None:
        """The line of a key in the ``order``-th table of that name, of the table itself if the key is not there."""
        current, seen, found = "", 0, None
        for number, line in enumerate(self.lines, start=1):
            if opening := re.match(r"\s*\[+\s*([^\]\s]+)\s*\]", line):
                current = opening[1]
                seen += current == header
                if current == header and seen == order:
                    found = number
            elif current == header and seen == order and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return found
