"""The search of the capacity, on levels told, then on a crowd whose capacity queueing theory gives."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadtests.judge.capacity import Failed, Found, Search, Step, next_level
from loadtests.judge.capacity_answer import (
    CAPACITY_FILE,
    CapacityError,
    capacity,
    interval,
    keep_answer,
    read_answer,
)
from loadtests.judge.level import Level, level_of
from loadtests.measure.samples import RECORD, Samples
from loadtests.measure.windows import Window
from tests.judge.crowd import OBJECTIVES, TEXTS, Server, hold, readings, search, told

HOW = Search(most=1000)
GOOD, BAD = 0.99, 0.60


def story(*levels: Level) -> Step | Found | Failed:
    return next_level(levels, HOW)


def climb(limit: int) -> list[Level]:
    """A search on an ENT that holds up to ``limit`` people and not one more."""
    history: list[Level] = []
    while isinstance(step := next_level(history, HOW), Step):
        share = GOOD if step.people <= limit else BAD
        history.append(told(step.people, share, confirmation=step.confirmation))
        assert len(history) < 60
    return history


def test_people_double_until_a_level_breaks_then_the_bracket_is_halved() -> None:
    assert [level.people for level in climb(612)] == [50, 100, 200, 400, 800, 600, 700, 650, 625, 612, 612]
    assert climb(612)[-1].confirmation


def test_the_answer_reads_as_a_sentence_with_its_interval_and_what_breaks_first() -> None:
    found = capacity(climb(612), HOW)
    assert re.fullmatch(
        "612\u00a0personnes \\(IC 95\u202f%\u00a0: \\d+–\\d+\\), premier seuil franchi\u00a0: messagerie",
        found.sentence,
    )
    assert (found.people, found.first, found.exit_code, found.notes) == (612, "messagerie", 0, ())
    assert found.low is not None
    assert found.high is not None
    assert 400 < found.low <= 612
    assert 624 <= found.high < 700


def test_never_broken_within_the_accounts_is_only_a_lower_bound_and_says_so() -> None:
    history = climb(5000)
    assert [level.people for level in history] == [50, 100, 200, 400, 800, 1000, 1000]
    found = capacity(history, HOW)
    assert found.sentence.startswith("Au moins 1\u202f000\u00a0personnes")
    assert "comptes disponibles" in found.sentence
    assert found.high is None


def test_broken_at_the_first_level_goes_down_and_may_find_nobody() -> None:
    assert climb(20)[-1].people == 20
    assert climb(1)[-1].people == 1
    nobody = capacity(climb(0), HOW)
    assert (nobody.people, nobody.exit_code) == (None, 2)
    assert "pas même pour 1 personne" in nobody.sentence


def test_a_level_that_proves_nothing_is_held_again_longer_then_given_up() -> None:
    late = told(100, GOOD, unsound="injecteur en retard de 2 s")
    fine = told(50, GOOD)
    once, twice = story(fine, late), story(fine, late, late)
    assert isinstance(once, Step)
    assert isinstance(twice, Step)
    assert (once.people, once.seconds, twice.seconds) == (100, 60, 90)
    assert "injecteur en retard" in once.why
    beyond = story(fine, late, late, late)
    assert isinstance(beyond, Step)
    assert beyond.people == 75, "what the generator cannot do is a ceiling, looked for like another"


def test_when_only_the_generator_gives_way_the_answer_is_a_lower_bound() -> None:
    late = told(51, GOOD, unsound="injecteur en retard de 2 s")
    found = capacity([told(50, GOOD), late, late, late, told(50, GOOD, confirmation=True)], HOW)
    assert (found.people, found.high) == (50, None)
    assert "l’essai n’est plus valide" in found.sentence
    assert "3\u00a0paliers non valides, non comptés" in found.notes[0]


def test_nothing_valid_at_all_is_no_answer() -> None:
    late = told(1, GOOD, unsound="injecteur en retard de 2 s")
    assert "Aucun palier valable" in capacity([late, late, late], HOW).sentence


def test_what_chance_may_have_broken_is_held_again_before_it_is_believed() -> None:
    slightly = told(50, 0.93, views=120)
    again = story(slightly)
    assert isinstance(again, Step)
    assert (again.people, again.seconds) == (50, 60)
    onwards = story(slightly, told(50, 0.98))
    assert isinstance(onwards, Step)
    assert onwards.people == 100
    plainly = story(told(50, 0.93, views=12_000))
    assert isinstance(plainly, Step)
    assert plainly.people == 25


def test_a_level_that_breaks_below_one_that_holds_is_held_again() -> None:
    odd = story(told(50, GOOD), told(100, BAD), told(75, BAD), told(200, GOOD))
    assert isinstance(odd, Step)
    assert (odd.people, odd.seconds) == (75, 60)
    still = [told(50, GOOD), told(75, BAD), told(75, BAD), told(200, GOOD)]
    lower = next_level(still, HOW)
    assert isinstance(lower, Step)
    assert 50 < lower.people < 75, "twice broken is believed: the answer is the smaller"
    assert any("n’est pas régulier" in note for note in capacity(still, HOW).notes)


def test_a_confirmation_that_breaks_lowers_the_answer_and_is_told() -> None:
    history = climb(612)
    history[-1] = told(612, BAD, confirmation=True)
    after = next_level(history, HOW)
    assert isinstance(after, Step)
    assert (after.people, after.confirmation) == (600, True), "the next that held is within the precision"
    assert any("de confirmation" in note for note in capacity(history, HOW).notes)


def test_an_ent_that_only_gives_way_in_time_is_found_out_without_walking_down_step_by_step() -> None:
    """Short holds of 600 people pass, no long one of more than 100 does."""
    history: list[Level] = []
    while isinstance(step := next_level(history, HOW), Step):
        share = GOOD if step.people <= (100 if step.confirmation else 612) else BAD
        history.append(told(step.people, share, confirmation=step.confirmation))
    assert isinstance(step, Found)
    assert 50 <= step.people <= 100
    assert len(history) < 40


def test_a_search_cut_short_says_how_far_it_went() -> None:
    found = capacity(climb(612)[:7], HOW)
    assert (found.people, found.exit_code) == (None, 2)
    assert "600\u00a0personnes ont tenu et 700 (rompu), sans confirmation" in found.sentence
    assert "interrompue avant" in capacity([], HOW).sentence


def test_an_answer_is_kept_in_the_folder_of_its_run_and_read_back(tmp_path: Path) -> None:
    found = capacity(climb(612), HOW)
    keep_answer(tmp_path, found)
    assert read_answer(tmp_path) == found
    assert json.loads((tmp_path / CAPACITY_FILE).read_text())["exit_code"] == 0
    keep_answer(tmp_path, capacity([], HOW))
    assert read_answer(tmp_path) == capacity([], HOW)
    assert read_answer(tmp_path / "nulle-part") is None
    (tmp_path / CAPACITY_FILE).write_text("{")
    with pytest.raises(CapacityError, match=CAPACITY_FILE):
        read_answer(tmp_path)


def test_levels_that_go_on_contradicting_each_other_are_no_answer() -> None:
    endless = [told(50 + number, GOOD) for number in range(HOW.most_levels)]
    found = next_level(endless, HOW)
    assert isinstance(found, Failed)
    assert "se contredisent" in found.why


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["good", "bad", "slightly", "unsound"]), min_size=46, max_size=46))
def test_whatever_the_levels_show_the_search_ends(fate: list[str]) -> None:
    history: list[Level] = []
    for outcome in fate:
        step = next_level(history, HOW)
        if not isinstance(step, Step):
            return
        assert 1 <= step.people <= HOW.most
        shares = {"good": GOOD, "bad": BAD, "slightly": 0.945}
        history.append(
            told(
                step.people,
                shares.get(outcome, GOOD),
                unsound="non" if outcome == "unsound" else "",
                confirmation=step.confirmation,
            )
        )
    pytest.fail(f"still searching: {[level.people for level in history]}")


def test_the_theory_agrees_with_the_simulated_crowd() -> None:
    server = Server(servers=4, service=0.25, think=4.0)
    level = hold(server, 60, 4000, np.random.default_rng(3))
    assert level.counts[1].share == pytest.approx(server.share_within(60, 1.0), abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_the_capacity_of_a_known_server_is_found_within_five_percent(seed: int) -> None:
    server = Server()
    truth = server.capacity(0.95, 1.0)
    history, end = search(server, HOW, seed)
    assert isinstance(end, Found)
    assert end.people == pytest.approx(truth, rel=0.05)
    low, high = interval(history)
    assert low <= truth <= high + 12


def level_with(durations: list[float], people: int = 200, late: float = 0.004, present: int | None = None) -> Level:
    """A level read from views that end one after the other between 10 and 40 s."""
    records = np.zeros(len(durations), dtype=RECORD)
    records["duration"] = durations
    records["start"] = np.linspace(10, 39.9, len(durations)) - durations
    records["journey"] = np.arange(len(durations)) % 2
    records["is_page"] = records["good"] = True
    probe = readings(people if present is None else present, 60, late)
    return level_of(Samples(records, TEXTS), probe, Window(10, 40), people, OBJECTIVES)


def test_a_level_counts_its_good_views_by_objective_and_slice() -> None:
    level = level_with([0.5, 1.5] * 300)
    assert level.valid
    assert [count.share for count in level.counts] == [1.0, 0.0], "1.5 s is good for the blog, not for the messaging"
    assert [sum(count.total) for count in level.counts] == [300, 300]
    assert level.throughput == 20.0
    assert level.p95 == 1.5
    assert not level.good


def test_views_that_began_before_the_level_count_when_they_end_in_it() -> None:
    """An overloaded ENT answers late: by their start, only the fast views of a level would be counted."""
    level = level_with([25.0] * 600)
    assert [sum(count.total) for count in level.counts] == [300, 300]
    assert not level.good


@pytest.mark.parametrize(
    ("level", "why"),
    [
        (level_with([0.5] * 600, late=0.5), "injecteur en retard"),
        (level_with([0.5] * 600, present=150), "150\u00a0personnes présentes sur 200".replace("\u00a0", " ")),
        (level_with([0.5] * 80), "trop peu de mesures"),
        (replace(level_with([0.5] * 600), unsound=""), ""),
    ],
)
def test_a_level_that_proves_nothing_says_why(level: Level, why: str) -> None:
    assert level.valid is (why == "")
    assert why in level.unsound


def test_everybody_there_and_no_answer_at_all_is_the_fault_of_the_ent() -> None:
    level = level_with([])
    assert level.valid
    assert not level.good
