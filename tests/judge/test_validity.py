"""Each accident that makes a run prove nothing: seen when it is there, and nothing else seen with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loadtests.judge.verdict import Outcome
from loadtests.measure.samples import Samples
from portal.french import typeset
from tests.judge.runs import DOWN, FULL_AT, PEOPLE, RAMP, ROLES, STEADY, STOP_AT, Story, sound_run

Accident = Callable[[Story], None]


def killed(story: Story) -> None:
    story.document["state"] = "incomplet"


def too_small_a_load(story: Story) -> None:
    story.conditions(least_sessions=601)
    story.document["lost_people"] = 0


def sessions_refused_by_the_ent(story: Story) -> None:
    """The ENT keeps 560 sessions at most, and we lose the others: both counts agree."""
    for reading in story.readings:
        reading["signed_in_local"] = reading["ent_signed_in"] = min(560, reading["ent_signed_in"])
    story.conditions(held_share=0.9)


def sessions_refused_where_the_ent_does_not_count(story: Story) -> None:
    for reading in story.readings:
        reading["signed_in_local"], reading["ent_signed_in"] = min(560, reading["signed_in_local"]), None
    story.conditions(held_share=0.9)


def sessions_the_ent_never_had(story: Story) -> None:
    """We believe in 600 sessions; the ENT, which knows, counts 560."""
    for reading in story.readings:
        reading["ent_signed_in"] = min(560, reading["ent_signed_in"])
    story.conditions(held_share=0.9, session_deviation=0.5)


def sessions_let_go(story: Story) -> None:
    """All signed in for ten seconds, then half of them gone: the maximum alone would flatter."""
    for reading in story.readings[RAMP + 10 :]:
        reading["signed_in_local"] = reading["ent_signed_in"] = min(300, reading["signed_in_local"])


def stopped_too_soon(story: Story) -> None:
    story.document["stop_at"] = FULL_AT + 45
    story.conditions(confidence=0.5)


def never_full(story: Story) -> None:
    story.document["full_at"] = story.document["stop_at"] = None


def people_lost(story: Story) -> None:
    story.document["lost_people"] = 10


def accounts_shared(story: Story) -> None:
    story.document["shared_accounts"] = 1


def late_generator(story: Story) -> None:
    for reading in story.readings:
        reading["lag_p99_ms"] = 226.0


def starved_generator(story: Story) -> None:
    """It wrote hardly any reading, and those it wrote are fine."""
    story.readings = [reading for order, reading in enumerate(story.readings) if order % 12 == 0 or order == RAMP - 1]


def one_journey_hardly_seen(story: Story) -> None:
    story.records = story.records[~story.of("messagerie")]


def another_mix(story: Story) -> None:
    for reading in story.readings:
        held = reading["held"]
        held["pupil"], held["parent"] = round(held["pupil"] * 0.8), held["parent"] + round(held["pupil"] * 0.2)


def an_undeclared_role(story: Story) -> None:
    for reading in story.readings:
        held = reading["held"]
        moved = held["pupil"] // 5
        held["pupil"], held["director"] = held["pupil"] - moved, moved


def a_silent_role(story: Story) -> None:
    """Its people hold their accounts, and ask for nothing."""
    silent = ROLES.index("teacher")
    story.records["role"][story.records["role"] == silent] = ROLES.index("pupil")


def an_ent_that_forgets_sessions(story: Story) -> None:
    for reading in story.readings[RAMP + 5 :]:
        reading["ent_signed_in"] = round(reading["ent_signed_in"] * 0.96)


def a_clock_set_back(story: Story) -> None:
    for reading in story.readings[RAMP + 30 :]:
        reading["t"] -= 1.5


def a_clock_set_forward(story: Story) -> None:
    for reading in story.readings[RAMP + 30 :]:
        reading["t"] += 0.4


def a_view_that_ends_before_it_starts(story: Story) -> None:
    story.records["duration"][0] = -0.8


def a_leak(story: Story) -> None:
    """Every page is slower than the one before: half as slow again at the end of each minute."""
    story.records["duration"] *= 1.5 ** ((story.records["start"] - FULL_AT) / 60)
    story.objectives = replace(story.objectives, objectives=story.objectives.objectives[1:])


def an_ent_that_comes_and_goes(story: Story) -> None:
    """Four times as slow, then twice as fast, for a quarter of a minute each in turn."""
    turn = ((story.records["start"] - FULL_AT) // 15).astype(int) % 3
    story.records["duration"] *= np.array([1.0, 4.0, 0.4])[turn]


def a_starved_processor(story: Story) -> None:
    """Other programs on the machine: it uses next to nothing, and waits for it."""
    for reading in story.readings:
        reading.update(cpu=0.12, cpu_wait=0.4)


def a_saturated_processor(story: Story) -> None:
    for reading in story.readings:
        reading["cpu"] = 0.98


def arrivals_that_never_began(story: Story) -> None:
    for order, reading in enumerate(story.readings):
        reading.update(planned=10 * order, arrived=9 * order)


def a_worker_killed(story: Story) -> None:
    story.document["workers"] = [
        {"id": "w1", "people": 300, "lost_at": None},
        {"id": "w2", "people": 300, "lost_at": FULL_AT + 30},
    ]


def a_worker_lost_among_two(story: Story) -> None:
    story.document["workers"] = {"all": 2, "lost": ["machine_12"]}


def another_mix_of_journeys(story: Story) -> None:
    """Parents were to go to the messaging more than anybody; they asked for the same pages as the others."""
    even = {"connexion": 2, "blog": 3, "médiathèque": 2, "messagerie": 2, "vie de classe": 2}
    story.document["asked"]["journeys"] = {"pupil": even, "parent": {**even, "messagerie": 6}}


def people_who_do_nothing(story: Story) -> None:
    """Present, and neither waiting for a page nor reading one: a tenth of the pauses was never taken."""
    story.lawful = False
    story.records["paused"] = 30 * 0.9


def a_delivery_during_the_run(story: Story) -> None:
    story.document["fingerprints"][2]["read"]["fichiers statiques"] = "77ab"


ACCIDENTS: list[tuple[Accident, str, str]] = [
    (killed, "Essai mené à son terme", "interrompu avant son terme"),
    (too_small_a_load, "Charge demandée", "ne demandait que 600 personnes"),
    (sessions_refused_by_the_ent, "Sessions simultanées atteintes", "560 au plus, comptées par l’ENT"),
    (
        sessions_refused_where_the_ent_does_not_count,
        "Sessions simultanées atteintes",
        "560 au plus, comptées par l’injecteur",
    ),
    (sessions_the_ent_never_had, "Sessions simultanées atteintes", "560 au plus, comptées par l’ENT"),
    (sessions_let_go, "Sessions tenues pendant le palier", "300 sessions ou moins pendant la moitié"),
    (stopped_too_soon, "Durée du palier", "trop court : 45 s, pour 1 min"),
    (never_full, "Durée du palier", "Il n’y a pas eu de palier"),
    (people_lost, "Personnes perdues", "10 personnes ont été perdues"),
    (accounts_shared, "Comptes partagés", "1 compte a servi à deux personnes"),
    (late_generator, "Retard de l’injecteur", "débordé : jusqu’à 226,0 ms"),
    (starved_generator, "Retard de l’injecteur", "débordé : jusqu’à 11,00 s"),
    (one_journey_hardly_seen, "Pages vues par objectif", "0 page vue sur 72"),
    (another_mix, "Mélange envoyé", "parent 42 %, pour 30 % annoncés"),
    (an_undeclared_role, "Mélange envoyé", "directeur 12 %, pour 0 % annoncés"),
    (a_silent_role, "Mélange envoyé", "aucune page n’a été demandée : enseignant"),
    (an_ent_that_forgets_sessions, "Notre compte et celui de l’ENT", "577 (ENT) et 600 (injecteur)"),
    (a_clock_set_back, "Horloge de l’injecteur", "a sauté de 1,50 s"),
    (a_clock_set_forward, "Horloge de l’injecteur", "a sauté de 400 ms"),
    (a_leak, "Régime établi", "n’ont cessé de changer dans le même sens"),
    (an_ent_that_comes_and_goes, "Régime établi", "n’ont cessé de varier"),
    (a_starved_processor, "Processeur de l’injecteur", "il attendait 40 % du temps"),
    (a_saturated_processor, "Processeur de l’injecteur", "saturé : il utilisait 98 % d’un cœur"),
    (arrivals_that_never_began, "Arrivées manquées", "179 arrivées n’ont jamais commencé, sur 1 790 prévues"),
    (a_worker_killed, "Injecteurs perdus", "1 processus injecteur s’est arrêté avant la fin, sur 2"),
    (a_worker_lost_among_two, "Injecteurs perdus", "1 processus injecteur s’est arrêté avant la fin, sur 2"),
    (another_mix_of_journeys, "Parcours envoyés, par rôle", "parent, messagerie"),
    (people_who_do_nothing, "Loi de Little", "personnes présentes ne faisaient ni l’un ni l’autre"),
    (a_delivery_during_the_run, "Version de la cible", "fichiers statiques, « 9f2c » puis « 77ab »"),
    (a_view_that_ends_before_it_starts, "Horloge de l’injecteur", "a sauté de 800 ms"),
]
# What comes with an accident and cannot be taken apart from it.
COMPANIONS = {
    "never_full": {
        "Sessions tenues pendant le palier",
        "Pages vues par objectif",
        "Régime établi",
        "Loi de Little",
    },
    "too_small_a_load": {"Sessions simultanées atteintes"},
}


def test_a_sound_run_meets_every_condition(tmp_path: Path) -> None:
    verdict = sound_run().judged(tmp_path)
    assert [check.title for check in verdict.validity if not check.valid] == []
    assert verdict.outcome is Outcome.RESPECTED


@pytest.mark.parametrize(("accident", "title", "words"), ACCIDENTS, ids=lambda value: getattr(value, "__name__", ""))
def test_an_accident_makes_the_run_not_valid_and_says_why(
    tmp_path: Path, accident: Accident, title: str, words: str
) -> None:
    story = sound_run()
    accident(story)
    verdict = story.judged(tmp_path)
    failed = {check.title: check for check in verdict.validity if not check.valid}
    assert verdict.outcome is Outcome.INVALID
    assert set(failed) - COMPANIONS.get(accident.__name__, set()) == {title}
    assert typeset(words).replace("\u00a0", " ") in failed[title].sentence.replace("\u00a0", " ")
    assert failed[title].sentence in verdict.reasons


def test_every_condition_has_been_seen_failing(tmp_path: Path) -> None:
    checked = {check.title for check in sound_run().judged(tmp_path).validity}
    assert checked == {title for _, title, _ in ACCIDENTS}


def forget(key: str) -> Accident:
    def accident(story: Story) -> None:
        story.document[key] = None

    return accident


def forget_reading(*keys: str) -> Accident:
    def accident(story: Story) -> None:
        for reading in story.readings:
            for key in keys:
                reading[key] = None

    return accident


@pytest.mark.parametrize(
    ("accident", "title"),
    [
        (forget("lost_people"), "Personnes perdues"),
        (forget("shared_accounts"), "Comptes partagés"),
        (forget_reading("lag_p99_ms"), "Retard de l’injecteur"),
        (forget_reading("held"), "Mélange envoyé"),
        (forget_reading("cpu"), "Processeur de l’injecteur"),
        (forget_reading("cpu_wait"), "Processeur de l’injecteur"),
        (forget_reading("people"), "Loi de Little"),
        (forget("fingerprints"), "Version de la cible"),
        (forget_reading("signed_in_local", "ent_signed_in"), "Sessions simultanées atteintes"),
        (forget_reading("signed_in_local"), "Notre compte et celui de l’ENT"),
    ],
    ids=["lost", "shared", "lag", "held", "cpu", "cpu wait", "people", "version", "sessions", "our count"],
)
def test_what_nobody_measured_is_never_taken_for_good(tmp_path: Path, accident: Accident, title: str) -> None:
    story = sound_run()
    accident(story)
    verdict = story.judged(tmp_path)
    assert verdict.outcome is Outcome.INVALID
    assert title in {check.title for check in verdict.validity if not check.valid}


def test_a_target_that_does_not_publish_its_count_is_excused(tmp_path: Path) -> None:
    story = sound_run()
    forget_reading("ent_signed_in")(story)
    verdict = story.judged(tmp_path)
    assert verdict.outcome is Outcome.RESPECTED
    assert not verdict.figures.counted_by_ent


def test_small_numbers_stray_by_chance(tmp_path: Path) -> None:
    """Twenty people: 13 pupils instead of 12 is five points, and nothing strange."""
    story = sound_run()
    story.conditions(least_sessions=10)
    story.document["asked"]["people"] = 20
    for reading in story.readings:
        reading.update(people=20, signed_in_local=20, ent_signed_in=20, held={"pupil": 14, "parent": 5, "teacher": 1})
    assert story.judged(tmp_path).outcome is Outcome.RESPECTED


def test_nothing_at_all_is_not_valid_and_no_traceback(tmp_path: Path) -> None:
    story = sound_run()
    story.readings, story.records = [], story.records[:0]
    story.texts = {kind: [] for kind in story.texts}
    story.document.update(state="incomplet", full_at=None, stop_at=None, lost_people=None, shared_accounts=None)
    verdict = story.judged(tmp_path)
    assert verdict.outcome is Outcome.INVALID
    assert len(verdict.reasons) >= 8


def test_connections_that_failed_are_told_when_the_load_was_not_reached(tmp_path: Path) -> None:
    story = sound_run()
    sessions_refused_by_the_ent(story)
    ramp = story.records["is_page"] & (story.records["start"] < FULL_AT) & (story.records["journey"] == 0)
    story.fail(ramp & (np.cumsum(ramp) <= 40))
    reasons = " ".join(story.judged(tmp_path).reasons)
    assert "40\u00a0connexions ont échoué" in reasons


def test_the_window_runs_from_the_whole_load_to_the_stop(tmp_path: Path) -> None:
    story = sound_run()
    figures = story.judged(tmp_path).figures
    pages = Samples(story.records, story.texts).pages().records["start"]
    assert figures.page_views == int(((pages >= FULL_AT) & (pages < STOP_AT)).sum())
    assert figures.pages_per_second == pytest.approx(20, rel=0.02)
    assert (figures.reached, figures.people, DOWN + STEADY + RAMP) == (PEOPLE, PEOPLE, 190)


def test_the_same_ent_read_twice_is_the_same_and_one_that_did_not_answer_once_is_excused(tmp_path: Path) -> None:
    story = sound_run()
    story.document["fingerprints"][1]["read"] = None
    assert story.judged(tmp_path).outcome is Outcome.RESPECTED


def test_a_mix_of_journeys_that_was_kept_is_said(tmp_path: Path) -> None:
    story = sound_run()
    even = {"connexion": 2, "blog": 3, "médiathèque": 2, "messagerie": 2, "vie de classe": 2}
    story.document["asked"]["journeys"] = dict.fromkeys(ROLES, even)
    verdict = story.judged(tmp_path)
    assert verdict.outcome is Outcome.RESPECTED
    (check,) = (check for check in verdict.validity if check.title == "Parcours envoyés, par rôle")
    assert "Chaque rôle a suivi les parcours annoncés" in check.sentence


def test_arrivals_that_all_began_are_counted(tmp_path: Path) -> None:
    story = sound_run()
    for order, reading in enumerate(story.readings):
        reading.update(planned=10 * order, arrived=10 * order)
    figures = story.judged(tmp_path).figures
    assert (figures.planned, figures.omitted) == (1790, 0)


def test_the_three_meanings_of_simultaneous_are_all_told(tmp_path: Path) -> None:
    verdict = sound_run().judged(tmp_path)
    figures = verdict.figures
    assert figures.sockets is not None
    assert figures.in_flight is not None
    assert (figures.reached, figures.sockets.median) == (600, 1200)
    assert figures.in_flight_by_law == pytest.approx(figures.in_flight.median, rel=0.15)
    (check,) = (check for check in verdict.validity if check.title == "Sessions simultanées atteintes")
    assert "8 requêtes en cours" in check.sentence.replace("\u00a0", " ")
    assert "connexions ouvertes" in check.sentence
