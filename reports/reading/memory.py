"""What was printed on each document written, kept beside the answers, so that only what people added is read back."""

from __future__ import annotations

import json
from pathlib import Path

from fixtures.run_folder import write_json
from reports.reading.interpreting import Printed

FOLDER = "imprimes"


def remember(place: Path, document: str, printed: Printed) -> None:
    """Keep what a document shows, under its number (``CompteRendu.fingerprint``)."""
    folder = place / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_json(
        folder / f"{document}.json",
        {
            "lines": sorted(printed.lines),
            "headings": sorted(printed.headings),
            "entries": sorted(printed.entries),
        },
    )


def recall(place: Path, document: str) -> Printed | None:
    """What that document showed; None when it was not kept, or no longer can be read."""
    try:
        kept = json.loads((place / FOLDER / f"{document}.json").read_text(encoding="utf-8"))
        return Printed(
            frozenset(kept["lines"]),
            frozenset(kept["headings"]),
            frozenset((subject, field, value) for subject, field, value in kept["entries"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
