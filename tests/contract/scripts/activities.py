"""Calendar, homework, liaison book, statistics, mini-site: the people and ids of the same file as the homes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import requests

from tests.contract.exchange import Request
from tests.contract.replay import Scene, Script
from tests.contract.scripts import home

script = Script("platform-features.jsonl", visits={"calendar", "homework", "liaison book", "statistics", "mini-site"})
# The day of the recording: every date is as far from it as from today.
_RECORDED = date(2026, 11, 23)
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d\d/\d\d/\d{4}\b")
_TABLES = (
    "stat_value",
    "agenda_event",
    "agenda",
    "homework_task",
    "homework_due",
    "homework_group",
    "homework_user",
    "homework",
)
_BOOK = ("liaison_book_signature", "liaison_book_user", "liaison_book")
_SITE = ("mini_site_page_text", "mini_site_page", "mini_site")
_IDS = {"agendaId": "agenda", "homework_subject": "subject"}
_FORMS = {
    "liaisonbook_form": "/ent/carnet-de-liaison/gestion/nouveau-message",
    "stats_filter": "/ent/classe/gestion/statistique/",
}


@script.opening
def open_(scene: Scene) -> None:
    """The recorded class was new, and had a birthday that day."""
    home.open_(scene)
    for table in (*_TABLES, "homework_subject", *_BOOK, *_SITE):
        scene.change(f"DELETE FROM {table}")  # noqa: S608  (our tables)
    for table in ("homework_subject", "liaison_book", "mini_site", "mini_site_page", "agenda_event"):
        scene.number_from_one(table)
    today = date.today()
    scene.change("UPDATE user SET birthday = ? WHERE id = ?", f"2016-{today:%m-%d}", int(scene.values["9"]))


@script.rewrite
def rewrite(scene: Scene, request: Request) -> None:
    if isinstance(request.form, list):
        request.form = dict(request.form)
    home.rewrite(scene, request)
    if scene.playing.id == "hw-anon":
        return
    request.path = _shifted(re.sub(r"(?<=/groups/)(138004|138003)\b", lambda id_: scene.names[id_[0]], request.path))
    request.query = {name: _shifted(value) for name, value in request.query.items()}
    request.json = _ours(scene, request.json)
    if request.form:
        request.form = {name: _shifted(value) for name, value in request.form.items()}
        _fill(scene, request.form)
    for pattern, key in (
        (r"(?<=/agendas/)11\b|(?<=/export/)11\b", "agenda"),
        (r"(?<=/agendas/)5\b", "foreign agenda"),
        (r"(?<=/homeworks/)3\b", "work"),
        (r"(?<=/homeworks/)5\b", "other work"),
        (r"(?<=/occurrences/)8\b", "due"),
        (r"(?<=/occurrences/)5\b", "other due"),
        (r"site-test-classroom", "site"),
    ):
        if re.search(pattern, request.path):
            request.path = re.sub(pattern, _known(scene, key), request.path)


def _known(scene: Scene, key: str) -> str:
    """The id that stands in our world for a recorded one, as it is now."""
    group = int(scene.values["class"])
    due = "SELECT due.id FROM homework_due due JOIN homework work ON work.id = homework_id WHERE name "
    queries = {
        "agenda": ("SELECT id FROM agenda WHERE group_id = ?", group),
        "foreign agenda": ("SELECT id FROM agenda WHERE user_id = ?", int(scene.values["9"])),
        "work": ("SELECT id FROM homework WHERE name LIKE 'Exercice _' AND id > 1",),
        "other work": ("SELECT id FROM homework WHERE name = 'A'",),
        "due": (f"{due} LIKE 'Exercice _' AND work.id > 1",),
        "other due": (f"{due} = 'Poesie' ORDER BY due.id DESC",),
        "subject": ("SELECT id FROM homework_subject WHERE tree_level = 1",),
        "site": ("SELECT slug FROM mini_site WHERE group_id = ?", group),
    }
    sql, *values = queries[key]
    return str(scene.value(str(sql), *values))


def _shifted(text: str) -> str:
    """A text with its dates moved from the day of the recording to today's."""

    def move(found: re.Match[str]) -> str:
        form = "%Y-%m-%d" if "-" in found[0] else "%m/%d/%Y"
        try:
            day = datetime.strptime(found[0], form).date()
        except ValueError:
            return found[0]
        return f"{day + (date.today() - _RECORDED):{form}}"

    return _DATE.sub(move, text) if isinstance(text, str) else text


