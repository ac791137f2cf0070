"""Homes, class management, profile, directory, notifications, administration, change of year.

The recorded world: the class 138004 « Test - Classroom » (teacher 8, pupils 9, 11, 13…, parents 10, 12, 14…) in the
school 138003, with a team 138005; 4 is somebody of another school, 7 and 8 are other classes, 19 the first pupil made.
"""

from __future__ import annotations

import re

import requests

from tests.contract.exchange import Request
from tests.contract.replay import Scene, Script
from tests.contract.world import insert_admin, insert_outsider, insert_team, pupil_and_parent
from tests.practice_ent.visitor import XHR, ask_code, visitor

script = Script(
    "platform-features.jsonl",
    visits={
        "class home, every role",
        "teacher manages the class",
        "school and group",
        "profile",
        "notifications",
        "directory",
        "users and groups API",
        "administration and legal pages",
        "change of school year",
    },
)
_PEOPLE = "/ent/classe/gestion/utilisateurs"
_YEAR = "/ent/classe/gestion/changement-annee/"
_UID = re.compile(r'class="uid"[^>]*>\s*(\w+)')


@script.opening
def open_(scene: Scene) -> None:
    scene.people["teacher"], scene.people["director"] = scene.account("teacher"), scene.account("director")
    scene.people["teacher (other class)"] = scene.account("teacher", 1)
    login = scene.people["teacher"].login
    classroom, other = (
        scene.value(
            "SELECT group_id FROM central_membership m JOIN user u ON u.id = m.user_id WHERE login = ? AND role_id = 7",
            scene.people[role].login,
        )
        for role in ("teacher", "teacher (other class)")
    )
    school = scene.value("SELECT parent_id FROM central_group_parent WHERE group_id = ?", classroom)
    scene.people["pupil"], scene.people["parent"] = pupil_and_parent(scene, classroom)
    scene.people["pupil (other)"], scene.people["parent (other)"] = pupil_and_parent(scene, classroom, rank=1)
    team = insert_team(scene, classroom, "Test - Team")
    scene.people["admin"] = insert_admin(scene, like=scene.people["teacher"])
    outsider = insert_outsider(scene)

    def user(role: str) -> int:
        return int(scene.value("SELECT id FROM user WHERE login = ?", scene.people[role].login))

    scene.values |= {"class": str(classroom), "other": str(other), "4": str(outsider), "teacher": str(user("teacher"))}
    scene.values |= {"8": str(user("teacher")), "9": str(user("pupil")), "10": str(user("parent"))}
    scene.values["11"] = str(user("pupil (other)"))
    first_name = scene.value("SELECT first_name FROM user WHERE id = ?", user("pupil"))
    scene.names |= {
        "Eleve 1 Test": scene.people["pupil"].full_name,
        "Eleve 1": first_name,
        "Test - Classroom": scene.value('SELECT label FROM "group" WHERE id = ?', classroom),
        "Test - School": scene.value('SELECT label FROM "group" WHERE id = ?', school),
        "138003": str(school),
        "138004": str(classroom),
        "138005": str(team),
        "jeandupont": login,
        # An application that every class has here, in the place of one that is not here.
        "/GPS/": "/CALENDAR/",
        "/eleve1": f"/{scene.people['pupil'].login}",
    }
    for one in (classroom, other):
        scene.change("INSERT INTO group_data (group_id, name, value) VALUES (?, 'CURRENT_YEAR', '2099')", one)


_USER_SLUG = re.compile(r"utilisateur-(\d+)")
_USER_ID = re.compile(r"(?<=/users/)(\d+)|(?<=/fiche/)(\d+)")
_OTHER_CLASS = re.compile(r"(?<=/groups/)7\b|(?<=/switch-context/)7\b|(?<=/notification/)7\b")


@script.rewrite
def rewrite(scene: Scene, request: Request) -> None:
    request.path = _USER_SLUG.sub(lambda found: f"utilisateur-{scene.values.get(found[1], found[1])}", request.path)
    request.path = _USER_ID.sub(lambda found: scene.values.get(found[0], found[0]), request.path)
    request.path = _OTHER_CLASS.sub(scene.values["other"], request.path)
    if "ids" in request.query:
        request.query["ids"] = ",".join(scene.values[one] for one in request.query["ids"].split(","))
    for name, value in (request.form or {}).items():
        request.form[name] = str(value)  # type: ignore[index]


# The page that holds the token of each form, and the exchanges that send it.
_FORMS = {
    "new_user_classroom_form": (f"{_PEOPLE}/ajouter-un-eleve", "teacher"),
    "import_user_from_csv_form": (f"{_PEOPLE}/importer-eleve-depuis-ficher-csv", "teacher"),
    "profile_form": ("/ent/profil/gestion/", "teacher"),
    "profile_feed_form": ("/ent/profil/statut/gestion/nouveau", "pupil"),
    "classroom_pupil_data_reset_form": (_YEAR, "teacher"),
    "blog_article_data_reset_form": (_YEAR, "teacher"),
    "media_data_reset_form": (_YEAR, "teacher"),
    "gps_data_reset_form": (_YEAR, "teacher"),
    "no_option_data_reset_form": (_YEAR, "teacher"),
}
_BAD_TOKEN = {"mgmt-add-pupil-badtoken", "profile-save-badtoken", "year-val-badtoken", "year-finish-badtoken"}


def _token(scene: Scene, form: str, role: str | None = None) -> str:
    path, usual = _FORMS[form]
    page = scene.session(role or usual).get(scene.ent.portal.removesuffix("/ent") + path, headers=XHR)
    found = re.search(rf'name="{form}\[_token\]"[^>]*value="([^"]+)"', page.text)
    assert found, f"pas de jeton {form} dans {path}"
    return found[1]


