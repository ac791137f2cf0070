"""What the generator does with its processor, and how long it waits for it: a starved generator uses little."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil

SCHEDULE = Path("/proc/self/schedstat")  # Linux: nanoseconds run, nanoseconds ready but kept waiting, turns


@dataclass(frozen=True)
class CpuUse:
    """Shares of the time since the last reading, of one core; None where the system does not tell.

    ``own`` is what this process used; ``waiting`` how long its main thread was ready to run and was not let run, by
    other programs or by the machine that hosts this one (steal).
    """

    own: float
    waiting: float | None


class CpuMeter:
    """Reads this process's own use, from one call to the next."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._last = self._counters()

    def read(self) -> CpuUse:
        """What happened since the last call, or since the meter was made."""
        before, self._last = self._last, self._counters()
        elapsed = max(self._last[0] - before[0], 1e-9)
        used, waited, stolen = (now - then for now, then in zip(self._last[1:], before[1:], strict=True))
        waiting = None if waited != waited else min(1.0, waited / elapsed + stolen / elapsed)  # NaN: not told
        return CpuUse(used / elapsed, waiting)

    def descriptors(self) -> int | None:
        """How many descriptors this process holds open: its connections, and a few files."""
        try:
            return int(self._process.num_fds())
        except (psutil.Error, AttributeError):
            return None

    def _counters(self) -> tuple[float, float, float, float]:
        """Seconds: of the clock, of processor used, of waiting for it, stolen by the host (mean of the cores)."""
        own = self._process.cpu_times()
        everyone = psutil.cpu_times()
        stolen = getattr(everyone, "steal", 0.0) / (psutil.cpu_count() or 1)
        try:
            waited = int(SCHEDULE.read_text().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            waited = float("nan")
        return time.perf_counter(), own.user + own.system, waited, stolen
