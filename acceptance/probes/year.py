"""The change of school year of a class, and the statistics (contract: platform-features.md 1 and 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from acceptance.campaign.recorder import NotReadyError
from acceptance.probes.http import Caller, Reply
from portal.html import field_value

PAGE = "/classe/gestion/changement-annee/"
# What the contract asks (CCTP 4.3.3): accounts of pupils and parents closed, articles and media kept.
CHOICES = {
    "change_year_classroom_pupil": ("classroom_pupil_data_reset_form", "DELETE"),
    "change_year_blog_article": ("blog_article_data_reset_form", "KEEP"),
    "change_year_resource": ("media_data_reset_form", "KEEP"),
    "change_year_gps": ("gps_data_reset_form", "KEEP"),
}
_END = "no_option_data_reset_form"
_XHR = {"X-Requested-With": "XMLHttpRequest"}


@dataclass(frozen=True)
class Change:
    """What the ENT answered to each step, and to the end."""

    steps: dict[str, Reply]
    end: Reply

    @property
    def refused(self) -> list[str]:
        answers = {**self.steps, "fin": self.end}
        return [name for name, reply in answers.items() if reply.status != 200 or not _success(reply)]


def change(teacher: Caller) -> Change:
    """Play the change of year as its page does, step after step. The point is left out when it is not offered."""
    page = teacher.ask(PAGE)
    if page.status == 302:
        pytest.skip("Le changement d’année n’est pas proposé à cette classe en ce moment.")
    group = json.loads(teacher.ask("/api/1.0/groups/current.json").text)["id"]
    steps = {}
    for name, (form, choice) in CHOICES.items():
        token = field_value(page.text, f"{form}[_token]")
        if not token:
            raise NotReadyError(f"la page du changement d’année n’a pas le choix « {name} »")
        data = {"name": name, "group_id": str(group), f"{form}[choice]": choice, f"{form}[_token]": token}
        steps[name] = teacher.ask(f"{PAGE}etape", method="POST", data=data, headers=_XHR)
    data = {f"{_END}[id]": str(group), f"{_END}[_token]": field_value(page.text, f"{_END}[_token]")}
    return Change(steps, teacher.ask(f"{PAGE}finaliser", method="POST", data=data, headers=_XHR))


def connections(caller: Caller, day: date) -> int:
    """How many sign-ins the statistics of the person's group count that day, all profiles together."""
    group = json.loads(caller.ask("/api/1.0/groups/current.json").text)["id"]
    # The end is the first moment that does not count.
    body = {"groupIds": [group], "start": day.isoformat(), "end": (day + timedelta(days=1)).isoformat()}
    reply = caller.ask(f"/api/1.0/statistics/MAIN_CONNECT/graphs/{group}/graph_connect.json", method="POST", json=body)
    assert reply.status == 200, f"les statistiques répondent {reply.status}"
    series: list[dict[str, Any]] = json.loads(reply.text)["config"]["series"]
    return sum(int(count) for each in series for _moment, count in each["data"])


def _success(reply: Reply) -> bool:
    try:
        return bool(json.loads(reply.text).get("success"))
    except (ValueError, AttributeError):
        return False
