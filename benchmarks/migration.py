"""The inventory beside its peers: ``python -m benchmarks.migration [--quick]``.

A whole city on MariaDB (27,000 people, 20,000 files; --quick: 11,500 and 8,500). Rows: ours, which keeps a fingerprint
a range and a column, beside the server's own ``CHECKSUM TABLE`` (one number a table, no range, no column) and, where it
is installed, ``pt-table-checksum``. Files: ours beside ``sha256sum`` and, where it is installed, ``rclone check``.
Then one table ten times over: time in proportion, memory flat.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import unquote, urlsplit

from acceptance.migration.compare import compare
from acceptance.migration.findings import Family
from acceptance.migration.installation import Installation
from acceptance.migration.inventory import Options, take
from acceptance.migration.sealed import open_sealed
from benchmarks.table import Target, publish
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.services.addresses import Addresses
from fixtures.services.mariadb import connect
from fixtures.services.running import services

REPEATED = 3
TIMES = 10
PROPORTION = 1.3  # ten times the rows take at most 13 times as long
FLAT = 1.25
Row = dict[str, str | float | int]


@dataclass(frozen=True)
class Measure:
    """Seconds (the best of several: the machine is shared), rows, peak of resident memory in MiB, share of the time
    spent asking the server."""

    seconds: float
    rows: int
    memory: float
    share: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    size = "L" if quick else "marseille"
    with _city(size) as (installation, data):
        bare = replace(installation, files=None)
        rows, targets = _rows(size, bare)
        more, also = _files(size, installation, data)
        ten, held = _ten_times(bare)
    return publish("migration", f"L’inventaire, {size}", [*rows, *more, *ten], [*targets, *also, *held])


@contextmanager
def _city(size: str) -> Iterator[tuple[Installation, Path]]:
    # Redis and RabbitMQ are not read here: any address keeps them from being started.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "donnees", size)
        with services(folder / "services", Addresses()) as addresses:
            fill_mariadb(folder / "donnees", addresses.mariadb)
            files = folder / "donnees" / "fichiers"
            yield Installation("ville", "Ville", {"app": addresses.mariadb}, files), files


def _rows(size: str, installation: Installation) -> tuple[list[Row], list[Target]]:
    ours = _apart(installation, 1.0)
    bounded = _apart(installation, 0.5)
    checksum = _best(lambda: _checksum_tables(installation.bases["app"]))
    rows: list[Row] = [
        _row(f"lignes : Préau ({size})", ours.seconds, ours.rows, ours.memory, checksum),
        {**_row("lignes : Préau, moitié du temps de la base", bounded.seconds, bounded.rows, bounded.memory, checksum)}
        | {"part de la base": round(bounded.share, 2)},
        _row("lignes : CHECKSUM TABLE", checksum, ours.rows, None, checksum),
    ]
    if shutil.which("pt-table-checksum"):
        percona = _best(lambda: _percona(installation.bases["app"]), times=1)
        rows.append(_row("lignes : pt-table-checksum", percona, ours.rows, None, checksum))
    seconds, equal = _compared(installation)
    rows.append(_row("comparaison de deux inventaires", seconds, equal, None, checksum))
    return rows, [
        Target("copie fidèle : lignes toutes égales", f"{equal} sur {ours.rows}", equal == ours.rows),
        Target(
            "part du temps de la base, au plus 55 % quand 50 % sont demandés",
            f"{bounded.share:.0%}",
            bounded.share <= 0.55,
        ),
    ]


def _files(size: str, installation: Installation, files: Path) -> tuple[list[Row], list[Target]]:
    count = sum(1 for path in files.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as name:
        both, none = Path(name) / "a.inventaire", Path(name) / "b.inventaire"
        whole = _best(lambda: _inventory(installation, both))
        bare = _best(lambda: _inventory(replace(installation, files=None), none))
        found = sum(1 for record in open_sealed(both).records() if record["k"] == "fichier" and record.get("h"))
    ours = whole - bare
    summed = _best(lambda: _run(["sh", "-c", f"find '{files}' -type f -print0 | xargs -0 sha256sum"]))
    rows: list[Row] = [
        _row(f"fichiers : Préau ({size})", ours, count, None, summed),
        _row("fichiers : sha256sum", summed, count, None, summed),
    ]
    if shutil.which("rclone"):
        checked = _best(lambda: _run(["rclone", "check", "--download", str(files), str(files)]), times=1)
        rows.append(_row("fichiers : rclone check --download (deux côtés)", checked, count, None, summed))
    return rows, [Target("tous les fichiers lus", f"{found} sur {count}", found == count)]


def _ten_times(installation: Installation) -> tuple[list[Row], list[Target]]:
    """A table of conversations as it is, then ten times over, in a base of its own."""
    address = installation.bases["app"]
    source, table = urlsplit(address).path.strip("/"), "messaging_conversation"
    measures = []
    for times in (1, TIMES):
        name = f"grande_{times}"
        with closing(connect(address)) as base, base.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb3")
            cursor.execute(f"CREATE TABLE {name}.{table} LIKE {source}.{table}")
            cursor.execute(f"SELECT MAX(id) FROM {source}.{table}")  # noqa: S608
            (greatest,) = cursor.fetchone() or (0,)
            cursor.execute(f"SHOW COLUMNS FROM {source}.{table}")
            columns = ", ".join(column for column, *_ in cursor.fetchall() if column != "id")
            for turn in range(times):
                cursor.execute(
                    f"INSERT INTO {name}.{table} (id, {columns}) SELECT id + {turn * greatest}, {columns} "  # noqa: S608
                    f"FROM {source}.{table}"
                )
            cursor.execute(f"ANALYZE TABLE {name}.{table}")
        big = urlsplit(address)._replace(path=f"/{name}").geturl()
        measures.append(_apart(replace(installation, name=name, bases={"grande": big}), 1.0))
    one, ten = measures
    speed = [measure.rows / measure.seconds for measure in measures]
    rows = [
        _row(f"{table} × {times}", measure.seconds, measure.rows, measure.memory, one.seconds)
        for times, measure in zip((1, TIMES), measures, strict=True)
    ]
    return rows, [
        Target(
            f"dix fois les lignes : temps au plus {PROPORTION:g} fois en proportion",
            f"{speed[0] / speed[1]:.2f}",
            speed[0] / speed[1] <= PROPORTION,
        ),
        Target(
            f"dix fois les lignes : mémoire au plus {FLAT:g} fois la première",
            f"{ten.memory / one.memory:.2f}",
            ten.memory <= one.memory * FLAT,
        ),
    ]


def _apart(installation: Installation, load: float) -> Measure:
    """Inventories in processes of their own, for their memory; the best time."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        return min(
            (pool.submit(_measure, installation, load).result() for _ in range(REPEATED)), key=lambda m: m.seconds
        )


