"""Working days and delays, checked against a calendar made by hand (not by the code)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from acceptance.campaign.rules import read_rules
from acceptance.campaign.working_days import WorkingDays

RULES = read_rules()
SHORT = {
    "bloquante": "bloquante",
    "majeure": "non bloquante majeure",
    "mineure": "non bloquante mineure",
    "prestataire": "sécurité majeure du code du prestataire",
    "externe": "sécurité majeure du code externe",
    "sécurité": "sécurité mineure",
}

# Days off in these years: Easter Monday 6 April 2026, 29 March 2027, 17 April 2028; Ascension Day 14 May 2026; Whit
# Monday 25 May 2026; 14 July 2026 is a Tuesday; 1 November 2026 a Sunday, 2027 a Monday; Christmas 2026 a Friday, 2027
# a Saturday; New Year's Day 2027 a Friday; 29 February 2028 is a Tuesday, 2024 a Thursday.
CALENDAR = """
received                    class        due          why
Thu 2026-04-02 10:00        bloquante    2026-04-03   Good Friday is a working day
Thu 2026-04-02 17:59        bloquante    2026-04-03   just before the cut
Thu 2026-04-02 18:00        bloquante    2026-04-07   at the cut: received on Friday, then Easter
Fri 2026-04-03 09:00        bloquante    2026-04-07   week-end and Easter Monday
Sat 2026-04-04 11:00        bloquante    2026-04-07   received on a Saturday
Sun 2026-04-05 20:00        bloquante    2026-04-07   received on Easter Monday after the cut of Sunday
Mon 2026-04-06 08:00        bloquante    2026-04-07   received on a holiday
Mon 2026-04-06 19:00        bloquante    2026-04-08   received on Tuesday
Fri 2026-04-03 09:00        majeure      2026-04-13   7 8 9 10 13
Tue 2026-03-31 09:00        sécurité     2026-04-22   1 2 3, 7 8 9 10, 13 to 17, 20 21 22
Fri 2027-03-26 09:00        bloquante    2027-03-30   Easter Monday 2027
Fri 2028-04-14 09:00        bloquante    2028-04-18   Easter Monday 2028
Thu 2026-04-30 10:00        bloquante    2026-05-04   1 May is a Friday
Thu 2026-05-07 10:00        majeure      2026-05-18   without 8 and 14 May: 11 12 13 15 18
Wed 2026-05-13 18:30        bloquante    2026-05-15   received on Ascension Day
Fri 2026-05-22 12:00        bloquante    2026-05-26   Whit Monday
Mon 2026-04-20 10:00        mineure      2026-06-05   30 days over four holidays
Mon 2026-07-13 09:00        bloquante    2026-07-15   over 14 July
Mon 2026-07-13 18:00        bloquante    2026-07-15   received on 14 July
Tue 2026-07-14 10:00        bloquante    2026-07-15   received on 14 July
Tue 2026-07-14 18:00        bloquante    2026-07-16   received on 15 July
Fri 2026-07-10 16:00        majeure      2026-07-20   13, 15 16 17, 20
Wed 2026-07-08 16:00        prestataire  2026-07-16   9 10 13, 15 16
Wed 2026-07-01 12:00        externe      2026-07-30   20 days without 14 July
Tue 2027-07-13 11:00        bloquante    2027-07-15   14 July 2027 is a Wednesday
Fri 2026-08-14 10:00        bloquante    2026-08-17   15 August is a Saturday: lost
Fri 2026-10-30 10:00        bloquante    2026-11-02   1 November is a Sunday: lost
Fri 2027-10-29 10:00        bloquante    2027-11-02   1 November is a Monday
Tue 2026-11-10 10:00        bloquante    2026-11-12   11 November
Mon 2026-11-09 10:00        majeure      2026-11-17   10 12 13 16 17
Thu 2026-12-24 10:00        bloquante    2026-12-28   Christmas and week-end
Thu 2026-12-24 18:00        bloquante    2026-12-28   received on Christmas Day
Fri 2026-12-25 19:00        bloquante    2026-12-28   received on Saturday
Thu 2026-12-31 09:00        bloquante    2027-01-04   New Year's Day
Fri 2026-12-18 10:00        majeure      2026-12-28   21 22 23 24 28
Mon 2026-12-21 10:00        sécurité     2027-01-13   22 23 24, 28 to 31, 4 to 8, 11 12 13
Tue 2026-11-24 10:00        mineure      2027-01-07   30 days over Christmas and New Year
Fri 2027-12-24 10:00        bloquante    2027-12-27   Christmas is a Saturday: lost
Mon 2028-02-28 10:00        bloquante    2028-02-29   leap day
Tue 2028-02-29 10:00        bloquante    2028-03-01   received on the leap day
Tue 2028-02-22 10:00        majeure      2028-02-29   23 24 25 28 29
Wed 2024-02-28 18:00        bloquante    2024-03-01   received on the leap day of 2024
Mon 2026-07-13 16:30+00:00  bloquante    2026-07-15   18 h 30 in Paris: received on 14 July
Thu 2026-07-09 16:30+00:00  bloquante    2026-07-13   18 h 30 in Paris, in summer
Tue 2026-12-22 16:30+00:00  bloquante    2026-12-23   17 h 30 in Paris, in winter
"""
CASES = [
    (line[:3], line[4:28].strip(), line[28:41].strip(), line[41:54].strip(), line[54:].strip())
    for line in CALENDAR.strip().splitlines()[1:]
]


def test_the_calendar_made_by_hand_is_long_enough() -> None:
    assert len(CASES) >= 40
    assert {case[2] for case in CASES} == set(SHORT)


@pytest.mark.parametrize(("weekday", "received", "kind", "due", "why"), CASES, ids=[f"{c[1]} {c[2]}" for c in CASES])
def test_a_delay_ends_where_the_hand_made_calendar_says(
    weekday: str, received: str, kind: str, due: str, why: str
) -> None:
    moment = datetime.fromisoformat(received)
    assert f"{moment:%a}" == weekday, "the table itself is wrong"
    working = RULES.working_days
    delay = RULES.of_class(SHORT[kind]).delay
    assert working.after(working.received_on(moment), delay) == date.fromisoformat(due), why


def test_a_day_off_decided_by_the_city_is_not_worked() -> None:
    bridge = date(2026, 12, 24)
    working = WorkingDays("FR", ZoneInfo("Europe/Paris"), frozenset(range(5)), frozenset({bridge}), time(18))
    assert working.after(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert RULES.working_days.after(date(2026, 12, 23), 1) == bridge


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 12, 24), date(2026, 12, 28), 1),
        (date(2026, 12, 28), date(2026, 12, 24), -1),
        (date(2026, 7, 13), date(2026, 7, 13), 0),
        (date(2026, 7, 10), date(2026, 7, 20), 5),
    ],
)
def test_working_days_between_two_dates(start: date, end: date, count: int) -> None:
    assert RULES.working_days.between(start, end) == count


def test_the_rule_is_printed_in_words() -> None:
    rule = RULES.working_days.rule
    for words in ("lundi", "jours fériés", "Europe/Paris", "18", "réputé reçu le lendemain", "à minuit"):
        assert words in rule
