"""Who comes and what for, read from ``melange.toml``: the share of each role, its think times, its Markov table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixtures.accounts import ROLE_LABELS
from loadtests.journeys.subjects import SUBJECTS
from loadtests.navigation.habits import ARRIVAL, DEPARTURE, Habits, Steps, mean_plays
from portal.errors import PreauError
from portal.toml import line_of, read_toml

MIX_FILE = Path(__file__).parent.parent / "melange.toml"
SHARE, READING, STEPS = "part", "lecture_s", "passages"
LONGEST_READING = 600.0  # seconds
_ROLES = {label: role for role, label in ROLE_LABELS.items()}
_ROUNDING = 0.001  # what a sum of written decimals may miss


class MixError(PreauError):
    """The mix cannot be used as it is."""


@dataclass(frozen=True)
class Mix:
    """``shares`` of the people by role, summing to 1; ``habits`` by role."""

    shares: Mapping[str, float]
    habits: Mapping[str, Habits]


def read_mix(path: Path = MIX_FILE) -> Mix:
    """Read a mix file. Raises MixError naming the file, the line and the remedy."""
    document = read_toml(path, MixError, missing=f"Partez d’une copie de {MIX_FILE.name}.")
    return _Reader(path, path.read_text(encoding="utf-8")).mix(document)


def pages_per_connection(mix: Mix, pages: Mapping[str, Mapping[str, float]], around: float) -> float:
    """Pages of a mean visit: ``pages[role][subject]`` is the mean of one play of a subject, ``around`` counts the pages
    of signing in and out."""
    return around + sum(
        share * plays * pages[role][subject]
        for role, share in mix.shares.items()
        for subject, plays in mean_plays(mix.habits[role]).items()
    )


class _Reader:
    """Checks a parsed document, and finds the line of what is wrong in its text."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    def mix(self, document: dict[str, Any]) -> Mix:
        for label in document:
            if label not in _ROLES:
                raise self._error(f"rôle inconnu « {label} »", f"Rôles : {', '.join(_ROLES)}.", label)
        if not document:
            raise self._error("aucun rôle", "Partez d’une copie du fichier livré avec Préau.", "")
        shares = {label: self._number(document, label, SHARE, 0.0, 1.0) for label in document}
        self._sums_to_one(shares, "la somme des parts", list(document)[-1], SHARE)
        habits = {_ROLES[label]: self._habits(document, label) for label in document}
        return Mix({_ROLES[label]: share for label, share in shares.items()}, habits)

    def _habits(self, document: dict[str, Any], label: str) -> Habits:
        role, table = _ROLES[label], document[label]
        for key in table:
            if key not in (SHARE, READING, STEPS):
                raise self._error(
                    f"clé inconnue « {key} »", f"Clés possibles : {SHARE}, {READING}, {STEPS}.", label, key
                )
        reading = self._number(document, label, READING, 0.1, LONGEST_READING)
        steps = table.get(STEPS)
        if not isinstance(steps, dict) or ARRIVAL not in steps:
            raise self._error(
                f"les passages depuis « {ARRIVAL} » manquent", f"Ajoutez [{label}.{STEPS}].", label, STEPS
            )
        for here, row in steps.items():
            self._row(role, label, here, row, steps)
        habits = Habits(role, reading, steps)
        self._everybody_leaves(habits, label)
        return habits

    def _row(self, role: str, label: str, here: str, row: object, steps: Steps) -> None:
        where = (f"{label}.{STEPS}", here)
        if here != ARRIVAL:
            self._subject(here, role, where)
        if not isinstance(row, dict):
            raise self._error(f"« {here} » : une table est attendue", '"…" = { "…" = 0.5, "départ" = 0.5 }', *where)
        for there, chance in row.items():
            if there != DEPARTURE:
                self._subject(there, role, where)
                if there not in steps:
                    raise self._error(
                        f"« {there} » n’a pas de ligne à lui", f'Ajoutez "{there}" = {{ "{DEPARTURE}" = 1.0 }}.', *where
                    )
            if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance <= 1:
                raise self._error(f"« {there} » = {chance} ne convient pas", "Donnez un nombre entre 0 et 1.", *where)
        self._sums_to_one(row, f"la somme des passages depuis « {here} »", *where)

    def _subject(self, name: str, role: str, where: tuple[str, str]) -> None:
        if name not in SUBJECTS:
            raise self._error(f"sujet inconnu « {name} »", f"Sujets : {', '.join(SUBJECTS)}.", *where)
        if role not in SUBJECTS[name].roles:
            raise self._error(
                f"« {name} » n’est pas ouvert au rôle {ROLE_LABELS[role]}", "Ôtez ce sujet de ce rôle.", *where
            )

    def _everybody_leaves(self, habits: Habits, label: str) -> None:
        leaving = {here for here, row in habits.steps.items() if row.get(DEPARTURE)}
        before = 0
        while before != len(leaving):
            before = len(leaving)
            leaving |= {
                here
                for here, row in habits.steps.items()
                if any(chance and to in leaving for to, chance in row.items())
            }
        for here in habits.steps:
            if here not in leaving:
                raise self._error(
                    f"depuis « {here} », personne ne part jamais",
                    f"Donnez une probabilité à « {DEPARTURE} ».",
                    f"{label}.{STEPS}",
                    here,
                )

    def _number(self, document: dict[str, Any], label: str, key: str, low: float, high: float) -> float:
        table = document[label]
        value = table.get(key) if isinstance(table, dict) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            wrong = f"{key} manque" if value is None else f"{key} = {value} ne convient pas"
            raise self._error(wrong, f"Donnez un nombre entre {low:g} et {high:g}.", label, key)
        return float(value)

    def _sums_to_one(self, row: Mapping[str, float], what: str, *where: str) -> None:
        total = sum(row.values())
        if abs(total - 1) > _ROUNDING:
            raise self._error(f"{what} est {total:.3f}".replace(".", ","), "Elle doit être 1.", *where)

    def _error(self, wrong: str, remedy: str, table: str, key: str = "") -> MixError:
        line = line_of(self._text, table, key)
        return MixError(f"{self._path}{f', ligne {line}' if line else ''} : {wrong}.", remedy=remedy)
