"""Differences are named by the accident that makes them. Pure."""

from __future__ import annotations

import pytest

from acceptance.migration import diagnosis
from acceptance.migration.compare_content import compare_files, compare_services
from acceptance.migration.compare_schema import behind, compare_schema
from acceptance.migration.findings import Comparison, Verdict
from acceptance.migration.schema import Column, ForeignKey, Key, Table, table_of

_TABLE = Table(
    "app",
    "media",
    (
        Column("id", "int(11)", False, extra="auto_increment"),
        Column("label", "varchar(255)"),
        Column("user_id", "int(11)"),
        Column("created_at", "datetime"),
    ),
    ("id",),
    {"PRIMARY": Key(("id",), True), "media_label": Key(("label",))},
    {"fk": ForeignKey("user_id", "user", "id", "CASCADE")},
    "InnoDB",
    "utf8_general_ci",
    12,
)


@pytest.mark.parametrize(
    ("old", "new", "accident"),
    [
        ("L’été à l’école", "Lâ€™Ã©tÃ© Ã\xa0 lâ€™Ã©cole", diagnosis.MOJIBAKE),
        ("cœur", "cÅ“ur", diagnosis.MOJIBAKE),
        ("été", "?t?", diagnosis.QUESTION),
        ("L’école « Joie »", 'L\'école " Joie "', diagnosis.TYPOGRAPHY),
        ("un long texte", "un long", diagnosis.TRUNCATED),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", diagnosis.ESCAPED),
        ("a\r\nb", "a\nb", diagnosis.BLANKS),
        ("🎉 bravo", " bravo", diagnosis.LOST_SIGNS),
        ("a🎉b", "ab", diagnosis.LOST_SIGNS),
        ("chat", "chien", diagnosis.CHANGED),
    ],
)
def test_a_damaged_text_is_named(old: str, new: str, accident: str) -> None:
    assert diagnosis.text_accident(old, new) == accident


@pytest.mark.parametrize(
    ("old", "new", "hours"),
    [
        ("2026-01-01 10:00:00", "2026-01-01 11:00:00", 1),
        ("2026-01-01 00:30:00", "2025-12-31 22:30:00", -2),
        ("2026-01-01 10:00:00", "2026-01-01 10:30:00", None),
        ("2026-01-01 10:00:00", "2026-01-05 10:00:00", None),
        ("0000-00-00 00:00:00", "2026-01-05 10:00:00", None),
    ],
)
def test_a_shift_of_whole_hours_is_a_time_zone(old: str, new: str, hours: int | None) -> None:
    assert diagnosis.hours_between(old, new) == hours


def test_null_is_not_empty_and_owners_are_known_by_their_keys() -> None:
    row = {"id": 1, "label": None, "user_id": 4, "created_at": "2026-01-01 10:00:00"}
    assert diagnosis.differences(_TABLE, row, {**row, "label": ""}) == {"label": diagnosis.NULL_TO_EMPTY}
    assert diagnosis.differences(_TABLE, row, {**row, "user_id": 5}) == {"user_id": diagnosis.OWNER}
    assert diagnosis.differences(_TABLE, row, {**row, "id": "1"}) == {}


def test_a_schema_written_and_read_back_is_the_same() -> None:
    assert table_of(_TABLE.record()) == _TABLE
    assert list(compare_schema(_TABLE, table_of(_TABLE.record()))) == []


@pytest.mark.parametrize(("greatest", "late"), [(11, False), (12, True), (40, True), (None, False)])
def test_a_counter_must_be_ahead_of_the_greatest_number(greatest: int | None, late: bool) -> None:
    assert (behind(_TABLE, {"totaux": {"id": {"greatest": greatest}}}) is not None) is late


def test_the_width_of_integers_is_no_difference() -> None:
    newer = Table("app", "t", (Column("id", "int"),))
    assert list(compare_schema(Table("app", "t", (Column("id", "int(11)"),)), newer)) == []


def test_a_file_that_left_for_another_place_is_told_with_it() -> None:
    comparison = Comparison()
    old = {"k": "fichier", "p": "2026_01_01/5/9/a.pdf", "n": 12, "h": "abc", "m": 9, "a": 12}
    new = {"k": "fichier", "p": "2026_01_02/5/9/a.pdf", "n": 12, "h": "abc"}
    compare_files(comparison, [old], [new])
    assert {finding.accident for finding in comparison.findings} == {"fichier déplacé", "fichier en trop"}
    assert comparison.verdict("MIG-02") is Verdict.NOT_CONFORM


@pytest.mark.parametrize(
    ("change", "accident"),
    [
        ({"existe": False, "consommateurs": 0}, "file d’attente absente"),
        ({"consommateurs": 0}, "file d’attente sans consommateur"),
        ({"messages": 0}, "messages en attente perdus"),
        ({"messages": 9}, ""),
    ],
)
def test_queues_keep_their_messages_and_their_consumers(change: dict[str, object], accident: str) -> None:
    comparison = Comparison()
    queue = {"k": "file", "id": "mailer", "existe": True, "messages": 3, "consommateurs": 1}
    compare_services(comparison, [queue], [{**queue, **change}])
    assert [finding.accident for finding in comparison.findings] == ([accident] if accident else [])
