"""The register: what the contract asks to check (``features/registre.toml``), against what the features check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.campaign.planning import ARTICLES, FEATURES, Fault, PlannedScenario
from acceptance.campaign.points import Mode
from portal.errors import PreauError
from portal.toml import read_toml

REGISTER = FEATURES / "registre.toml"
_ID = re.compile(r"([A-Z]{3})-(\d{2})")


class RegisterError(PreauError):
    """The register of the requirements cannot be read."""


@dataclass(frozen=True)
class Requirement:
    """Something the contract asks. Its points are numbered from ``first`` to ``last`` of a ``family`` (ENT, SEC…)."""

    title: str
    family: str
    first: int
    last: int
    articles: tuple[str, ...]
    modes: tuple[Mode, ...]

    @property
    def name(self) -> str:
        one = f"{self.family}-{self.first:02d}"
        return one if self.first == self.last else f"{one} à {self.family}-{self.last:02d}"

    def covers(self, point_id: str) -> bool:
        family, number = point_id.split("-")
        return family == self.family and self.first <= int(number) <= self.last


def read_register(path: Path = REGISTER) -> list[Requirement]:
    """The requirements of the contract, in its order. Raises RegisterError: file, place and remedy."""
    document = read_toml(path, RegisterError, missing="Le registre accompagne les points : features/registre.toml.")
    tables = document.get("exigence")
    if not isinstance(tables, list) or not tables:
        raise RegisterError(f"{path} : aucune exigence.", remedy="Ajoutez une table [[exigence]] par exigence.")
    return [_requirement(path, rank, table) for rank, table in enumerate(tables, start=1)]


def check_register(requirements: Sequence[Requirement], scenarios: Sequence[PlannedScenario]) -> list[Fault]:
    """Every requirement has its points, in the ways it must be checked; every point answers a requirement."""
    faults = [fault for scenario in scenarios for fault in _scenario(requirements, scenario)]
    for requirement in requirements:
        answers = [one for one in scenarios if any(requirement.covers(point_id) for point_id in one.ids)]
        missing = [mode for mode in requirement.modes if mode not in {scenario.mode for scenario in answers}]
        if missing:
            ways = " ni ".join(f"« {mode} »" for mode in missing)
            sentence = f"{requirement.name} ({requirement.title}) : aucun point {ways}"
            faults.append(Fault(REGISTER.relative_to(FEATURES.parent).as_posix(), 1, sentence))
    return faults


def _scenario(requirements: Sequence[Requirement], scenario: PlannedScenario) -> Iterator[Fault]:
    for point_id in scenario.ids:
        asked = [requirement for requirement in requirements if requirement.covers(point_id)]
        if not asked:
            yield Fault(scenario.feature, scenario.line, f"@{point_id} ne répond à aucune exigence du registre")
        wrong = [article for article in scenario.articles if asked and article not in asked[0].articles]
        if wrong:
            right = ", ".join(f"@article-{article}" for article in asked[0].articles)
            yield Fault(scenario.feature, scenario.line, f"@{point_id} relève de {right}, pas de @article-{wrong[0]}")


def _requirement(path: Path, rank: int, table: Any) -> Requirement:
    where = f"{path}, exigence {rank}"
    try:
        title, ids = str(table["titre"]), [_ID.fullmatch(each) for each in table["points"]]
        articles, modes = tuple(table["articles"]), tuple(Mode(mode) for mode in table["modes"])
    except (KeyError, TypeError, ValueError) as error:
        raise RegisterError(
            f"{where} : clé absente ou valeur inconnue ({error}).",
            remedy="Il faut titre, points, articles et modes, comme dans les autres exigences.",
        ) from None
    numbers = [(found[1], int(found[2])) for found in ids if found]
    if len(numbers) != len(ids) or len(numbers) not in (1, 2) or len({family for family, _ in numbers}) != 1:
        raise RegisterError(
            f"{where} : points = {table['points']}.", remedy='Donnez ["SEC-01"] ou ["SEC-01", "SEC-09"].'
        )
    unknown = [article for article in articles if article not in ARTICLES]
    if unknown or not articles or not modes:
        raise RegisterError(f"{where} : article ou mode absent ou inconnu.", remedy="Voir les articles du CCTP.")
    return Requirement(title, numbers[0][0], numbers[0][1], numbers[-1][1], articles, modes)
