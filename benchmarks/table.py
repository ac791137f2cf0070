"""What every benchmark prints and keeps: one table, one JSON file, and whether its targets were held."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Target:
    """What a benchmark must hold: its sentence, the figure measured, and whether it is good."""

    sentence: str
    measured: str
    held: bool


def publish(name: str, title: str, rows: Sequence[Mapping[str, str | float | int]], targets: Sequence[Target]) -> int:
    """Print the table, write ``results/<name>.json``, and give the exit code: 1 when a target is missed."""
    console = Console()
    table = Table(title=title)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    for column in columns:
        table.add_column(column, justify="right" if column != columns[0] else "left")
    for row in rows:
        table.add_row(*(_text(row.get(column, "")) for column in columns))
    console.print(table)
    for target in targets:
        console.print(f"{'tenu  ' if target.held else 'MANQUÉ'}  {target.sentence} : {target.measured}")
    RESULTS.mkdir(exist_ok=True)
    document = {
        "name": name,
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "preau": version("preau"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "rows": list(rows),
        "targets": [asdict(target) for target in targets],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (RESULTS / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    return 0 if all(target.held for target in targets) else 1


def _text(value: str | float) -> str:
    return f"{value:,.1f}".replace(",", "\u202f").replace(".", ",") if isinstance(value, float) else str(value)
