"""Taking the inventory of an installation: read only, at a bounded pace, able to go on after an interruption."""

from __future__ import annotations

import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from acceptance.migration.base import Base, BaseLostError, StatementError, open_base
from acceptance.migration.files import announced, paired
from acceptance.migration.installation import Installation
from acceptance.migration.journal import FILES, Journal, section_of
from acceptance.migration.leaves import DEFAULT_GRAIN
from acceptance.migration.pace import Pace
from acceptance.migration.queries import checks, count_rows, counts, integrity, orphans
from acceptance.migration.schema import Table
from acceptance.migration.sealed import Inventory, Record, seal
from acceptance.migration.services import ServiceErrors, queue_records, redis_records
from acceptance.migration.tables import Sleep, assembled, scan_table

CONTENT = "app"  # the base that holds people, contents and media
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """``grain``: how many values of a key one leaf covers. ``load``: share of the server's time that may be taken."""

    grain: int = DEFAULT_GRAIN
    load: float = 0.5
    files: bool = True


def _silent(_label: str, _done: int, _total: int) -> None:
    return


def take(
    installation: Installation,
    out: Path,
    options: Options | None = None,
    *,
    progress: Progress = _silent,
    sleep: Sleep = time.sleep,
    opener: Callable[[str, str], Base] = open_base,
) -> Inventory:
    """Write the sealed inventory ``out``; ``<out>.journal`` holds what was read until it is finished.

    A base that is lost on the way leaves the journal, and an inventory marked as partial: the same command goes on.
    Raises BaseError when a base refuses us from the start, JournalError when the journal is of something else.
    """
    options = options or Options()
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder) / "medias.jsonl"
        with ExitStack() as stack:
            bases = {name: opener(name, address) for name, address in sorted(installation.bases.items())}
            for base in bases.values():
                stack.callback(base.close)
            journal = Journal(out.with_name(f"{out.name}.journal"), _identity(installation, options))
            header = {**_header(installation, options, bases), "repris": journal.resumed}
            before = {name: base.written() for name, base in bases.items()}
            lost = ""
            try:
                _read_bases(bases, journal, options, progress, sleep)
                if _wants_files(installation, options):
                    _note_media(bases.get(CONTENT), installation, media)
            except BaseLostError as error:
                lost = error.message
        if not lost:
            _note_writes(installation, before, journal, opener)
            if _wants_files(installation, options):
                assert installation.files is not None
                _read_files(installation.files, media, journal, progress)
            _read_services(installation, journal)
    return _seal(out, header, journal, lost=lost)


def _wants_files(installation: Installation, options: Options) -> bool:
    return installation.files is not None and options.files


def _read_bases(bases: dict[str, Base], journal: Journal, options: Options, progress: Progress, sleep: Sleep) -> None:
    pace = Pace(options.load)

    def once(section: str, records: Callable[[], Iterator[Record]]) -> None:
        started = time.perf_counter()
        _once(journal, section, records)
        sleep(pace.pause(time.perf_counter() - started))

    for name, base in bases.items():
        tables = base.tables()
        once(f"version {name}", partial(_presentation, base, tables))
        for done, table in enumerate(tables):
            progress(f"Tables de {name}", done, len(tables))
            _read_table(base, table, journal, options, pace, sleep)
        progress(f"Tables de {name}", len(tables), len(tables))
        once(f"orphelins {name}", partial(_orphans, base, tables))
    if CONTENT in bases:
        for identity in counts():
            once(f"compte {identity}", partial(count_rows, bases[CONTENT], identity))
        for done, identity in enumerate(checks()):
            progress("Intégrité", done + 1, len(checks()))
            once(f"integrite {identity}", partial(_integrity, bases, identity))


def _integrity(bases: dict[str, Base], identity: str) -> Iterator[Record]:
    yield integrity(bases[CONTENT], bases, identity)


def _read_table(base: Base, table: Table, journal: Journal, options: Options, pace: Pace, sleep: Sleep) -> None:
    try:
        scan_table(base, table, journal, options.grain, pace, sleep=sleep)
    except StatementError as error:
        section = section_of(base.name, table.name)
        journal.add_section(section, [{"k": "illisible", "quoi": section, "pourquoi": error.message}])


