"""What pytest runs is what the campaign says: nothing silently green, nothing lost, even when it is killed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from acceptance.campaign.campaign import Counts, count, read_campaign
from acceptance.campaign.points import Campaign, Status
from fixtures.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "[pytest]\nbdd_features_base_dir = features\naddopts = --strict-markers\n"
CONFTEST = """
from pathlib import Path
import pytest
from pytest_bdd import given, parsers, then, when
from acceptance.campaign.opening import begin, plan, told_in_french
from acceptance.campaign.recorder import NotReadyError, Recorder
from portal.settings import Target

def pytest_configure(config):
    with told_in_french():
        config.stash_points = plan(config)

def pytest_collection_finish(session):
    target = Target("essai", "ENT d’essai", "http://127.0.0.1:1/ent", Path("comptes.csv"), False)
    with told_in_french():
        folder = begin(session.config, target, session.config.stash_points, parent=Path("runs"))
        session.config.recorder = Recorder(folder, session.config.stash_points, ["motdepasse9"])
        session.config.pluginmanager.register(session.config.recorder)

@given("une classe")
def _(): pass

@given("un enseignant qui ne peut pas entrer")
def _(): assert False, "l’enseignant n’a pas pu s’identifier"

@when("l’élève lit")
def _(): pass

@when("le navigateur manque")
def _(): raise NotReadyError("pas de navigateur")

@when("la suite se trompe")
def _(): raise ZeroDivisionError("zéro")

@when("le test de charge manque")
def _(): pytest.skip("aucun test de charge")

@when("on attend longtemps")
def _(): Path("attente").touch(); __import__("time").sleep(30)

@then("c’est bon")
def _(request):
    request.config.recorder.keep("preuve.txt", b"vu", "État final")

@then("c’est faux")
def _(request):
    request.config.recorder.at("/ent/blog/")
    assert False, "l’article n’est pas là (mot de passe motdepasse9)"

@then("c’est rangé")
def _(request):
    request.config.recorder.cleaned("ENT-01", "un article")
    request.config.recorder.cleaned("ENT-01", "un fichier", "refusé")
"""
SCENARIO = """
  @{id} @majeure {tags}
  Scénario: Le point {id}
    Étant donné {given}
    Quand {when}
    Alors {then}