def _measure(installation: Installation, load: float) -> Measure:
    paused = 0.0

    def sleep(seconds: float) -> None:
        nonlocal paused
        paused += seconds
        time.sleep(seconds)

    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        inventory = take(installation, Path(name) / "x.inventaire", Options(load=load), sleep=sleep)
        seconds = time.perf_counter() - started
        rows = sum(record["n"] for record in inventory.records() if record["k"] == "colonnes")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measure(seconds, rows, memory, 1 - paused / seconds)


def _inventory(installation: Installation, path: Path) -> None:
    take(installation, path, Options(load=1.0), sleep=lambda _seconds: None)


def _compared(installation: Installation) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as name:
        sides = [Path(name) / side for side in ("a", "b")]
        for side in sides:
            _inventory(installation, side)
        started = time.perf_counter()
        comparison = compare(open_sealed(sides[0]), open_sealed(sides[1]))
        return time.perf_counter() - started, comparison.equal[Family.ROWS]


def _checksum_tables(address: str) -> None:
    with closing(connect(address)) as base, base.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        names = ", ".join(f"`{name}`" for (name,) in cursor.fetchall())
        cursor.execute(f"CHECKSUM TABLE {names} EXTENDED")
        cursor.fetchall()


def _percona(address: str) -> None:
    """It writes its results in a base of the server, which is ours; the password is in a file for its owner alone."""
    parts = urlsplit(address)
    with tempfile.TemporaryDirectory() as name:
        options = Path(name) / "options.cnf"
        options.touch(0o600)
        options.write_text(f"[client]\npassword={unquote(parts.password or '')}\n")
        where = f"h={parts.hostname},P={parts.port},u={parts.username},F={options}"
        database = ["--databases", parts.path.strip("/")]
        _run(["pt-table-checksum", where, *database, "--no-check-binlog-format", "--recursion-method=none", "--quiet"])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def _best(work: Callable[[], None], times: int = REPEATED) -> float:
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def _row(what: str, seconds: float, items: int, memory: float | None, beside: float) -> Row:
    row: Row = {"quoi": what, "s": round(seconds, 2), "nombre": items, "par s": round(items / seconds)}
    if memory is not None:
        row["Mio"] = round(memory)
    return {**row, "rapport": round(seconds / beside, 2)}


if __name__ == "__main__":
    sys.exit(main())
