"""The commands that compare load runs, as a user types them, and the alternation of two targets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from loadtests.judge.judge import judge_run
from portal.errors import PreauError
from preau.alternate import AlternanceError, Asked, alternation
from preau.cli import app
from tests.judge.runs import Story, sound_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Folders of judged runs: ``runs("a", 3, slower=1.5)``."""
    place = tmp_path_factory.mktemp("runs")

    def make(name: str, count: int, slower: float = 1.0, accident: Callable[[Story], None] | None = None) -> list[str]:
        folders = []
        for number in range(count):
            folder = place / f"{name}{number}"
            if not folder.exists():
                story = sound_run(seed=sum(name.encode()) + 10 * number)
                story.records["duration"][story.of("messagerie")] *= np.float32(slower)
                if accident:
                    accident(story)
                story.write(folder)
                judge_run(folder)
            folders.append(str(folder))
        return folders

    return make


def preau(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def refused(done: Result) -> PreauError:
    assert isinstance(done.exception, PreauError), done.output
    return done.exception


def test_slower_runs_are_told_in_a_table_and_a_sentence_with_exit_code_one(runs: Callable[..., list[str]]) -> None:
    done = preau("compare", *runs("a", 4), "contre", *runs("lent", 4, 1.5))
    assert done.exit_code == 1, done.output
    assert "plus lent" in done.output
    assert "Plus lent (4\u00a0essais avant, 4 après)" in done.output
    assert "Lire et envoyer des messages" in done.output


def test_the_same_with_options_for_a_program(runs: Callable[..., list[str]]) -> None:
    sides = [*(f"--avant={path}" for path in runs("a", 4)), *(f"--apres={path}" for path in runs("lent", 4, 1.5))]
    document = json.loads(preau("compare", *sides, "--json").stdout)
    assert (document["change"], document["exit_code"]) == ("plus lent", 1)
    assert len(document["objectives"]) == 5


def test_one_journey_alone_may_be_asked_for(runs: Callable[..., list[str]]) -> None:
    sides = (*runs("a", 4), "contre", *runs("lent", 4, 1.5))
    document = json.loads(preau("compare", *sides, "--json", "--parcours", "blog").stdout)
    assert [one["journey"] for one in document["objectives"]] == ["blog"]
    assert document["change"] != "plus lent"
    unknown = refused(preau("compare", *sides, "--parcours", "cantine"))
    assert "« cantine »" in unknown.message
    assert "connexion, blog, médiathèque, messagerie" in unknown.remedy


def test_two_folders_are_one_before_and_one_after(runs: Callable[..., list[str]]) -> None:
    done = preau("compare", *runs("a", 2))
    assert done.exit_code == 2
    assert "Un seul essai avant" in done.output


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        ((), "un essai de chaque côté"),
        (("{a0}", "contre"), "un essai de chaque côté"),
        (("{a0}", "{a1}", "{a2}"), "où finit « avant »"),
        (("{a0}", "contre", "nulle-part"), "nulle-part"),
    ],
)
def test_what_cannot_be_compared_says_why(runs: Callable[..., list[str]], sides: tuple[str, ...], message: str) -> None:
    names = {f"a{number}": folder for number, folder in enumerate(runs("a", 3))}
    assert message in str(refused(preau("compare", *(side.format(**names) for side in sides))))


def test_two_targets_are_compared_only_when_it_is_meant(runs: Callable[..., list[str]]) -> None:
    def elsewhere(story: Story) -> None:
        story.document["target"] = "marseille"

    sides = (*runs("a", 2), "contre", *runs("marseille", 2, accident=elsewhere))
    error = refused(preau("compare", *sides))
    assert "pratique" in error.message
    assert "marseille" in error.message
    assert "--cibles-differentes" in error.remedy
    assert preau("compare", *sides, "--cibles-differentes").exit_code == 2


def test_the_calibration_tells_its_rate(runs: Callable[..., list[str]]) -> None:
    done = preau("calibrate", *runs("a", 6), "--paires", "10")
    assert done.exit_code == 0, done.output
    assert "Fausses alertes" in done.output
    assert "sur 10" in done.output
    assert "Quels essais" in refused(preau("calibrate")).message


def test_runs_are_added_to_the_history(runs: Callable[..., list[str]], tmp_path: Path) -> None:
    history = tmp_path / "historique.jsonl"
    done = preau("history", *runs("a", 2), "--fichier", str(history))
    assert done.exit_code == 0, done.output
    assert "2\u00a0essais" in done.output
    assert "déjà là" in preau("history", *runs("a", 1), "--fichier", str(history)).output
    assert len(history.read_text().splitlines()) == 2


class CutShortError(Exception):
    """Somebody has stopped the session."""


class Ent:
    """Plays runs that were made beforehand; remembers whose. Cut short when there are no more."""

    def __init__(self, folders: list[str]) -> None:
        self.folders = iter(folders)
        self.played: list[str] = []

    def __call__(self, side: str) -> Path:
        self.played.append(side)
        try:
            return Path(next(self.folders))
        except StopIteration:
            raise CutShortError from None


def test_two_targets_are_played_in_turn(runs: Callable[..., list[str]], tmp_path: Path) -> None:
    ent = Ent(runs("a", 4))
    turns = list(alternation(Asked("ici", "ailleurs", 2, ()), tmp_path, ent))
    assert ent.played == ["ici", "ailleurs", "ici", "ailleurs"]
    assert [turn.side for turn in turns] == ["avant", "après", "avant", "après"]


def test_a_session_that_was_cut_short_goes_on_where_it_stopped(runs: Callable[..., list[str]], tmp_path: Path) -> None:
    asked = Asked("ici", "ailleurs", 2, ("--users", "600"))
    with pytest.raises(CutShortError):
        list(alternation(asked, tmp_path, Ent(runs("a", 3))))
    ent = Ent(runs("b", 1))
    turns = list(alternation(asked, tmp_path, ent))
    assert ent.played == ["ailleurs"]
    assert [Path(turn.folder).name for turn in turns] == ["a0", "a1", "a2", "b0"]
    with pytest.raises(AlternanceError, match="une autre alternance"):
        list(alternation(Asked("ici", "là", 2, ()), tmp_path, ent))


def test_a_run_that_proves_nothing_is_played_again_then_stops_the_session(
    runs: Callable[..., list[str]], tmp_path: Path
) -> None:
    def shared(story: Story) -> None:
        story.document["shared_accounts"] = 3

    (sound,), (bad, worse) = runs("a", 1), runs("nul", 2, accident=shared)
    turns = alternation(Asked("ici", "ailleurs", 1, ()), tmp_path, Ent([bad, sound, bad, worse]))
    assert Path(next(turns).folder).name == "a0"
    with pytest.raises(AlternanceError, match="2 essais de suite ne prouvent rien") as stopped:
        next(turns)
    assert "deux personnes à la fois" in stopped.value.message
