"""French numbers, dates and spaces."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import french

PARIS_WINTER = timezone(timedelta(hours=1))


def plain(text: str) -> str:
    """Ordinary spaces, to read the expected text."""
    return text.replace(french.NO_BREAK, " ").replace(french.THIN, " ")


def test_thousands_are_cut_by_a_narrow_no_break_space() -> None:
    assert french.integer(1234567) == "1\u202f234\u202f567"
    assert french.number(1234.56, 1) == "1\u202f234,6"
    assert french.integer(-12) == "-12"


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.95, 1, "95 %"),
        (0.9624, 1, "96,2 %"),
        (1.0, 1, "100 %"),
        (0.9999, 1, "99,9 %"),
        (0.99999, 2, "99,99 %"),
        (0.0, 1, "0 %"),
        (0.00001, 1, "0,1 %"),
        (0.999, 0, "99 %"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, decimals: int, text: str) -> None:
    assert plain(french.percent(share, decimals)) == text


@given(st.floats(0, 1), st.integers(0, 4))
@settings(deadline=None)
def test_only_all_reads_as_all_and_none_as_none(share: float, decimals: int) -> None:
    text = plain(french.percent(share, decimals))
    assert (text == "100 %") == (share == 1)
    assert (text == "0 %") == (share == 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0 ms"), (0.0842, "84 ms"), (0.9996, "1,00 s"), (1.036, "1,04 s"), (59.999, "60,00 s"), (123.4, "123,4 s")],
)
def test_a_time_reads_in_milliseconds_then_in_seconds(value: float, text: str) -> None:
    assert plain(french.seconds(value)) == text


@pytest.mark.parametrize(("value", "text"), [(3.0, "3 s"), (1.5, "1,5 s"), (0.1, "100 ms"), (10.0, "10 s")])
def test_a_delay_reads_as_it_was_set(value: float, text: str) -> None:
    assert plain(french.delay(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (3600, "1 h"), (7500, "2 h 05 min")],
)
def test_a_length_is_the_time_gone_by(value: float, text: str) -> None:
    assert plain(french.length(value)) == text


def test_zero_and_one_are_singular() -> None:
    assert [plain(french.plural(count, "page vue", "pages vues")) for count in (0, 1, 2)] == [
        "0 page vue",
        "1 page vue",
        "2 pages vues",
    ]
    assert plain(french.plural(1500, "page")) == "1 500 pages"


def test_signs_take_their_no_break_spaces() -> None:
    text = french.typeset("Il a dit : « 3 s ! » et 1 200 pages ; 95 % en 3 min ?")
    assert text == (
        "Il a dit\u00a0: «\u00a03\u202fs\u202f!\u00a0» et 1\u202f200 pages\u202f; 95\u202f% en 3\u202fmin\u202f?"
    )


@pytest.mark.parametrize("text", ["http://127.0.0.1:8000/ent", "12 heures", "5 s’ouvrent", "2026", "le 3 septembre"])
def test_what_is_not_a_sign_or_a_unit_is_left_alone(text: str) -> None:
    assert french.typeset(text) == text


@given(st.text(alphabet="a1 :;!?«»%", max_size=40))
@settings(deadline=None)
def test_typesetting_changes_spaces_only_and_once(text: str) -> None:
    done = french.typeset(text)
    assert plain(done) == text
    assert french.typeset(done) == done


def test_dates_are_written_out() -> None:
    moment = datetime(2026, 11, 23, 8, 5, 9, tzinfo=PARIS_WINTER)
    assert plain(french.day(moment)) == "23 novembre 2026"
    assert plain(french.date_and_time(moment)) == "23 novembre 2026 à 8 h 05"
    assert plain(french.date_and_time("2026-11-23T08:05:09+01:00")) == "23 novembre 2026 à 8 h 05"
    assert plain(french.day("2026-06-01")) == "1er juin 2026"
    assert french.clock(moment.timestamp(), PARIS_WINTER) == "08:05:09"
