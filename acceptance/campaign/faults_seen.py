"""Which faults turned each point red: the matrix *points × faults*, as a JSON table kept with the suite.

    {"preau": "0.1.0", "le": "2026-11-28",
     "pannes": {"blog-vide": "Le blog n’affiche aucun article"},
     "points": {"ENT-10": {"enonce": "3f2a9c0b71de", "pannes": ["blog-vide"]}}}

``pannes`` gives the French title of each fault. Under ``points``, those that were tried: ``pannes`` lists the faults
that turned the point red, empty when none did; ``enonce`` is the ``wording`` of the point that day. A point that reads
otherwise today was proven under other words: it counts as never tried.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from acceptance.campaign.points import Point
from portal.errors import PreauError

MATRIX = Path(__file__).parent / "matrice.json"


class MatrixError(PreauError):
    """The matrix of the faults cannot be read."""


def wording(point: Point) -> str:
    """Twelve hexadecimal digits that change with what the point does and expects."""
    return hashlib.sha256("\n".join(point.steps).encode()).hexdigest()[:12]


def faults_seen(points: Iterable[Point], path: Path = MATRIX) -> Mapping[str, tuple[str, ...]]:
    """Id of each point tried -> titles of the faults that turned it red; empty without a matrix. Raises MatrixError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        titles, tried = document["pannes"], document["points"]
        return {
            point.id: tuple(titles.get(name, name) for name in tried[point.id]["pannes"])
            for point in points
            if point.id in tried and tried[point.id]["enonce"] == wording(point)
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MatrixError(
            f"{path} : illisible ({type(error).__name__} : {error}).", remedy="Refaites la matrice des pannes."
        ) from None
