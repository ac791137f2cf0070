"""The media library.

The ids of the recorded world are paired with ours as things are made: the real application and ours both say in
``Location`` what they made.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from PIL import Image

from tests.contract.exchange import Request
from tests.contract.replay import Scene, Script
from tests.contract.scripts import media_ids

script = Script("media-library.jsonl")

_API = "/ent/api/1.0/media-library/"
_MADE = re.compile(r"/(media|media-folder)/(\d+)(?:-(USER|GROUP))?$")
# Placeholders that name what was made: the kind and the recorded id.
_NAMED = {
    **{"f1": ("GROUP", 26), "f2": ("GROUP", 27), "f3": ("USER", 19), "recus": ("USER", 32)},
    **{"m_png": ("media", 3), "m_jpg": ("media", 4), "m_pdf": ("media", 5), "m_txt": ("media", 6)},
    **{"m_deux": ("media", 8), "m_own": ("media", 9), "m_lock": ("media", 23), "m_pupil": ("media", 24)},
}
_CLASS, _USERS_FOLDER, _OTHER_CLASS, _SCHOOL, _OUTSIDE = "21-GROUP", "22-GROUP", "23-GROUP", "5-GROUP", "2-USER"
_TEACHER_ROOT, _PUPIL_ROOT, _NOWHERE, _LOCKER = "8-USER", "9-USER", "99999-GROUP", "27-GROUP"
# Where each file was sent, where each folder was made: recorded as ``{marker}`` and ``{parent}``.
_PLACES = {
    **{f"ml-teacher-{number}": "26-GROUP" for number in (*range(51, 68), 69, 74, 75, 76)},
    **{f"ml-teacher-{number}": _TEACHER_ROOT for number in (27, 28, 56, 68, 176)},
    **{f"ml-teacher-{number}": _CLASS for number in (25, 26, 72, 171, 172)},
    **{f"ml-teacher-{number}": _USERS_FOLDER for number in (30, 73)},
    **{f"ml-teacher-{number}": _NOWHERE for number in (29, 70)},
    "ml-teacher-71": _SCHOOL,
    **{f"ml-pupil-{number}": _PUPIL_ROOT for number in (20, 24, 25)},
    "ml-pupil-21": _LOCKER,
}
_BOOKMARKS = (
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<DL><p>\n"
    '<DT><A HREF="http://intranet.invalid/">Intranet</A>\n</DL>\n'
)
_CONTENTS: dict[str, str | bytes] = {
    "lecon.pdf": b"%PDF-1.4\n%%EOF\n",
    "test.php": b"<?php echo 1;",
    "prog.exe": b"MZ" + bytes(60),
    "page.html": b"<html><body>page</body></html>",
    "dessin.svg": b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "bookmarks.html": _BOOKMARKS,
}
_ids = media_ids.known


@script.opening
def open_(scene: Scene) -> None:
    """Two pupils of a class with a parent each; the teacher has a second group; shipped quotas, none for children."""
    for role in ("teacher", "pupil", "parent", "director"):
        scene.people[role] = scene.account(role)
    classroom = scene.value("SELECT group_id FROM central_membership WHERE user_id = ?", _user(scene, "teacher"))
    other = scene.value("SELECT id FROM `group` WHERE group_type_id = 2 AND id <> ?", classroom)
    school = scene.value("SELECT id FROM `group` WHERE group_type_id = 3")
    scene.change(
        "INSERT INTO central_membership (user_id, group_id, role_id) VALUES (?, ?, 7)", _user(scene, "teacher"), other
    )
    scene.people["administrator"] = scene.account("parent", -1)
    scene.change("DELETE FROM central_membership WHERE user_id = ?", _user(scene, "administrator"))
    _quota(scene, "CHILD", None)
    _quota(scene, "USER", 10_485_760)
    _quota(scene, "GROUP", 52_428_800)
    scene.change(
        "INSERT INTO media_folder_group (group_id, parent_id, label, slug, is_private, is_user_folder,"
        " is_external_folder, is_locker, status_deletion, created_at)"
        " VALUES (?, ?, 'Ressources Spot', ?, 0, 0, 1, 0, 1, '2026-09-01')",
        *(classroom, _root(scene, "group", classroom), f"external-{classroom}"),
    )
    second = scene.account("pupil", 1)
    users = {8: "teacher", 9: "pupil", 10: "parent"}
    people = {number: _user(scene, role) for number, role in users.items()} | {11: _id(scene, second.login)}
    roots = {number: _root(scene, "user", user) for number, user in people.items()}
    groups = {21: _root(scene, "group", classroom), 23: _root(scene, "group", other), 5: _root(scene, "group", school)}
    users_folder = scene.value("SELECT id FROM media_folder_group WHERE is_user_folder AND group_id = ?", classroom)
    outside = _root(scene, "user", _user(scene, "director"))
    _ids.update(
        {
            "media": {},
            "user": people,
            "group": {138004: classroom, 7: school},
            "USER": roots | {2: outside},
            "GROUP": groups | {22: users_folder},
        }
    )
    # Two files at the root of the class, the older one a text.
    (first,), (last,) = scene.rows(
        "SELECT id FROM media WHERE media_folder_type = 'GROUP' AND media_folder_id = ? ORDER BY created_at LIMIT 2",
        groups[21],
    )
    scene.change(
        "UPDATE media SET media_folder_id = ? WHERE media_folder_type = 'GROUP' AND media_folder_id = ?"
        " AND id NOT IN (?, ?)",
        *(groups[23], groups[21], first, last),
    )
    scene.change("UPDATE media SET type_unique_name = 6, file_mime_type = 'text/plain' WHERE id = ?", first)
    # A member without a root folder: the reason why the real application could not distribute to the class.
    scene.change("DELETE FROM media_folder_user WHERE user_id = ?", _id(scene, scene.account("pupil", 5).login))
    scene.values |= {
        "gid": str(classroom),
        "class": f"{groups[21]}-GROUP",
        "my": f"{roots[8]}-USER",
        "portal": scene.ent.portal.removesuffix("/ent"),
    }


@script.rewrite
def rewrite(scene: Scene, request: Request) -> None:
    """Ids in the path, in the query and in the body."""
    for name, (kind, number) in _NAMED.items():
        if number in _ids[kind]:
            ours = _ids[kind][number]
            scene.values[name] = str(ours) if kind == "media" else f"{ours}-{kind}"
    media_ids.translate(request)
    for part in (request.multipart or {}).values():
        if isinstance(part, dict):
            part["content"] = _content(part)


def _content(part: dict[str, Any]) -> str | bytes:
    """Bytes that are what the name says, as in the recording; else as many bytes as recorded."""
    name = part["filename"]
    if name in _CONTENTS:
        return _CONTENTS[name]
    picture = {"image/png": "PNG", "image/jpeg": "JPEG"}.get(part["content_type"])
    if picture and name != "faux.png":
        drawn = io.BytesIO()
        Image.new("RGB", (220, 160), "#3a7").save(drawn, picture)
        return drawn.getvalue()
    return b"x" * int(part["bytes"])


def _made(kind: str, number: int) -> Any:
    """The id that our answer's ``Location`` says is the recorded ``number``."""

    def read(_scene: Scene, answer: requests.Response) -> None:
        found = _MADE.search(answer.headers.get("Location", ""))
        if found:
            _ids[kind][number] = int(found[2])
            if (kind, number) == ("media", 7):  # two files in one request
                _ids["media"][8] = int(found[2]) + 1

    return read


