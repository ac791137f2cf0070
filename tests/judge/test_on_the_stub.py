"""The whole chain, from Locust to the verdict, on a stub: each detector fires on the real accident."""

from __future__ import annotations

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from xml.etree import ElementTree

import numpy as np
import pytest

from loadtests.judge.run import read_record
from tests.stub.orders import Orders
from tests.stub.playing import Play, Played, play

PEOPLE = 25
# Very short pauses, and few people: sessions change too fast for the count of each second, chance weighs more.
BRIEF = {"palier_minimum_s": 5, "confiance": 0.5, "ecart_sessions_part": 0.4, "ecart_little_part": 0.15}
QUICK = ("--spawn-rate", "25", "--pauses", "0.05")


def sound(place: Path) -> Played:
    return play(place, Orders(service=0.02), PEOPLE, *QUICK, "--run-time", "14s", **BRIEF)


def many_accidents(place: Path) -> Played:
    """A delivery in the middle, sessions forgotten, one account in five refused, pages slower and slower."""
    orders = Orders(service=0.02, forget_every=2, refuse_every=5, leak=0.0005)
    run = Play(place, orders, PEOPLE, *QUICK, "--run-time", "14s", **{**BRIEF, "sessions_minimum": 10})
    with run as playing:
        playing.wait_for(5)
        playing.stub.deliver("2")
    return run.played


def hanging_then_terminated(place: Path) -> Played:
    """The stub answers nothing any more, nor while people are being sent away: it is stopped for good."""
    run = Play(place, Orders(service=0.02), PEOPLE, *QUICK, "--run-time", "60s", "--stop-timeout", "3", **BRIEF)
    with run as playing:
        playing.wait_for(PEOPLE)
        playing.stub.freeze(10)
        sleep(4.5)
        playing.process.send_signal(signal.SIGTERM)
    return run.played


def stopped_early(place: Path) -> Played:
    """Every page of the messaging is too slow: the run does not wait for its end."""
    orders = Orders(service=0.02, slow_path="/messaging/", slow=200)
    return play(place, orders, PEOPLE, *QUICK, "--run-time", "60s", "--arret-si-rompu", "6", **BRIEF)


STORIES = {
    "sound": sound,
    "accidents": many_accidents,
    "hanging": hanging_then_terminated,
    "early": stopped_early,
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    """Two at once: they wait more than they work."""
    place = tmp_path_factory.mktemp("bouchon")
    with ThreadPoolExecutor(2) as pool:
        started = {name: pool.submit(story, place / name) for name, story in STORIES.items()}
        return {name: run.result() for name, run in started.items()}


def test_requests_are_measured_as_long_as_the_stub_made_them(runs: dict[str, Played]) -> None:
    run = runs["sound"]
    samples = read_record(run.folder).samples
    requests_sent = samples.where(~samples.records["is_page"])
    assert len(requests_sent) == pytest.approx(len(run.truth), abs=10)
    measured = np.quantile(requests_sent.records["duration"], 0.5)
    assert measured == pytest.approx(np.quantile(run.truth.latency, 0.5), abs=0.01)


def test_a_sound_run_meets_every_condition_but_those_of_a_busy_machine(runs: dict[str, Played]) -> None:
    run = runs["sound"]
    assert set(run.unmet) <= {"Retard de l’injecteur", "Processeur de l’injecteur"}, run.unmet
    assert all(result["respected"] for result in run.verdict["objectives"])
    assert run.verdict["figures"]["sockets"]["median"] >= PEOPLE


def test_each_accident_is_named(runs: dict[str, Played]) -> None:
    run = runs["accidents"]
    assert run.code == 2
    expected = {"Version de la cible", "Notre compte et celui de l’ENT", "Personnes perdues", "Régime établi"}
    assert expected <= set(run.unmet), run.unmet
    assert "en-tête X-Version, « 1 » puis « 2 »" in run.unmet["Version de la cible"].replace("\u00a0", " ")


def test_an_ent_that_hangs_until_it_is_given_up_is_seen(runs: dict[str, Played]) -> None:
    """The slowest pages of the run are those that never ended."""
    results = runs["hanging"].verdict["objectives"]
    assert sum(result["overdue"] for result in results) >= PEOPLE / 3
    assert not all(result["respected"] for result in results)


def test_a_broken_objective_stops_the_run_and_is_its_verdict(runs: dict[str, Played]) -> None:
    run = runs["early"]
    document = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert "Lire et envoyer des messages" in document["broken"]
    assert document["stop_at"] - document["full_at"] < 40
    assert not set(run.unmet) & {"Durée du palier", "Pages vues par objectif", "Essai mené à son terme"}
    if not run.unmet:
        assert run.code == 1
        assert "Essai arrêté avant sa fin" in run.verdict["line"]


@pytest.mark.parametrize("name", STORIES)
def test_the_verdict_has_the_same_words_everywhere(runs: dict[str, Played], name: str) -> None:
    run = runs[name]
    verdict = run.verdict
    assert verdict["line"] in run.out
    assert run.code == verdict["exit_code"]
    assert "Traceback" not in run.out + run.err
    xml = ElementTree.parse(run.folder / "verdict.xml").getroot()  # noqa: S314  # our own
    assert xml.findtext("system-out") == verdict["line"]
    document = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert document["verdict"]["line"] == verdict["line"]


def test_a_run_that_is_interrupted_has_its_verdict_all_the_same(runs: dict[str, Played]) -> None:
    run = runs["hanging"]
    assert run.code == 2
    assert "Essai mené à son terme" in run.unmet
    document = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert document["state"] == "incomplet"
