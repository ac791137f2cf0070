"""What the watch says of the points of the recette, and its page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acceptance.migration.findings import Verdict
from acceptance.migration.points import read_points
from acceptance.watch.availability import PARIS
from acceptance.watch.journal import WatchJournal
from acceptance.watch.states import Kind, Reading, State
from acceptance.watch.summary import Summary, availability, cut_over, summaries
from preau.cli import app
from reports.watch_report import write_watch_report

_MORNING = datetime(2026, 11, 27, 9, tzinfo=PARIS).timestamp()
_NIGHT = datetime(2026, 11, 27, 3, 30, tzinfo=PARIS).timestamp()
_PERIODS = {Kind.PAGE: 60.0, Kind.SIGN_IN: 60.0}


def seen(*parts: tuple[int, State], start: float = _MORNING) -> Summary:
    """One reading a minute."""
    readings, at = [], start
    for count, state in parts:
        for _ in range(count):
            if state is not State.UNSEEN:
                readings.append(Reading(at, "ent", "nom", Kind.PAGE, 200, 0.1, state, ""))
            at += 60
    (summary,) = summaries(readings, _PERIODS)
    return summary


@pytest.mark.parametrize(
    ("summary", "verdict", "words"),
    [
        (seen((10, State.UP), (90, State.ERROR), (10, State.UP)), Verdict.CONFORM, "marge d’un jour"),
        (seen((10, State.UP), (1445, State.MAINTENANCE), (10, State.UP)), Verdict.NOT_CONFORM, "dépassement"),
        (seen((10, State.UP), (90, State.ERROR)), Verdict.NOT_VALID, "dure encore"),
        (seen((10, State.UP), (1445, State.ERROR)), Verdict.NOT_CONFORM, "dépassement"),
        (seen((10, State.UP)), Verdict.NOT_VALID, "aucune coupure"),
    ],
)
def test_the_cut_over_is_held_against_a_day(summary: Summary, verdict: Verdict, words: str) -> None:
    point = cut_over(summary)
    assert point.verdict is verdict
    assert words in point.phrase


@pytest.mark.parametrize(
    ("summary", "verdict"),
    [
        (seen((600, State.UP)), Verdict.CONFORM),
        (seen((600, State.UP), (2, State.ERROR), (600, State.UP)), Verdict.NOT_CONFORM),
        (seen((30, State.UP), (60, State.ERROR), (600, State.UP), start=_NIGHT), Verdict.CONFORM),
        (seen((30, State.UP), (100, State.UNSEEN), (30, State.UP)), Verdict.NOT_VALID),
        (seen((60, State.UP), start=_NIGHT), Verdict.NOT_VALID),
    ],
)
def test_availability_is_that_of_the_hours_of_service(summary: Summary, verdict: Verdict) -> None:
    assert availability(summary).verdict is verdict


def test_the_page_tells_outages_and_draws_the_time(tmp_path: Path) -> None:
    summary = seen((30, State.UP), (90, State.ERROR), (30, State.SLOW), (5, State.UNSEEN), (30, State.UP))
    points = {"MIG-07": cut_over(summary)}
    write_watch_report(tmp_path / "a.html", [summary], points, "ENT de la ville")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    for words in ("1\u202fh\u202f31\u202fmin", "27/11/2026 09:30:00", "<svg", "novembre 2026", "conforme"):
        assert words in page
    write_watch_report(tmp_path / "b.html", [summary], points, "ENT de la ville")
    assert (tmp_path / "b.html").read_bytes() == (tmp_path / "a.html").read_bytes()
    write_watch_report(tmp_path / "c.html", [], {}, "Rien")
    assert "Rien n’a été observé" in (tmp_path / "c.html").read_text(encoding="utf-8")


def test_the_command_makes_its_report_again_from_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "preau.toml").write_text('[cibles.ent]\nportail = "https://ent.exemple.fr/ent"\ncomptes = "c.csv"\n')
    journal = WatchJournal(tmp_path / "releves")
    for number in range(30):
        state = State.ERROR if 10 <= number < 20 else State.UP
        journal.add(Reading(_MORNING + 5 * number, "ent", "nom", Kind.PAGE, 200, 0.1, state, ""))
    result = CliRunner().invoke(app, ["watch", "--rapport", "--dossier", "releves"])
    assert result.exit_code == 0, result.output
    points = read_points(tmp_path / "reports/migration/points.json")
    assert points["MIG-07"].verdict is Verdict.CONFORM
    assert points["EXP-01"].verdict is Verdict.NOT_CONFORM
