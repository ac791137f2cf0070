"""The defects of the real blog: absent here, and present with the fault that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.known.blog import FAULTS
from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import XHR, Base, token_in


@contextmanager
def broken(lived_in: Path, fault: str) -> Iterator[None]:
    switch.write(lived_in, [fault])
    try:
        yield
    finally:
        switch.write(lived_in, [])


Attempt = Callable[[School, Base], int]


def namespace_missing(school: School, base: Base) -> int:
    return school.pupil.post("/commentaire/ajouter", {"content": "x"}, headers=XHR).status_code


def deletes_a_draft_of_the_teacher(school: School, base: Base) -> int:
    draft = base.article_id(school.teacher.draft())
    return school.pupil.post(f"/blog/gestion/article/{draft}/supprimer", headers=XHR).status_code


def adds_a_category(school: School, base: Base) -> int:
    return school.pupil.post("/blog/gestion/category/add/manage", {"title": "À nous"}, headers=XHR).status_code


def comments_a_closed_article(school: School, base: Base) -> int:
    closed = base.article_id(school.teacher.publish("Fermé", is_comment_allowed=""))
    return school.pupil.comment(closed).status_code


def reads_pending_comments(school: School, base: Base) -> int:
    fields = {"object_namespace": school.pupil.namespace(), "object_status": "PENDING_VALIDATION", "pageR": "1"}
    fields["edit_route"] = "blog_manager_comment_moderation_edit"
    return school.pupil.post("/commentaire/gestion/charger", fields, headers=XHR).status_code


def validates_comments(school: School, base: Base) -> int:
    fields = {"namespace": school.pupil.namespace()}
    return school.pupil.post("/commentaire/gestion/tout-valider", fields, headers=XHR).status_code


def saves_without_a_title(school: School, base: Base) -> int:
    page = "/blog/gestion/personnalisation"
    title = base.rows("SELECT id, title FROM blog")
    token = token_in(school.teacher.get(page).text)
    answer = school.teacher.post(page, {"blog_form[title]": "", "blog_form[_token]": token})
    for blog, before in title:
        base.rows("UPDATE blog SET title = ? WHERE id = ?", before, blog)
    return answer.status_code


def opens_the_confirmation(school: School, base: Base) -> int:
    return school.teacher.get("/blog/gestion/article/1/supprimer/confirmation/").status_code


def exports(school: School, base: Base) -> int:
    return school.teacher.get("/blog/gestion/exporter-blog").status_code


# What somebody tries, the status of a sound ENT, that of the real one.
CASES: list[tuple[str, Attempt, int, int]] = [
    ("blog-crashes-on-bad-input", namespace_missing, 400, 500),
    ("blog-anyone-deletes-drafts", deletes_a_draft_of_the_teacher, 403, 200),
    ("blog-pupil-adds-categories", adds_a_category, 403, 200),
    ("blog-anyone-comments", comments_a_closed_article, 403, 200),
    ("blog-anyone-reads-pending-comments", reads_pending_comments, 403, 200),
    ("blog-anyone-validates-comments", validates_comments, 403, 200),
    ("blog-saves-empty-title", saves_without_a_title, 200, 302),
    ("blog-delete-confirmation-crashes", opens_the_confirmation, 404, 500),
    ("blog-export-crashes", exports, 302, 500),
]


@pytest.mark.parametrize(("fault", "attempt", "sound", "real"), CASES, ids=lambda value: str(value))
def test_a_defect_of_the_real_blog_is_there_only_when_asked_for(
    school: School, base: Base, lived_in: Path, fault: str, attempt: Attempt, sound: int, real: int
) -> None:
    assert attempt(school, base) == sound
    with broken(lived_in, fault):
        assert attempt(school, base) == real
    assert attempt(school, base) == sound


def test_every_known_defect_of_the_blog_is_tried() -> None:
    assert {case[0] for case in CASES} == {fault.id for fault in FAULTS}
