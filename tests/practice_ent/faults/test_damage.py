"""Damages to the data are undone to the last byte, in whatever order, and by another run too."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.practice_ent.faults import remote
from fixtures.practice_ent.faults.remote import ControlError
from fixtures.practice_ent.server import start
from tests.practice_ent.faults.world import World

# Signing in writes in these, the counters of statistics two seconds later, and SQLite its last numbers in its own.
_PASSING = ("oauth2", "sqlite", "ent_store")


def fingerprint(data: Path) -> tuple[str, dict[str, str]]:
    """Everything that the base holds (who is signed in apart), and the checksum of each stored file."""
    with closing(sqlite3.connect(data / "ent.sqlite3", timeout=20)) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in sorted(tables) if not name.startswith(_PASSING) and "session" not in name]
        rows = [(name, sorted(map(repr, base.execute(f'SELECT * FROM "{name}"')))) for name in kept]  # noqa: S608
    files = {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((data / "fichiers").rglob("*"))
        if path.is_file()
    }
    return repr(rows), files


def test_all_the_damages_together_are_undone(world: World) -> None:
    world.desk("teacher").publish("Daté à la microseconde")
    before = fingerprint(world.data)
    with world.broken_by("data"):
        damaged = fingerprint(world.data)
        assert damaged[0] != before[0]
        assert damaged[1] != before[1]
    assert fingerprint(world.data) == before
    assert not (world.data / "pannes").exists()


def test_two_damages_to_the_same_rows_are_undone_in_any_order(world: World) -> None:
    before = fingerprint(world.data)
    for first, second in (("data-mojibake", "data-text-cut"), ("data-text-cut", "data-mojibake")):
        remote.turn(world.data, on=["data-mojibake"])
        remote.turn(world.data, on=["data-text-cut"])
        remote.turn(world.data, off=[first])
        remote.turn(world.data, off=[second])
        assert fingerprint(world.data) == before


def test_what_happened_meanwhile_is_kept(world: World) -> None:
    with world.broken_by("data-text-cut"):
        slug = world.desk("teacher").publish("Écrit pendant la panne")
    assert world.rows("SELECT 1 FROM blog_article WHERE slug = ?", slug)


@pytest.mark.parametrize("fault", ["data-article-lost", "data-file-lost", "data-pupil-twice"])
def test_the_same_data_have_the_same_victim(world: World, fault: str) -> None:
    seen = []
    for _ in range(2):
        with world.broken_by(fault):
            seen.append(fingerprint(world.data))
    assert seen[0] == seen[1]


def test_a_run_cut_short_is_repaired_by_the_next(seeded: Path, tmp_path: Path) -> None:
    data = tmp_path / "donnees"
    shutil.copytree(seeded, data)
    with start(data, port=0, central_port=0, workers=1):
        before = fingerprint(data)
        remote.turn(data, on=["data-mojibake", "data-file-lost"])
    assert fingerprint(data) != before
    with start(data, port=0, central_port=0, workers=1):
        assert remote.turned_on(data) == ["data-file-lost", "data-mojibake"]
        remote.turn_only(data, [])
        assert fingerprint(data) == before


def test_damages_of_which_one_cannot_be_done_leave_the_data_sound(world: World) -> None:
    before = fingerprint(world.data)
    files = world.data / "fichiers"
    files.rename(world.data / "ailleurs")
    try:
        with pytest.raises(ControlError, match="rien à abîmer : trop peu de fichiers"):
            remote.turn(world.data, on=["data-emails-lost", "data-file-lost"])
    finally:
        (world.data / "ailleurs").rename(files)
    assert remote.turned_on(world.data) == []
    assert fingerprint(world.data) == before