for _exchange in script.exchanges():
    if _found := _MADE.search((_exchange.response.get("headers") or {}).get("Location", "")):
        script.after(_exchange.id)(_made(_found[3] or "media", int(_found[2])))


def _at(marker: str) -> Any:
    def put(_scene: Scene, request: Request) -> None:
        request.path = re.sub(r"\{(marker|parent)\}", media_ids.markers(marker), request.path)

    return put


for _name, _place in _PLACES.items():
    script.before(_name)(_at(_place))


def _as_recorded(path: str) -> Any:
    """A visitor without a session is answered the path he asked: the recorded one, whatever our ids are."""

    def put(scene: Scene, request: Request) -> None:
        scene.leave("anonymous")
        if path.startswith(_API):
            request.path = path.replace("{marker}", "26-GROUP")

    return put


for _exchange in script.exchanges():
    if _exchange.role == "anonymous":
        script.before(_exchange.id)(_as_recorded(_exchange.request().path))


@script.after("ml-teacher-76")
def folder_of_bookmarks(scene: Scene, _answer: requests.Response) -> None:
    _ids["GROUP"][31] = scene.value("SELECT id FROM media_folder_group WHERE label LIKE 'Dossier de signets%'")


@script.after("ml-pupil-21")
def deposit(scene: Scene, _answer: requests.Response) -> None:
    _ids["media"][23] = scene.value("SELECT max(id) FROM media")


