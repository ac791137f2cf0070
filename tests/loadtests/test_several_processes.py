"""People, leases, arrivals, samples and verdict are the same in one process and in several."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.loadtests.several import (
    MODES,
    Played,
    finish,
    free_port,
    master_and_workers,
    play,
    prepare,
    start,
    wait_for_people,
)
from tests.stub.orders import Orders
from tests.stub.running import RunningStub, stub

PEOPLE = 12
ONE, TWO, _ = MODES
STAIRS = ("--arrivees", "escalier", "-r", "6", "-t", "8s")
BELL = ("--arrivees", "cloche", "-r", "6", "-t", "10s", "--pauses", "0.005")
STORM = ("--arrivees", "tempete", "-r", "12", "-t", "9s")

Runs = Mapping[str, Future[Played]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """All the runs, a few at the same time: their people mostly wait."""
    folder = tmp_path_factory.mktemp("essais")
    good, failing = Orders(service=0.002), Orders(service=0.002, fail_every=5)
    with (
        stub(good, folder / "stub.tsv") as ent,
        stub(failing, folder / "stub-en-panne.tsv") as broken,
        ThreadPoolExecutor(3) as pool,
    ):
        yield {
            **{mode: pool.submit(play, folder / mode, ent, mode, PEOPLE, *STAIRS) for mode in MODES},
            "cloche": pool.submit(play, folder / "cloche", ent, TWO, PEOPLE, *BELL),
            "tempete": pool.submit(play, folder / "tempete", ent, ONE, PEOPLE, *STORM),
            "cinquieme": pool.submit(play, folder / "cinquieme", broken, ONE, 30, "-r", "10", "-t", "12s"),
            "perdu": pool.submit(lose_a_worker, folder / "perdu", ent),
        }


def lose_a_worker(place: Path, ent: RunningStub) -> Played:
    """A run, one worker of which is killed once everybody is there."""
    options = (*prepare(place, ent, PEOPLE), "-u", str(PEOPLE), "-r", "12", "-t", "24s", "--reprise", "2")
    with master_and_workers(place, str(free_port()), *options) as (master, workers):
        wait_for_people(place, PEOPLE)
        workers[0].send_signal(signal.SIGKILL)
        return finish(master, place)


@pytest.fixture(params=MODES)
def stairs(request: pytest.FixtureRequest, runs: Runs) -> tuple[str, Played]:
    return request.param, runs[request.param].result()


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
    assert played.document["workers"] == {"all": 1 if mode == ONE else 2, "lost": [], "silences": 0}


def test_the_probe_tells_what_was_planned_and_the_worst_lateness(stairs: tuple[str, Played]) -> None:
    mode, played = stairs
    lines = played.probe
    assert max(line["planned"] for line in lines) == max(line["arrived"] for line in lines) == PEOPLE
    assert all(line["lag_p99_ms"] is not None for line in lines)
    assert any(line["worker"] for line in lines) == (mode != ONE)


def test_at_the_bell_everybody_comes_once_and_leaves(runs: Runs) -> None:
    played = runs["cloche"].result()
    assert "Traceback" not in played.out + played.err
    document = played.document
    assert document["arrivals"] == {"planned": PEOPLE, "arrived": PEOPLE, "omitted": 0}
    assert document["leases"] == PEOPLE
    assert document["shared_accounts"] == document["accounts"]["unreturned"] == document["lost_people"] == 0
    assert played.record.samples.pages().counts("name")["Connexion : se déconnecter"] == PEOPLE
    last = played.probe[-1]
    assert (last["planned"], last["arrived"], last["people"]) == (PEOPLE, PEOPLE, 0)


def test_nobody_does_anything_while_all_is_frozen_then_all_try_again_at_once(runs: Runs) -> None:
    played = runs["tempete"].result()
    starts = np.sort(played.record.samples.pages().records["start"])
    gaps = np.diff(starts)
    silence = int(np.argmax(gaps))
    assert 2.0 < gaps[silence] < 4.5
    thaw = starts[silence + 1]
    assert np.count_nonzero((starts >= thaw) & (starts < thaw + 0.5)) >= PEOPLE - 2


def test_every_fifth_sign_in_that_fails_is_tried_again_and_nobody_is_lost(runs: Runs) -> None:
    played = runs["cinquieme"].result()
    document, samples = played.document, played.record.samples
    failed = samples.where(~samples.records["good"]).pages().counts("name")
    assert failed["Connexion : entrer"] >= 5
    assert (document["lost_people"], document["lost_reasons"]) == (0, {})
    assert played.probe[-2]["signed_in_local"] >= 30, "everybody is in"


def test_a_worker_killed_in_the_middle_is_survived_told_and_its_accounts_come_back(runs: Runs) -> None:
    played = runs["perdu"].result()
    document = played.document
    assert "Traceback" not in played.err
    assert document["state"] == "terminé"
    assert document["workers"]["all"] == 2
    assert len(document["workers"]["lost"]) == 1
    assert document["accounts"]["recovered"] > 0
    assert document["accounts"]["unreturned"] == document["shared_accounts"] == 0
    assert played.probe[-2]["people"] == PEOPLE, "the others have taken its places"
    assert "est perdu" in played.err


def test_what_is_refused_leaves_no_worker_behind(tmp_path: Path) -> None:
    with stub(Orders(), tmp_path / "stub.tsv") as ent:
        options = (*prepare(tmp_path / "refus", ent, PEOPLE), "-u", str(PEOPLE), "-r", "1", "-t", "5s")
        ports = ("--master-bind-port", port := str(free_port()), "--master-port", port)
        process = start(tmp_path / "refus", "--processes", "2", *ports, *options)
        out, err = process.communicate(timeout=20)  # its workers hold its output open
    assert process.returncode == 2
    assert "prend déjà toute la durée" in err
    assert "Traceback" not in out + err
    assert not (tmp_path / "refus/reports").exists()
