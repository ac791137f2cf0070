"""The plans one may ask for, by name, and their parameters read from ``arrivees.toml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from loadtests.arrivals.closed import Endurance, Ramp, Stairs, Storm, plateau
from loadtests.arrivals.open import Bell, FirstDay, SchoolDay
from loadtests.arrivals.plan import Order, Plan, PlanError
from portal.toml import line_of, read_toml

ARRIVALS_FILE = Path(__file__).parent.parent / "arrivees.toml"
DEFAULT = "palier"
LONGEST = 1e6  # seconds

Maker = Callable[[Order], Plan]


@dataclass(frozen=True)
class _Number:
    """A number expected in the file: its bounds, both included."""

    low: float
    high: float = LONGEST
    whole: bool = False


def _makers(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Maker]:
    return {
        "palier": plateau,
        "rampe": Ramp(values["rampe"]["tenue_s"]),
        "escalier": Stairs(int(values["escalier"]["marches"])),
        "cloche": Bell(
            int(values["cloche"]["classe"]), values["cloche"]["etalement_s"], values["cloche"]["rassemblement_s"]
        ),
        "journee": SchoolDay(values["journee"]["heures"], values["journee"]["visite_s"]),
        "tempete": Storm(values["tempete"]["calme_s"], values["tempete"]["gel_s"]),
        "rentree": FirstDay(values["rentree"]["moitie_s"]),
        "endurance": Endurance(values["endurance"]["duree_minimale_s"]),
    }


_TABLES: Mapping[str, Mapping[str, _Number | None]] = {
    "palier": {},
    "rampe": {"tenue_s": _Number(0)},
    "escalier": {"marches": _Number(2, 1000, whole=True)},
    "cloche": {
        "classe": _Number(1, 1000, whole=True),
        "etalement_s": _Number(0),
        "rassemblement_s": _Number(1),
    },
    "journee": {"visite_s": _Number(1), "heures": None},
    "tempete": {"calme_s": _Number(0), "gel_s": _Number(1)},
    "rentree": {"moitie_s": _Number(1)},
    "endurance": {"duree_minimale_s": _Number(0)},
}
CAPACITY = "capacite"  # no table of its own: a controller chooses its stages as it goes
PLANS = (*_TABLES, CAPACITY)


def read_plan(name: str, order: Order, path: Path = ARRIVALS_FILE) -> Plan:
    """The plan of that name for an order. Raises PlanError: unknown plan, wrong file (with its line), impossible order.

    The whole file is checked, whatever plan is asked for.
    """
    if name not in _TABLES:
        raise PlanError(f"Plan d’arrivées inconnu : « {name} ».", remedy=f"Plans : {', '.join(PLANS)}.")
    document = read_toml(path, PlanError, missing=f"Partez d’une copie de {ARRIVALS_FILE.name}.")
    reader = _Reader(path, path.read_text(encoding="utf-8"))
    return _makers(reader.values(document))[name](order)


class _Reader:
    """Checks a parsed document, and finds the line of what is wrong in its text."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    def values(self, document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        for name in document:
            if name not in _TABLES:
                raise self._error(f"plan inconnu « {name} »", f"Plans : {', '.join(PLANS)}.", name)
        return {name: self._table(name, document.get(name)) for name in _TABLES}

    def _table(self, name: str, table: object) -> dict[str, Any]:
        if not isinstance(table, dict):
            raise self._error(f"la table [{name}] manque", f"Recopiez celle de {ARRIVALS_FILE.name}.", name)
        for key in table:
            if key not in _TABLES[name]:
                known = ", ".join(_TABLES[name]) or "aucune"
                raise self._error(f"clé inconnue « {key} »", f"Clés possibles : {known}.", name, key)
        return {
            key: self._number(name, key, table.get(key), rule) if rule else self._hours(name, key, table.get(key))
            for key, rule in _TABLES[name].items()
        }

    def _number(self, name: str, key: str, value: object, rule: _Number) -> float:
        kind = int if rule.whole else int | float
        if isinstance(value, bool) or not isinstance(value, kind) or not rule.low <= value <= rule.high:
            wrong = f"{key} manque" if value is None else f"{key} = {value} ne convient pas"
            whole = " entier" if rule.whole else ""
            raise self._error(wrong, f"Donnez un nombre{whole} entre {rule.low:g} et {rule.high:g}.", name, key)
        return float(value)

    def _hours(self, name: str, key: str, value: object) -> list[tuple[float, float]]:
        remedy = "Donnez au moins deux paires [heure, affluence], heures croissantes, affluence de 0 à 1."
        try:
            hours = [(float(hour), float(part)) for hour, part in value]  # type: ignore[attr-defined]  # checked below
        except (TypeError, ValueError):
            raise self._error(f"{key} ne convient pas", remedy, name, key) from None
        increasing = all(before < after for (before, _), (after, _) in pairwise(hours))
        inside = all(0 <= hour <= 24 and 0 <= part <= 1 for hour, part in hours)
        if len(hours) < 2 or not increasing or not inside or not any(part for _, part in hours):
            raise self._error(f"{key} ne convient pas", remedy, name, key)
        return hours

    def _error(self, wrong: str, remedy: str, table: str, key: str = "") -> PlanError:
        line = line_of(self._text, table, key)
        return PlanError(f"{self._path}{f', ligne {line}' if line else ''} : {wrong}.", remedy=remedy)