@script.after("ml-teacher-167")
def received(scene: Scene, _answer: requests.Response) -> None:
    """The copy and the folder of the first pupil."""
    pupil = _ids["user"][9]
    _ids["media"][26] = scene.value("SELECT id FROM media WHERE shared_by IS NOT NULL AND user_id = ?", pupil)
    _ids["USER"][32] = scene.value("SELECT id FROM media_folder_user WHERE is_share_destination AND user_id = ?", pupil)


# --- the bytes


def _signed(recorded: dict[str, str], scene: Scene, *, later: int = 0) -> list[tuple[str, str]]:
    thumb = recorded["pattern"].startswith("tb/")
    number = 4 if thumb else int(recorded["pattern"].split("/")[2])
    path = f"/api/1.0/media-library/media/{media_ids.ours('media', number)}.json"
    media = scene.session("teacher").get(f"{scene.ent.portal}{path}")
    address = media.json()["image_thumb_url" if thumb else "download_url"]
    genuine = dict(parse_qsl(urlsplit(address).query))
    taken = {"pattern", *(name for name, value in recorded.items() if value.startswith("{"))} | (
        {"filename"} if thumb else set()
    )
    query = {name: genuine[name] if name in taken else value for name, value in recorded.items()}
    query["temp_url_expires"] = str(int(query["temp_url_expires"]) + later)
    return list(query.items())


def _download(exchange_id: str) -> None:
    @script.before(exchange_id)
    def sign(scene: Scene, request: Request) -> None:
        scene.leave("anonymous")
        if request.query:
            later = 1800 if exchange_id == "ml-anonymous-25" else 0
            request.query = _signed(dict(request.query), scene, later=later)  # type: ignore[assignment]


for _exchange in script.exchanges():
    if _exchange.request().path == "/ent/media_download.php":
        _download(_exchange.id)


# --- quotas and people


@script.before("ml-pupil-23")
def room_for_children(scene: Scene, _request: Request) -> None:
    _quota(scene, "CHILD", 20_000)


@script.before("ml-teacher-170")
def little_room_in_the_class(scene: Scene, _request: Request) -> None:
    used = scene.value(
        "SELECT value FROM group_data WHERE name = 'RESOURCE_USED_SIZE' AND group_id = ?", _ids["group"][138004]
    )
    _quota(scene, "GROUP", int(used) + 7_000)


@script.before("ml-teacher-173")
def room_again(scene: Scene, _request: Request) -> None:
    _quota(scene, "GROUP", 52_428_800)


@script.before("ml-teacher-175")
def little_room_for_the_teacher(scene: Scene, _request: Request) -> None:
    _quota(scene, "USER", 1_000)


@script.before("ml-parent-11")
def another_parent(scene: Scene, _request: Request) -> None:
    scene.leave("parent")
    scene.people["parent"] = next(
        account for account in scene.accounts if scene.account("pupil", 1).login in account.children
    )


@script.before("ml-pupil-32")
def another_pupil(scene: Scene, _request: Request) -> None:
    scene.leave("pupil")
    scene.people["pupil"] = scene.account("pupil", 1)


def _quota(scene: Scene, whose: str, size: int | None) -> None:
    name = f"RESOURCE_QUOTA_{whose}"
    groups = [row[0] for row in scene.rows("SELECT DISTINCT group_id FROM group_data")]
    scene.change("DELETE FROM group_data WHERE name = ?", name)
    for group in groups if size is not None else []:
        scene.change("INSERT INTO group_data (group_id, name, value) VALUES (?, ?, ?)", group, name, str(size))


def _user(scene: Scene, role: str) -> int:
    return _id(scene, scene.people[role].login)


def _id(scene: Scene, login: str) -> int:
    return int(scene.value("SELECT id FROM user WHERE login = ?", login))


def _root(scene: Scene, kind: str, owner: int) -> int:
    table, column = f"media_folder_{kind}", f"{kind}_id"
    return int(scene.value(f"SELECT id FROM {table} WHERE parent_id IS NULL AND {column} = ?", owner))  # noqa: S608
