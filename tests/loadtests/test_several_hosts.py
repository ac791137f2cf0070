"""A master and two workers on three hosts: network namespaces, which know each other by wires only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest

from loadtests.measure.samples import CUT
from tests.loadtests.several import ROOT, Played, finish, prepare, start
from tests.stub.orders import Orders
from tests.stub.running import RunningStub

PEOPLE = 12
PORT = "5557"
STUB = "8000"  # one on each host, at the same address
HOSTS = tuple(f"preau-{os.getpid()}-{number}" for number in range(3))


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def inside(host: str) -> list[str]:
    return ["ip", "netns", "exec", host]


@pytest.fixture
def hosts() -> Iterator[tuple[str, ...]]:
    """A host for the master, wired to one for each worker."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        reason = "il faut être administrateur, et la commande ip (paquet iproute2), pour créer des hôtes"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with ExitStack() as stack:
        for host in HOSTS:
            ip("netns", "add", host)
            stack.callback(ip, "netns", "del", host)
            ip("-n", host, "link", "set", "lo", "up")
        for number, worker in enumerate(HOSTS[1:], start=1):
            wire = ("link", "add", f"worker{number}", "type", "veth", "peer", "name", "maitre", "netns", worker)
            ip("-n", HOSTS[0], *wire)
            for host, name, end in ((HOSTS[0], f"worker{number}", 1), (worker, "maitre", 2)):
                ip("-n", host, "addr", "add", f"10.77.{number}.{end}/24", "dev", name)
                ip("-n", host, "link", "set", "dev", name, "up")
        yield HOSTS


@pytest.fixture
def played(hosts: tuple[str, ...], tmp_path: Path) -> Played:
    with ExitStack() as stack:
        for host in hosts:
            order = [sys.executable, "-m", "tests.stub.server", json.dumps(asdict(Orders(service=0.002)))]
            log = str(tmp_path / f"{host}.tsv")
            server = subprocess.Popen([*inside(host), *order, log, STUB], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            stack.callback(server.communicate)
            stack.callback(server.terminate)
            assert server.stdout
            assert server.stdout.readline().strip() == STUB
        place = tmp_path / "essai"
        options = prepare(place, RunningStub(f"http://127.0.0.1:{STUB}", tmp_path, server), PEOPLE)
        plan = ("--arrivees", "escalier", "-u", str(PEOPLE), "-r", "6", "-t", "8s")
        master = start(place, "--master", "--expect-workers", "2", *options, *plan, before=inside(hosts[0]))
        for number, host in enumerate(hosts[1:], start=1):
            alone = tmp_path / f"injecteur-{number}"
            alone.mkdir()
            shutil.copy(place / "preau.toml", alone)  # its accounts stay with the master
            to = ("--master-host", f"10.77.{number}.1")
            worker = start(alone, "--worker", *to, before=inside(host))
            stack.callback(worker.communicate)
            stack.callback(worker.kill)
        return finish(master, place)


def test_two_hosts_send_the_load_as_one_process_would(played: Played) -> None:
    assert "Traceback" not in played.out + played.err
    document = played.document
    assert [(stage["stage"], stage["people"], stage["late"]) for stage in document["stages"]] == [
        ("marche 1", 4, False),
        ("marche 2", 8, False),
        ("marche 3", 12, False),
    ]
    assert document["workers"] == {"all": 2, "lost": [], "silences": 0}
    assert document["shared_accounts"] == document["accounts"]["unreturned"] == document["lost_people"] == 0
    assert document["leases"] >= PEOPLE
    record = played.record
    assert record.run.complete
    assert document["samples"] == len(record.samples) > 50
    assert set(record.samples.counts("reason")) <= {"", CUT}
    assert {line["worker"] for line in played.probe} - {None}, "the latest of the two is named"
