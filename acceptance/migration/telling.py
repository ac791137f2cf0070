"""The sentence that a point of the migration gets in the account of the recette. Pure."""

from __future__ import annotations

from collections import Counter

from acceptance.migration.findings import POINT_OF, Comparison, Family, Verdict
from portal.french import integer, plural

_EQUAL = {
    Family.SCHEMA: ("table de même forme", "tables de même forme"),
    Family.ROWS: ("ligne identique", "lignes identiques"),
    Family.COUNTS: ("comptage identique", "comptages identiques"),
    Family.INTEGRITY: ("règle d’intégrité de même résultat", "règles d’intégrité de même résultat"),
    Family.FILES: ("fichier identique", "fichiers identiques"),
    Family.SERVICES: ("relevé de service identique", "relevés de service identiques"),
}
_NAMED = 5


def sentence(comparison: Comparison, point: str) -> str:
    """What was the same, then what was not, named by accident."""
    equal = [
        plural(comparison.equal[family], *words)
        for family, words in _EQUAL.items()
        if POINT_OF[family] == point and comparison.equal[family]
    ]
    parts = [", ".join(equal) or "rien de comparé"]
    refusals = comparison.refusals(point)
    if refusals:
        accidents = Counter(finding.accident or str(finding.nature) for finding in refusals)
        named = [f"{accident} ({integer(count)})" for accident, count in accidents.most_common(_NAMED)]
        more = len(accidents) - len(named)
        parts.append(
            f"{plural(len(refusals), 'écart')} : {', '.join(named)}{f' et {more} autres natures' if more else ''}"
        )
    accepted = sum(1 for finding in comparison.of(point) if finding.accepted)
    if accepted:
        parts.append(plural(accepted, "écart accepté", "écarts acceptés"))
    remarks = sum(1 for finding in comparison.of(point) if finding.remark and not finding.accepted)
    if remarks:
        parts.append(plural(remarks, "remarque"))
    if comparison.verdict(point) is Verdict.NOT_VALID:
        parts.append("ne prouve rien : " + (" ; ".join(comparison.invalid) or "tout n’a pas été lu"))
    return " ; ".join(parts)
