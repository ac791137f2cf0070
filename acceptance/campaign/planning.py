"""What is planned: the points declared by the French features, the checklist of the recette itself.

A point is a scenario. Its tags give its stable id (``@ENT-01``), its article of the CCTP (``@article-4.1``), the class
of the anomaly proposed if it fails (``@majeure``) and, unless it is automatic, its mode (``@manuel``, ``@document``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from acceptance.campaign.points import ANOMALY_CLASSES, Mode, Point
from portal.errors import PreauError

if TYPE_CHECKING:
    from gherkin.parser_types import Background, Scenario, Step

FEATURES = Path(__file__).resolve().parents[2] / "features"
ARTICLES = frozenset(
    ("3", "4.1", "4.2", *(f"4.2.{n}" for n in range(1, 10)), "4.3", *(f"4.3.{n}" for n in range(1, 4)), "4.4")
)
MODE_TAGS = {"manuel": Mode.MANUAL, "document": Mode.DOCUMENT}
DESTRUCTIVE = "destructif"
_ID = re.compile(r"[A-Z]{3}-\d{2}")
_ARTICLE_PREFIX = "article-"


class PlanError(PreauError):
    """The features cannot be used as a checklist: all the faults, each with its file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(
            f"La recette ne peut pas commencer : {len(faults)} défaut(s) dans les points à vérifier.\n{lines}",
            remedy="Corrigez ces lignes : un point mal écrit serait conforme sans rien avoir vérifié.",
        )
        self.faults = faults


@dataclass(frozen=True)
class Fault:
    """Something that would lose a point or make it green for nothing."""

    feature: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.feature}:{self.line} : {self.sentence}"


@dataclass(frozen=True)
class PlannedStep:
    """One step: ``kind`` is given, when or then; ``text`` is what comes after the keyword."""

    kind: str
    keyword: str
    text: str
    line: int
    table: tuple[tuple[str, ...], ...] = ()

    @property
    def sentence(self) -> str:
        """The whole sentence, keyword included; the cells of a table follow it."""
        cells = " ; ".join(" | ".join(row) for row in self.table)
        return f"{self.keyword}{self.text} {cells}".strip()


@dataclass(frozen=True)
class PlannedScenario:
    """One scenario as written, before anything is believed. ``tags`` include those of its feature, without ``@``."""

    feature: str
    part: str
    title: str
    line: int
    tags: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    loose_lines: tuple[tuple[int, str], ...]  # free text under the scenario, which no tool executes
    is_outline: bool

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(tag for tag in self.tags if _ID.fullmatch(tag))

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(tag.removeprefix(_ARTICLE_PREFIX) for tag in self.tags if tag.startswith(_ARTICLE_PREFIX))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(tag for tag in self.tags if tag in ANOMALY_CLASSES)

    @property
    def unknown_tags(self) -> tuple[str, ...]:
        known = {
            *self.ids,
            *self.classes,
            *(f"{_ARTICLE_PREFIX}{name}" for name in self.articles),
            *MODE_TAGS,
            DESTRUCTIVE,
        }
        return tuple(tag for tag in self.tags if tag not in known)

    @property
    def mode(self) -> Mode:
        return next((MODE_TAGS[tag] for tag in self.tags if tag in MODE_TAGS), Mode.AUTOMATIC)

    def point(self) -> Point:
        """The point this scenario declares; only once the guard has found nothing to object to."""
        return Point(
            id=self.ids[0],
            article=self.articles[0],
            title=self.title,
            part=self.part,
            mode=self.mode,
            anomaly_class=ANOMALY_CLASSES[self.classes[0]],
            steps=tuple(step.sentence for step in self.steps),
            feature=self.feature,
            line=self.line,
            destructive=DESTRUCTIVE in self.tags,
        )


