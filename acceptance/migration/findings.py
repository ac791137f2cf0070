"""What a comparison found, and what it means for the points of the recette: pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Nature(StrEnum):
    """The new side against the old one; what is equal is counted, not listed."""

    MISSING = "manquant"
    ADDED = "en trop"
    DIFFERENT = "différent"
    UNREADABLE = "illisible"


class Family(StrEnum):
    SCHEMA = "schéma"
    ROWS = "lignes"
    COUNTS = "comptages"
    INTEGRITY = "intégrité"
    FILES = "fichiers"
    SERVICES = "services"


# The point that a family answers for (cctp requirements: MIG-01 data, MIG-02 files).
POINT_OF = {family: "MIG-02" if family is Family.FILES else "MIG-01" for family in Family}
POINTS = ("MIG-01", "MIG-02")


@dataclass(frozen=True)
class Finding:
    """One difference. ``count`` is how many rows or files it stands for; a ``remark`` alone turns nothing red.

    No value of a row is ever in it: a base holds what children write.
    """

    family: Family
    nature: Nature
    subject: str  # « app.user », a path, the title of a count
    where: str = ""  # « id = 12 », « id de 1 024 à 2 047 »
    columns: tuple[str, ...] = ()
    accident: str = ""  # what it looks like: « accents abîmés »…
    detail: str = ""
    count: int = 1
    remark: bool = False
    accepted: str = ""  # the reason given by those who accepted it

    def record(self) -> dict[str, Any]:
        return asdict(self)


class Verdict(StrEnum):
    CONFORM = "conforme"
    NOT_CONFORM = "non conforme"
    NOT_VALID = "non valide"


@dataclass
class Comparison:
    """All that a comparison said. ``equal`` counts what is the same, by family; ``invalid`` says, in French, why the
    comparison proves nothing, if it does not."""

    findings: list[Finding] = field(default_factory=list)
    equal: Counter[Family] = field(default_factory=Counter)
    invalid: list[str] = field(default_factory=list)

    def of(self, point: str) -> list[Finding]:
        return [finding for finding in self.findings if POINT_OF[finding.family] == point]

    def refusals(self, point: str) -> list[Finding]:
        """The findings that turn a point red."""
        return [finding for finding in self.of(point) if not finding.remark and not finding.accepted]

    def verdict(self, point: str) -> Verdict:
        """Red as soon as a difference is seen; green only when all was read on both sides and something was."""
        found = self.refusals(point)
        if any(finding.nature is not Nature.UNREADABLE for finding in found):
            return Verdict.NOT_CONFORM
        families = [family for family in Family if POINT_OF[family] == point]
        if self.invalid or found or not sum(self.equal[family] for family in families):
            return Verdict.NOT_VALID
        return Verdict.CONFORM
