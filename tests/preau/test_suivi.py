"""``preau suivi``, ``noter``, ``exporter``: what is late or near is said, facts are kept, everything is exported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acceptance.campaign.anomalies import State
from acceptance.campaign.answers import CLASS, REPORTED
from acceptance.campaign.points import ANOMALY_CLASSES
from preau.campaigns import Known
from preau.cli import app
from preau.exporter import export
from preau.relire import NobodyError
from preau.suivi import AnomalyError, note
from tests.preau.played import Played, play

BLOCKING = next(iter(ANOMALY_CLASSES.values()))
ENOUGH = {"COLUMNS": "200"}


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    monkeypatch.setattr(Known, "today", date(2026, 11, 30))
    return play(tmp_path)


def test_the_follow_up_says_what_is_near_and_what_is_proposed(played: Played) -> None:
    done = CliRunner().invoke(app, ["suivi", "--campagne", str(played.file)], env=ENOUGH)
    said = done.output.replace("\u00a0", " ")
    assert "A-ENT-11" in said
    assert "01/12/2026" in said
    assert "Décision proposée : ajournement" in " ".join(said.split())
    assert done.exit_code == 1  # one working day left


def test_facts_of_an_anomaly_change_its_last_day(played: Played) -> None:
    said = note(played.known, "A-ENT-11", {CLASS: BLOCKING, REPORTED: "2026-11-24T18:30:00"}, "A. Essai")
    assert len(said) == 2
    [followed] = played.known.anomalies
    assert (followed.due, followed.state) == (date(2026, 11, 26), State.LATE)
    again = note(played.known, "A-ENT-11", {CLASS: "non bloquante mineure"}, "B. Essai")
    assert any("REMPLACE" in line and "bloquante" in line and "A. Essai" in line for line in again)
    assert played.known.anomalies[0].state is State.OPEN


@pytest.mark.parametrize(
    ("number", "values", "person", "error"),
    [
        ("A-ENT-99", {CLASS: BLOCKING}, "A. Essai", AnomalyError),
        ("A-ENT-11", {}, "A. Essai", AnomalyError),
        ("A-ENT-11", {CLASS: BLOCKING}, " ", NobodyError),
    ],
)
def test_what_cannot_be_noted_is_refused(
    played: Played, number: str, values: dict[str, str], person: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        note(played.known, number, values, person)
    assert played.known.journal.intakes == ()


def test_everything_is_exported_beside_the_campaign(played: Played) -> None:
    written = export(played.known, played.recette / "echanges", project=3)
    assert sorted(path.name for path in written) == [
        "allure-results",
        "anomalies.csv",
        "anomalies.ods",
        "calendrier.ics",
        "junit.xml",
        "squash-cas-de-test.json",
        "squash-resultats.json",
    ]
    assert all(path.exists() for path in written)
    assert "squash-cas-de-test.json" not in {path.name for path in export(played.known, played.recette / "b")}