def read_scenarios(features: Path = FEATURES) -> list[PlannedScenario]:
    """All the scenarios of a folder of features, in the order of the articles. Raises PlanError: file and line."""
    faults: list[Fault] = []
    read: list[list[PlannedScenario]] = []
    for path in sorted(features.rglob("*.feature")):
        name = path.relative_to(features.parent).as_posix()
        try:
            read.append(list(_scenarios(path.read_text(encoding="utf-8"), name)))
        except CompositeParserException as error:
            faults += [_syntax_fault(name, each) for each in error.errors]
        except ParserException as error:
            faults.append(_syntax_fault(name, error))
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(name, 1, f"illisible ({error}) ; enregistrez-le en UTF-8"))
    if not faults and not any(read):
        faults.append(Fault(features.name, 0, "aucun scénario"))
    if faults:
        raise PlanError(faults)
    read.sort(key=lambda scenarios: min(map(_order, scenarios), default=()))
    return [scenario for scenarios in read for scenario in scenarios]


def _order(scenario: PlannedScenario) -> tuple[tuple[int, ...], bool, tuple[str, ...]]:
    """The order of the contract: by article, what the suite checks before what people check, then by number."""
    article = tuple(int(part) for name in scenario.articles[:1] for part in name.split(".") if part.isdigit())
    return article, scenario.mode is not Mode.AUTOMATIC, scenario.ids


def _syntax_fault(feature: str, error: ParserException) -> Fault:
    location = error.location or {}
    sentence = str(error).split("): ", 1)[-1]
    hint = "première ligne attendue : # language: fr" if "#language" in sentence or "#Feature" in sentence else ""
    return Fault(feature, location.get("line", 1), f"syntaxe : {sentence}" + (f" ({hint})" if hint else ""))


def _scenarios(text: str, name: str) -> Iterator[PlannedScenario]:
    feature = Parser().parse(text).get("feature")
    if feature is None:
        return
    tags = tuple(tag["name"][1:] for tag in feature["tags"])
    yield from _children(feature["children"], name, feature["name"], tags, (), text.splitlines())


def _children(
    children: Sequence[Any],  # of a feature or a rule: backgrounds, scenarios, rules
    name: str,
    part: str,
    tags: tuple[str, ...],
    before: tuple[Background, ...],
    lines: list[str],
) -> Iterator[PlannedScenario]:
    for child in children:
        if "background" in child:
            before = (*before, child["background"])
        elif "rule" in child:
            rule = child["rule"]
            inner = (*tags, *(tag["name"][1:] for tag in rule["tags"]))
            yield from _children(rule["children"], name, part, inner, before, lines)
        else:
            scenario = child["scenario"]
            yield PlannedScenario(
                feature=name,
                part=part,
                title=scenario["name"],
                line=scenario["location"]["line"],
                tags=(*tags, *(tag["name"][1:] for tag in scenario["tags"])),
                steps=tuple(_steps([step for each in (*before, scenario) for step in each["steps"]])),
                loose_lines=tuple(line for each in (*before, scenario) for line in _loose_lines(each, lines)),
                is_outline=bool(scenario["examples"]),
            )


def _steps(steps: list[Step]) -> Iterator[PlannedStep]:
    kind = "given"
    for step in steps:
        kind = {"Context": "given", "Action": "when", "Outcome": "then"}.get(step["keywordType"], kind)
        rows = step.get("dataTable", {}).get("rows", [])
        table = tuple(tuple(cell["value"] for cell in row["cells"]) for row in rows)
        yield PlannedStep(kind, step["keyword"], step["text"], step["location"]["line"], table)


def _loose_lines(block: Background | Scenario, lines: list[str]) -> Iterator[tuple[int, str]]:
    """The free lines of a block with their line numbers (the parser gives only the whole text)."""
    number = block["location"]["line"]
    for wanted in filter(None, map(str.strip, block["description"].splitlines())):
        while number < len(lines) and lines[number].strip() != wanted:
            number += 1
        number += 1
        yield number, wanted
