"""Raw samples: one a page view or request, appended as they come, readable after a crash.

A run folder holds ``samples.bin`` (fixed-size records, 30 bytes each) and ``names.jsonl`` (the text of each number
used in them, one JSON object a line: ``{"kind": "page", "id": 0, "text": "Blog : liste"}``). A generator of several
processes leaves one pair of files each, ``samples-<part>.bin`` and ``names-<part>.jsonl``: they are read as one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import numpy.typing as npt

from portal.errors import PreauError

SAMPLES_FILE, NAMES_FILE = "samples.bin", "names.jsonl"
What = Literal["page", "request"]
Column = Literal["name", "role", "journey", "reason"]
LONGEST = 86_400.0  # seconds: no page is measured beyond a day
COLUMNS: tuple[Column, ...] = ("name", "role", "journey", "reason")
# A page that the stop of the run cut in the middle: only that it would have taken longer is known.
CUT = "coupée par l’arrêt de l’essai"

RECORD = np.dtype(
    [
        ("start", "<f8"),  # actual start, seconds since the epoch
        ("duration", "<f4"),  # seconds from the actual start
        ("late", "<f4"),  # seconds between the intended start and the actual one
        ("paused", "<f4"),  # seconds that the person read, typed or waited before it
        ("name", "<u2"),
        ("role", "<u2"),
        ("journey", "<u2"),
        ("reason", "<u2"),  # number of the reason of the failure; 0 is "" (success)
        ("is_page", "?"),
        ("good", "?"),
    ]
)

_PACKED = struct.Struct("<dfffHHHH??")  # the same, for one record at a time


class SamplesError(PreauError):
    """The samples of a run are missing or damaged."""


@dataclass(frozen=True)
class Sample:
    """One page view (document and the XHR it fires) or one request.

    ``start`` in seconds since the epoch, ``duration`` and ``late`` in seconds: what was wanted ``late`` seconds before
    ``start`` took ``late + duration`` to whoever waited for it. ``paused`` is how long the person read, typed or waited
    since the page before, in seconds. ``reason`` is empty for a success.
    """

    what: What
    name: str
    role: str
    journey: str
    start: float
    duration: float
    late: float = 0.0
    reason: str = ""
    paused: float = 0.0

    @property
    def good(self) -> bool:
        return not self.reason


class SampleWriter:
    """Appends samples to the two files of a run folder. ``flush`` hands them to the system.

    ``part`` names the files of one process among several.
    """

    def __init__(self, folder: Path, part: str = "") -> None:
        samples, names = _files(folder, part)
        self._records: IO[bytes] = samples.open("ab")
        self._names: IO[str] = names.open("a", encoding="utf-8")
        self._numbers: dict[str, dict[str, int]] = {column: {} for column in COLUMNS}
        self.count = 0
        self._number("reason", "")

    def _number(self, kind: Column, text: str) -> int:
        known = self._numbers[kind]
        number = known.get(text)
        if number is None:
            number = known[text] = len(known)
            self._names.write(json.dumps({"kind": kind, "id": number, "text": text}, ensure_ascii=False) + "\n")
            # Names reach the disk before any record that uses them.
            self._names.flush()
        return number

    def write(self, sample: Sample) -> None:
        packed = _PACKED.pack(
            sample.start,
            sample.duration,
            sample.late,
            sample.paused,
            self._number("name", sample.name),
            self._number("role", sample.role),
            self._number("journey", sample.journey),
            self._number("reason", sample.reason),
            sample.what == "page",
            sample.good,
        )
        self._records.write(packed)
        self.count += 1

    def append(self, samples: Samples) -> None:
        """Write the samples of another writer, those of a worker, numbered anew."""
        records = samples.records.copy()
        for column in COLUMNS:
            numbers = np.array([self._number(column, text) for text in samples.texts[column]], dtype=np.uint16)
            if len(records):
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

    def mask(self, column: Column, text: str) -> npt.NDArray[np.bool_]:
        """Which records carry that text in that column."""
        kind = self.texts.get(column, [])
        return np.asarray(self.records[column] == (kind.index(text) if text in kind else 65_535))

    @property
    def cut(self) -> npt.NDArray[np.bool_]:
        """Which records were cut by the stop of the run: how long they took at least is known, and nothing more."""
        return self.mask("reason", CUT)

    @property
    def wanted(self) -> npt.NDArray[np.float64]:
        """The intended start of each record, in seconds since the epoch."""
        return np.asarray(self.records["start"] - np.maximum(self.records["late"], 0.0), dtype=np.float64)

    @property
    def waited(self) -> npt.NDArray[np.float32]:
        """Seconds from the intended start of each record: what a person waited, whoever was late."""
        return np.asarray(self.records["duration"] + np.maximum(self.records["late"], 0), dtype=np.float32)

    def each(self) -> Iterator[Sample]:
        """One after the other, as they were kept."""
        for record in self.records:
            name, role, journey, reason = (self.texts[column][record[column]] for column in COLUMNS)
            what: What = "page" if record["is_page"] else "request"
            times = (float(record[field]) for field in ("start", "duration", "late"))
            start, duration, late = times
            yield Sample(what, name, role, journey, start, duration, late, reason, float(record["paused"]))

    def pages(self) -> Samples:
        return self.where(self.records["is_page"])

    def counts(self, column: Column) -> dict[str, int]:
        """How many records carry each text of a column, most frequent first."""
        numbers, counts = np.unique(self.records[column], return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {self.texts[column][int(numbers[i])]: int(counts[i]) for i in order}


def read_samples(folder: Path) -> Samples:
    """Read the samples of a run folder; an incomplete last record (killed process) is left out. Raises SamplesError."""
    parts = [path.stem.removeprefix("samples").removeprefix("-") for path in sorted(folder.glob("samples*.bin"))]
    if not parts:
        raise SamplesError(f"{folder} : pas de mesures.", remedy="Donnez le dossier d’un test de charge.")
    return _together([_read_part(folder, part) for part in parts])


def _files(folder: Path, part: str) -> tuple[Path, Path]:
    suffix = f"-{part}" if part else ""
    return folder / f"samples{suffix}.bin", folder / f"names{suffix}.jsonl"


def _read_part(folder: Path, part: str) -> Samples:
    samples, names = _files(folder, part)
    try:
        raw = samples.read_bytes()
        lines = names.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SamplesError(
            f"{folder} : mesures illisibles ({error}).", remedy="Donnez le dossier d’un test de charge."
        ) from None
    texts: dict[str, list[str]] = {column: [] for column in COLUMNS}
    for number, line in enumerate(lines, start=1):
        try:
            entry: dict[str, Any] = json.loads(line)
            texts[entry["kind"]].append(str(entry["text"]))
        except (ValueError, KeyError, TypeError):
            if number == len(lines):
                break
            raise SamplesError(
                f"{names}, ligne {number} : illisible.", remedy="Le fichier a été modifié : refaites l’essai."
            ) from None
    records = np.frombuffer(raw, dtype=RECORD, count=len(raw) // RECORD.itemsize)
    _check(records, texts, samples, names)
    return Samples(records, texts)


def _check(records: npt.NDArray[np.void], texts: dict[str, list[str]], samples: Path, names: Path) -> None:
    """Refuse what no generator writes: another program's file, or the names of another run."""
    for column, known in texts.items():
        if records.size and records[column].max() >= len(known):
            raise SamplesError(
                f"{samples} : des mesures portent un numéro absent de {names.name} ({column}).",
                remedy="Les deux fichiers ne viennent pas du même essai, ou l’un est abîmé : refaites l’essai.",
            )
    times = (records["start"], records["duration"], records["late"])
    if not all(np.isfinite(column).all() for column in times) or (np.abs(records["duration"]) > LONGEST).any():
        raise SamplesError(
            f"{samples} : ce ne sont pas des mesures de Préau, ou elles sont abîmées (durées impossibles).",
            remedy="Donnez le dossier tel que l’essai l’a laissé, ou refaites l’essai.",
        )
    # A success has the reason number 0, and a failure another.
    if (records["good"] != (records["reason"] == 0)).any():
        raise SamplesError(
            f"{samples} : des mesures se contredisent (bonnes avec une raison d’échec, ou mauvaises sans raison).",
            remedy="Le fichier a été modifié : refaites l’essai.",
        )


def _together(parts: list[Samples]) -> Samples:
    """Several parts as one, their texts numbered anew; in the order of their starts when there is more than one."""
    if len(parts) == 1:
        return parts[0]
    texts: dict[str, list[str]] = {column: [""] if column == "reason" else [] for column in COLUMNS}
    renumbered = []
    for part in parts:
        records = part.records.copy()
        for column in COLUMNS:
            new = [text for text in part.texts[column] if text not in texts[column]]
            texts[column] += new
            numbers = np.array([texts[column].index(text) for text in part.texts[column]], dtype=np.uint16)
            if len(numbers):
                records[column] = numbers[records[column]]
        renumbered.append(records)
    records = np.concatenate(renumbered)
    return Samples(records[np.argsort(records["start"], kind="stable")], texts)