"""


def scenario(
    point: str, then: str = "c’est bon", *, given: str = "une classe", when: str = "l’élève lit", tags: str = ""
) -> str:
    return SCENARIO.format(id=point, given=given, when=when, then=then, tags=tags)


@dataclass(frozen=True)
class Played:
    """A campaign played by pytest in a process of its own."""

    folder: Path
    code: int
    output: str

    @property
    def campaign(self) -> Campaign:
        return read_campaign(self.folder)

    @property
    def counts(self) -> Counts:
        return count(self.campaign)


def write_project(folder: Path, scenarios: str) -> list[str]:
    """Write a small recette; gives the command that plays it."""
    (folder / "features").mkdir()
    head = "# language: fr\n@article-4.1\nFonctionnalité: Essai\n"
    (folder / "features" / "essai.feature").write_text(head + scenarios, encoding="utf-8")
    (folder / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_essai.py").write_text("from pytest_bdd import scenarios\nscenarios('.')\n", encoding="utf-8")
    return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]


def play(folder: Path, scenarios: str, *options: str) -> Played:
    command = [*write_project(folder, scenarios), *options]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60
    )
    (run,) = (folder / "runs").iterdir() if (folder / "runs").exists() else [folder / "runs"]
    return Played(run, done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A campaign in which all goes well: two points checked, one left out with its reason, two for people."""
    return play(
        tmp_path_factory.mktemp("sound"),
        scenario("ENT-01")
        + scenario("ENT-02", "c’est rangé")
        + scenario("EVO-01", when="le test de charge manque")
        + scenario("REC-01", "elle signe", given="une personne", when="elle regarde", tags="@manuel")
        + scenario("REC-02", "il est complet", given="un document", when="on le reçoit", tags="@document"),
    )


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A campaign in which a point fails and others are hindered."""
    return play(
        tmp_path_factory.mktemp("troubled"),
        scenario("ENT-01")
        + scenario("ENT-02", "c’est faux")
        + scenario("ENT-03", given="un enseignant qui ne peut pas entrer")
        + scenario("ENT-04", when="le navigateur manque")
        + scenario("ENT-05", when="la suite se trompe"),
    )


def test_a_campaign_where_all_that_was_executed_conforms_is_a_success(sound: Played) -> None:
    assert sound.code == 0, sound.output
    assert sound.counts == Counts(planned=5, executed=2, conform=2, not_conform=0, justified=3, unready=0)
    assert RunFolder(sound.folder).complete
    assert "5 points prévus, 2 exécutés, 2 conformes" in sound.output


def test_a_skip_is_a_justified_absence_and_not_green(sound: Played) -> None:
    result = sound.campaign.result("EVO-01")
    assert result is not None
    assert (result.status, result.reason) == (Status.NOT_EXECUTED, "aucun test de charge")
    assert "NON EXÉCUTÉ    EVO-01" in sound.output


def test_points_for_people_are_left_to_them(sound: Played) -> None:
    statuses = {result.point_id: result.status for result in sound.campaign.results}
    assert statuses["REC-01"] is statuses["REC-02"] is Status.TO_CHECK


def test_evidence_is_kept_with_its_digest(sound: Played) -> None:
    (evidence,) = sound.campaign.results[0].evidence
    content = (sound.folder / evidence.path).read_bytes()
    assert (content, evidence.sha256) == (b"vu", hashlib.sha256(b"vu").hexdigest())
    assert sound.campaign.results[1].evidence == ()


def test_what_could_not_be_removed_is_told(sound: Played) -> None:
    assert "Éléments créés par la recette : 2, retirés : 1." in sound.output
    assert "reste un fichier (ENT-01) : refusé" in sound.output


def test_a_failing_point_gives_1_and_names_the_step_the_page_and_the_reason(troubled: Played) -> None:
    result = troubled.campaign.result("ENT-02")
    assert troubled.code == 1
    assert result is not None
    assert (result.status, result.failed_step) == (Status.NOT_CONFORM, "Alors c’est faux")
    assert result.reason == "l’article n’est pas là (mot de passe •••) (page /ent/blog/)"
    assert "NON CONFORME   ENT-02" in troubled.output


def test_a_secret_never_reaches_the_folder(troubled: Played) -> None:
    for file in troubled.folder.rglob("*.json*"):
        assert "motdepasse9" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("point", "step", "reason"),
    [
        ("ENT-03", "Étant donné un enseignant qui ne peut pas entrer", "l’enseignant n’a pas pu s’identifier"),
        ("ENT-04", "Quand le navigateur manque", "pas de navigateur"),
        ("ENT-05", "Quand la suite se trompe", "ZeroDivisionError : zéro"),
    ],
)
def test_what_hinders_a_point_accuses_nobody(troubled: Played, point: str, step: str, reason: str) -> None:
    result = troubled.campaign.result(point)
    assert result is not None
    assert (result.status, result.failed_step, result.reason) == (Status.NOT_EXECUTED, step, reason)
    assert troubled.counts == Counts(planned=5, executed=2, conform=1, not_conform=1, justified=3, unready=3)
    assert f"EMPÊCHÉ        {point}" in troubled.output


def test_a_part_of_the_campaign_is_an_incomplete_campaign(tmp_path: Path) -> None:
    played = play(tmp_path, scenario("ENT-01") + scenario("ENT-02"), "-m", "ENT-01")
    assert played.code == 2
    assert not RunFolder(played.folder).complete
    assert "SANS RÉSULTAT  ENT-02" in played.output
    assert not played.counts.complete


def test_a_false_green_stops_everything_before_it_starts(tmp_path: Path) -> None:
    played = play(tmp_path, scenario("ENT-01") + "\n  @ENT-02 @majeure\n  Scénario: Vide\n")
    assert played.code == 2
    assert "scénario sans aucun pas" in played.output
    assert "Traceback" not in played.output
    assert not played.folder.exists()


def test_an_undefined_step_stops_everything_before_it_starts(tmp_path: Path) -> None:
    played = play(tmp_path, scenario("ENT-01", "c’est inconnu"))
    assert played.code == 2
    assert "essai.feature:9 : « c’est inconnu » n’a pas de définition" in played.output
    assert not played.folder.exists()


def test_a_killed_campaign_is_readable_and_incomplete(tmp_path: Path) -> None:
    command = write_project(
        tmp_path, scenario("ENT-01") + scenario("ENT-02", when="on attend longtemps") + scenario("ENT-03")
    )
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "attente").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    (folder,) = (tmp_path / "runs").iterdir()
    campaign = read_campaign(folder)
    assert [point.id for point in campaign.points] == ["ENT-01", "ENT-02", "ENT-03"]
    assert [result.point_id for result in campaign.results] == ["ENT-01"]
    assert campaign.ended == ""
    assert count(campaign).exit_code == 2
    assert not RunFolder(folder).complete
