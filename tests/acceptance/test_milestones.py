"""The calendar guard: hand-over, verification of aptitude, of regular service, admission; and warnings in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from acceptance.campaign.campaign_file import Dates, Outage
from acceptance.campaign.milestones import Milestone, availability, milestones, warnings
from acceptance.campaign.rules import read_rules

RULES = read_rules()
BEFORE, AFTER = date(2026, 11, 1), date(2027, 6, 1)
FULL = Dates(
    hand_over=date(2026, 11, 17),
    recette=date(2026, 11, 24),
    ready=date(2026, 12, 1),
    aptitude=date(2026, 12, 22),
    admission=date(2027, 1, 28),
)


def step(title: str, dates: Dates, today: date, *outages: Outage) -> Milestone:
    return next(each for each in milestones(dates, outages, RULES, today) if title in each.title)


def test_a_calendar_kept_warns_of_nothing() -> None:
    assert warnings(milestones(FULL, (), RULES, AFTER)) == ()


@pytest.mark.parametrize(
    ("hand_over", "today", "warning"),
    [
        (date(2026, 11, 17), AFTER, ""),  # seven days: in time
        (date(2026, 11, 18), AFTER, "remise le 18/11/2026, 6 jours avant la recette : au plus tard le 17/11/2026"),
        (date(2026, 11, 25), AFTER, "remise le 25/11/2026, après la recette : au plus tard le 17/11/2026"),
        (None, date(2026, 11, 9), ""),
        (None, date(2026, 11, 10), "échéance le 17/11/2026, dans 7 jours"),
        (None, date(2026, 11, 17), "échéance aujourd’hui, 17/11/2026"),
        (None, date(2026, 11, 18), "échéance du 17/11/2026 dépassée de 1 jour"),
        (date(2026, 11, 17), date(2026, 11, 12), "échéance le 17/11/2026, dans 5 jours"),  # planned, not done yet
    ],
)
def test_the_hand_over_is_watched(hand_over: date | None, today: date, warning: str) -> None:
    said = step("Remise", Dates(hand_over=hand_over, recette=date(2026, 11, 24)), today).warning
    assert said.replace("\u00a0", " ") == warning


def test_without_a_date_of_recette_nothing_can_be_computed() -> None:
    assert "pas fixée" in step("Remise", Dates(), BEFORE).warning
    assert step("aptitude", Dates(), BEFORE).day is None


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("aptitude", date(2026, 12, 31)),  # 1 December + 30 days, a Thursday
        ("VSR", date(2027, 1, 21)),  # 22 December + 30 days
        ("admission", date(2027, 1, 28)),  # + 7 days
    ],
)
def test_each_period_ends_where_it_must(title: str, day: date) -> None:
    assert step(title, FULL, AFTER).day == day


def test_a_period_that_ends_on_a_day_off_goes_to_the_next_working_day() -> None:
    dates = Dates(ready=date(2026, 11, 25))  # + 30 days: Christmas, a Friday
    assert step("aptitude", dates, BEFORE).day == date(2026, 12, 28)
    strict = replace(RULES, calendar=replace(RULES.calendar, to_working_day=False))
    assert milestones(dates, (), strict, BEFORE)[4].day == date(2026, 12, 25)


def test_silence_is_said_before_it_speaks() -> None:
    waiting = replace(FULL, admission=None)
    assert step("admission", waiting, date(2027, 1, 20)).warning == ""
    assert "tacite" in step("admission", waiting, date(2027, 1, 21)).warning
    assert "notifiée le 05/01/2027" in step("aptitude", replace(FULL, aptitude=date(2027, 1, 5)), AFTER).warning


def outage(start: str, end: str) -> Outage:
    return Outage(datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("outages", "hours"),
    [
        ([outage("2027-01-06T09:00", "2027-01-06T10:30")], 1.5),
        ([outage("2027-01-06T06:00", "2027-01-06T09:00")], 1.0),  # before 8 h does not count
        ([outage("2027-01-06T17:00", "2027-01-07T09:00")], 2.0),  # over a night
        ([outage("2027-01-08T17:00", "2027-01-11T09:00")], 2.0),  # over a week-end
        ([outage("2027-01-09T08:00", "2027-01-09T18:00")], 0.0),  # a Saturday
        ([outage("2027-01-01T08:00", "2027-01-01T18:00")], 0.0),  # New Year's Day
        ([outage("2027-01-06T09:00", "2027-01-06T11:00"), outage("2027-01-06T10:00", "2027-01-06T12:00")], 3.0),
        ([outage("2027-01-06T07:30:00+00:00", "2027-01-06T08:30:00+00:00")], 1.0),  # 8 h 30 to 9 h 30 in Paris
        ([outage("2026-12-20T00:00", "2026-12-22T23:00")], 0.0),  # before the period
    ],
)
def test_unavailability_counts_in_the_hours_of_service_only(outages: list[Outage], hours: float) -> None:
    figure = availability(tuple(outages), date(2026, 12, 23), date(2027, 1, 21), RULES.calendar, RULES.working_days)
    assert figure.unavailable == hours * 3600
    assert figure.service == 20 * 10 * 3600  # 23 24 28-31 December, 4-8 11-15 18-21 January


def test_two_percent_is_the_limit() -> None:
    at_limit = outage("2027-01-06T09:00", "2027-01-06T13:00")  # 4 h of 200
    assert step("VSR", FULL, AFTER, at_limit).warning == ""
    beyond = replace(at_limit, end=datetime(2027, 1, 6, 13, 1))
    assert "dépassement de 1" in step("VSR", FULL, AFTER, beyond).warning


def test_moments_with_and_without_an_offset_mix() -> None:
    mixed = (outage("2027-01-06T09:00", "2027-01-06T10:00"), outage("2027-01-07T09:00+01:00", "2027-01-07T10:00+01:00"))
    figure = availability(mixed, date(2027, 1, 6), date(2027, 1, 7), RULES.calendar, RULES.working_days)
    assert figure.unavailable == 2 * 3600
    assert mixed[1].start.astimezone(UTC).hour == 8
