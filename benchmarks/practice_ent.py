"""How much the practice ENT holds: ``python -m benchmarks.practice_ent [--quick] [--mode embarqué] [--minutes 30]``.

People with think times of 5 to 15 s (half of the usual ones) come to it on this machine, which the load generator
shares; embedded, then on the real services, in the same run. What is asked of it: no failure, and a flat memory.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import psutil

from benchmarks.table import Target, publish
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import PracticeEnt, start
from fixtures.run_folder import RUNS, latest_run
from fixtures.services.addresses import Addresses
from fixtures.services.running import services
from loadtests.judge.run import read_record

LOCUSTFILE = Path(__file__).parents[1] / "loadtests" / "locustfile.py"
SESSIONS = (600, 1500)
ARRIVALS = 10  # people a second: a sign-in is the dearest thing that this ENT does
PAUSES = 0.5  # of the usual think times: 5 to 15 s
EMBEDDED, SERVICES = MODES = ("embarqué", "services")
SERVERS = ("fixtures.practice_ent.serve", "fixtures.practice_ent.consumers")
FLAT = 1.10  # memory of the servers in the last fifth of the plateau, in terms of the first fifth
JUDGED_FROM = 10.0  # minutes: before that, processes are still warming up
EVERY = 5.0  # seconds between two readings of the memory

Row = dict[str, str | float | int]


def main() -> int:
    options = _options()
    rows: list[Row] = []
    targets: list[Target] = []
    with tempfile.TemporaryDirectory(prefix="preau-banc-") as place:
        for mode in options.mode:
            for sessions in options.sessions:
                data = Path(place) / f"{mode}-{sessions}"
                fill(data, options.size)
                with _started(mode, data) as ent:
                    rows.append({"mode": mode, **_measure(ent, data, sessions, options.minutes * 60)})
                targets += _targets(rows[-1])
                shutil.rmtree(data)
    return publish("practice_ent", "L’ENT d’entraînement, générateur sur les mêmes cœurs", rows, targets)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 sessions, moins de deux minutes en tout")
    parser.add_argument("--mode", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS)
    parser.add_argument("--minutes", type=float, default=3.0, help="durée du plateau, arrivées non comprises")
    parser.add_argument("--size", default="L", help="ville inventée")
    options = parser.parse_args()
    if options.quick:
        options.sessions, options.minutes, options.size = [100], 0.3, "M"
    return options


@contextmanager
def _started(mode: str, data: Path) -> Iterator[PracticeEnt]:
    """The practice ENT on this data, and what it runs on; all ended with the block."""
    with ExitStack() as stack:
        own = None
        if mode == SERVICES:
            own = stack.enter_context(services(data / "services", Addresses()))
            fill_mariadb(data, own.mariadb)
        yield stack.enter_context(start(data, port=0, central_port=0, services=own))


def _measure(ent: PracticeEnt, data: Path, sessions: int, plateau: float) -> Row:
    """One run of Locust, as a user runs it, and the memory of the servers meanwhile."""
    values = {"portail": ent.portal, "comptes": str(data / "comptes.csv"), "compteurs": ent.figures}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    settings = data / "preau.toml"
    settings.write_text(
        "\n".join(['cible = "banc"', "[cibles.banc]", "charge_autorisee = true", *lines]), encoding="utf-8"
    )
    command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary"]
    command += ["--users", str(sessions), "--spawn-rate", str(ARRIVALS), "--pauses", str(PAUSES)]
    command += ["--run-time", f"{sessions / ARRIVALS + plateau:.0f}s"]
    environment = {**os.environ, "PREAU_REGLAGES": str(settings)}
    log = data / "locust.log"
    with _memory_of_servers() as memory, log.open("wb") as output:
        subprocess.run(command, cwd=data, env=environment, stdout=output, stderr=output, check=False)  # noqa: S603
    folder = latest_run("charge", data / RUNS)
    if folder is None:
        raise SystemExit(log.read_text(encoding="utf-8"))
    record = read_record(folder.path)
    # Once the run is stopped people have a few seconds to sign out, which a busy ENT does not give to all.
    before_the_end = record.samples.records["start"] < (record.run.stop_at or np.inf)
    # A page that the stop cut in the middle has not failed.
    failures = record.samples.where(before_the_end & ~record.samples.records["good"] & ~record.samples.cut)
    for reason, count in list(failures.counts("reason").items())[:5]:
        print(f"  {count} × {reason}", flush=True)
    window = record.run.window
    if window is None:
        return {"sessions": sessions, "échecs": len(failures), "plateau (s)": 0}
    inside = record.samples.where(window.holds(record.samples.records["start"]))
    requests, pages = inside.where(~inside.records["is_page"]), inside.pages()
    fifth = max(1, int(window.length / EVERY / 5))
    first, last = (float(np.median(part)) for part in (memory[-5 * fifth : -4 * fifth], memory[-fifth:]))
    return {
        "sessions": sessions,
        "tenues": int(np.median(record.probe.within(window).signed_in)),
        "plateau (s)": round(window.length),
        "req/s": round(len(requests) / window.length, 1),
        "échecs": len(failures),
        "p95 req (ms)": round(float(np.percentile(requests.records["duration"], 95)) * 1000),
        "p95 page (ms)": round(float(np.percentile(pages.records["duration"], 95)) * 1000),
        "Mio début": round(first),
        "Mio fin": round(last),
    }


def _targets(row: Row) -> list[Target]:
    who = f"{row['mode']}, {row['sessions']} sessions"
    if "Mio fin" not in row:
        return [Target(f"{who} : toutes connectées", "jamais", held=False)]
    targets = [Target(f"{who} : aucun échec", str(row["échecs"]), held=row["échecs"] == 0)]
    if float(row["plateau (s)"]) >= JUDGED_FROM * 60:
        grown = float(row["Mio fin"]) / float(row["Mio début"])
        targets.append(Target(f"{who} : mémoire finale au plus {FLAT} fois la première", f"{grown:.2f}", grown <= FLAT))
    return targets


@contextmanager
def _memory_of_servers() -> Iterator[list[float]]:
    """Resident memory of the servers started by this process, in MiB, read every few seconds."""
    readings: list[float] = []
    over = threading.Event()

    def read() -> None:
        while not over.wait(EVERY):
            readings.append(sum(_resident(child) for child in psutil.Process().children(recursive=True)) / 2**20)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield readings
    finally:
        over.set()
        thread.join()


def _resident(process: psutil.Process) -> int:
    """Bytes, for a server of the practice ENT or one of its workers; nothing for any other process."""
    try:
        family = [process, *process.parents()]
        ours = any(name in one.cmdline() for one in family for name in SERVERS)
        return int(process.memory_info().rss) if ours else 0
    except psutil.Error:
        return 0


if __name__ == "__main__":
    sys.exit(main())
