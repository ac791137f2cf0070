"""The calendar of a campaign as an iCalendar file: the contract's dates and the anomalies to resolve, with alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from acceptance.campaign.anomalies import Followed
from acceptance.campaign.milestones import Milestone
from acceptance.campaign.rules import Rules
from portal.french import typeset

_FIXED = datetime(2019, 1, 1, tzinfo=UTC)  # the same calendar gives the same bytes


def write_calendar(
    campaign_id: str, milestones: Sequence[Milestone], followed: Sequence[Followed], rules: Rules, path: Path
) -> Path:
    """Write the file: events of a whole day, with stable identifiers so that importing it again replaces them."""
    calendar = Calendar()
    calendar.add("prodid", "-//Préau//Recette//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", typeset(f"Recette {campaign_id}"))
    calendar.add("x-wr-timezone", rules.working_days.zone.key)
    for number, step in enumerate(milestones, start=1):
        if step.day:
            told = "\n".join(filter(None, (step.rule, step.warning)))
            calendar.add_component(
                _event(f"jalon-{number}", campaign_id, step.title, told, step.day, rules.calendar.warning)
            )
    for each in followed:
        if each.due and each.state.is_open:
            anomaly = each.anomaly
            title = typeset(f"{anomaly.id} à résoudre ({anomaly.anomaly_class or 'à classer'})")
            told = "\n".join((anomaly.text, str(each.state), *each.notes, rules.working_days.rule))
            # The alarm counts working days, as the delay does.
            ahead = (each.due - _before(each.due, rules)).days
            calendar.add_component(_event(anomaly.id, campaign_id, title, told, each.due, ahead))
    path.write_bytes(calendar.to_ical())
    return path


def _event(name: str, campaign_id: str, title: str, told: str, day: date, ahead: int) -> Event:
    event = Event()
    event.add("uid", f"{name}@{campaign_id}.preau")
    event.add("dtstamp", _FIXED)
    event.add("summary", title)
    event.add("description", told)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -timedelta(days=ahead) + _MORNING)
    event.add_component(alarm)
    return event


_MORNING = datetime.combine(date.min, time(9)) - datetime.combine(date.min, time(0))


def _before(due: date, rules: Rules) -> date:
    """The first working day when an anomaly is due soon."""
    working, day = rules.working_days, due
    while working.between(day, due) < rules.due_soon or not working.is_working(day):
        day -= timedelta(days=1)
    return day