def _presentation(base: Base, tables: list[Table]) -> Iterator[Record]:
    yield {"k": "version", "quoi": f"base {base.name}", "valeur": base.version()}
    yield {"k": "tables", "b": base.name, "noms": [table.name for table in tables]}


def _orphans(base: Base, tables: list[Table]) -> Iterator[Record]:
    for table in tables:
        yield from orphans(base, table)


def _once(journal: Journal, section: str, records: Callable[[], Iterator[Record]]) -> None:
    """Read a short section, unless it was."""
    if section not in journal.done:
        journal.add_section(section, records())


def _note_media(base: Base | None, installation: Installation, spool: Path) -> None:
    """Files may take hours to read: their announcements are put aside, and the base is left."""
    sqlite = "://" not in installation.bases.get(CONTENT, "")
    with spool.open("w", encoding="utf-8") as file:
        for one in announced(base, sqlite=sqlite):
            file.write(json.dumps(one) + "\n")


def _noted(spool: Path) -> Iterator[tuple[str, int, int | None]]:
    with spool.open(encoding="utf-8") as file:
        for line in file:
            path, medium, size = json.loads(line)
            yield path, medium, size


def _read_files(root: Path, media: Path, journal: Journal, progress: Progress) -> None:
    if FILES in journal.done:
        return
    if not root.is_dir():
        journal.add({"k": "illisible", "quoi": FILES, "pourquoi": f"le dossier {root} n’existe pas"})
        return
    for done, record in enumerate(paired(root, _noted(media), journal.files_after), start=1):
        journal.add(record)
        if done % 100 == 0:
            progress("Fichiers", done, done)


def _read_services(installation: Installation, journal: Journal) -> None:
    for title, address, records in (
        ("Redis", installation.redis, lambda: redis_records(installation.redis)),
        ("RabbitMQ", installation.rabbitmq, lambda: queue_records(installation.rabbitmq, installation.queues)),
    ):
        if address:
            try:
                _once(journal, title, records)
            except ServiceErrors as error:
                reason = f"{title} ne répond pas ({type(error).__name__})"
                journal.add({"k": "illisible", "quoi": title, "pourquoi": reason})


def _note_writes(
    installation: Installation, before: dict[str, dict[str, str]], journal: Journal, opener: Callable[[str, str], Base]
) -> None:
    """Tables written since the inventory began: a frozen installation has none. Best effort: it is only a remark."""
    for name, address in sorted(installation.bases.items()):
        try:
            base = opener(name, address)
        except BaseLostError:
            continue
        after = base.written()
        base.close()
        moved = sorted(table for table, moment in after.items() if before[name].get(table) != moment)
        if moved:
            journal.add({"k": "ecrites", "b": name, "tables": moved})


def _seal(out: Path, header: Record, journal: Journal, *, lost: str) -> Inventory:
    complete = not lost and not any(record["k"] == "illisible" for record in journal.records())

    def records() -> Iterator[Record]:
        yield from assembled(journal.records())
        if lost:
            yield {"k": "illisible", "quoi": "la suite des bases", "pourquoi": lost}

    inventory = seal(out, header, records(), complete=complete)
    if not lost:
        journal.remove()
    return inventory


def _identity(installation: Installation, options: Options) -> Record:
    """What must not change from one part of the work to the next."""
    files = str(installation.files) if _wants_files(installation, options) else ""
    return {
        "installation": installation.name,
        "bases": sorted(installation.bases),
        "grain": options.grain,
        "fichiers": files,
        "preau": version("preau"),
    }


def _header(installation: Installation, options: Options, bases: dict[str, Base]) -> Record:
    now = datetime.now(UTC)
    clocks = {name: (datetime.fromisoformat(base.clock()) - now).total_seconds() for name, base in bases.items()}
    return {
        **_identity(installation, options),
        "titre": installation.title,
        "debut": now.isoformat(timespec="seconds"),
        "horloges": {name: round(seconds) for name, seconds in clocks.items()},
        "python": platform.python_version(),
    }
