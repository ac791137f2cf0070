"""The register of anomalies in ODS and CSV, the calendar in ICS: what people and their tools will read."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from odfdo import Document

from acceptance.campaign.anomalies import Anomaly, Followed, follow
from acceptance.campaign.campaign_file import Dates
from acceptance.campaign.milestones import milestones
from acceptance.campaign.rules import read_rules
from reports.exchange.calendar import write_calendar
from reports.exchange.register import COLUMNS, write_register_csv, write_register_ods

RULES = read_rules()
TODAY = date(2026, 11, 30)
OPEN = Anomaly(
    "A-ENT-10",
    "ENT-10",
    "Page « blanche » ; deux fois",
    "non bloquante majeure",
    True,
    datetime(2026, 11, 24, 10),
    True,
)
LIFTED = Anomaly(
    "A-ENT-11", "ENT-11", "Lent", "bloquante", True, datetime(2026, 11, 24, 10), True, lifted=date(2026, 11, 25)
)
UNCLASSED = Anomaly("A-1", "", "=2+2", "", False, None, False)
REGISTER: tuple[Followed, ...] = tuple(follow(each, RULES, TODAY) for each in (OPEN, LIFTED, UNCLASSED))
DATES = Dates(hand_over=date(2026, 11, 16), recette=date(2026, 11, 24), ready=date(2026, 12, 1))


def test_the_csv_opens_in_a_french_spreadsheet(tmp_path: Path) -> None:
    path = write_register_csv(REGISTER, tmp_path / "anomalies.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["Anomalie"] == "Page « blanche » ; deux fois"
    assert rows[0]["À résoudre au plus tard le"] == "2026-12-01"
    assert (rows[0]["État"], rows[0]["Jours ouvrés restants"]) == ("à échéance proche", "1")
    assert rows[1]["État"] == "levée"
    assert rows[2]["Anomalie"] == "'=2+2"  # not a formula


def test_the_ods_holds_dates_and_the_rule_in_words(tmp_path: Path) -> None:
    path = write_register_ods(REGISTER, RULES, tmp_path / "anomalies.ods")
    anomalies, delays = Document(path).body.tables
    values = [row.get_values() for row in anomalies.rows]
    assert tuple(values[0]) == COLUMNS
    assert values[1][6] == date(2026, 12, 1)
    assert values[3][2] == "=2+2"
    told = [row.get_values() for row in delays.rows]
    assert told[1] == ["Bloquante", "réception du signalement + 1\u00a0jour ouvré"]
    assert told[-1][0] == RULES.working_days.rule


def test_the_same_register_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_register_ods(REGISTER, RULES, tmp_path / "a.ods").read_bytes()
    assert write_register_ods(REGISTER, RULES, tmp_path / "b.ods").read_bytes() == first


def test_the_calendar_warns_in_time(tmp_path: Path) -> None:
    path = write_calendar("essai", milestones(DATES, (), RULES, TODAY), REGISTER, RULES, tmp_path / "c.ics")
    calendar = Calendar.from_ical(path.read_bytes())
    events = {str(event["summary"]).replace("\u00a0", " "): event for event in calendar.walk("VEVENT")}
    anomaly = events["A-ENT-10 à résoudre (non bloquante majeure)"]
    assert anomaly["dtstart"].dt == date(2026, 12, 1)
    [alarm] = anomaly.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-4, hours=9)  # two working days before: Friday, at 9 h
    decision = next(event for title, event in events.items() if "VA" in title)
    assert decision["dtstart"].dt == date(2026, 12, 31)
    assert decision.walk("VALARM")[0]["trigger"].dt == timedelta(days=-7, hours=9)
    assert not any("A-ENT-11" in title or "A-1 " in title for title in events)  # lifted; without a date


def test_importing_the_calendar_again_replaces_its_events(tmp_path: Path) -> None:
    later = TODAY + timedelta(days=25)
    paths = [
        write_calendar("essai", milestones(DATES, (), RULES, day), REGISTER, RULES, tmp_path / f"{name}.ics")
        for name, day in (("first", TODAY), ("again", TODAY), ("later", later))
    ]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[0].read_bytes() != paths[2].read_bytes()  # the decision is near
    first, _, last = (
        [str(event["uid"]) for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")] for path in paths
    )
    assert first == last
    assert len(set(first)) == len(first)
