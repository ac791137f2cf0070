"""Preferences, realtime tokens, and teams of a class (contract: messaging.md 5.1, 7, 10)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import pytest
import requests

from tests.practice_ent.messaging.mailbox import School, new_subject


def test_preferences_are_made_when_first_asked_for(school: School) -> None:
    school.change("DELETE FROM messaging_preferences")
    assert school.teacher.mail("PATCH", "preferences", json={"isAbsent": True}).status_code == 404
    first = school.teacher.mail("GET", "preferences").json()
    assert first["user_id"] == school.teacher.id
    assert first["is_absent"] is False
    assert "absent_from" not in first
    changed = school.teacher.mail("PATCH", "preferences", json={"isAbsent": True, "absentFrom": "2026-12-20"})
    assert (changed.status_code, changed.json()) == (200, "")
    again = school.teacher.mail("GET", "preferences").json()
    assert (again["is_absent"], again["absent_from"]) == (True, "2026-12-20")


@pytest.mark.parametrize("body", [{"isAbsent": "peut-être"}, {"absentFrom": "demain"}, {"other": 1}, {}])
def test_impossible_preferences_are_refused(school: School, body: dict[str, object]) -> None:
    school.teacher.mail("GET", "preferences")
    assert school.teacher.mail("PATCH", "preferences", json=body).status_code == 400


def test_preferences_are_for_those_who_manage_the_messaging(school: School) -> None:
    assert school.child.mail("GET", "preferences").status_code == 403


@pytest.mark.parametrize(("until", "answers"), [(None, 1), ("2999-01-01", 1), ("2020-01-01", 0)])
def test_a_person_away_answers_by_a_message_of_his_own(school: School, until: str | None, answers: int) -> None:
    subject = new_subject()
    school.teacher.mail("GET", "preferences")
    away = {"isAbsent": True, "absentFrom": "", "absentTo": until or "", "absenceSubject": subject}
    school.teacher.mail("PATCH", "preferences", json=away)
    school.parent.write(school.teacher.id, subject=new_subject())
    school.teacher.mail("PATCH", "preferences", json={"isAbsent": False})
    assert len(school.parent.folder("inbox", search=subject)) == answers


def test_an_alias_is_shown_in_the_folders(school: School) -> None:
    school.teacher.mail("GET", "preferences")
    school.teacher.mail("PATCH", "preferences", json={"alias": "La maîtresse"})
    subject = new_subject()
    school.teacher.write(school.parent.id, subject=subject)
    received = school.parent.received(subject)
    assert received is not None
    assert received["_embedded"]["user_with"]["alias"] == "La maîtresse"
    assert "alias" not in received["_embedded"]["user"]


def test_a_token_opens_a_room_for_a_day(school: School) -> None:
    token = school.child.api("GET", "tokens/WorkshopDocument(1).json").json()["token"]
    header, payload, signature = (part + "=" * (-len(part) % 4) for part in token.split("."))
    assert json.loads(urlsafe_b64decode(header)) == {"typ": "JWS", "alg": "RS256"}
    claims = json.loads(urlsafe_b64decode(payload))
    assert claims["room"] == "WorkshopDocument(1)"
    assert claims["exp"] - int(claims["iat"]) == 86_400
    assert len(urlsafe_b64decode(signature)) == 256
    assert requests.get(f"{school.portal}/api/1.0/tokens/x.json", timeout=10).status_code == 401


def test_a_teacher_makes_a_team_writes_to_it_and_ends_it(school: School) -> None:
    groups, before = f"user-directory/groups/{school.classroom}", len(teams(school))
    made = school.teacher.api("POST", f"{groups}/team.json", json={"label": "Chorale", "users": [school.child.id]})
    assert (made.status_code, made.content) == (201, b"")
    team = int(made.headers["Location"].rsplit("/", 1)[1])
    assert len(teams(school)) == before + 1
    subject = new_subject()
    assert school.teacher.write(subject=subject, to=[], groupTo=[team]).status_code == 201
    # The parents of a pupil follow him.
    received = school.parent.received(subject)
    assert received is not None
    assert received["_embedded"]["message"]["_embedded"]["tos"] == []
    assert [group["label"] for group in received["_embedded"]["message"]["_embedded"]["groupTos"]] == ["Chorale"]
    address = f"user-directory/groups/{team}"
    joined = school.teacher.api("PATCH", f"{address}/users/add.json", json={"users": [school.friend.id]})
    assert joined.json()["type"] == "TEAM"
    assert school.teacher.api("PATCH", f"{address}.json", json={"label": "Orchestre"}).status_code == 204
    assert [team["label"] for team in teams(school)][before:] == ["Orchestre"]
    assert school.teacher.api("DELETE", f"{address}.json").status_code == 200
    assert len(teams(school)) == before


def test_only_who_manages_the_class_changes_its_teams(school: School) -> None:
    groups = f"user-directory/groups/{school.classroom}"
    assert school.child.api("POST", f"{groups}/team.json", json={"label": "x"}).status_code == 403
    assert school.child.api("PATCH", f"{groups}.json", json={"label": "x"}).status_code == 403
    assert school.child.api("GET", f"{groups}/modules.json").status_code == 403
    assert school.child.api("GET", f"{groups}/subgroups.json").json() == []
    # A class is not a team.
    assert school.teacher.api("DELETE", f"{groups}.json").status_code == 404


def test_the_modules_of_a_class_say_to_whom_they_are_open(school: School) -> None:
    modules = school.teacher.api("GET", f"user-directory/groups/{school.classroom}/modules.json").json()
    opened = {module["unique_name"]: module["roles"] for module in modules}
    assert opened["MESSAGING"] == {"TEACHER": True, "PUPIL": True, "PARENT": True}


def teams(school: School) -> list[dict[str, object]]:
    found = school.teacher.api("GET", f"user-directory/groups/{school.classroom}/subgroups.json").json()
    return list(found)
