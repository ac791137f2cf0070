"""Messaging, user directory, notifications.

Messages and conversations begin where those of the recorded world began, so that what the visits make has the same ids.
People, groups and media are mapped by the place where their ids are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.contract.exchange import Request
from tests.contract.replay import Scene, Script

# Some exchanges of a role are those of a second person who plays it.
_CLASSMATE = ("msg-pupil-20", "msg-pupil-21", "msg-pupil-22", "msg-pupil-27", "msg-pupil-28", "msg-pupil-29")
_OTHER_PARENT = ("msg-parent-11", "msg-parent-18", "msg-parent-31")
script = Script(
    "messaging.jsonl",
    actors=dict.fromkeys((*_CLASSMATE, "msg-pupil-30"), "classmate") | dict.fromkeys(_OTHER_PARENT, "other parent"),
)

_NAMED = {
    **{"draft": "4", "m_html": "11", "m_team": "13", "m_att": "14", "m_mod": "22"},
    **{"c_par": "9", "c_p2": "51"},
}
_PATHS = (
    ("user", re.compile(r"(?<=/user-directory/users/)\d+")),
    ("group", re.compile(r"(?<=/groups/)\d+|(?<=/rules/GROUP/)\d+|(?<=/rules/EXTERNAL/)\d+|(?<=/notification/)\d+")),
)
_FIELDS = {
    **{"to": "user", "to[]": "user", "users": "user", "exclude_ids[]": "user"},
    **{"groupTo": "group", "group_id": "group", "group": "group", "resource-joined": "media"},
}
_TEAM = 138005
_EMPTIED = (
    *("messaging_message_conversation", "messaging_conversation", "messaging_message"),
    "notification",
)
# Ids of the recorded world -> ours, by kind.
_ids: dict[str, dict[int, int]] = {}


@script.opening
def open_(scene: Scene) -> None:
    """A class, with a team of seven in it; a teacher who has written three messages to his pupils."""
    people = {"teacher": ("teacher", 0), "pupil": ("pupil", 0), "classmate": ("pupil", 1), "director": ("director", 0)}
    scene.people |= {who: scene.account(role, rank) for who, (role, rank) in people.items()}
    for parent, child in (("parent", "pupil"), ("other parent", "classmate")):
        login = scene.people[child].login
        scene.people[parent] = next(each for each in scene.accounts if login in each.children.split())
    scene.people["administrator"] = scene.account("parent", -1)
    ours = {who: _user_id(scene, account.login) for who, account in scene.people.items()}
    classroom = scene.value("SELECT group_id FROM central_membership WHERE user_id = ?", ours["teacher"])
    other_class = scene.value("SELECT id FROM 'group' WHERE group_type_id = 2 AND id <> ?", classroom)
    school = scene.value("SELECT id FROM 'group' WHERE group_type_id = 3")
    far_teacher = _user_id(scene, scene.account("teacher", 1).login)
    media = scene.value("SELECT id FROM media WHERE user_id = ? AND type_unique_name = 0", ours["teacher"])
    _ids.update(
        {
            "user": {8: ours["teacher"], 9: ours["pupil"], 10: ours["parent"], 11: ours["classmate"]}
            | {12: ours["other parent"], 7: ours["director"], 2: far_teacher},
            "group": {138004: classroom, 138003: school, 138002: 1, 7: other_class},
            "media": {4: media},
        }
    )
    _make_team(scene, classroom, ours)
    scene.change("DELETE FROM central_membership WHERE user_id = ?", ours["administrator"])
    # Everybody has signed in, but the teacher out of reach; the adults of the families have no e-mail.
    scene.change("UPDATE user SET last_connection = '2026-11-23 20:40:00'")
    scene.change("UPDATE user SET last_connection = NULL WHERE id = ?", far_teacher)
    scene.change("UPDATE user SET email = NULL WHERE high_role_id = 9")
    _write_first_messages(scene, ours)
    scene.change(
        "INSERT INTO messaging_preferences (user_id, alias, is_absent) VALUES (?, ?, 0)",
        *(ours["teacher"], scene.people["teacher"].full_name),
    )
    scene.values |= _NAMED | {"gid": str(classroom)}
    scene.names["Test - Classroom"] = scene.value("SELECT label FROM 'group' WHERE id = ?", classroom)


@script.rewrite
def rewrite(_scene: Scene, request: Request) -> None:
    for kind, pattern in _PATHS:
        request.path = pattern.sub(lambda found, kind=kind: str(_ours(kind, found[0])), request.path)  # type: ignore[misc]
    listed = "group" if "/groups/lookup" in request.path else "user" if "/users/lookup" in request.path else None
    pairs = request.query.items() if isinstance(request.query, Mapping) else request.query
    request.query = {
        name: ",".join(str(_ours(listed, one)) for one in str(value).split(","))
        if name == "ids" and listed
        else _mapped(name, value)
        for name, value in pairs
    }
    for body in (request.json, request.form):
        if isinstance(body, dict):
            body |= {name: _mapped(name, value) for name, value in body.items()}


@script.before("msg-pupil-65")
def more_notifications(scene: Scene, _request: Request) -> None:
    """The consumer of the real one was run over several visits, then: the pupil has more than a page of them, and the
    teacher those he has not seen."""
    scene.change("UPDATE notification SET is_new = 1 WHERE target_user_id = ?", _ids["user"][8])
    for second in range(20):
        scene.change(
            "INSERT INTO notification (target_user_id, notification_type_unique_name, date, objects, is_new)"
            " SELECT target_user_id, notification_type_unique_name, ?, objects, 0 FROM notification"
            " WHERE target_user_id = ? AND notification_type_unique_name = 'MESSAGING_NEW_MESSAGE_RECEIVED' LIMIT 1",
            *(datetime.now() - timedelta(seconds=second), _ids["user"][9]),
        )


def _make_team(scene: Scene, classroom: int, ours: Mapping[str, int]) -> None:
    """The team of the recorded world: the teacher, two pupils with a parent each, and two others."""
    scene.change(
        "INSERT INTO 'group' (id, label, group_type_id, archived, slug, registration_date)"
        " VALUES (?, 'Test - Team', 4, 0, ?, '2026-09-01')",
        *(_TEAM, f"groupe-{_TEAM}"),
    )
    scene.change("INSERT INTO central_group_parent (group_id, parent_id) VALUES (?, ?)", _TEAM, classroom)
    members = [ours[who] for who in ("teacher", "pupil", "parent", "classmate", "other parent")]
    others = scene.rows(
        "SELECT user_id FROM central_membership WHERE group_id = ? AND role_id = 8 ORDER BY id LIMIT 4", classroom
    )
    members += [user for (user,) in others if user not in members][:2]
    for user in members:
        role = scene.value("SELECT high_role_id FROM user WHERE id = ?", user)
        scene.change("INSERT INTO central_membership (user_id, group_id, role_id) VALUES (?, ?, ?)", user, _TEAM, role)


def _write_first_messages(scene: Scene, ours: Mapping[str, int]) -> None:
    """Three messages of the teacher, eight conversations; one of them has been read."""
    for table in _EMPTIED:
        scene.change(f"DELETE FROM {table}")  # noqa: S608  (names of tables only)
        scene.number_from_one(table)
    teacher, pupil, classmate = ours["teacher"], ours["pupil"], ours["classmate"]
    written = (("Test", (pupil, classmate), 1), ("Devoirs", (pupil,), 2), ("Test2", (pupil,), 2))
    sides = 0
    for message, (word, recipients, status) in enumerate(written, 1):
        moment = f"2026-11-23 21:58:1{message}"
        scene.change(
            "INSERT INTO messaging_message (author_id, subject, content, status, created_at, updated_at)"
            " VALUES (?, ?, ?, 1, ?, ?)",
            *(teacher, word, f"<p>{word}</p>", moment, moment),
        )
        for recipient in recipients:
            for owner, other, side_status in ((recipient, teacher, status), (teacher, recipient, 4)):
                sides += 1
                scene.change(
                    "INSERT INTO messaging_conversation (user_id, user_with_id, status, last_read_id,"
                    " message_parent_id, created_at, updated_at) VALUES (?, ?, ?, 0, ?, ?, ?)",
                    *(owner, other, side_status, message, moment, moment),
                )
                scene.change(
                    "INSERT INTO messaging_message_conversation (messagingconversation_id, messagingmessage_id)"
                    " VALUES (?, ?)",
                    *(sides, message),
                )


def _user_id(scene: Scene, login: str) -> int:
    return int(scene.value("SELECT id FROM user WHERE login = ?", login))


def _mapped(name: str, value: Any) -> Any:
    kind = _FIELDS.get(name)
    if kind is None:
        return value
    if isinstance(value, list):
        return [_ours(kind, one) for one in value]
    if isinstance(value, str) and "," in value:
        return ",".join(str(_ours(kind, one)) for one in value.split(","))
    return _ours(kind, value)


def _ours(kind: str, number: Any) -> Any:
    return _ids[kind].get(int(number), number) if str(number).isdigit() else number


@script.before(*(f"msg-anonymous-0{number}" for number in range(1, 10)))
def newcomer(scene: Scene, _request: Request) -> None:
    """Each of these was the first request of a visitor."""
    scene.leave("anonymous")