def _fill_token(scene: Scene, request: Request) -> None:
    parts = [request.form or {}, (request.multipart or {}).get("fields") or {}]
    for fields in parts:
        for name in [name for name, value in fields.items() if value == "{csrf token}"]:
            fields[name] = _token(scene, name.removesuffix("[_token]"))


def _fill_bad_token(_scene: Scene, request: Request) -> None:
    request.form = {name: "faux" if "_token" in name else value for name, value in (request.form or {}).items()}


_SENDING = [
    one.id for one in script.exchanges() if "{csrf token}" in str(one.request().form) + str(one.request().multipart)
]
script.before(*(one for one in _SENDING if one not in _BAD_TOKEN))(_fill_token)
script.before(*_BAD_TOKEN)(_fill_bad_token)


@script.before(*(one.id for one in script.exchanges() if one.role == "anonymous"))
def unknown_visitor(scene: Scene, _request: Request) -> None:
    """The recording had no cookie yet at any of these."""
    scene.leave("anonymous")


@script.before("dir-users-lookup", "me-parent")
def without_email(scene: Scene, _request: Request) -> None:
    """The recorded parent had no e-mail."""
    scene.change("UPDATE user SET email = NULL WHERE id = ?", int(scene.values["10"]))


@script.after("dir-users-lookup", "me-parent")
def with_email(scene: Scene, _answer: requests.Response) -> None:
    scene.change("UPDATE user SET email = 'parent@example.org' WHERE id = ?", int(scene.values["10"]))


def _arrive(role: str) -> None:
    """A fresh session that has not asked for its landing page yet."""

    @script.before(f"landing-{role}")
    def arrive(scene: Scene, _request: Request) -> None:
        account = scene.people[role]
        scene.leave(role)
        session = scene.sessions[role] = visitor()
        session.get(ask_code(session, scene.ent.portal, account.login, account.password), headers=XHR)


for _role in ("pupil", "parent", "teacher", "director", "admin"):
    _arrive(_role)


@script.after("mgmt-dashboard")
def read_codes(scene: Scene, answer: requests.Response) -> None:
    page = scene.session("teacher (other class)").get(f"{scene.ent.portal}/classe/gestion/")
    scene.values |= {"own code": _UID.findall(answer.text)[0], "other code": _UID.findall(page.text)[0]}


@script.after("mgmt-add-pupil")
def read_pupil(scene: Scene, _answer: requests.Response) -> None:
    scene.values["19"] = str(scene.value("SELECT max(id) FROM user WHERE high_role_id = 8"))


@script.before("mgmt-import-csv")
def two_pupils(scene: Scene, request: Request) -> None:
    _fill_token(scene, request)
    file = (request.multipart or {})["files"]["import_user_from_csv_form[file]"]
    file["content"] = "Nom;Prenom;Date;Sexe\r\nImport;Tom;01/02/2016;M\r\nImport;Ana;03/04/2016;F\r\n"


@script.before("year-page")
def offer(scene: Scene, _request: Request) -> None:
    scene.change("DELETE FROM group_data WHERE name = 'CURRENT_YEAR'")


@script.before("year-val-foreign")
def foreign(scene: Scene, request: Request) -> None:
    _fill_token(scene, request)
    request.form = {**(request.form or {}), "group_id": scene.values["other"]}


@script.before("year-val-transfer-own", "year-val-transfer-lower", "year-val-transfer-upper")
def code(scene: Scene, request: Request) -> None:
    _fill_token(scene, request)
    field = "classroom_pupil_data_reset_form[uid]"
    sent = (request.form or {})[field]
    ours = scene.values["own code" if sent.startswith("CE92") else "other code"]
    request.form = {**(request.form or {}), field: ours.upper() if sent.isupper() else ours}


@script.before("year-pupil-after", "year-parent-after", "year-archived-login-page")
def try_to_sign_in(scene: Scene, request: Request) -> None:
    """An account that is closed tries to come in: nothing is opened."""
    role = {"/ent/": "pupil (other)", "/ent/classe/": "parent (other)"}[request.path]
    for one in (role, "pupil"):
        scene.leave(one)
        scene.sessions[one] = visitor()


@script.before("year-do-pupil-delete-author")
def open_again(scene: Scene, request: Request) -> None:
    """The accounts are made active again, and a pupil signs in, who has written an article."""
    scene.change("UPDATE user SET archived = 0, archive_date = NULL, expires_at = NULL WHERE archived = 1")
    scene.change("UPDATE central_account SET is_active = 1")
    for row in scene.rows("SELECT id, high_role_id FROM user WHERE high_role_id IN (8, 9)"):
        scene.change(
            "INSERT OR IGNORE INTO central_membership (user_id, group_id, role_id) VALUES (?, ?, ?)",
            row[0],
            int(scene.values["class"]),
            row[1],
        )
    scene.change(
        "UPDATE blog_article SET author_id = ? WHERE id = (SELECT max(article.id) FROM blog_article article"
        " JOIN blog ON blog.id = article.blog_reference_id WHERE blog.group_id = ?)",
        int(scene.values["9"]),
        int(scene.values["class"]),
    )
    scene.leave("pupil (other)")
    scene.session("pupil (other)")
    _fill_token(scene, request)


@script.before("year-finish-nohomework")
def other_class(scene: Scene, request: Request) -> None:
    form = "no_option_data_reset_form"
    token = _token(scene, form, "teacher (other class)")
    request.form = {f"{form}[id]": scene.values["other"], f"{form}[_token]": token}
