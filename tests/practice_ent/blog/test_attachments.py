"""Documents joined to an article: kept by each save that names them, and open to whoever may read the article."""

from __future__ import annotations

import pytest

from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import Base

FIELD = "resource-joined[]"


@pytest.fixture
def document(school: School, base: Base) -> int:
    """A document of the class."""
    sql = (
        "SELECT m.id FROM media m JOIN media_folder_group f ON f.id = m.media_folder_id"
        ' JOIN "group" g ON g.id = f.group_id'
        " WHERE m.media_folder_type = 'GROUP' AND g.label = ? AND m.status_deletion = 1 AND m.is_private = 0 LIMIT 1"
    )
    return int(base.one(sql, school.teacher.account.classroom))


def publish(school: School, *documents: int) -> str:
    fields = school.teacher.form(draftTitle="Avec un document", draftContent="<p>Voir.</p>", status="PUBLISHED")
    fields += [(FIELD, str(one)) for one in documents]
    saved = school.teacher.post("/blog/gestion/nouvel-article/terminer", fields)
    assert saved.status_code == 302, saved.text
    return str(saved.headers["Location"].rsplit("/", 1)[-1])


def test_a_joined_document_is_offered_to_the_readers_and_opens_through_the_article(
    school: School, base: Base, document: int
) -> None:
    slug = publish(school, document)
    page = school.parent.get(f"/blog/article/{slug}").text
    address = f"/mediatheque-2/download/{document}?objectType=BlogArticle&amp;objectId={base.article_id(slug)}"
    assert "1 document joint" in page
    assert address in page
    assert school.parent.get(address.replace("&amp;", "&")).status_code in (200, 302)


def test_a_save_that_does_not_name_it_takes_it_away(school: School, base: Base, document: int) -> None:
    slug = publish(school, document)
    article = base.article_id(slug)
    count = "SELECT count(*) FROM media_join_object WHERE object_class = 'BlogArticle' AND object_id = ?"
    assert base.one(count, article) == 1
    school.teacher.save(slug, draftTitle="Sans document", draftContent="<p>Rien.</p>", status="PUBLISHED")
    assert base.one(count, article) == 0


def test_the_form_keeps_what_was_joined(school: School, document: int) -> None:
    slug = publish(school, document)
    page = school.teacher.get(f"/blog/gestion/article/{slug}/editer").text
    assert f'name="{FIELD}" value="{document}"' in page


def test_a_document_that_the_author_may_not_read_is_left_out(school: School, base: Base) -> None:
    stranger = base.one("SELECT id FROM user WHERE login = ?", school.strange_pupil.account.login)
    private = "SELECT id FROM media WHERE user_id = ? AND media_folder_type = 'USER' LIMIT 1"
    found = base.rows(private, stranger) or base.rows(
        "SELECT m.id FROM media m WHERE m.media_folder_type = 'USER' AND m.is_private = 1 AND m.user_id <> ? LIMIT 1",
        base.one("SELECT id FROM user WHERE login = ?", school.teacher.account.login),
    )
    slug = publish(school, found[0][0])
    assert "document joint" not in school.teacher.get(f"/blog/article/{slug}").text
