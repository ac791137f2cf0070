"""Raw samples: one a page view or request, appended as they come, readable after a crash.

A run folder holds ``samples.bin`` (fixed-size records, 26 bytes each) and ``names.jsonl`` (the text of each number
used in them, one JSON object a line: ``{"kind": "page", "id": 0, "text": "Blog : liste"}``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt

from portal.errors import PreauError

SAMPLES_FILE, NAMES_FILE = "samples.bin", "names.jsonl"
What = Literal["page", "request"]

RECORD = np.dtype(
    [
        ("start", "<f8"),  # seconds since the epoch
        ("duration", "<f4"),  # seconds, as the person felt it
        ("late", "<f4"),  # seconds between the intended start and the real one
        ("name", "<u2"),
        ("role", "<u2"),
        ("journey", "<u2"),
        ("reason", "<u2"),  # number of the reason of the failure; 0 is "" (success)
        ("is_page", "?"),
        ("good", "?"),
    ]
)


class SamplesError(PreauError):
    """The samples of a run are missing or damaged."""


@dataclass(frozen=True)
class Sample:
    """One page view (document and the XHR it fires) or one request.

    ``start`` in seconds since the epoch, ``duration`` and ``late`` in seconds. ``reason`` is empty for a success.
    """

    what: What
    name: str
    role: str
    journey: str
    start: float
    duration: float
    late: float = 0.0
    reason: str = ""

    @property
    def good(self) -> bool:
        return not self.reason


class SampleWriter:
    """Appends samples to the two files of a run folder. ``flush`` hands them to the system."""

    def __init__(self, folder: Path) -> None:
        self._records: IO[bytes] = (folder / SAMPLES_FILE).open("ab")
        self._names: IO[str] = (folder / NAMES_FILE).open("a", encoding="utf-8")
        self._numbers: dict[tuple[str, str], int] = {}
        self.count = 0
        self._number("reason", "")

    def _number(self, kind: str, text: str) -> int:
        key = (kind, text)
        number = self._numbers.get(key)
        if number is None:
            number = sum(1 for other, _ in self._numbers if other == kind)
            self._numbers[key] = number
            self._names.write(json.dumps({"kind": kind, "id": number, "text": text}, ensure_ascii=False) + "\n")
            # Names reach the disk before any record that uses them.
            self._names.flush()
        return number

    def write(self, sample: Sample) -> None:
        record = (
            sample.start,
            sample.duration,
            sample.late,
            self._number("name", sample.name),
            self._number("role", sample.role),
            self._number("journey", sample.journey),
            self._number("reason", sample.reason),
            sample.what == "page",
            sample.good,
        )
        self._records.write(np.array(record, dtype=RECORD).tobytes())
        self.count += 1

    def append(self, samples: Samples) -> None:
        """Add samples that were kept elsewhere, whatever the numbers of their texts there."""
        records = samples.records.copy()
        for column, texts in samples.texts.items():
            numbers = np.array([self._number(column, text) for text in texts], dtype=np.uint16)
            records[column] = numbers[records[column]]
        self._records.write(records.tobytes())
        self.count += len(records)

    def flush(self) -> None:
        self._records.flush()

    def close(self) -> None:
        self._records.close()
        self._names.close()


@dataclass(frozen=True)
class Samples:
    """All the samples of a run: ``records`` has the dtype RECORD, ``texts[kind][number]`` gives the words."""

    records: npt.NDArray[np.void]
    texts: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.records)

    def where(self, mask: npt.NDArray[np.bool_]) -> Samples:
        return Samples(self.records[mask], self.texts)

    def mask(self, column: Literal["name", "role", "journey", "reason"], text: str) -> npt.NDArray[np.bool_]:
        """Which records carry that text in that column."""
        kind = self.texts.get(column, [])
        return np.asarray(self.records[column] == (kind.index(text) if text in kind else 65_535))

    def pages(self) -> Samples:
        return self.where(self.records["is_page"])

    def counts(self, column: Literal["name", "role", "journey", "reason"]) -> dict[str, int]:
        """How many records carry each text of a column, most frequent first."""
        numbers, counts = np.unique(self.records[column], return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {self.texts[column][int(numbers[i])]: int(counts[i]) for i in order}


def read_samples(folder: Path) -> Samples:
    """Read the samples of a run folder; an incomplete last record (killed process) is left out. Raises SamplesError."""
    try:
        raw = (folder / SAMPLES_FILE).read_bytes()
        lines = (folder / NAMES_FILE).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SamplesError(
            f"{folder} : pas de mesures ({error.strerror}).", remedy="Donnez le dossier d’un test de charge."
        ) from None
    texts: dict[str, list[str]] = {"name": [], "role": [], "journey": [], "reason": []}
    for number, line in enumerate(lines, start=1):
        try:
            entry: dict[str, Any] = json.loads(line)
            texts[entry["kind"]].append(entry["text"])
        except (ValueError, KeyError, TypeError):
            if number == len(lines):
                break
            raise SamplesError(
                f"{folder / NAMES_FILE}, ligne {number} : illisible.",
                remedy="Le fichier a été modifié : refaites l’essai.",
            ) from None
    records = np.frombuffer(raw, dtype=RECORD, count=len(raw) // RECORD.itemsize)
    for column, known in texts.items():
        if records.size and records[column].max() >= len(known):
            raise SamplesError(
                f"{folder / SAMPLES_FILE} : des mesures portent un numéro absent de {NAMES_FILE} ({column}).",
                remedy="Les deux fichiers ne viennent pas du même essai, ou l’un est abîmé : refaites l’essai.",
            )
    return Samples(records, texts)
