"""Sign-in, session, shell.

The recorded world: the class 138004 « Test - Classroom » with its team, the group 8 of another school; a parent without
e-mail; a director whose address is known to the forgotten password.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from fixtures.accounts import Account
from tests.contract.exchange import Request
from tests.contract.replay import Scene, Script
from tests.contract.world import insert_member, insert_team, pupil_and_parent
from tests.practice_ent.visitor import ask_code, visitor

script = Script("auth-session.jsonl")
_TOKEN = re.compile(r'name="password_reset_form\[_token\]"[^>]*value="([^"]+)"')


@script.opening
def open_(scene: Scene) -> None:
    teacher = scene.people["teacher"] = scene.account("teacher")
    director = scene.people["director"] = scene.account("director")
    classroom = scene.value(
        "SELECT group_id FROM central_membership m JOIN user u ON u.id = m.user_id WHERE login = ? AND role_id = 7",
        teacher.login,
    )
    scene.people["pupil"], scene.people["parent"] = pupil_and_parent(scene, classroom)
    team = insert_team(scene, classroom, "Test - Team")
    for role in ("administrator", "cityreferent"):
        scene.people[role] = insert_member(scene, role, like=teacher)
    scene.change("UPDATE user SET email = NULL WHERE login = ?", scene.people["parent"].login)
    scene.change(
        "INSERT INTO central_account (id, username, password, is_active, first_name, last_name)"
        " SELECT 900100, 'inconnu', password, 1, 'Jean', 'Test' FROM central_account WHERE username = ?",
        teacher.login,
    )
    school = scene.value("SELECT parent_id FROM central_group_parent WHERE group_id = ?", classroom)
    other = scene.value('SELECT id FROM "group" WHERE group_type_id = 2 AND id <> ?', classroom)
    scene.values |= {"class": str(classroom), "team": str(team), "school": str(school), "flag": "blog_views"}
    scene.values["city"] = str(
        scene.value(
            "SELECT group_id FROM central_membership m JOIN user u ON u.id = m.user_id WHERE login = 'cityreferent'"
        )
    )
    # A city has a group above it, the environment: any group stands for it.
    scene.change(
        "INSERT INTO central_group_parent (group_id, parent_id) VALUES (?, ?)", int(scene.values["city"]), school
    )
    scene.values["team_slug"] = scene.value('SELECT slug FROM "group" WHERE id = ?', team)
    scene.values["user_id"] = str(scene.value("SELECT id FROM user WHERE login = ?", scene.people["pupil"].login))
    scene.names |= {
        "Test - Classroom": scene.value('SELECT label FROM "group" WHERE id = ?', classroom),
        "Test - School": scene.value('SELECT label FROM "group" WHERE id = ?', school),
        "jean+directeur2@example.org": scene.value("SELECT email FROM user WHERE login = ?", director.login),
        "138004": str(classroom),
        "groupe-8": scene.value('SELECT slug FROM "group" WHERE id = ?', other),
        "/groups/8/": f"/groups/{other}/",
        "{portal}": scene.ent.portal.removesuffix("/ent"),
    }
    scene.values["other"] = str(other)


# The group a role has in ``{group_id}``, the class but for these.
_GROUPS = {"director": "school", "cityreferent": "city"}


@script.rewrite
def rewrite(scene: Scene, request: Request) -> None:
    scene.values["group_id"] = scene.values[_GROUPS.get(scene.playing.role, "class")]
    if request.query.get("code") == "{code}":
        scene.values["code"] = _code(scene, scene.people.get(scene.playing.role, scene.people["teacher"]))
    for document in (request.json, request.form):
        if isinstance(document, dict) and document.get("id") in (8, 138004):
            document["id"] = int(scene.values["other" if document["id"] == 8 else "class"])


def _code(scene: Scene, account: Account) -> str:
    """A code asked by another browser: the visit's own cookies are those of the recording."""
    callback = ask_code(visitor(), scene.ent.portal, account.login, account.password)
    return parse_qs(urlsplit(callback).query)["code"][0]


def _new_browser(scene: Scene, _request: Request) -> None:
    role = scene.playing.role
    scene.leave(role)
    scene.sessions[role] = visitor()


script.before(
    *("auth-anonymous-01", "auth-anonymous-66", "auth-anonymous-82", "auth-anonymous-83"),
    *("auth-teacher-01", "auth-teacher-08", "auth-teacher-16", "auth-teacher-19"),
)(_new_browser)


@script.before(*(f"auth-{role}" for role in ("teacher-24", "pupil-01", "parent-01", "director-01")))
def open_the_page(scene: Scene, request: Request) -> None:
    _new_browser(scene, request)
    scene.session(scene.playing.role).get(f"{scene.ent.portal}/", params={"_locale": "fr"})


script.before("auth-administrator-01", "auth-cityreferent-01")(open_the_page)


@script.before("auth-anonymous-71")
def unknown_to_the_portal(scene: Scene, request: Request) -> None:
    request.query["code"] = _code(scene, replace(scene.people["teacher"], login="inconnu"))


@script.before(*(f"auth-anonymous-{number}" for number in (56, 57, 58, 61, 62)))
def fill_token(scene: Scene, _request: Request) -> None:
    page = scene.session("anonymous").get(f"{scene.ent.portal}/gestion/mot-de-passe/reinitialisation")
    found = _TOKEN.search(page.text)
    assert found, page.text
    scene.values["csrf"] = found[1]


@script.before("auth-teacher-21")
def browser_opened_again(scene: Scene, _request: Request) -> None:
    """The cookie of the session is gone with the browser, that of the remembered visitor stays."""
    cookies = scene.session("teacher").cookies
    for cookie in [one for one in cookies if one.name != "beneyluapp_remember"]:
        cookies.clear(cookie.domain, cookie.path, cookie.name)


@script.before("auth-pupil-26")
def sign_in_again(scene: Scene, _request: Request) -> None:
    scene.leave("pupil")


@script.before("auth-pupil-25")
def prefer_the_team(scene: Scene, _request: Request) -> None:
    scene.values["group_id"] = scene.values["team"]
