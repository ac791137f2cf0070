"""What the proofs of the migration say of the points of the recette, in one JSON file that the recette reads.

    {"format": 1, "points": {"MIG-01": {"verdict": "conforme", "phrase": "…", "le": "2026-11-28T12:00:00+01:00",
     "preuves": [{"fichier": "…", "sha256": "…"}]}}}

``verdict`` is « conforme », « non conforme » or « non valide » (nothing is proven); the recette takes the last as not
executed. A proof made again replaces its points and leaves the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from acceptance.migration.findings import Verdict
from fixtures.run_folder import now, write_json
from portal.errors import PreauError

RESULTS = Path("reports/migration/points.json")
FORMAT = 1


class PointsError(PreauError):
    """The file of results cannot be read."""


@dataclass(frozen=True)
class Proof:
    """A file that a verdict rests on."""

    fichier: str
    sha256: str


@dataclass(frozen=True)
class PointVerdict:
    verdict: Verdict
    phrase: str
    le: str = ""
    preuves: tuple[Proof, ...] = ()


def proof(path: Path) -> Proof:
    with path.open("rb") as file:
        return Proof(str(path), hashlib.file_digest(file, "sha256").hexdigest())


def write_points(found: Mapping[str, PointVerdict], path: Path = RESULTS) -> None:
    """Add verdicts to the file, which is replaced whole. Raises PointsError when what is there is not one."""
    known = read_points(path) if path.exists() else {}
    points = {**known, **{point: _dated(verdict) for point, verdict in found.items()}}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"format": FORMAT, "points": {point: asdict(points[point]) for point in sorted(points)}})


def read_points(path: Path = RESULTS) -> dict[str, PointVerdict]:
    """Point id -> verdict. Raises PointsError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(f"format {document['format']}")
        return {point: _verdict(values) for point, values in document["points"].items()}
    except FileNotFoundError:
        raise PointsError(
            f"Aucun résultat de migration : {path}.", remedy="Lancez d’abord preau migration verify."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PointsError(
            f"{path} : illisible ({error}).", remedy="Effacez ce fichier et refaites les preuves."
        ) from None


def _verdict(values: Mapping[str, object]) -> PointVerdict:
    proofs = values["preuves"]
    assert isinstance(proofs, Iterable)
    return PointVerdict(
        Verdict(str(values["verdict"])), str(values["phrase"]), str(values["le"]), tuple(Proof(**one) for one in proofs)
    )


def _dated(verdict: PointVerdict) -> PointVerdict:
    return PointVerdict(verdict.verdict, verdict.phrase, verdict.le or now(), verdict.preuves)
