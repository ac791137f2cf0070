"""What a worker tells the master of its own engine: its use of the processor, and the connections it holds."""

from __future__ import annotations

from typing import Any

from loadtests.measure.cpu import CpuMeter


class Engine:
    """Read once a second, from before anybody comes: what is open then is no connection of theirs."""

    def __init__(self) -> None:
        self._meter = CpuMeter()
        self._before = self._meter.descriptors()

    def read(self) -> dict[str, Any]:
        """``cpu`` (shares of a core: used, waited for) and ``sockets``; None where the system does not tell."""
        use, now = self._meter.read(), self._meter.descriptors()
        sockets = None if now is None or self._before is None else max(0, now - self._before)
        return {"cpu": (use.own, use.waiting), "sockets": sockets}
