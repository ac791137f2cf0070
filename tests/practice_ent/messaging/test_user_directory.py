"""Whom the directory shows to whom (contract: messaging.md 7)."""

from __future__ import annotations

import pytest
import requests

from tests.practice_ent.messaging.mailbox import School

_ROLES = {"TEACHER", "PUPIL", "PARENT"}


def test_the_groups_are_those_of_the_person(school: School) -> None:
    groups = school.parent.directory("groups").json()
    assert [group["id"] for group in groups] == [school.classroom]
    keys = {"id", "label", "type", "avatar_url", "_links", "parent_id", "manageable", "distributable", "view_users"}
    assert groups[0].keys() - {"is_favorite"} == keys
    assert groups[0]["type"] == "CLASSROOM"
    assert school.parent.directory("groups", view="nothing").json() == groups
    assert school.parent.directory("groups", view="media-library-share").json() == []


def test_a_teacher_sees_the_whole_class(school: School) -> None:
    group = school.teacher.directory(f"groups/{school.classroom}").json()
    users = group["_embedded"]["users"]
    assert users.keys() == _ROLES
    assert {school.child.id, school.friend.id} <= set(users["PUPIL"])
    assert {school.parent.id, school.other_parent.id} <= set(users["PARENT"])
    assert users["TEACHER"] == [school.teacher.id]


def test_a_pupil_sees_the_pupils_the_teachers_and_his_own_parents(school: School) -> None:
    users = school.child.directory(f"groups/{school.classroom}").json()["_embedded"]["users"]
    assert users["TEACHER"] == [school.teacher.id]
    assert {school.child.id, school.friend.id} <= set(users["PUPIL"])
    assert school.parent.id in users["PARENT"]
    assert school.other_parent.id not in users["PARENT"]


def test_a_parent_sees_the_teachers_and_his_own_children(school: School) -> None:
    users = school.parent.directory(f"groups/{school.classroom}").json()["_embedded"]["users"]
    assert users.keys() == {"TEACHER", "PUPIL"}
    assert school.child.id in users["PUPIL"]
    assert len(users["PUPIL"]) == len(school.parent.account.children.split())


def test_a_foreign_group_is_refused_and_an_unknown_one_is_not_found(school: School) -> None:
    elsewhere = school.far_teacher.directory("groups").json()[0]["id"]
    assert school.teacher.directory(f"groups/{elsewhere}").status_code == 403
    # The real one answers 500.
    assert school.teacher.directory("groups/99999").status_code == 404
    found = school.teacher.directory("groups/lookup", ids=f"{school.classroom},{elsewhere}").json()
    assert [group["id"] for group in found] == [school.classroom]


def test_groups_are_found_by_their_label(school: School) -> None:
    label = school.teacher.account.classroom
    found = school.teacher.directory(f"groups/search/{label[:3].lower()}").json()
    assert [group["label"] for group in found] == [label]
    assert school.teacher.directory(f"groups/search/{label[:3]}", **{"exclude_ids[]": school.classroom}).json() == []
    assert school.teacher.directory("groups/search/zzz").json() == []


def test_people_are_found_by_a_part_of_their_name_accents_and_case_apart(school: School) -> None:
    wanted = school.friend.account.full_name.split()[-1]
    found = school.teacher.directory(f"users/search/{wanted[:4].upper()}").json()
    assert school.friend.id in [user["id"] for user in found]
    assert found[0].keys() - {"last_connection"} == {"id", "full_name", "avatar_url", "created_at"}
    kept = school.teacher.directory(f"users/search/{wanted}", **{"exclude_ids[]": school.friend.id}).json()
    assert school.friend.id not in [user["id"] for user in kept]


@pytest.mark.parametrize(
    ("seeker", "sought"),
    [("parent", "friend"), ("parent", "other_parent"), ("child", "other_parent"), ("child", "far_pupil")],
)
def test_people_one_cannot_write_to_are_not_found(school: School, seeker: str, sought: str) -> None:
    """The real one shows a parent the other children, and anybody any card."""
    mailbox, other = getattr(school, seeker), getattr(school, sought)
    name = other.account.full_name.split()[-1]
    found = mailbox.directory(f"users/search/{name}").json()
    assert other.id not in [user["id"] for user in found]
    for view in ("messaging-recipients", ""):
        assert mailbox.directory("users/lookup", ids=other.id, view=view).status_code == 403
    assert mailbox.directory(f"users/{other.id}").status_code == 403


def test_people_are_looked_up_together_and_one_out_of_reach_refuses_all(school: School) -> None:
    ids = f"{school.child.id},{school.parent.id}"
    found = school.teacher.directory("users/lookup", ids=ids, group_id=school.classroom).json()
    assert {user["id"] for user in found} == {school.child.id, school.parent.id}
    assert {"first_name", "last_name", "gender", "is_adult", "is_child", "rights", "main_role"} <= found[0].keys()
    assert found[0]["_links"]["profile"]["href"].startswith("/ent/profil/voir/utilisateur-")
    assert "_links" not in school.teacher.directory("users/lookup", ids=ids).json()[0]
    assert school.teacher.directory("users/lookup", ids=f"{ids},{school.far_pupil.id}").status_code == 403
    assert school.teacher.directory("users/lookup").json() == []


def test_a_card_is_shown_to_those_who_may_meet_the_person(school: School) -> None:
    card = school.parent.directory(f"users/{school.teacher.id}")
    assert card.status_code == 200
    assert card.json().keys() - {"last_connection", "email"} == {
        *("id", "first_name", "last_name", "full_name", "avatar_url", "created_at")
    }
    assert school.parent.directory(f"users/{school.child.id}").status_code == 200
    assert school.child.directory(f"users/{school.parent.id}").status_code == 200
    assert school.child.directory("users/99999").status_code == 404


def test_the_directory_needs_a_session(school: School) -> None:
    answer = requests.get(f"{school.portal}/api/1.0/user-directory/groups.json", timeout=10)
    assert (answer.status_code, answer.json()) == (401, "invalid credentials /api/1.0/user-directory/groups.json")
