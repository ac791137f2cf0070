"""The file of the plans: what is wrong in it is told with its line, whatever plan is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadtests.arrivals.catalogue import ARRIVALS_FILE, CAPACITY, PLANS, read_plan
from loadtests.arrivals.plan import Order, PlanError

ORDER = Order(600, 10.0, 7200.0)
TEXT = ARRIVALS_FILE.read_text(encoding="utf-8")


def line_of(start: str) -> int:
    return next(number for number, line in enumerate(TEXT.splitlines(), start=1) if line.startswith(start))


@pytest.mark.parametrize("name", sorted({*PLANS} - {CAPACITY}))  # which makes its plan as it goes
def test_each_plan_of_the_file_can_be_played(name: str) -> None:
    assert read_plan(name, ORDER)(0.0, ())


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("marches = 5", "marches = 1", "marches", "marches = 1 ne convient pas"),
        ("marches = 5", "marches = 2.5", "marches", "marches = 2.5 ne convient pas"),
        ("gel_s = 30", 'gel_s = "long"', "gel_s", "gel_s = long ne convient pas"),
        ("gel_s = 30", "gelee_s = 30", "gel_s", "clé inconnue « gelee_s »"),
        ("tenue_s = 60", "", "[rampe]", "tenue_s manque"),
        ("[endurance]", "[marathon]", "[endurance]", "plan inconnu « marathon »"),
        ("[7.0, 0.05], [8.25, 0.4]", "[9.0, 0.05], [8.25, 0.4]", "heures", "heures ne convient pas"),
        ("[7.0, 0.05], [8.25, 0.4]", "[7.0, 2.0], [8.25, 0.4]", "heures", "heures ne convient pas"),
        ("[7.0, 0.05], [8.25, 0.4]", "7.0, 8.25", "heures", "heures ne convient pas"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: str, message: str) -> None:
    assert old in TEXT
    path = tmp_path / "arrivees.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        read_plan("palier", ORDER, path)
    assert f"{path}, ligne {line_of(line)} : {message}" in refused.value.message
    assert refused.value.remedy


def test_a_missing_file_says_where_to_start_from(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="introuvable"):
        read_plan("palier", ORDER, tmp_path / "rien.toml")
