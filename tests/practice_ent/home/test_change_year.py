"""Contract: platform-features.md 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from tests.practice_ent.home.office import YEAR, Office, School
from tests.practice_ent.visitor import XHR, ask_code, knows, sign_in, visitor

_KEPT = ("user", "profile", "pupil_parent_link", "blog_article", "blog_article_blog", "blog_category", "media")


@dataclass
class Class:
    """A class as it is before its change of year."""

    school: School
    teacher: Office
    id: int

    def change(self, choice: str, name: str = "change_year_classroom_pupil", **fields: str) -> object:
        return self.teacher.year_step("etape", name, choice, **fields).json()

    def people(self, role_id: int) -> set[int]:
        query = "SELECT user_id FROM central_membership WHERE group_id = ? AND role_id = ?"
        return {row[0] for row in self.school.base.execute(query, [self.id, role_id])}


@pytest.fixture
def classroom(school: School) -> Iterator[Class]:
    """The base is put back after each test."""
    saved = school.data.parent / "avant.sqlite3"
    school.base.execute("VACUUM INTO ?", [str(saved)])
    teacher = school.office("teacher")
    yield Class(school, teacher, teacher.group_id)
    teacher.session.close()
    _restore(school, str(saved))


def _restore(school: School, saved: str) -> None:
    school.base.execute("ATTACH ? AS saved", [saved])
    school.base.execute("PRAGMA foreign_keys = OFF")
    school.base.execute("BEGIN IMMEDIATE")
    for (table,) in school.base.execute("SELECT name FROM saved.sqlite_master WHERE type = 'table'").fetchall():
        if table != "sqlite_sequence":
            school.base.execute(f'DELETE FROM main."{table}"')  # noqa: S608  (our tables)
            school.base.execute(f'INSERT INTO main."{table}" SELECT * FROM saved."{table}"')  # noqa: S608
    school.base.execute("COMMIT")
    school.base.execute("DETACH saved")
    (school.data.parent / "avant.sqlite3").unlink()


def _counts(school: School) -> dict[str, int]:
    return {table: school.value(f"SELECT count(*) FROM {table}") for table in _KEPT}  # noqa: S608


def test_pupils_and_lone_parents_are_archived_and_every_row_stays(classroom: Class) -> None:
    school, before = classroom.school, _counts(classroom.school)
    pupils, parents = classroom.people(8), classroom.people(9)
    elsewhere = {
        row[0]
        for row in school.base.execute(
            "SELECT link.user_parent_id FROM pupil_parent_link link JOIN central_membership member"
            " ON member.user_id = link.user_pupil_id AND member.group_id <> ? AND member.role_id = 8",
            [classroom.id],
        )
    }
    assert classroom.change("DELETE") == {"success": True}
    archived = school.base.execute("SELECT id, archive_date, expires_at FROM user WHERE archived").fetchall()
    assert {row[0] for row in archived} == pupils | (parents - elsewhere)
    assert {row[1] for row in archived} == {date.today().isoformat()}
    assert {row[2][:10] for row in archived} == {(date.today() + timedelta(days=365)).isoformat()}
    assert (classroom.people(8), classroom.people(9)) == (set(), set())
    assert classroom.people(7)
    assert _counts(school) == before


def test_the_articles_of_the_class_become_the_teacher_s(classroom: Class) -> None:
    school = classroom.school
    teacher_id = school.value("SELECT id FROM user WHERE login = ?", classroom.teacher.account.login)
    classroom.change("DELETE")
    authors = school.base.execute(
        "SELECT DISTINCT author_id FROM blog_article article JOIN blog ON blog.id = blog_reference_id"
        " WHERE blog.group_id = ?",
        [classroom.id],
    ).fetchall()
    assert authors == [(teacher_id,)]


def test_an_open_session_of_a_pupil_is_closed_at_once_and_no_other_opens(classroom: Class) -> None:
    school = classroom.school
    pupil = school.office("pupil", classroom=classroom.teacher.account.classroom)
    assert knows(pupil.session, school.portal)
    classroom.change("DELETE")
    assert not knows(pupil.session, school.portal)
    assert pupil.get("/classe/").headers["Location"] == f"{school.portal}/"
    with pytest.raises(AssertionError):
        sign_in(school.portal, pupil.account.login, pupil.account.password)
    assert knows(classroom.teacher.session, school.portal)


def test_an_archived_account_that_the_central_service_still_accepts_is_sent_away(classroom: Class) -> None:
    school = classroom.school
    account = school.account("pupil", classroom=classroom.teacher.account.classroom)
    classroom.change("DELETE")
    school.base.execute("UPDATE central_account SET is_active = 1")
    with visitor() as session:
        callback = ask_code(session, school.portal, account.login, account.password)
        answer = session.get(callback, allow_redirects=False)
    assert answer.headers["Location"].startswith("/ent/disconnect?redirect=")


@pytest.mark.parametrize("choice", ["KEEP", "DELETE"])
def test_messages_of_more_than_ten_days_go_whatever_the_choice(classroom: Class, choice: str) -> None:
    """Two messages of the teacher are left for the test to see: one just too old, one just recent enough."""
    base, author = classroom.school.base, min(classroom.people(7))
    ids = [row[0] for row in base.execute("SELECT id FROM messaging_message WHERE author_id = ? LIMIT 2", [author])]
    for number, days in zip(ids, (11, 9), strict=True):
        age = (datetime.now() - timedelta(days=days)).isoformat(" ")
        base.execute("UPDATE messaging_message SET created_at = ? WHERE id = ?", [age, number])
    elsewhere = (
        "SELECT count(*) FROM messaging_message WHERE author_id NOT IN"
        " (SELECT user_id FROM central_membership WHERE group_id = ?)"
    )
    others = classroom.school.value(elsewhere, classroom.id)
    classroom.change(choice)
    left = base.execute("SELECT id FROM messaging_message WHERE id IN (?, ?)", ids).fetchall()
    assert left == [(ids[1],)]
    if choice == "KEEP":
        assert classroom.school.value(elsewhere, classroom.id) == others


def test_articles_are_kept_or_leave_the_blog(classroom: Class) -> None:
    shown = "SELECT count(*) FROM blog_article_blog link JOIN blog ON blog.id = link.blog_id WHERE blog.group_id = ?"
    categories = "SELECT count(*) FROM blog_category c JOIN blog ON blog.id = c.blog_id WHERE blog.group_id = ?"
    school = classroom.school
    articles, before = school.value("SELECT count(*) FROM blog_article"), school.value(shown, classroom.id)
    assert before > 0
    classroom.change("KEEP", "change_year_blog_article")
    assert school.value(shown, classroom.id) == before
    classroom.change("DELETE", "change_year_blog_article")
    assert (school.value(shown, classroom.id), school.value(categories, classroom.id)) == (0, 1)
    assert school.value("SELECT count(*) FROM blog_article") == articles


def test_documents_of_the_class_are_kept_or_removed_and_personal_ones_stay(classroom: Class) -> None:
    school = classroom.school
    removed = "SELECT count(*) FROM media WHERE status_deletion = -1"
    personal = "SELECT count(*) FROM media WHERE media_folder_type = 'USER' AND status_deletion = -1"
    # Folders of people and of groups are numbered apart: the same number may be that of both.
    school.base.execute(
        "UPDATE media SET media_folder_id = (SELECT id FROM media_folder_group WHERE group_id = ? LIMIT 1)"
        " WHERE id = (SELECT max(id) FROM media WHERE media_folder_type = 'USER')",
        [classroom.id],
    )
    classroom.change("KEEP", "change_year_resource")
    assert school.value(removed) == 0
    classroom.change("DELETE", "change_year_resource")
    assert school.value(removed) > 0
    assert school.value(personal) == 0
    assert (
        school.value("SELECT value FROM group_data WHERE name = 'RESOURCE_USED_SIZE' AND group_id = ?", classroom.id)
        == "0"
    )
    roots = "SELECT count(*) FROM media_folder_group WHERE group_id = ? AND parent_id IS NULL"
    assert school.value(roots, classroom.id) == 1


def test_pupils_and_parents_are_moved_to_the_class_of_the_code(classroom: Class) -> None:
    school = classroom.school
    other = school.office("teacher", 1)
    code = other.get("/classe/gestion/").text.split('class="uid">')[1].split("<")[0]
    pupils, parents = classroom.people(8), classroom.people(9)
    refused = classroom.change("TRANSFER", uid=code)
    assert refused == {
        "success": False,
        "name": "change_year_classroom_pupil",
        "error": "Le code de transfert renseigné est invalide.",
    }
    assert classroom.change("TRANSFER", uid=code.upper()) == {"success": True}
    there = Class(school, other, other.group_id)
    assert (classroom.people(8), classroom.people(9)) == (set(), set())
    assert there.people(8) >= pupils
    assert there.people(9) >= parents
    assert school.value("SELECT count(*) FROM user WHERE archived") == 0


def test_the_end_writes_the_year_and_the_change_is_no_longer_offered(classroom: Class) -> None:
    school, teacher = classroom.school, classroom.teacher
    assert "Changement d&#x27;année" in teacher.get("/classe/gestion/").text
    told = "SELECT count(*) FROM notification WHERE group_id = ?"
    assert teacher.finish_year().json() == {"success": True}
    assert school.value(told, classroom.id) == 0
    assert teacher.get(YEAR).headers["Location"] == "/ent/classe/gestion/"
    assert "Changement d&#x27;année" not in teacher.get("/classe/gestion/").text
    year = school.value("SELECT value FROM group_data WHERE name = 'CURRENT_YEAR' AND group_id = ?", classroom.id)
    assert int(year) in (date.today().year, date.today().year - 1)
    school.base.execute("UPDATE group_data SET value = value - 1 WHERE name = 'CURRENT_YEAR'")
    assert teacher.get(YEAR).status_code == 200


def test_validation_changes_nothing(classroom: Class) -> None:
    answer = classroom.teacher.year_step("etape/validation", "change_year_classroom_pupil", "DELETE")
    assert answer.json() == {"name": "change_year_classroom_pupil", "success": True}
    assert classroom.school.value("SELECT count(*) FROM user WHERE archived") == 0


@pytest.mark.parametrize(
    ("choice", "fields", "error"),
    [
        ("", {}, "Vous devez sélectionner une des options"),
        ("SELL", {}, "Cette valeur n'est pas valide."),
        ("DELETE", {"_token": "faux"}, "Le jeton CSRF est invalide. Veuillez renvoyer le formulaire."),
        ("TRANSFER", {"uid": "0000000000x"}, "Le code de transfert renseigné est invalide."),
    ],
)
@pytest.mark.parametrize("call", ["etape", "etape/validation"])
def test_a_refused_choice_says_why_and_changes_nothing(
    classroom: Class, call: str, choice: str, fields: dict[str, str], error: str
) -> None:
    answer = classroom.teacher.year_step(call, "change_year_classroom_pupil", choice, **fields)
    assert (answer.json()["success"], answer.json()["error"]) == (False, error)
    assert classroom.school.value("SELECT count(*) FROM user WHERE archived") == 0


def test_a_wrong_token_does_not_end_the_change(classroom: Class) -> None:
    assert classroom.teacher.finish_year(_token="faux").json() == {"success": False}
    assert classroom.teacher.get(YEAR).status_code == 200


@pytest.mark.parametrize("role", ["pupil", "parent"])
@pytest.mark.parametrize("call", ["", "etape", "etape/validation", "finaliser"])
def test_the_change_of_year_is_the_teacher_s_alone(school: School, role: str, call: str) -> None:
    office = school.office(role)
    assert office.post(f"{YEAR}{call}", {}, xhr=True).status_code == 403


def test_a_director_at_school_is_led_back(school: School) -> None:
    director = school.office("director")
    assert director.get(YEAR).headers["Location"] == "/ent/classe/gestion/"
    data = {"name": "change_year_classroom_pupil", "group_id": director.group_id}
    refused = director.session.post(f"{school.portal}{YEAR}etape", data=data, headers=XHR, allow_redirects=False)
    assert refused.headers["Location"] == "/ent/classe/gestion/"
