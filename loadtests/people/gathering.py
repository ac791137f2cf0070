"""How the samples of the workers come together in the run folder of the master.

A worker writes its samples on its own disk as they come, and sends what is new once a second: a worker that is killed
takes one second of them with it, at most two.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from loadtests.measure.samples import NAMES_FILE, RECORD, SAMPLES_FILE, Sample, Samples, SampleWriter

KINDS = ("name", "role", "journey", "reason")
Parcel = tuple[bytes, Sequence[str]]
"""Records in the layout of the files, and the lines that give the texts of the numbers first used in them."""


class Outbox:
    """The samples of a worker, on its way to the master."""

    def __init__(self) -> None:
        self._place = TemporaryDirectory(prefix="preau-injecteur-")
        folder = Path(self._place.name)
        self._writer = SampleWriter(folder)
        self._records = (folder / SAMPLES_FILE).open("rb")
        self._names = (folder / NAMES_FILE).open(encoding="utf-8")

    def keep(self, sample: Sample) -> None:
        self._writer.write(sample)

    def parcel(self) -> Parcel:
        """What has been kept since the last one."""
        self._writer.flush()
        records = self._records.read()
        return records, self._names.readlines()

    def close(self) -> None:
        self._writer.close()
        self._records.close()
        self._names.close()
        self._place.cleanup()


class Inbox:
    """The parcels of one worker, read by the master."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = defaultdict(list)

    def open(self, parcel: Parcel) -> Samples:
        """The samples of a parcel; parcels are to be opened in the order they were sent."""
        records, names = parcel
        for line in names:
            entry = json.loads(line)
            self._texts[entry["kind"]].append(entry["text"])
        return Samples(np.frombuffer(records, dtype=RECORD), {kind: list(self._texts[kind]) for kind in KINDS})
