"""What axe-core finds in a page, told by the criteria of the RGAA that its rules touch.

An honest ceiling: 67 of its rules touch 33 of the 106 criteria of the RGAA 4.1, and none can be declared conform by a
tool alone. A point that is green says « rien trouvé », never « conforme au RGAA ».
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CRITERIA_TOUCHED, CRITERIA = 33, 106
SERIOUS = ("serious", "critical")
_OPTIONS = {"runOnly": ["RGAAv4"], "resultTypes": ["violations"]}
_CRITERION = re.compile(r"RGAA-(\d+)\.(\d+)")


@dataclass(frozen=True)
class Violation:
    """A rule that a page breaks: its name in axe, the criteria of the RGAA, how grave, in how many places."""

    rule: str
    criteria: tuple[str, ...]
    impact: str
    places: int

    def __str__(self) -> str:
        criteria = ", ".join(self.criteria) or "sans critère"
        return f"{self.rule} (RGAA {criteria}, {self.places} fois)"


def violations(page: Page) -> list[Violation]:
    """What the rules of the RGAA find in the page as it stands, the grave first."""
    found = Axe().run(page, options=_OPTIONS).response["violations"]
    told = [Violation(each["id"], _criteria(each["tags"]), each["impact"] or "", len(each["nodes"])) for each in found]
    return sorted(told, key=lambda violation: violation.impact not in SERIOUS)


def serious(found: Iterable[Violation]) -> list[Violation]:
    return [violation for violation in found if violation.impact in SERIOUS]


def report(place: str, found: list[Violation]) -> str:
    """The finding as a text to file, with its ceiling."""
    lines = [f"Page {place}", f"{CRITERIA_TOUCHED} critères du RGAA touchés par l’outil, sur {CRITERIA}."]
    return "\n".join([*lines, *map(str, found), json.dumps([vars(each) for each in found], ensure_ascii=False)])


def _criteria(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({f"{found[1]}.{found[2]}" for tag in tags if (found := _CRITERION.match(tag))}))
