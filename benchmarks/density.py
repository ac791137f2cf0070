"""How many people one generator holds: ``python -m benchmarks.density [--quick] [--people 500 2000]``.

The real people of Préau visit a light stub of the ENT on this same machine. Memory is what the processes of the
generator really occupy together (proportional set size: shared pages are counted once), at its greatest; lateness is
that of the generator's own clock, at worst over its processes, as the judge sees it. People come fast, then stay for a
while with their usual think times.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.table import Target, publish
from fixtures.run_folder import RUNS, latest_run
from loadtests.judge.run import read_record
from loadtests.measure.probe import lag, level
from tests.stub.orders import Orders
from tests.stub.running import RunningStub, settings_for, stub

LOCUSTFILE = Path(__file__).parents[1] / "loadtests" / "locustfile.py"
SIZES = (500, 2_000, 5_000, 10_000)
MOST = 1024.0  # MiB, for as many people as:
FOR = 10_000
A_SECOND = 40.0  # people who come: a sign-in is a dozen requests
EVERY = 0.5  # seconds between two readings of the memory

Row = dict[str, str | float | int]


def main() -> int:
    options = _options()
    rows: list[Row] = []
    for people in options.people:
        with tempfile.TemporaryDirectory(prefix="preau-banc-") as folder:
            place = Path(folder)
            # A quick stub: its own work is all that it takes.
            with stub(Orders(service=0.0001), place / "verite.tsv") as ent:
                rows.append(_measure(ent, place, people, options))
    return publish("density", "Densité de l’injecteur, faux ENT sur les mêmes cœurs", rows, _targets(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 et 2 000 personnes, moins de deux minutes")
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=float, default=40.0, help="durée du plateau, arrivées non comprises")
    parser.add_argument("--rate", type=float, default=A_SECOND, help="arrivées par seconde")
    parser.add_argument("--pauses", type=float, default=2.0, help="facteur des temps de lecture")
    options = parser.parse_args()
    if options.quick:
        options.people, options.seconds, options.rate = (500, 2_000), 22.0, 80.0
    return options


def _measure(ent: RunningStub, place: Path, people: int, options: argparse.Namespace) -> Row:
    """One run of Locust, as a user runs it on two cores, and the memory of its processes meanwhile."""
    settings = settings_for(ent, place, people)
    command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary"]
    port = _free_port()
    command += [
        "--processes",
        "2",
        "--master-bind-port",
        port,
        "--master-port",
        port,
        "--users",
        str(people),
        "--spawn-rate",
        str(options.rate),
    ]
    command += ["--run-time", f"{people / options.rate + options.seconds:.0f}s", "--stop-timeout", "10"]
    command += ["--pauses", str(options.pauses)]
    environment = {**os.environ, "PREAU_REGLAGES": str(settings)}
    log = place / "locust.log"
    with log.open("wb") as output:
        generator = subprocess.Popen(command, cwd=place, env=environment, stdout=output, stderr=output)  # noqa: S603
        with _memory_of(generator.pid) as readings:
            generator.wait()
    folder = latest_run("charge", place / RUNS)
    if folder is None or not readings:
        raise SystemExit(log.read_text(encoding="utf-8"))
    record = read_record(folder.path)
    row: Row = {"personnes": people, "Mio": round(max(readings)), "Kio par personne": max(readings) * 1024 / people}
    window = record.run.window
    if window is None:
        return {**row, "connectées": int(record.probe.signed_in.max(initial=0.0)), "plateau (s)": 0}
    late, held = lag(record.probe, window), level(record.probe.within(window).signed_in)
    inside = record.samples.where(window.holds(record.samples.records["start"]))
    return {
        **row,
        "connectées": int(held.median) if held else 0,
        "plateau (s)": round(window.length),
        "req/s": round(len(inside.where(~inside.records["is_page"])) / window.length, 1),
        "échecs": int((~inside.records["good"]).sum()),
        "retard p95 (ms)": round((late or 0.0) * 1000, 1),
        "comptes partagés": record.run.shared_accounts or 0,
    }


def _free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def _targets(rows: list[Row]) -> list[Target]:
    targets = []
    for row in rows:
        people, memory = int(row["personnes"]), float(row["Mio"])
        everybody = float(row["connectées"]) >= 0.95 * people
        targets.append(Target(f"{people} personnes : 95 % d’entre elles connectées", str(row["connectées"]), everybody))
        if people >= FOR:
            targets.append(Target(f"{people} personnes en {MOST:.0f} Mio au plus", f"{memory:.0f} Mio", memory <= MOST))
    return targets


@contextmanager
def _memory_of(pid: int) -> Iterator[list[float]]:
    """The memory of a process and its children together, in MiB, read twice a second."""
    readings: list[float] = []
    over = threading.Event()

    def read() -> None:
        while not over.wait(EVERY):
            try:
                parent = psutil.Process(pid)
                family = [parent, *parent.children(recursive=True)]
            except psutil.Error:
                return
            readings.append(sum(map(_occupied, family)) / 2**20)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield readings
    finally:
        over.set()
        thread.join()


def _occupied(process: psutil.Process) -> int:
    """Bytes; nothing for a process that has just ended."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


if __name__ == "__main__":
    sys.exit(main())
