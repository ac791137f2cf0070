"""The truth log of a stub: what it really did with each request, on its own clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Truth:
    """One row a request, in the order they were answered; moments in seconds since the epoch."""

    arrived: npt.NDArray[np.float64]
    answered: npt.NDArray[np.float64]
    status: npt.NDArray[np.int64]
    path: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return int(self.arrived.size)

    @property
    def latency(self) -> npt.NDArray[np.float64]:
        """Seconds from the arrival of each request to its answer."""
        return self.answered - self.arrived

    def of(self, mask: npt.NDArray[np.bool_]) -> Truth:
        return Truth(self.arrived[mask], self.answered[mask], self.status[mask], self.path[mask])


def read_truth(path: Path) -> Truth:
    """The log of a stub that has ended or flushed it."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Truth(
        np.array(columns[0], dtype=np.float64),
        np.array(columns[1], dtype=np.float64),
        np.array(columns[2], dtype=np.int64),
        np.array(columns[3], dtype=np.str_),
    )
