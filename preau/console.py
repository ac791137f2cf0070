"""What the commands print: one console, one kind of progress bar, one way to say that something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from portal.errors import PreauError

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Report = Callable[[str, int, int], None]


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A bar a label: call the yielded function with (label, done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        tasks: dict[str, TaskID] = {}

        def report(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = progress.add_task(label, total=total)
            progress.update(tasks[label], completed=done, total=total)

        yield report


def explain(error: PreauError) -> None:
    """Print an error and its remedy, without a traceback."""
    err.print(f"[bold red]Erreur :[/] {_plain(error.message)}", soft_wrap=True)
    if error.remedy:
        err.print(f"[bold]À faire :[/] {_plain(error.remedy)}", soft_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
