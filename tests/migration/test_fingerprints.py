"""Fingerprints tell apart what differs, whoever computes them and however the table is cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.migration.base import open_base
from acceptance.migration.compare import compare
from acceptance.migration.diagnosis import MOJIBAKE
from acceptance.migration.findings import Nature
from acceptance.migration.installation import Installation
from acceptance.migration.inventory import Options, take
from acceptance.migration.leaves import Leaf, grid_range, leaf_number, leaves
from acceptance.migration.mariadb import MariaDb
from acceptance.migration.pace import LEAST, MOST, Pace
from acceptance.migration.schema import Column, Table
from acceptance.migration.sealed import open_sealed
from acceptance.migration.side_by_side import side_by_side
from tests.migration.conftest import Rehearsal
from tests.migration.rehearsal import red

_TEXTS = Table("app", "t", (Column("a", "varchar(20)"), Column("b", "varchar(20)")))
_ODD = """CREATE TABLE odd (
  marker VARCHAR(20) NOT NULL, day DATETIME NOT NULL, n INT NOT NULL, text LONGTEXT, bin BLOB, price DECIMAL(8,2),
  flag BIT(3), ratio DOUBLE, moment TIMESTAMP NULL, kind ENUM('x', 'é'), PRIMARY KEY (marker, day, n)
) CHARACTER SET utf8mb4"""


def row_sum(*values: str | None) -> int:
    (leaf,) = leaves(_TEXTS, [dict(zip("ab", values, strict=True))], 1024).values()
    return leaf.sum


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("x1:y", ""), ("x", "1:y")),
        (("a\x1fb", "c"), ("a", "b\x1fc")),
        ((None, "a"), ("", "a")),
        ((None, ""), ("N", "")),
    ],
)
def test_rows_that_look_alike_are_told_apart(left: tuple[str | None, ...], right: tuple[str | None, ...]) -> None:
    assert row_sum(*left) != row_sum(*right)


def test_doubles_do_not_cancel() -> None:
    twice = [leaves(_TEXTS, [{"a": text, "b": text}] * 2, 1024) for text in ("x", "y")]
    assert {leaf.sum for found in twice for leaf in found.values()} != {0}
    assert sum(leaf.sum for leaf in twice[0].values()) != sum(leaf.sum for leaf in twice[1].values())


@given(st.integers(-5000, 5000), st.integers(1, 1500))
def test_a_number_is_in_the_range_of_its_leaf(number: int, grain: int) -> None:
    table = Table("app", "t", (Column("id", "int(11)"),), ("id",))
    first, last = grid_range(leaf_number(table, {"id": number}, grain), grain)
    assert first <= number <= last


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_streams_side_by_side_give_each_key_once(left: list[int], right: list[int]) -> None:
    both = sorted(set(left)), sorted(set(right))
    pairs = list(side_by_side(*both, lambda value: value))
    assert [old if old is not None else new for old, new in pairs] == sorted({*left, *right})
    assert all(old is None or new is None or old == new for old, new in pairs)


def test_the_pace_asks_less_of_a_slow_server_and_pauses_as_long_as_it_worked() -> None:
    pace = Pace(load=0.25)
    before = pace.rows
    assert pace.after(4.0) == pytest.approx(12.0)
    assert pace.rows < before
    for _ in range(30):
        pace.after(0.0001)
    assert pace.rows == MOST
    for _ in range(30):
        pace.after(100.0)
    assert pace.rows == LEAST


@pytest.fixture
def odd(rehearsal: Rehearsal) -> Iterator[MariaDb]:
    """A table with every kind of column and a key of three, text first."""
    rehearsal.new.execute(_ODD)
    for number in range(900):
        values: tuple[Any, ...] = (
            ("blog", "Été ’24", "agenda")[number % 3],
            f"2026-11-{1 + number % 28:02d} 10:00:00",
            number,
            None if number % 7 == 0 else f"œuvre n° {number} 🎒" if number % 5 else "",
            bytes([number % 256, 0, 255]),
            number / 4,
            number % 8,
            number / 3,
            f"2026-10-25 0{number % 5}:30:00" if number % 3 else None,
            "xé"[number % 2],
        )
        if number % 300 == 0:
            rows: list[tuple[Any, ...]] = []
        rows.append(values)
        if number % 300 == 299:
            marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(rows))
            rehearsal.new.execute(f"INSERT INTO odd VALUES {marks}", [value for row in rows for value in row])  # noqa: S608
    base = open_base("app", rehearsal.new.installation.bases["app"])
    assert isinstance(base, MariaDb)
    yield base
    base.close()
    rehearsal.new.execute("DROP TABLE odd")


def test_slices_of_any_size_add_up_to_the_same_and_to_what_python_finds(odd: MariaDb) -> None:
    table = next(table for table in odd.tables() if table.name == "odd")
    assert table.primary == ("marker", "day", "n")
    whole = {leaf.number: leaf for leaf in odd.slice(table, None, None, 1024)}
    assert sum(leaf.rows for leaf in whole.values()) == 900
    for count in (1, 37, 400):
        found: dict[int, Leaf] = {}
        after = None
        for _ in range(900 if count > 1 else 60):
            last = odd.last_key(table, after, count)
            for leaf in odd.slice(table, after, last, 1024):
                found.setdefault(leaf.number, Leaf(leaf.number, 0, 0, [0] * 10, [], [0] * 7)).add(
                    replace(leaf, totals=[])
                )
            after = last
            if last is None:
                break
        if count > 1:
            sums = {number: (leaf.rows, leaf.sum, leaf.columns) for number, leaf in found.items()}
            assert sums == {number: (leaf.rows, leaf.sum, leaf.columns) for number, leaf in whole.items()}
        else:
            assert sum(leaf.rows for leaf in found.values()) == 60


def test_the_server_finds_what_python_finds(odd: MariaDb) -> None:
    for table in odd.tables():
        # A floating number is not written alike by both; a table is compared with itself, by one server or two.
        kept = tuple(column for column in table.columns if column.type != "double" and "bit" not in column.type)
        plain = replace(table, columns=kept)
        names = ", ".join(f"`{column.name}`" for column in kept)
        rows = [
            dict(zip([c.name for c in kept], row, strict=True))
            for row in odd.query(f"SELECT {names} FROM `{table.name}`")  # noqa: S608
        ]
        here = {
            number: (leaf.rows, leaf.sum, leaf.columns, leaf.canaries)
            for number, leaf in leaves(plain, rows, 1024).items()
        }
        there = {
            leaf.number: (leaf.rows, leaf.sum, leaf.columns, leaf.canaries)
            for leaf in odd.slice(plain, None, None, 1024)
        }
        assert here == there, table.name


def test_two_files_alone_name_the_range_the_column_and_the_accident(rehearsal: Rehearsal, tmp_path: Path) -> None:
    only_base = replace(rehearsal.new.installation, files=None, redis="")

    def taken(name: str, grain: int = 1024) -> Any:
        options = Options(grain=grain, load=1.0)
        return take(only_base, tmp_path / name, options, sleep=lambda _seconds: None)

    before, rows_before = taken("a"), taken("b", 1)
    sql = "UPDATE blog_article SET content = CONVERT(CAST(CONVERT(content USING utf8mb4) AS BINARY) USING latin1)"
    rehearsal.new.execute(f"{sql} WHERE id = 4")
    try:
        (range_,) = red(compare(open_sealed(before.path), open_sealed(taken("c").path)))
        (row,) = red(compare(rows_before, taken("d", 1)))
    finally:
        rehearsal.new.execute("DELETE FROM blog_article")
        rehearsal.new.execute("INSERT INTO blog_article SELECT * FROM ancien.blog_article")
    assert (range_.subject, range_.columns, range_.accident) == ("app.blog_article", ("content",), MOJIBAKE)
    assert range_.where.endswith("0 à 1\u202f023")
    assert row.where == "id de 4 à 4"


def test_columns_of_both_sides_are_compared_even_when_one_has_more(rehearsal: Rehearsal, tmp_path: Path) -> None:
    only_base = replace(rehearsal.new.installation, files=None, redis="")
    before = take(only_base, tmp_path / "a", Options(load=1.0), sleep=lambda _seconds: None)
    rehearsal.new.execute("ALTER TABLE blog ADD COLUMN en_plus INT")
    try:
        added = red(compare(before, take(only_base, tmp_path / "b", Options(load=1.0), sleep=lambda _seconds: None)))
        rehearsal.new.execute("UPDATE blog SET title = 'x' WHERE id = 1")
        changed = red(compare(before, take(only_base, tmp_path / "c", Options(load=1.0), sleep=lambda _seconds: None)))
    finally:
        rehearsal.new.execute("ALTER TABLE blog DROP COLUMN en_plus")
        rehearsal.new.execute("DELETE FROM blog")
        rehearsal.new.execute("INSERT INTO blog SELECT * FROM ancien.blog")
    assert [(finding.accident, finding.columns) for finding in added] == [("colonne ajoutée", ("en_plus",))]
    assert {(finding.nature, finding.columns) for finding in changed} == {
        (Nature.ADDED, ("en_plus",)),
        (Nature.DIFFERENT, ("title",)),
    }


def test_the_embedded_base_is_inventoried_too(seeded: Path, tmp_path: Path) -> None:
    bare = Installation("embarque", "Embarqué", {"app": str(seeded / "ent.sqlite3")})
    first, again = (take(bare, tmp_path / name, sleep=lambda _seconds: None) for name in "ab")
    assert first.complete
    assert red(compare(first, again)) == []
    with closing(open_base("app", bare.bases["app"])) as base:
        assert base.version().startswith("SQLite")
