"""The guard: refuses every way known for a scenario to be lost, or to be green without having checked anything.

pytest-bdd passes a scenario without steps, drops the first of two scenarios of the same name, takes ``Lorsqu’il``
(typographic apostrophe) for a description, passes an ``async`` step without running it, and lets the last of two
matching definitions win: all silently.
"""

from __future__ import annotations

import inspect
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from acceptance.campaign.planning import ARTICLES, FEATURES, Fault, PlanError, PlannedScenario, PlannedStep
from acceptance.campaign.planning import read_scenarios as _read
from acceptance.campaign.points import ANOMALY_CLASSES, Mode, Point
from acceptance.campaign.register import check_register, read_register

_LOOK_ALIKES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "’": "'"})


@dataclass(frozen=True)
class StepDefinition:
    """What the guard needs of a step definition. ``kind`` is given, when, then, or None for any."""

    kind: str | None
    matches: Callable[[str], bool]
    function: Callable[..., object]

    @property
    def where(self) -> str:
        code = inspect.unwrap(self.function).__code__
        return f"{Path(code.co_filename).name}:{code.co_firstlineno}"

    def answers(self, step: PlannedStep, text: str) -> bool:
        return self.kind in (None, step.kind) and self.matches(text)


def planned_points(features: Path = FEATURES) -> tuple[Point, ...]:
    """The points of a folder of features, once checked as written and, when they are the whole checklist, against the
    register of the contract. Raises PlanError with every fault found, RegisterError."""
    scenarios = _read(features)
    faults = check_scenarios(scenarios)
    if features == FEATURES:
        faults += check_register(read_register(), scenarios)
    if faults:
        raise PlanError(faults)
    return tuple(scenario.point() for scenario in scenarios)


def check_definitions(definitions: Iterable[StepDefinition], features: Path = FEATURES) -> None:
    """Every step of an automatic point has one definition, which runs when called. Raises PlanError."""
    known = list(definitions)
    scenarios = [scenario for scenario in _read(features) if scenario.mode is Mode.AUTOMATIC]
    faults = [fault for scenario in scenarios for step in scenario.steps for fault in _step(scenario, step, known)]
    if faults:
        raise PlanError(list(dict.fromkeys(faults)))


def check_scenarios(scenarios: list[PlannedScenario]) -> list[Fault]:
    """Every fault of the scenarios as written, in their order."""
    faults: list[Fault] = []
    titles: dict[tuple[str, str], int] = {}
    ids: dict[str, PlannedScenario] = {}
    for scenario in scenarios:
        faults += _shape(scenario)
        twin = titles.setdefault((scenario.feature, scenario.title), scenario.line)
        if twin != scenario.line:
            faults.append(_fault(scenario, f"le scénario « {scenario.title} » existe déjà à la ligne {twin}"))
        for point_id in scenario.ids:
            other = ids.setdefault(point_id, scenario)
            if other is not scenario:
                faults.append(_fault(scenario, f"@{point_id} est déjà à {other.feature}:{other.line}"))
    return faults


def _shape(scenario: PlannedScenario) -> Iterator[Fault]:
    if not scenario.title:
        yield _fault(scenario, "scénario sans titre")
    if not scenario.steps:
        yield _fault(scenario, "scénario sans aucun pas : il serait conforme sans rien vérifier")
    elif not any(step.kind == "then" for step in scenario.steps):
        yield _fault(scenario, "scénario sans « Alors » : il ne vérifie rien")
    if scenario.is_outline:
        yield _fault(scenario, "un point est un scénario : remplacez le plan et ses exemples par des scénarios")
    for line, text in scenario.loose_lines:
        yield Fault(
            scenario.feature,
            line,
            f"« {text} » n’est pas un pas et serait ignoré (un mot-clé s’écrit avec l’apostrophe droite : Lorsqu'il ; "
            "une explication se met sous « Fonctionnalité »)",
        )
    yield from _tags(scenario)


def _tags(scenario: PlannedScenario) -> Iterator[Fault]:
    if len(scenario.ids) != 1:
        found = ", ".join(scenario.ids) or "aucun"
        yield _fault(scenario, f"un numéro de point attendu (@ENT-01), trouvé : {found}")
    if len(scenario.articles) != 1 or scenario.articles[0] not in ARTICLES:
        found = ", ".join(scenario.articles) or "aucun"
        yield _fault(scenario, f"un article du CCTP attendu (@article-4.1), trouvé : {found}")
    if len(scenario.classes) != 1:
        found = ", ".join(scenario.classes) or "aucune"
        names = ", ".join(f"@{name}" for name in ANOMALY_CLASSES)
        yield _fault(scenario, f"une classe d’anomalie attendue ({names}), trouvée : {found}")
    for tag in scenario.unknown_tags:
        yield _fault(scenario, f"étiquette inconnue : @{tag}")


def _step(scenario: PlannedScenario, step: PlannedStep, definitions: list[StepDefinition]) -> Iterator[Fault]:
    found = [definition for definition in definitions if definition.answers(step, step.text)]
    if len(found) > 1:
        where = ", ".join(definition.where for definition in found)
        yield Fault(scenario.feature, step.line, f"« {step.text} » a plusieurs définitions : {where}")
    if not found:
        yield Fault(scenario.feature, step.line, _undefined(step, definitions))
    for definition in found:
        function = inspect.unwrap(definition.function)
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            yield Fault(
                scenario.feature,
                step.line,
                f"« {step.text} » : la définition {definition.where} est « async », elle ne serait jamais exécutée",
            )


def _undefined(step: PlannedStep, definitions: list[StepDefinition]) -> str:
    plain = _plain(step.text)
    # Both spellings of the apostrophe are tried: the definitions use the typographic one.
    twins = (plain, plain.replace("'", "’"))
    if any(definition.answers(step, twin) for definition in definitions for twin in twins):
        return (
            f"« {step.text} » n’est pas reconnu à cause d’un caractère qui ressemble à un autre "
            "(espace insécable, accent décomposé ou apostrophe) : retapez ce pas"
        )
    return f"« {step.text} » n’a pas de définition"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_LOOK_ALIKES)


def _fault(scenario: PlannedScenario, sentence: str) -> Fault:
    return Fault(scenario.feature, scenario.line, sentence)
