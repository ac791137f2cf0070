"""How much to ask of a server at a time, and how long to leave it alone: pure."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 0.5  # what one question may cost the server
LEAST, MOST = 200, 200_000
_FIRST = 2_000


@dataclass
class Pace:
    """``load``: the share of the time that the server may spend on us, between 0 (never) and 1 (without a pause)."""

    load: float = 0.5
    rows: int = _FIRST

    def after(self, seconds: float) -> float:
        """Learn from the last question how many rows to ask for next; returns the pause to make, in seconds."""
        wanted = self.rows * SECONDS / max(seconds, 1e-6)
        # At most twice as many at once: a server that slows down is never caught with a huge question.
        self.rows = int(min(max(wanted, self.rows / 4, LEAST), self.rows * 2, MOST))
        return self.pause(seconds)

    def pause(self, seconds: float) -> float:
        """How long to leave the server alone after it worked for so long."""
        return seconds * (1 / self.load - 1)
