"""Each way known for a scenario to be lost, or green for nothing, is refused; the same scenario well written is not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from acceptance.campaign.guard import StepDefinition, check_definitions, planned_points
from acceptance.campaign.planning import PlanError

HEAD = "# language: fr\n@article-4.1\nFonctionnalité: Blog\n\n"
SOUND = """  @ENT-10 @majeure
  Scénario: L’élève lit un article
    Étant donné que l’élève est là
    Quand l’élève ouvre le blog
    Alors l’élève lit l’article
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    folder = tmp_path / "features"
    folder.mkdir()

    def write(body: str) -> Path:
        (folder / "blog.feature").write_text(HEAD + body, encoding="utf-8")
        return folder

    return write


def sentences(features: Path, *definitions: StepDefinition) -> str:
    """What is objected to, one fault a line; an empty text when nothing is."""
    try:
        planned_points(features)
        if definitions:
            check_definitions(definitions, features)
    except PlanError as error:
        return "\n".join(map(str, error.faults))
    return ""


def definition(text: str, kind: str | None = None, function: Callable[..., object] = print) -> StepDefinition:
    def run() -> object:
        return function()

    return StepDefinition(kind, text.__eq__, run if function is print else function)


GIVEN = definition("l’élève est là", "given")
WHEN = definition("l’élève ouvre le blog", "when")
THEN = definition("l’élève lit l’article", "then")


def test_a_sound_scenario_is_accepted(write: Write) -> None:
    assert sentences(write(SOUND), GIVEN, WHEN, THEN) == ""


def test_a_scenario_without_steps_is_refused(write: Write) -> None:
    assert "blog.feature:6 : scénario sans aucun pas" in sentences(write("  @ENT-10 @majeure\n  Scénario: Vide\n"))


def test_a_step_hidden_by_a_typographic_apostrophe_is_refused(write: Write) -> None:
    body = SOUND.replace("Étant donné que l’élève est là", "Lorsqu’il est là")
    assert "blog.feature:7 : « Lorsqu’il est là » n’est pas un pas" in sentences(write(body))


def test_a_misspelt_keyword_is_refused(write: Write) -> None:
    body = SOUND.replace("Étant donné que", "Etnat donné que")
    assert "blog.feature:7 : « Etnat donné que l’élève est là » n’est pas un pas" in sentences(write(body))


def test_a_loose_line_of_a_background_is_refused(write: Write) -> None:
    body = "  Contexte:\n    Lorsqu’il fait jour\n    Étant donné que l’élève est là\n\n" + SOUND
    assert "blog.feature:6 : « Lorsqu’il fait jour » n’est pas un pas" in sentences(write(body))


def test_two_scenarios_of_the_same_name_are_refused(write: Write) -> None:
    twin = SOUND.replace("@ENT-10", "@ENT-11")
    assert "blog.feature:12 : le scénario « L’élève lit un article » existe déjà à la ligne 6" in sentences(
        write(f"{SOUND}\n{twin}")
    )


def test_the_same_id_twice_is_refused_across_files(write: Write) -> None:
    features = write(SOUND)
    (features / "journal.feature").write_text(HEAD + SOUND, encoding="utf-8")
    assert "journal.feature:6 : @ENT-10 est déjà à features/blog.feature:6" in sentences(features)


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("@ENT-10 ", "", "un numéro de point attendu (@ENT-01), trouvé : aucun"),
        ("@ENT-10", "@ENT-10 @ENT-11", "un numéro de point attendu (@ENT-01), trouvé : ENT-10, ENT-11"),
        ("@ENT-10", "@ENT-10 @article-9.9", "un article du CCTP attendu (@article-4.1), trouvé : 4.1, 9.9"),
        ("@majeure", "@tres-grave", "étiquette inconnue : @tres-grave"),
        ("@majeure", "", "une classe d’anomalie attendue"),
        ("@majeure", "@majeure @mineure", "trouvée : majeure, mineure"),
        ("    Alors l’élève lit l’article\n", "", "scénario sans « Alors »"),
    ],
)
def test_a_point_badly_described_is_refused(write: Write, was: str, becomes: str, sentence: str) -> None:
    assert sentence in sentences(write(SOUND.replace(was, becomes)))


def test_an_unknown_article_is_refused(write: Write) -> None:
    features = write(SOUND)
    file = features / "blog.feature"
    file.write_text(file.read_text(encoding="utf-8").replace("@article-4.1", "@article-4.9"), encoding="utf-8")
    assert "blog.feature:6 : un article du CCTP attendu (@article-4.1), trouvé : 4.9" in sentences(features)


def test_an_outline_is_refused(write: Write) -> None:
    body = SOUND.replace("Scénario:", "Plan du scénario:") + "\n    Exemples:\n      | a |\n      | b |\n"
    assert "un point est un scénario" in sentences(write(body))


def test_a_step_without_definition_is_refused(write: Write) -> None:
    assert "blog.feature:9 : « l’élève lit l’article » n’a pas de définition" in sentences(write(SOUND), GIVEN, WHEN)


def test_a_definition_of_another_kind_does_not_answer(write: Write) -> None:
    wrong = definition("l’élève lit l’article", "given")
    assert "« l’élève lit l’article » n’a pas de définition" in sentences(write(SOUND), GIVEN, WHEN, wrong)


def test_a_step_with_two_definitions_is_refused(write: Write) -> None:
    again = definition("l’élève lit l’article")
    found = sentences(write(SOUND), GIVEN, WHEN, THEN, again)
    assert "blog.feature:9 : « l’élève lit l’article » a plusieurs définitions" in found
    assert found.count("test_guard.py:") == 2


def test_an_async_step_is_refused(write: Write) -> None:
    async def never_run() -> None:
        raise AssertionError

    found = sentences(write(SOUND), GIVEN, WHEN, definition("l’élève lit l’article", "then", never_run))
    assert "blog.feature:9 : « l’élève lit l’article » : la définition test_guard.py:" in found
    assert "« async »" in found


@pytest.mark.parametrize(
    "look_alike",
    [
        "l’élève lit\N{NO-BREAK SPACE}l’article",
        unicodedata.normalize("NFD", "l’élève lit l’article"),
        "l'élève lit l'article",
    ],
)
def test_a_character_that_looks_like_another_is_named(write: Write, look_alike: str) -> None:
    body = SOUND.replace("l’élève lit l’article", look_alike)
    assert "à cause d’un caractère qui ressemble à un autre" in sentences(write(body), GIVEN, WHEN, THEN)


def test_the_steps_of_a_point_for_a_person_need_no_definition(write: Write) -> None:
    body = SOUND.replace("@majeure", "@majeure @manuel")
    assert sentences(write(body), GIVEN) == ""


def test_all_the_faults_are_told_at_once(write: Write) -> None:
    body = SOUND.replace("@majeure", "") + "\n  @ENT-11 @majeure\n  Scénario: Vide\n"
    assert len(sentences(write(body)).splitlines()) == 2
