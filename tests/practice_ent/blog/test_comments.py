"""Comments: written, moderated, seen by whom they may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import requests

from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import XHR, Base, Desk, namespace_in

WAITING = "En attente de modération"
SWITCH = "/blog/gestion/blog/commentaires/moderation"


@pytest.fixture
def article(school: School, base: Base) -> tuple[str, int]:
    """Slug and id of a new article of the class that allows comments."""
    slug = school.teacher.publish("À commenter")
    return slug, base.article_id(slug)


@pytest.fixture
def unmoderated(school: School) -> Iterator[None]:
    assert school.teacher.post(SWITCH, '{"state": true}').json() == {"moderate": False}
    yield
    assert school.teacher.post(SWITCH, '{"state": false}').json() == {"moderate": True}


def last_comment(base: Base) -> tuple[int, int, int]:
    """Id, status and blog of the newest comment."""
    return base.rows("SELECT id, status, blog_id FROM blog_article_comment ORDER BY id DESC LIMIT 1")[0]


def change(desk: Desk, comment_id: int, status: str, address: str = "status", **more: str) -> dict[str, str]:
    answer = moderate(desk, address, id=str(comment_id), status=status, **more)
    assert answer.status_code == 200, answer.text
    document: dict[str, str] = answer.json()
    return document


def moderate(desk: Desk, address: str, **fields: str) -> requests.Response:
    fields.setdefault("namespace", desk.namespace())
    return desk.post(f"/commentaire/gestion/{address}", fields, headers=XHR)


def test_a_comment_waits_for_the_teacher_then_everybody_sees_it(
    school: School, base: Base, article: tuple[str, int], blog_id: int
) -> None:
    slug, article_id = article
    written = school.pupil.comment(article_id, "Bravo la classe !")
    assert written.status_code == 200
    assert written.headers["Content-Type"] == "text/html; charset=UTF-8"
    assert written.json()["error"] is None
    assert WAITING in written.json()["html"]
    comment_id, status, blog = last_comment(base)
    assert (status, blog) == (0, blog_id)
    assert base.notified("BLOG_COMMENT_PENDING_VALIDATION", article_id) == {school.teacher.account.login}

    for desk, sees in (
        (school.pupil, True),
        (school.teacher, True),
        (school.other_pupil, False),
        (school.parent, False),
    ):
        page = desk.get(f"/blog/article/{slug}").text
        assert ("Bravo la classe !" in page) is sees, desk.account.role
        assert (WAITING in page) is sees

    answer = change(school.teacher, comment_id, "VALIDATED")
    assert answer.keys() == {"comment", "pager"}
    for desk in (school.other_pupil, school.parent, school.pupil):
        page = desk.get(f"/blog/article/{slug}").text
        assert "Bravo la classe !" in page
        assert WAITING not in page
    assert base.notified("BLOG_COMMENT_PUBLISHED_FOR_AUTHOR", article_id) == {school.teacher.account.login}

    change(school.teacher, comment_id, "REFUSED")
    assert "Bravo la classe !" not in school.pupil.get(f"/blog/article/{slug}").text


def test_the_teacher_s_comment_is_published_at_once_as_the_author_s(
    school: School, base: Base, article: tuple[str, int]
) -> None:
    html = school.teacher.comment(article[1], "Merci à tous").json()["html"]
    assert 'class="comment owner"' in html
    assert WAITING not in html
    assert last_comment(base)[1] == 1
    assert "Merci à tous" in school.parent.get(f"/blog/article/{article[0]}").text


@pytest.mark.usefixtures("unmoderated")
def test_on_a_blog_without_moderation_a_pupil_is_published_at_once(
    school: School, base: Base, article: tuple[str, int]
) -> None:
    assert WAITING not in school.pupil.comment(article[1]).json()["html"]
    assert last_comment(base)[1] == 1


def test_a_comment_is_shown_as_it_was_typed_and_never_as_markup(school: School, article: tuple[str, int]) -> None:
    html = school.pupil.comment(article[1], "<b>gras</b><script>alert(1)</script>").json()["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>" not in html


def test_an_empty_comment_is_refused_in_words(school: School, base: Base, article: tuple[str, int]) -> None:
    before = last_comment(base)
    for content in ("", "   "):
        answer = school.pupil.comment(article[1], content)
        assert (answer.status_code, answer.json()) == (
            200,
            {"error": "Le commentaire ne peut pas être vide", "html": ""},
        )
    assert last_comment(base) == before


def test_a_comment_needs_the_page_s_script_and_all_its_fields(school: School, article: tuple[str, int]) -> None:
    fields = {"content": "x", "object_id": str(article[1]), "namespace": school.pupil.namespace()}
    assert school.pupil.post("/commentaire/ajouter", fields).status_code == 404
    assert school.pupil.get("/commentaire/ajouter", headers=XHR).status_code == 404
    for missing in ("namespace", "object_id"):
        left = {name: value for name, value in fields.items() if name != missing}
        assert school.pupil.post("/commentaire/ajouter", left, headers=XHR).status_code == 400
    assert school.pupil.comment(article[1], namespace="bad").status_code == 400
    assert school.pupil.comment(999_999).status_code == 404


def test_only_readers_comment_and_only_where_it_is_allowed(
    school: School, base: Base, article: tuple[str, int]
) -> None:
    before = last_comment(base)
    for stranger in (school.director, school.strange_teacher, school.strange_pupil):
        assert stranger.comment(article[1]).status_code == 403
    closed = base.article_id(school.teacher.publish("Sans commentaire", is_comment_allowed=""))
    draft = base.article_id(school.teacher.draft("Pas en ligne"))
    for article_id in (closed, draft):
        assert school.pupil.comment(article_id).status_code == 403
    assert last_comment(base) == before
    assert "Laisser un commentaire" in school.parent.get(f"/blog/article/{article[0]}").text


def test_the_ten_newest_are_shown_and_the_others_on_demand(school: School, article: tuple[str, int]) -> None:
    slug, article_id = article
    for number in range(12):
        school.teacher.comment(article_id, f"Commentaire n° {number}.")
    page = school.parent.get(f"/blog/article/{slug}").text
    assert '<span class="comments-count">12</span>' in page
    assert "Afficher les précédents commentaires" in page
    assert [f"n° {number}." in page for number in range(12)] == [False, False] + [True] * 10
    asked = {"object_id": str(article_id), "namespace": namespace_in(page), "total_comments": "12", "nb_comments": "10"}
    older = school.parent.post("/commentaire/charger", asked).text
    assert older.count('<md-list-item class="comment') == 2
    assert older.index("n° 1.") < older.index("n° 0.")
    assert school.strange_pupil.post("/commentaire/charger", asked).status_code == 403
    assert school.parent.get("/commentaire/charger").status_code == 404
    assert school.parent.post("/commentaire/charger", {**asked, "object_id": ""}).status_code == 404
    assert school.parent.post("/commentaire/charger", {**asked, "total_comments": ""}).status_code == 400


def test_the_moderation_page_lists_pending_comments_ten_by_ten(
    school: School, base: Base, article: tuple[str, int]
) -> None:
    for number in range(11):
        school.pupil.comment(article[1], f"À valider {number}")
    page = school.teacher.get("/blog/gestion/commentaires").text
    assert page.count("status-pending_validation") == 10
    namespace = namespace_in(page)
    listing = {"object_namespace": namespace, "object_status": "PENDING_VALIDATION", "pageR": "2"}
    listing["edit_route"] = "blog_manager_comment_moderation_edit"
    second = school.teacher.post("/commentaire/gestion/charger", listing, headers=XHR).text
    following = re.findall(r'id="comment-\d+"', second)[0]
    moved = change(school.teacher, last_comment(base)[0], "REFUSED", namespace=namespace, page="1")
    assert following in moved["comment"]
    feed = school.teacher.post("/commentaire/gestion/charger", {**listing, "feed_id": str(article[1])}, headers=XHR)
    assert feed.text.count("<md-list-item") == 11
    for missing in ("object_namespace", "object_status", "edit_route", "pageR"):
        assert school.teacher.post("/commentaire/gestion/charger", {**listing, missing: ""}).status_code == 400


def test_accept_all_then_delete_the_refused_ones(school: School, base: Base, article: tuple[str, int]) -> None:
    school.pupil.comment(article[1], "Un")
    school.parent.comment(article[1], "Deux")
    assert moderate(school.teacher, "tout-valider").status_code == 200
    where = "SELECT count(*) FROM blog_article_comment WHERE object_id = ? AND status = ?"
    assert base.one(where, article[1], 1) == 2
    assert base.notified("BLOG_COMMENT_PUBLISHED", article[1]) == {
        school.pupil.account.login,
        school.parent.account.login,
    }
    change(school.teacher, last_comment(base)[0], "REFUSED")
    assert moderate(school.teacher, "tout-supprimer").status_code == 200
    assert (base.one(where, article[1], 1), base.one(where, article[1], 2)) == (1, 0)


def test_moderation_is_refused_to_all_but_the_managers(school: School, base: Base, article: tuple[str, int]) -> None:
    school.pupil.comment(article[1], "En attente")
    comment_id = last_comment(base)[0]
    for desk in (school.pupil, school.other_pupil, school.parent):
        for address in ("status", "status/visualisation", "tout-valider", "tout-supprimer", "charger"):
            refused = moderate(desk, address, id=str(comment_id), status="VALIDATED")
            assert refused.status_code == 403, (desk.account.role, address)
        assert desk.get(f"/blog/gestion/commentaire/{comment_id}/editer").status_code == 403
        assert desk.post(SWITCH).status_code == 403
    assert moderate(school.strange_teacher, "status", id=str(comment_id), status="VALIDATED").status_code == 404
    assert last_comment(base)[1] == 0


def test_a_bad_status_change_is_refused(school: School, base: Base, article: tuple[str, int]) -> None:
    school.pupil.comment(article[1])
    comment_id = str(last_comment(base)[0])
    teacher, namespace = school.teacher, school.teacher.namespace()
    fields = {"namespace": namespace, "id": comment_id, "status": "VALIDATED"}
    assert teacher.post("/commentaire/gestion/status", fields).status_code == 404
    assert moderate(teacher, "status", id="999999", status="VALIDATED").status_code == 404
    assert moderate(teacher, "status", id=comment_id, status="NOPE").status_code == 400
    assert moderate(teacher, "status", id=comment_id).status_code == 400
    assert last_comment(base)[1] == 0
    as_json = teacher.post(
        "/commentaire/gestion/status", json.dumps(fields), headers={**XHR, "Content-Type": "application/json"}
    )
    assert as_json.status_code == 200
    assert last_comment(base)[1] == 1
    assert change(teacher, int(comment_id), "REFUSED", "status/visualisation")["classe"] == "refused"


def test_a_comment_is_edited_at_its_own_address(school: School, base: Base, article: tuple[str, int]) -> None:
    school.pupil.comment(article[1], "Fôte")
    comment_id = last_comment(base)[0]
    school.pupil.comment(article[1], "Un autre")
    other_id = last_comment(base)[0]
    address = f"/blog/gestion/commentaires/moderation/{comment_id}/editer"
    token = school.teacher.get(address).text.split('comment_form[_token]" value="')[1].split('"')[0]
    fields = {"comment_form[id]": str(other_id), "comment_form[content]": "Faute", "comment_form[_token]": token}
    assert school.teacher.post(address, {**fields, "comment_form[_token]": "bad"}).status_code == 200
    assert school.teacher.post(address, {**fields, "comment_form[content]": ""}).status_code == 200
    saved = school.teacher.post(address, fields)
    assert (saved.status_code, saved.headers["Location"]) == (302, "/ent/blog/gestion/commentaires")
    contents = dict(base.rows("SELECT id, content FROM blog_article_comment WHERE id IN (?, ?)", comment_id, other_id))
    assert contents == {comment_id: "Faute", other_id: "Un autre"}
    assert school.strange_teacher.get(address).status_code == 404


def test_the_moderation_switch_reads_and_writes(school: School) -> None:
    teacher = school.teacher
    for answer in (teacher.post(SWITCH), teacher.get(SWITCH), teacher.post(SWITCH, '{"state":')):
        assert (answer.status_code, answer.json()) == (200, {"moderate": True})
    json_type = {"Content-Type": "application/json"}
    assert teacher.post(SWITCH, '{"state":', headers=json_type).status_code == 400
    assert teacher.post(SWITCH, '{"state": false}', headers=json_type).json() == {"moderate": True}
