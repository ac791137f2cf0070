"""The file of the mix: what is delivered, and each fault refused with its line."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from loadtests.journeys.subjects import SUBJECTS
from loadtests.navigation.habits import ARRIVAL, DEPARTURE, Habits, mean_plays
from loadtests.navigation.mix import MIX_FILE, MixError, pages_per_connection, read_mix

TEXT = """# un essai
[enseignant]
part = 0.4
lecture_s = 20.0

[enseignant.passages]
"arrivée" = { "lire le blog" = 0.5, "départ" = 0.5 }
"lire le blog" = { "départ" = 1.0 }

["élève"]
part = 0.6
lecture_s = 18.0

["élève".passages]
"arrivée" = { "lire le blog" = 1.0 }
"lire le blog" = { "lire le blog" = 0.75, "départ" = 0.25 }
"""


def read(tmp_path: Path, text: str = TEXT) -> tuple[Path, str]:
    """The path and the message of the refusal, empty when there is none."""
    path = tmp_path / "melange.toml"
    path.write_text(text, encoding="utf-8")
    try:
        read_mix(path)
    except MixError as error:
        return path, error.message if error.remedy else "sans remède"
    return path, ""


class TestTheFileDelivered:
    def test_is_read_and_uses_every_subject(self) -> None:
        mix = read_mix()
        assert sum(mix.shares.values()) == pytest.approx(1.0)
        assert {name for habits in mix.habits.values() for name in habits.subjects} == set(SUBJECTS)

    def test_everybody_gets_to_every_subject_of_his_table(self) -> None:
        for habits in read_mix().habits.values():
            assert all(plays > 0 for plays in mean_plays(habits).values())


class TestTheMarkovTable:
    def test_the_mean_number_of_plays_is_exact(self) -> None:
        """By hand: 1 + 0.75 + 0.75² + … = 4 plays."""
        habits = Habits("pupil", 10.0, {ARRIVAL: {"a": 1.0}, "a": {"a": 0.75, DEPARTURE: 0.25}})
        assert mean_plays(habits) == {"a": pytest.approx(4.0)}

    def test_walks_follow_it(self) -> None:
        habits, rng, plays, walks = read_mix().habits["pupil"], random.Random(1), Counter[str](), 20_000
        for _ in range(walks):
            here = habits.after(ARRIVAL, rng)
            while here != DEPARTURE:
                plays[here] += 1
                here = habits.after(here, rng)
        for name, mean in mean_plays(habits).items():
            assert plays[name] / walks == pytest.approx(mean, rel=0.1, abs=0.005), name

    def test_the_pages_of_a_connection_weigh_the_roles(self, tmp_path: Path) -> None:
        path, refused = read(tmp_path)
        assert not refused
        pages = {"teacher": {"lire le blog": 2.0}, "pupil": {"lire le blog": 3.0}}
        assert pages_per_connection(read_mix(path), pages, 3) == pytest.approx(3 + 0.4 * 0.5 * 2 + 0.6 * 4 * 3)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("part = 0.6", "part = 0.5", 11, "la somme des parts est 0,900"),
        ("part = 0.4", "part = 1.4", 3, "part = 1.4 ne convient pas"),
        ("part = 0.4", 'part = "0.4"', 3, "ne convient pas"),
        ("part = 0.4\n", "", 2, "part manque"),
        ("lecture_s = 18.0", "lecture_s = 0", 12, "lecture_s = 0 ne convient pas"),
        ("lecture_s = 18.0", "lecture_s = 18.0\nlecture = 3", 13, "clé inconnue « lecture »"),
        ('"départ" = 0.5 }', '"départ" = 0.4 }', 7, "la somme des passages depuis « arrivée » est 0,900"),
        ('"départ" = 0.25 }', '"départ" = "0.25" }', 16, "« départ » = 0.25 ne convient pas"),
        ('"lire le blog" = 0.5,', '"lire le blogue" = 0.5,', 7, "sujet inconnu « lire le blogue »"),
        ('"lire le blog" = { "départ" = 1.0 }', "", 7, "« lire le blog » n’a pas de ligne à lui"),
        (
            '"lire le blog" = { "départ" = 1.0 }',
            '"lire le blog" = { "lire le blog" = 1.0 }',
            8,
            "personne ne part jamais",
        ),
        ('"lire le blog" = { "départ" = 1.0 }', '"lire le blog" = 1.0', 8, "une table est attendue"),
        ('"lire le blog" = 1.0 }', '"écrire aux parents" = 1.0 }', 15, "n’est pas ouvert au rôle élève"),
        ("[enseignant]", "[professeur]", 2, "rôle inconnu « professeur »"),
        ("[enseignant.passages]", "[enseignant.chemins]", 6, "clé inconnue « chemins »"),
        ('"arrivée" = { "lire le blog" = 1.0 }', "", 14, "les passages depuis « arrivée » manquent"),
        ("part = 0.4", "part : 0.4", 3, "la syntaxe TOML est incorrecte"),
    ],
)
def test_each_fault_is_refused_with_its_line(old: str, new: str, line: int, words: str, tmp_path: Path) -> None:
    path, refused = read(tmp_path, TEXT.replace(old, new, 1))
    assert refused.startswith(f"{path}, ligne {line} : "), refused
    assert words in refused


def test_a_file_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MixError, match=r"introuvables.*\n.*copie de melange\.toml"):
        read_mix(tmp_path / "absent.toml")
    assert "aucun rôle" in read(tmp_path, "# rien\n")[1]
    assert MIX_FILE.is_file()
