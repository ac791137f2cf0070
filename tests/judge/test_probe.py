"""What the generator says of itself, and what its silence says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loadtests.measure.probe import PROBE_FILE, Probe, ProbeError, lag, read_probe
from loadtests.measure.windows import Window

WINDOW = Window(0.0, 60.0)


def probe(folder: Path, *rows: dict[str, Any] | str) -> Probe:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / PROBE_FILE).write_text("\n".join(lines), encoding="utf-8")
    return read_probe(folder)


def seconds(*moments: float, late_ms: float | None = 5.0) -> list[dict[str, Any]]:
    return [{"t": moment, "lag_p99_ms": late_ms} for moment in moments]


def test_a_generator_on_time_has_its_own_small_lag(tmp_path: Path) -> None:
    assert lag(probe(tmp_path, *seconds(*range(60))), WINDOW) == pytest.approx(0.005)


def test_a_few_late_seconds_are_forgiven_and_many_are_not(tmp_path: Path) -> None:
    few = seconds(*range(57)) + seconds(57, 58, 59, late_ms=900)
    many = seconds(*range(50)) + seconds(*range(50, 60), late_ms=900)
    assert lag(probe(tmp_path, *few), WINDOW) == pytest.approx(0.005)
    assert lag(probe(tmp_path, *many), WINDOW) == pytest.approx(0.9)


def test_a_silence_is_a_lag(tmp_path: Path) -> None:
    """A starved process writes no reading at all: the few it wrote must not speak for the minute."""
    assert lag(probe(tmp_path, *seconds(*range(20), *range(40, 60))), WINDOW) == pytest.approx(20)
    assert lag(probe(tmp_path, *seconds(*range(20))), WINDOW) == pytest.approx(40)


def test_a_reading_without_its_lag_is_no_reading(tmp_path: Path) -> None:
    assert lag(probe(tmp_path, *seconds(*range(60), late_ms=None)), WINDOW) is None
    assert lag(probe(tmp_path), WINDOW) is None


def test_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    assert len(probe(tmp_path, *seconds(1, 2), '{"t": 3, "peo')) == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"people": 3}', '{"t": "midi"}'])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ProbeError, match="ligne 1"):
        probe(tmp_path, line, *seconds(1, 2))


def test_what_is_not_said_is_not_known(tmp_path: Path) -> None:
    reading = probe(tmp_path, {"t": 1, "ent_signed_in": None, "held": None}, {"t": 2, "held": {"pupil": 3}})
    assert str(reading.ent_signed_in.tolist()) == "[nan, nan]"
    assert reading.held["pupil"].tolist() == [0, 3]


def test_no_probe_file_is_no_reading(tmp_path: Path) -> None:
    assert len(read_probe(tmp_path)) == 0
