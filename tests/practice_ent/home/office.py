"""A person before the pages of class management."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from fixtures.accounts import Account
from fixtures.practice_ent.faults import switch
from tests.practice_ent.visitor import XHR, sign_in

PEOPLE = "/classe/gestion/utilisateurs/"
YEAR = "/classe/gestion/changement-annee/"


@dataclass
class Office:
    """``portal`` ends with ``/ent``; redirections are not followed."""

    account: Account
    portal: str
    session: requests.Session

    @classmethod
    def open(cls, account: Account, portal: str) -> Office:
        return cls(account, portal, sign_in(portal, account.login, account.password))

    def get(self, path: str, *, xhr: bool = False) -> requests.Response:
        return self.session.get(f"{self.portal}{path}", headers=XHR if xhr else {}, allow_redirects=False)

    def post(self, path: str, data: dict[str, Any], *, xhr: bool = False, **more: Any) -> requests.Response:
        headers = XHR if xhr else {}
        return self.session.post(f"{self.portal}{path}", data=data, headers=headers, allow_redirects=False, **more)

    def token(self, form: str, path: str) -> str:
        """The token of a form, read on its page."""
        page = self.get(path, xhr=True).text
        found = re.search(rf'name="{form}\[_token\]" value="(\w+)"', page)
        assert found, page
        return found[1]

    def add_pupil(self, **fields: str) -> requests.Response:
        form, path = "new_user_classroom_form", f"{PEOPLE}ajouter-un-eleve"
        sent = {"last_name": "Essai", "first_name": "Léa", "gender": "F", "_token": self.token(form, path)}
        born = {"birthday][day": "12", "birthday][month": "3", "birthday][year": "2017"}
        return self.post(path, {f"{form}[{name}]": text for name, text in (sent | born | fields).items()}, xhr=True)

    def year_step(self, call: str, name: str, choice: str, **fields: str) -> requests.Response:
        """A call of the change of year: ``etape`` or ``etape/validation``."""
        form = FORMS[name]
        sent = {"choice": choice, "_token": self.token(form, YEAR)} | fields
        data = {f"{form}[{field}]": text for field, text in sent.items()}
        return self.post(f"{YEAR}{call}", {"name": name, "group_id": self.group_id, **data}, xhr=True)

    def finish_year(self, **fields: str) -> requests.Response:
        form = "no_option_data_reset_form"
        sent = {"id": str(self.group_id), "_token": self.token(form, YEAR)} | fields
        return self.post(f"{YEAR}finaliser", {f"{form}[{name}]": text for name, text in sent.items()}, xhr=True)

    @property
    def group_id(self) -> int:
        return int(self.session.get(f"{self.portal}/api/1.0/groups/current.json").json()["id"])


FORMS = {
    "change_year_classroom_pupil": "classroom_pupil_data_reset_form",
    "change_year_blog_article": "blog_article_data_reset_form",
    "change_year_resource": "media_data_reset_form",
    "change_year_gps": "gps_data_reset_form",
}


@dataclass
class School:
    """A practice ENT of the tests of a module alone: they change it. ``data`` is its folder."""

    portal: str
    data: Path
    accounts: list[Account]
    base: sqlite3.Connection

    def account(self, role: str, rank: int = 0, *, classroom: str | None = None) -> Account:
        found = [one for one in self.accounts if one.role == role and classroom in (None, one.classroom)]
        return found[rank]

    def office(self, role: str, rank: int = 0, *, classroom: str | None = None) -> Office:
        return Office.open(self.account(role, rank, classroom=classroom), self.portal)

    def value(self, sql: str, *values: object) -> Any:
        return self.base.execute(sql, values).fetchone()[0]

    def break_with(self, *faults: str) -> None:
        switch.write(self.data, faults)