def _ours(scene: Scene, value: object, name: str = "") -> object:
    """A JSON body in our world: dates, and ids where a field says of what."""
    if isinstance(value, dict):
        return {key: _ours(scene, item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_ours(scene, item, name) for item in value]
    if name in ("groups", "groupIds"):
        return {138004: int(scene.values["class"]), 138003: int(scene.names["138003"]), 7: int(scene.values["other"])}[
            int(str(value))
        ]
    if name == "users":
        return int(scene.values[str(value)])
    if name in _IDS and value in (11, 2):
        return int(_known(scene, _IDS[name]))
    return _shifted(value) if isinstance(value, str) else value


def _fill(scene: Scene, form: dict[str, str]) -> None:
    """The token of a page; the addressed people are ours."""
    for name in [name for name, value in form.items() if value == "{csrf token}"]:
        which = name.removesuffix("[_token]")
        if scene.playing.id in ("lb-save-badtoken", "stat-class-badtoken"):
            form[name] = "faux"
        else:
            page = scene.session("teacher").get(scene.ent.portal.removesuffix("/ent") + _FORMS[which])
            found = re.search(rf'name="{which}\[_token\]"[^>]*value="([^"]+)"', page.text)
            assert found, f"pas de jeton {which}"
            form[name] = found[1]
    for name in [name for name in form if name.endswith("addresseds][]")]:
        form[name] = scene.values[form[name]]


@script.before(*(one.id for one in script.exchanges() if one.role == "anonymous"))
def unknown_visitor(scene: Scene, _request: Request) -> None:
    """The recording had no cookie yet at any of these."""
    scene.leave("anonymous")


@script.before("cal-create")
def first_work(scene: Scene, _request: Request) -> None:
    """The recorded class had one work from then on."""
    today, group = date.today(), int(scene.values["class"])
    day = (today + timedelta(days=3)).isoformat()
    scene.change(
        "INSERT INTO homework (id, name, date, description, helptext, recurrence_type, recurrence_days,"
        " recurrence_end_date, scheduled_publication, publication_date, has_locker)"
        " VALUES (1, 'Exercice 3', ?, 'p. 12', '', 0, 'TH', ?, 0, ?, 0)",
        *(day, day, (today - timedelta(days=3)).isoformat()),
    )
    scene.change("INSERT INTO homework_group (homework_id, group_id) VALUES (1, ?)", group)
    scene.change(
        "INSERT INTO homework_due (id, homework_id, due_date, numberOfTasksDone, numberOfTasksTotal, day_of_week)"
        " VALUES (7, 1, ?, 0, 0, 4)",
        day,
    )


@script.after("cal-export")
def read_key(scene: Scene, answer: requests.Response) -> None:
    scene.values["key"] = answer.json().rsplit("/", 1)[-1]
    # The feed was recorded before any event.
    scene.change("DELETE FROM agenda_event")


@script.before("cal-feed-badkey")
def wrong_key(scene: Scene, request: Request) -> None:
    scene.leave("anonymous")
    request.path = request.path.replace("{key}", "faux")


@script.before("stat-graph-filled", "stat-graph-endday", "stat-table-filled", "stat-table-director-filled")
def connections(scene: Scene, _request: Request) -> None:
    """One row a role that day, as the recording put in."""
    if scene.playing.id == "stat-graph-filled":
        for role, value in ((7, 1), (8, 5), (9, 3)):
            scene.change(
                "INSERT INTO stat_value (marker_id, date, group_id, role_id, info, value)"
                " VALUES ('MAIN_CONNECT_PLATFORM', ?, ?, ?, 'NULL', ?)",
                *(f"{date.today()} 09:00:00", int(scene.values["class"]), role, value),
            )
