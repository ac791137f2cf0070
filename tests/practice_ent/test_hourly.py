"""Counters become rows of statistics every hour (contract: data-model.md 6)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from fixtures.practice_ent.filling_database import prepare_django

prepare_django()

from fixtures.practice_ent import hourly  # noqa: E402  (needs the models)


class StopError(Exception):
    """The end of a wait that would be for ever."""


@pytest.mark.parametrize(
    ("now", "seconds"), [("2026-11-28 10:59:59", 1), ("2026-11-28 11:00:00", 3600), ("2026-11-28 23:30:00", 1800)]
)
def test_the_next_hour_is_waited_for(now: str, seconds: float) -> None:
    assert hourly.seconds_to_the_hour(datetime.fromisoformat(now)) == seconds


def test_an_hour_that_fails_does_not_stop_the_next_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the minute that runs is left."""
    asked: list[datetime] = []
    waits = iter([None, None])

    def fold(before: datetime) -> int:
        asked.append(before)
        if len(asked) == 1:
            raise OSError("base absente")
        return 0

    def wait(_seconds: float) -> None:
        try:
            next(waits)
        except StopIteration:
            raise StopError from None

    monkeypatch.setattr(hourly, "fold", fold)
    with pytest.raises(StopError):
        hourly.keep_folding(wait)
    assert len(asked) == 2
    assert all((datetime.now() - before).total_seconds() >= 59 for before in asked)


_FOLDED = """
import django
django.setup()
from datetime import datetime, timedelta
from fixtures.practice_ent.ent.statistics_markers import fold
from fixtures.practice_ent.models import Counted
from fixtures.practice_ent.stores import store
now = datetime.now()
for minutes, times in ((120, 3), (119, 2), (0, 1)):
    for _ in range(times):
        store().increment(f"BLOG_VISIT:{now - timedelta(minutes=minutes):%Y-%m-%d:%H-%M}:3:8")
fold(before=now - timedelta(minutes=1))
rows = Counted.objects.filter(marker_id="BLOG_VISIT", group_id=3, role_id=8, date__gte=now - timedelta(hours=3))
print(sum(row.value for row in rows), len(store().starting_with("BLOG_VISIT:")))
"""


def test_the_past_minutes_are_folded_and_the_one_that_runs_is_kept(seeded: Path, tmp_path: Path) -> None:
    data = tmp_path / "donnees"
    shutil.copytree(seeded, data)
    settings = {"DJANGO_SETTINGS_MODULE": "fixtures.practice_ent.settings.central", "PREAU_ENT_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", _FOLDED], env={**os.environ, **settings}, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["5", "1"], done.stderr
