"""People, leases, arrivals, samples and verdict are the same in one process and in several."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.loadtests.several import MODES, Played, finish, free_port, master_and_workers, play, prepare
from tests.stub.orders import Orders
from tests.stub.running import RunningStub, stub

PEOPLE = 12
TWO = "--processes 2"
STAIRS = ("--arrivees", "escalier", "-r", "6", "-t", "8s")
BELL = ("--arrivees", "cloche", "-t", "10s", "--pauses", "0.005")
STORM = ("--arrivees", "tempete", "-r", "12", "-t", "9s")
LEVEL = ("-r", "10", "-t", "14s")

Runs = dict[tuple[str, str], Future[Played]]


@pytest.fixture(scope="module")
def ent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStub]:
    with stub(Orders(service=0.002), tmp_path_factory.mktemp("stub") / "log.tsv") as running:
        yield running


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, ent: RunningStub) -> Iterator[Runs]:
    """All the runs, at the same time: their people mostly wait."""
    folder = tmp_path_factory.mktemp("essais")
    wanted = {
        **{("escalier", mode): STAIRS for mode in MODES},
        **{("cloche", mode): BELL for mode in MODES[:2]},
        ("tempete", TWO): STORM,
    }
    with ThreadPoolExecutor(len(wanted)) as pool:
        yield {
            key: pool.submit(play, folder / str(rank), ent, key[1], PEOPLE, *options)
            for rank, (key, options) in enumerate(wanted.items())
        }


@pytest.fixture(params=MODES)
def stairs(request: pytest.FixtureRequest, runs: Runs) -> tuple[str, Played]:
    return request.param, runs["escalier", request.param].result()


def test_every_step_is_reached_by_real_people_and_held(stairs: tuple[str, Played]) -> None:
    _, played = stairs
    assert "Traceback" not in played.out + played.err
    stages = played.document["stages"]
    reached = [(stage["stage"], stage["people"], stage["late"]) for stage in stages]
    assert reached == [("marche 1", 4, False), ("marche 2", 8, False), ("marche 3", 12, False)]
    counts = {line["people"] for line in played.probe}
    assert {4, 8, 12} <= counts, "seen by the probe, not only asked for"
    assert all(later["at"] - sooner["at"] >= 2 for sooner, later in pairwise(stages)), "each held its two seconds"


def test_accounts_are_lent_to_one_person_and_all_come_back(stairs: tuple[str, Played]) -> None:
    _, played = stairs
    document = played.document
    assert document["shared_accounts"] == document["accounts"]["unreturned"] == document["lost_people"] == 0
    assert document["leases"] >= PEOPLE
    said = re.sub(r"\s", " ", played.out)  # no-break spaces too
    assert f"Comptes : 0 compte partagé, {document['leases']} prêts, tous rendus." in said


def test_samples_of_everybody_are_kept_and_judged_by_the_master(stairs: tuple[str, Played]) -> None:
    mode, played = stairs
    record = played.record
    assert record.run.complete
    assert played.document["samples"] == len(record.samples) > 50
    assert set(record.samples.counts("role")) == {"teacher", "pupil", "parent"}
    pages = record.samples.pages().counts("name")
    assert pages["Connexion : entrer"] >= PEOPLE
    assert pages["Connexion : se déconnecter"] >= PEOPLE, "the last ones too"
    assert played.code == played.document["verdict"]["exit_code"]
    assert played.document["workers"] == {"all": 1 if mode == "un processus" else 2, "lost": []}


def test_the_probe_tells_what_was_planned_and_the_worst_lateness(stairs: tuple[str, Played]) -> None:
    mode, played = stairs
    lines = played.probe
    assert max(line["planned"] for line in lines) == max(line["arrived"] for line in lines) == PEOPLE
    assert all(line["lag_p99_ms"] is not None for line in lines)
    assert any(line["worker"] for line in lines) == (mode != "un processus")


@pytest.mark.parametrize("mode", MODES[:2])
def test_at_the_bell_everybody_comes_once_and_leaves(runs: Runs, mode: str) -> None:
    played = runs["cloche", mode].result()
    assert "Traceback" not in played.out + played.err
    document = played.document
    assert document["arrivals"] == {"planned": PEOPLE, "arrived": PEOPLE, "omitted": 0}
    assert document["leases"] == PEOPLE
    assert document["shared_accounts"] == document["accounts"]["unreturned"] == document["lost_people"] == 0
    assert played.record.samples.pages().counts("name")["Connexion : se déconnecter"] == PEOPLE
    last = played.probe[-1]
    assert (last["planned"], last["arrived"], last["people"]) == (PEOPLE, PEOPLE, 0)


def test_nobody_does_anything_while_all_is_frozen_then_all_try_again_at_once(runs: Runs) -> None:
    played = runs["tempete", TWO].result()
    starts = np.sort(played.record.samples.pages().records["start"])
    gaps = np.diff(starts)
    silence = int(np.argmax(gaps))
    assert 2.0 < gaps[silence] < 4.5
    thaw = starts[silence + 1]
    assert np.count_nonzero((starts >= thaw) & (starts < thaw + 0.5)) >= PEOPLE - 2


def test_every_fifth_sign_in_that_fails_is_tried_again_and_nobody_is_lost(tmp_path: Path) -> None:
    with stub(Orders(service=0.002, refuse_every=5), tmp_path / "log.tsv") as failing:
        played = play(tmp_path / "essai", failing, "un processus", 30, *LEVEL)
    document, samples = played.document, played.record.samples
    failed = samples.where(~samples.records["good"]).pages().counts("name")
    assert failed["Connexion : entrer"] >= 5
    assert (document["lost_people"], document["lost_reasons"]) == (0, {})
    assert played.probe[-2]["signed_in_local"] >= 30, "everybody is in"


def test_a_worker_killed_in_the_middle_is_survived_told_and_its_accounts_come_back(
    tmp_path: Path, ent: RunningStub
) -> None:
    place = tmp_path / "perdu"
    options = (*prepare(place, ent, PEOPLE), "-u", str(PEOPLE), "-r", "12", "-t", "14s")
    with master_and_workers(place, str(free_port()), *options) as (master, workers):
        assert master.stderr
        assert any(f"({PEOPLE} total users)" in line for line in iter(master.stderr.readline, ""))
        workers[0].send_signal(signal.SIGKILL)
        played = finish(master, place)
    document = played.document
    assert "Traceback" not in played.err
    assert document["state"] == "terminé"
    assert document["workers"]["all"] == 2
    assert len(document["workers"]["lost"]) == 1
    assert document["accounts"]["recovered"] > 0
    assert document["accounts"]["unreturned"] == document["shared_accounts"] == 0
    assert played.probe[-2]["people"] == PEOPLE, "the others have taken its places"
    assert "est perdu" in played.err
