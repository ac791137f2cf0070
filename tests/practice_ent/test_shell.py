"""The bar, the homes and the small pages of the practice ENT (contract: auth-session.md 6 to 12, 15)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from fixtures.practice_ent.server import PracticeEnt

SignedIn = Callable[..., requests.Session]
_ME = {"id", "first_name", "last_name", "last_connection", "created_at", "full_name", "avatar_url", "gender"} | {
    *("is_adult", "is_child", "beta", "rights", "main_role")
}
_GROUP = {"id", "label", "type", "avatar_url", "_links", "parent_id", "manageable", "distributable", "view_users"}


@pytest.fixture
def api(ent: PracticeEnt) -> str:
    return f"{ent.portal}/api/1.0"


def current_id(session: requests.Session, api: str) -> int:
    found: int = session.get(f"{api}/groups/current.json").json()["id"]
    return found


def test_the_class_home_has_the_marks_of_the_contract(signed_in: SignedIn, ent: PracticeEnt) -> None:
    page = signed_in("pupil").get(f"{ent.portal}/classe/").text
    for mark in ('class="nine-height"', 'class="home-window"', 'class="office home"', 'class="board"'):
        assert mark in page
    assert page.count('class="message"') == 2
    assert re.search(r"(Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche) \d+ \w+ \d{4}", page)
    assert '<bns-navbar app="CLASSROOM" mode="front">' in page
    assert 'href="/ent/disconnect"' in page


def test_the_homes_of_others_are_closed(signed_in: SignedIn, ent: PracticeEnt) -> None:
    pupil, director = signed_in("pupil"), signed_in("director")
    refused = pupil.get(f"{ent.portal}/ecole/")
    assert refused.status_code == 403
    assert "Tu n'as pas le droit de voir cette page." in refused.text
    # A director holds the right of the class page at his school (contract: platform-features.md 3).
    assert director.get(f"{ent.portal}/classe/").status_code == 200
    assert director.get(f"{ent.portal}/ecole/").status_code == 200


def test_the_bar_of_a_page_gets_its_answers(signed_in: SignedIn, api: str) -> None:
    session = signed_in("teacher")
    beta = session.get(f"{api}/users/me/beta.json")
    assert (beta.status_code, beta.text) == (404, '""')
    group = session.get(f"{api}/groups/current.json").json()
    assert set(group) == _GROUP | {"app"}
    assert (group["type"], group["app"]["unique_name"]) == ("CLASSROOM", "CLASSROOM")
    apps = session.get(f"{api}/groups/{group['id']}/applications.json").json()
    assert [app["unique_name"] for app in apps] == [
        *("CLASSROOM", "BLOG", "MEDIA_LIBRARY", "MESSAGING", "NOTIFICATION", "PROFILE", "USER_DIRECTORY"),
        *("CALENDAR", "HOMEWORK", "LIAISONBOOK", "MINISITE", "STATISTICS", "ACCOUNT"),
    ]
    assert [app["unique_name"] for app in apps if "counter" in app] == ["NOTIFICATION"]
    blog = session.get(f"{api}/groups/{group['id']}/applications/BLOG.json")
    assert blog.json()["_links"]["back"]["href"].endswith("/ent/blog/gestion/")
    unknown = session.get(f"{api}/groups/{group['id']}/applications/NOPE.json")
    assert (unknown.status_code, unknown.text) == (404, '""')


def test_only_who_may_manage_is_told_so(signed_in: SignedIn, api: str) -> None:
    manages = {}
    for role in ("teacher", "parent"):
        session = signed_in(role)
        app = session.get(f"{api}/groups/{current_id(session, api)}/applications/BLOG.json").json()
        manages[role] = (app["has_access_front"], app["has_access_back"])
    assert manages == {"teacher": (True, True), "parent": (True, False)}


def test_who_i_am_never_tells_the_login(signed_in: SignedIn, api: str) -> None:
    pupil = signed_in("pupil").get(f"{api}/users/me.json").json()
    assert set(pupil) == _ME
    assert (pupil["is_child"], pupil["main_role"]) == (True, "pupil")
    parent = signed_in("parent").get(f"{api}/users/me.json").json()
    assert set(parent) == _ME | {"email", "_embedded"}
    assert [child["main_role"] for child in parent["_embedded"]["children"]] == ["pupil"]


def test_the_suffix_and_the_version_change_nothing(signed_in: SignedIn, ent: PracticeEnt) -> None:
    session = signed_in("teacher")
    answers = {
        session.get(f"{ent.portal}/api/{path}").text for path in ("1.0/users/me", "1.0/users/me.xml", "1.1/users/me")
    }
    assert answers == {session.get(f"{ent.portal}/api/1.0/users/me.json").text}


def test_the_rights_are_those_of_the_role(signed_in: SignedIn, api: str) -> None:
    session = signed_in("pupil")
    group = current_id(session, api)
    asked = {
        "BLOG_ACCESS": True,
        "BLOG_ADMINISTRATION": False,
        "NO_SUCH_RIGHT": False,
        f"BLOG_ACCESS_BACK/groups/{group}": True,
        "BLOG_ACCESS/groups/999999": False,
    }
    found = {path: session.get(f"{api}/users/rights/{path}.json").json()["has_right"] for path in asked}
    assert found == asked


def test_the_groups_can_be_chosen_by_right(signed_in: SignedIn, api: str) -> None:
    session = signed_in("pupil")
    mine = session.get(f"{api}/groups.json", params={"right": "BLOG_ACCESS"}).json()
    assert [set(group) for group in mine] == [_GROUP]
    assert session.get(f"{api}/groups.json", params={"right": "BLOG_ADMINISTRATION"}).json() == []
    with_people = session.get(f"{api}/groups.json", params={"users": "1"}).json()
    assert len(with_people[0]["user_ids"]) > 20


def test_the_current_group_changes_only_for_a_member(
    signed_in: SignedIn, ent: PracticeEnt, api: str, base: sqlite3.Connection
) -> None:
    session = signed_in("teacher")
    mine = current_id(session, api)
    other = base.execute('SELECT id FROM "group" WHERE group_type_id = 2 AND id <> ?', [mine]).fetchone()[0]
    expected = {mine: 200, other: 403, 999999: 404, None: 400}
    assert {
        key: session.patch(f"{api}/groups/current.json", json={"id": key}).status_code for key in expected
    } == expected
    switch = f"{ent.portal}/switch-context"
    assert session.get(f"{switch}/{mine}", allow_redirects=False).headers["Location"] == "/ent/classe/"
    assert session.get(f"{switch}/{other}").status_code == 403
    assert session.get(f"{ent.portal}/changer-de-contexte/no-such-group").status_code == 404
    background = session.get(
        f"{ent.portal}/changer-de-contexte/groupe-{mine}", headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert (background.status_code, background.text) == (200, "{}")


def test_errors_of_the_api_have_their_shapes(signed_in: SignedIn, ent: PracticeEnt, api: str) -> None:
    session = signed_in("teacher")
    wrong_method = session.delete(f"{api}/groups/current.json")
    assert (wrong_method.status_code, wrong_method.headers["Allow"]) == (405, "GET, HEAD, PATCH")
    assert wrong_method.json() == {"error": {"code": 405, "message": "Method Not Allowed"}}
    unknown = session.get(f"{api}/does-not-exist.json")
    assert (unknown.status_code, unknown.headers["Content-Type"]) == (404, "text/html; charset=UTF-8")
    assert requests.get(f"{api}/does-not-exist.json", timeout=10).json() == unknown.json()
    broken = session.patch(f"{api}/groups/current.json", data='{"id":', headers={"Content-Type": "application/json"})
    assert broken.json() == {"error": {"code": 400, "message": "Bad Request"}}
    assert session.get(f"{ent.portal}/nowhere", allow_redirects=False).headers["Location"] == "/ent/"
    assert session.get(f"{ent.portal}/nowhere/at-all").status_code == 404


def test_the_parameters_are_open_with_their_suffix_only(ent: PracticeEnt, api: str) -> None:
    parameters = requests.get(f"{api}/parameters.json", timeout=10).json()
    assert (parameters["anonymous"], parameters["application_base_url"]) == (True, ent.portal)
    assert requests.get(f"{api}/parameters", timeout=10).status_code == 401


def test_visits_are_counted_for_who_has_the_right(signed_in: SignedIn, api: str) -> None:
    session = signed_in("pupil")
    visits = {"MESSAGING": 204, "media_library": 204, "BLOG": 400}
    found = {name: session.post(f"{api}/statistics/visits/{name}.json", json={}).status_code for name in visits}
    assert found == visits


def test_a_feature_nobody_defined_is_off(signed_in: SignedIn, api: str) -> None:
    session = signed_in("teacher")
    assert session.get(f"{api}/feature-flags.json").json() == []
    assert session.get(f"{api}/feature-flags/blog_views.json").json() == {"value": False}
    assert "tinymce_mode" in session.get(f"{api}/wysiwyg/configuration.json").cookies


def test_the_routing_script_calls_only_a_function(ent: PracticeEnt) -> None:
    script = requests.get(f"{ent.portal}/js/routing", params={"callback": "fos.Router.setData"}, timeout=10)
    assert script.headers["Content-Type"] == "application/javascript"
    assert script.text.startswith('fos.Router.setData({"base_url": "/ent"')
    assert requests.get(f"{ent.portal}/js/routing", params={"callback": "alert(1);x"}, timeout=10).status_code == 400


def test_seen_notifications_are_no_longer_counted(signed_in: SignedIn, ent: PracticeEnt, api: str) -> None:
    session = signed_in("teacher", 1)
    address = f"{api}/groups/{current_id(session, api)}/applications.json"

    def unread() -> int:
        return int(next(app["counter"] for app in session.get(address).json() if "counter" in app))

    assert unread() > 0
    page = session.get(f"{ent.portal}/notification/").text
    assert 'class="new-notifications module-container"' in page
    assert unread() == 0
    assert "new-notifications" not in session.get(f"{ent.portal}/notification/").text


def test_a_parent_sees_the_profile_of_his_child_and_not_of_a_child_of_another_class(
    signed_in: SignedIn, ent: PracticeEnt, base: sqlite3.Connection
) -> None:
    session = signed_in("parent")
    page = session.get(f"{ent.portal}/profil")
    assert page.url.startswith(f"{ent.portal}/profil/voir/utilisateur-")
    stranger = base.execute(
        """SELECT slug FROM user WHERE high_role_id = 8 AND id NOT IN
           (SELECT user_id FROM central_membership WHERE group_id IN (SELECT group_id FROM central_membership parent
            JOIN pupil_parent_link link ON link.user_parent_id = parent.user_id
            JOIN user child ON child.id = link.user_pupil_id WHERE child.slug = ?))""",
        [page.url.rsplit("/", 1)[1]],
    ).fetchone()[0]
    assert session.get(f"{ent.portal}/profil/voir/{stranger}").status_code == 403


@pytest.mark.parametrize("role", ["teacher", "pupil", "parent", "director"])
def test_each_person_has_a_picture(signed_in: SignedIn, ent: PracticeEnt, role: str) -> None:
    picture = signed_in(role).get(f"{ent.portal}/my-avatar")
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")


def test_strangers_get_the_small_pages(ent: PracticeEnt) -> None:
    expected = {
        "/mentions-legales": (200, "Webmaster"),
        "/cookies": (200, "Qu'est ce qu'un cookie ?"),
        "/pas-de-classe": (200, "Se déconnecter"),
        "/app/": (200, "window.bns_anonymous = true"),
        "/is-login": (404, "false"),
        "/my-avatar": (404, "Une erreur est (malheureusement) survenue"),
        "/fr/": (200, "Me connecter"),
        "/de/": (404, "Une erreur est (malheureusement) survenue"),
    }
    for path, (status, text) in expected.items():
        page = requests.get(f"{ent.portal}{path}", timeout=10)
        assert (page.status_code, text in page.text) == (status, True), path


def test_the_language_stays_in_the_session(anyone: requests.Session, ent: PracticeEnt, api: str) -> None:
    def locale() -> str:
        return str(anyone.get(f"{api}/parameters.json").json()["locale"])

    assert locale() == "fr"
    anyone.get(f"{ent.portal}/cookies", params={"_locale": "en"})
    assert locale() == "en"
    switched = anyone.get(f"{ent.portal}/switch-language/es", headers={"X-Requested-With": "XMLHttpRequest"})
    assert (switched.json(), locale()) == ("OK", "es")
    anyone.get(f"{ent.portal}/switch-language/xx")
    assert locale() == "fr"


def test_every_picture_and_script_named_by_the_layout_exists(signed_in: SignedIn, ent: PracticeEnt) -> None:
    session, origin = signed_in("teacher"), ent.portal.removesuffix("/ent")
    page = session.get(f"{ent.portal}/app/").text
    files = re.findall(r'(?:src|href)="(/ent/medias/[^"]+)"', page)
    assert len(files) >= 6
    assert {file: session.get(origin + file).status_code for file in files} == dict.fromkeys(files, 200)


def test_the_static_folder_shows_nothing_above_it(ent: PracticeEnt) -> None:
    secret = Path(__file__).name
    request = requests.Request("GET", f"{ent.portal}/medias/").prepare()
    request.url = f"{ent.portal}/medias/../../../tests/practice_ent/{secret}"
    with requests.Session() as session:
        assert session.send(request, timeout=10).status_code == 404


def test_changing_a_person_without_any_known_field_is_refused(signed_in: SignedIn, api: str) -> None:
    pupil = signed_in("pupil").get(f"{api}/users/me.json").json()
    teacher = signed_in("teacher")
    assert teacher.patch(f"{api}/users/{pupil['id']}.json", json={"nope": 1}).status_code == 400
    assert signed_in("parent").patch(f"{api}/users/{pupil['id']}.json", json={"nope": 1}).status_code == 403
