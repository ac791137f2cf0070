"""The history of load runs: one line each, read back, and the moment from which the figures changed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loadtests.judge.history import Figures, HistoryError, Line, add, line_of, read_history, turnings
from tests.judge.trials import trial

DOCUMENT = {"started": "2026-11-23T10:00:00+01:00", "preau": "0.1.0"}


def lines(p95s: list[float], **terms: str) -> list[Line]:
    return [
        Line(
            f"essai-{i}",
            f"2026-11-{i + 1:02d}",
            "0.1.0",
            "pratique",
            "",
            "respecté",
            terms,
            (Figures("Lire", 0.99, p95),),
        )
        for i, p95 in enumerate(p95s)
    ]


def noisy(level: float, count: int, seed: int = 1) -> list[float]:
    return list(level * (1 + 0.02 * np.random.default_rng(seed).standard_normal(count)))


def test_a_run_is_added_once_and_read_back(tmp_path: Path) -> None:
    history = tmp_path / "reports" / "historique.jsonl"
    line = line_of(trial(1), DOCUMENT, "respecté")
    assert add(history, line)
    assert not add(history, line), "the same run twice"
    assert add(history, line_of(trial(2), DOCUMENT, "respecté"))
    assert read_history(history)[0] == line
    assert [one.run for one in read_history(history)] == ["essai-1", "essai-2"]
    assert line.figures[0].p95 == pytest.approx(0.64, abs=0.15)
    assert read_history(tmp_path / "rien.jsonl") == []


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    history = tmp_path / "historique.jsonl"
    add(history, line_of(trial(1), DOCUMENT, "respecté"))
    history.write_text(history.read_text() + '{"run": "torn')
    with pytest.raises(HistoryError, match="ligne 2"):
        read_history(history)


def test_without_otava_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "otava", None)
    monkeypatch.setitem(sys.modules, "otava.analysis", None)
    with pytest.raises(HistoryError) as told:
        turnings(lines(noisy(0.5, 12)))
    assert "pip install --no-deps apache-otava==0.8.0" in told.value.remedy


def test_the_run_from_which_it_is_slower_is_found() -> None:
    pytest.importorskip("otava", reason="pip install --no-deps apache-otava==0.8.0")
    history = lines([*noisy(0.5, 12), *noisy(0.6, 8, seed=2)])
    (found,) = turnings(history)
    assert (found.line.run, found.measure) == ("essai-12", "p95")
    assert "« Lire », p95".replace(" ", "\u00a0", 1).replace(" »", "\u00a0»") in found.sentence
    assert turnings(lines(noisy(0.5, 20))) == []


def test_only_runs_made_under_the_terms_of_the_last_are_looked_at() -> None:
    pytest.importorskip("otava", reason="pip install --no-deps apache-otava==0.8.0")
    slow_since = lines([*noisy(0.5, 12), *noisy(0.9, 8, seed=2)])
    other = [replace(line, terms={"nombre de personnes": "300"}) for line in slow_since[12:]]
    assert turnings([*slow_since[:12], *other]) == []
    assert turnings([]) == []
