"""People who belong to two classes: the current blog, and articles in both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import FORM, Base, Desk, titles_in


@contextmanager
def member_too(base: Base, desk: Desk, classroom: str) -> Iterator[None]:
    """Give a person, in another class, the role held in his own."""
    user_id = base.one("SELECT id FROM user WHERE login = ?", desk.account.login)
    group_id = base.one('SELECT id FROM "group" WHERE label = ?', classroom)
    role_id = base.one("SELECT role_id FROM central_membership WHERE user_id = ?", user_id)
    base.rows(
        "INSERT INTO central_membership (user_id, group_id, role_id) VALUES (?, ?, ?)", user_id, group_id, role_id
    )
    try:
        yield
    finally:
        base.rows("DELETE FROM central_membership WHERE user_id = ? AND group_id = ?", user_id, group_id)


@pytest.fixture
def both(school: School, base: Base) -> Iterator[None]:
    """The teacher and the pupil belong to the two classes."""
    there = school.strange_teacher.account.classroom
    with member_too(base, school.teacher, there), member_too(base, school.pupil, there):
        yield


@pytest.mark.usefixtures("both")
def test_an_article_of_the_other_blog_changes_the_current_group_first(school: School) -> None:
    there = school.strange_teacher.account.classroom
    slug = school.strange_teacher.publish("Chez les voisins")
    assert "Autre blog" in school.pupil.get("/blog/").text
    assert f"<title>Blog : {there}</title>" not in school.pupil.get("/blog/").text
    for desk, address in ((school.pupil, "article"), (school.teacher, "gestion/visualisation")):
        moved = desk.get(f"/blog/{address}/{slug}")
        assert (moved.status_code, moved.headers["Location"]) == (302, f"/ent/blog/{address}/{slug}")
        shown = desk.get(f"/blog/{address}/{slug}")
        assert shown.status_code == 200
        assert "Chez les voisins" in shown.text
        assert f"<title>Blog : {there}</title>" in desk.get("/blog/").text
    assert school.other_pupil.get(f"/blog/article/{slug}").status_code == 403


@pytest.mark.usefixtures("both")
def test_an_article_ticked_in_the_other_blog_only_is_linked_to_both(school: School, base: Base, blog_id: int) -> None:
    other_id = base.blog_id(school.strange_teacher.account.classroom)
    slug = school.teacher.publish("Pour les deux")  # makes the teacher's own class the blog of reference
    current = base.one("SELECT blog_reference_id FROM blog_article WHERE slug = ?", slug)
    ticked = other_id if current == blog_id else blog_id
    page = school.teacher.get("/blog/gestion/nouvel-article").text
    assert page.count(f'name="{FORM}[blog_ids][]"') == 2
    saved = school.teacher.finish(
        draftTitle="Partout", draftContent="<p>x</p>", status="PUBLISHED", blog_ids=[ticked], is_comment_allowed=1
    )
    slug = saved.headers["Location"].rsplit("/", 1)[1]
    linked = base.rows("SELECT blog_id FROM blog_article_blog WHERE blogarticle_id = ?", base.article_id(slug))
    assert {key for (key,) in linked} == {blog_id, other_id}
    for reader in (school.other_pupil, school.strange_pupil):
        assert titles_in(reader.get(f"/blog/article/{slug}").text) == ["Partout"]
    told = base.notified("BLOG_ARTICLE_PUBLISHED_EVERYONE", base.article_id(slug))
    assert {school.other_pupil.account.login, school.strange_pupil.account.login} <= told


@pytest.mark.usefixtures("both")
def test_a_comment_belongs_to_the_blog_in_which_it_was_written(school: School, base: Base) -> None:
    slug = school.strange_teacher.publish("À lire là-bas")
    there = base.blog_id(school.strange_teacher.account.classroom)
    assert school.pupil.comment(base.article_id(slug), "De passage").status_code == 200
    written = "SELECT blog_id, status FROM blog_article_comment WHERE object_id = ?"
    assert base.rows(written, base.article_id(slug)) == [(there, 0)]
