"""Reading the blog: pages, filters, one article, who may see what."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import XHR, Base, Desk, titles_in

FAR = "2099-01-01 08:00:00"


class Online(NamedTuple):
    title: str
    slug: str
    is_star: int
    month: str
    author_id: int


def online(base: Base, blog_id: int) -> list[Online]:
    """The articles a reader may see, in the order of the pages."""
    sql = """
        SELECT a.title, a.slug, a.is_star, strftime('%m/%Y', a.published_at), a.author_id
        FROM blog_article a JOIN blog_article_blog l ON l.blogarticle_id = a.id
        WHERE l.blog_id = ? AND a.status = 1
        AND a.published_at <= strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')
        ORDER BY a.is_star DESC, a.published_at DESC, a.id DESC"""
    return [Online(*row) for row in base.rows(sql, blog_id)]


def read_all(desk: Desk, address: str, pages: int) -> list[str]:
    return [title for page in range(1, pages + 1) for title in titles_in(desk.get(f"{address}/page/{page}").text)]


def test_every_published_article_is_on_exactly_one_page_of_five(school: School, base: Base, blog_id: int) -> None:
    expected = [article.title for article in online(base, blog_id)]
    pages = -(-len(expected) // 5)
    assert pages > 1
    assert read_all(school.pupil, "/blog", pages) == expected
    assert len(titles_in(school.pupil.get("/blog/").text)) == 5


@pytest.mark.parametrize("number", ["0", "abc", "999"])
def test_a_page_out_of_range_is_brought_back_in_range(school: School, base: Base, blog_id: int, number: str) -> None:
    expected = [article.title for article in online(base, blog_id)]
    shown = titles_in(school.pupil.get(f"/blog/page/{number}").text)
    assert shown == (expected[-(len(expected) % 5 or 5) :] if number == "999" else expected[:5])


def test_the_page_has_the_pager_and_marks_the_current_page(school: School) -> None:
    page = school.pupil.get("/blog/page/2").text
    assert re.search(r'<li class="active"><a class="article-pager" aria-current="page" href="/ent/blog/page/2">2', page)
    assert 'href="/ent/blog/page/1">←' in page


def test_a_pinned_article_comes_first(school: School, base: Base, blog_id: int) -> None:
    slug = school.teacher.publish("À retenir")
    school.teacher.publish("Plus récent")
    pinned = school.teacher.get(f"/blog/gestion/article/{slug}/epingler", headers=XHR)
    assert (pinned.status_code, pinned.text) == (200, "")
    page = school.pupil.get("/blog/").text
    assert page.index("container-article star") < page.index("À retenir") < page.index("Plus récent")
    school.teacher.get(f"/blog/gestion/article/{slug}/epingler", headers=XHR)
    assert slug not in {article.slug for article in online(base, blog_id) if article.is_star}


def test_a_category_shows_its_articles_and_those_of_its_children(school: School, base: Base, blog_id: int) -> None:
    address = f"/api/1.0/blogs/{blog_id}/categories.json"
    ids = [school.teacher.post(address, json={"title": name}).json()["id"] for name in ("Parente", "Enfant")]
    order = {"categories[0][id]": ids[0], "categories[0][children][0][id]": ids[1]}
    assert school.teacher.post("/blog/gestion/category/save", order, headers=XHR).status_code == 200
    school.teacher.publish("Dans l’enfant", categories=[ids[1]])
    slug = base.one("SELECT slug FROM blog_category WHERE id = ?", ids[0])
    page = school.pupil.get(f"/blog/categorie/{slug}").text
    assert titles_in(page) == ["Dans l’enfant"]
    assert "Parente &gt; Enfant" in page
    assert re.search(r'selected"><a class="list-btn" href="/ent/blog/categorie/[^"]+">Parente \(1\)', page)


def test_an_unknown_category_leads_back_to_the_blog(school: School) -> None:
    answer = school.pupil.get("/blog/categorie/no-such")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ent/blog/")


def test_a_month_shows_the_articles_published_in_it(school: School, base: Base, blog_id: int) -> None:
    month = online(base, blog_id)[-1].month
    expected = [article.title for article in online(base, blog_id) if article.month == month]
    page = school.pupil.get(f"/blog/archives/{month}").text
    assert titles_in(page) == expected[:5] != []
    assert "Tous les articles" in page
    assert f"{month[-4:]} ({len(expected)})" in page


@pytest.mark.parametrize("month", ["01/2001", "13/2001"])
def test_an_empty_or_impossible_month_says_so(school: School, month: str) -> None:
    answer = school.pupil.get(f"/blog/archives/{month}")
    assert answer.status_code == 200
    assert 'class="no-article"' in answer.text
    assert titles_in(answer.text) == []


def test_an_author_has_his_own_page(school: School, base: Base, blog_id: int) -> None:
    author_id = base.one("SELECT id FROM user WHERE login = ?", school.teacher.account.login)
    expected = [article.title for article in online(base, blog_id) if article.author_id == author_id]
    answer = school.parent.get(f"/blog/auteur/utilisateur-{author_id}/page/1")
    assert titles_in(answer.text) == expected[:5]
    assert "Tous les auteurs" in answer.text
    assert titles_in(school.parent.get("/blog/auteur/no-such").text) == []


def test_an_article_says_who_wrote_it_and_when(school: School) -> None:
    slug = school.teacher.publish("Qui a écrit ?")
    page = school.pupil.get(f"/blog/article/{slug}").text
    assert '<h1 class="title first-article-title">Qui a écrit ?</h1>' in page
    assert f"<strong>{school.teacher.account.full_name}</strong>" in page
    assert re.search(r'class="date-now" title="\w+ \d.* à \d\d:\d\d">à l’instant<', page)


def test_the_same_address_without_slash_is_moved_for_good(school: School) -> None:
    for path in ("/blog", "/blog/gestion"):
        answer = school.teacher.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{school.teacher.portal}{path}/")


def test_an_unknown_article_is_not_found(school: School) -> None:
    for path in ("/blog/article/no-such", "/blog/gestion/visualisation/no-such", "/blog/gestion/article/x/editer"):
        assert school.teacher.get(path).status_code == 404


def test_a_stranger_does_not_read_an_article_of_the_class(school: School) -> None:
    slug = school.teacher.publish("Pour la classe")
    for stranger in (school.strange_pupil, school.strange_teacher, school.director):
        refused = stranger.get(f"/blog/article/{slug}")
        assert refused.status_code == 403
        assert "Pour la classe" not in refused.text
    for reader in (school.pupil, school.parent):
        assert "Pour la classe" in reader.get(f"/blog/article/{slug}").text


def test_an_article_that_is_not_published_shows_nothing_to_a_reader(school: School) -> None:
    slug = school.teacher.draft("Secret")
    answer = school.pupil.get(f"/blog/article/{slug}")
    assert answer.status_code == 200
    assert 'class="no-article"' in answer.text
    assert "Secret" not in answer.text


def test_a_scheduled_article_appears_when_its_time_comes(school: School, base: Base) -> None:
    later = {"programmation_day": "2099-01-01", "programmation_time": "08:00"}
    slug = school.teacher.draft("Plus tard")
    saved = school.teacher.save(slug, draftTitle="Plus tard", draftContent="<p>x</p>", status="PROGRAMMED", **later)
    assert saved.status_code == 302
    assert base.one("SELECT published_at FROM blog_article WHERE slug = ?", slug) == FAR
    assert "Plus tard" not in school.pupil.get(f"/blog/article/{slug}").text
    assert "Article programmé" in school.teacher.get(f"/blog/gestion/visualisation/{slug}").text
    base.rows("UPDATE blog_article SET published_at = datetime('now', 'localtime', '-1 minute') WHERE slug = ?", slug)
    assert "Plus tard" in school.pupil.get(f"/blog/article/{slug}").text


def test_without_a_session_the_blog_leads_home_and_its_api_refuses(school: School) -> None:
    nobody = Desk(school.pupil.account, school.pupil.portal, type(school.pupil.session)())
    nobody.session.trust_env = False
    for path in ("/blog/", "/blog/gestion/", "/blog/article/blog-article-1"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{nobody.portal}/")
    assert nobody.patch("/blog/gestion/brouillon/sauvegarder", {"x": "1"}, headers=XHR).status_code == 302
    refused = nobody.post("/api/1.0/blog/article/1/views.json")
    assert refused.status_code == 401
    assert refused.json() == "invalid credentials /api/1.0/blog/article/1/views.json"


MATRIX = {
    "/blog/": (200, 200, 200, 200),
    "/blog/page/1": (200, 200, 200, 200),
    "/blog/gestion/": (200, 200, 403, 200),
    "/blog/gestion/nouvel-article": (200, 200, 403, 200),
    "/blog/gestion/articles": (200, 200, 403, 200),
    "/blog/gestion/articles/page/1": (200, 200, 403, 200),
    "/blog/gestion/categories": (200, 403, 403, 200),
    "/blog/gestion/personnalisation": (200, 403, 403, 200),
    "/blog/gestion/commentaires": (200, 403, 403, 200),
    "/blog/gestion/yerbook": (302, 403, 403, 302),
    "/blog/article/{slug}": (200, 200, 200, 403),
    "/blog/gestion/visualisation/{slug}": (200, 403, 403, 403),
    "/blog/gestion/article/{slug}/editer": (200, 403, 403, 403),
}


@pytest.mark.parametrize("path", MATRIX)
def test_each_role_gets_what_the_access_matrix_says(school: School, path: str) -> None:
    address = path.format(slug=school.teacher.publish("La matrice")) if "{slug}" in path else path
    people = (school.teacher, school.pupil, school.parent, school.director)
    assert tuple(desk.get(address).status_code for desk in people) == MATRIX[path]
