"""The blog's own settings: categories, title, counted views."""

from __future__ import annotations

import pytest

from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import XHR, Base, token_in

CHILDREN: dict[str, object] = {"title": [], "icon_classname": []}


def tree(base: Base, blog_id: int) -> list[tuple[str, int, int, int]]:
    """Title, level, left and right of every category, the hidden root first."""
    sql = 'SELECT title, level, "left", "right" FROM blog_category WHERE blog_id = ? ORDER BY "left"'
    return base.rows(sql, blog_id)


def add(school: School, blog_id: int, title: str) -> int:
    answer = school.teacher.post(f"/api/1.0/blogs/{blog_id}/categories", json={"title": title})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def test_a_category_is_added_by_the_api_as_the_last_one(school: School, base: Base, blog_id: int) -> None:
    answer = school.teacher.post(f"/api/1.0/blogs/{blog_id}/categories.json", json={"title": "Sciences"})
    assert answer.status_code == 200
    assert answer.json() == {"id": answer.json()["id"], "blog_id": blog_id, "title": "Sciences"}
    assert tree(base, blog_id)[-1][:2] == ("Sciences", 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{"title": ""}',
            {
                "code": 400,
                "message": "Validation Failed",
                "errors": {"children": {**CHILDREN, "title": {"errors": ["INVALID_EMPTY_CATEGORY"]}}},
            },
        ),
        ("", {"children": CHILDREN}),
        ('{"title":', {"error": {"code": 400, "message": "Bad Request"}}),
        (
            '{"title": "X", "nope": 1}',
            {
                "code": 400,
                "message": "Validation Failed",
                "errors": {
                    "errors": ["Ce formulaire ne doit pas contenir des champs supplémentaires."],
                    "children": CHILDREN,
                },
            },
        ),
    ],
)
def test_a_bad_category_is_refused_in_the_api_s_words(
    school: School, blog_id: int, body: str, expected: dict[str, object]
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = school.teacher.post(f"/api/1.0/blogs/{blog_id}/categories.json", body, headers=headers)
    assert (answer.status_code, answer.json()) == (400, expected)


def test_the_categories_of_a_blog_are_for_its_managers(school: School, base: Base, blog_id: int) -> None:
    address = f"/api/1.0/blogs/{blog_id}/categories.json"
    for desk in (school.pupil, school.parent, school.strange_teacher, school.director):
        refused = desk.post(address, json={"title": "X"})
        assert (refused.status_code, refused.json()) == (403, "")
    assert school.teacher.post("/api/1.0/blogs/999999/categories.json", json={"title": "X"}).status_code == 404
    assert school.teacher.get(address).status_code == 405
    before = tree(base, blog_id)
    for action in ("add", "add/manage", "edit", "delete", "save"):
        fields = {"title": "Par un élève", "iconName": "default", "id": "1"}
        assert school.pupil.post(f"/blog/gestion/category/{action}", fields, headers=XHR).status_code == 403
    assert tree(base, blog_id) == before


def test_categories_are_ordered_nested_renamed_and_deleted(school: School, base: Base, blog_id: int) -> None:
    parent, child, other = (add(school, blog_id, title) for title in ("Lecture", "Poésie", "Calcul"))
    slug = base.one("SELECT slug FROM blog_category WHERE id = ?", child)

    def post(action: str, **fields: object) -> int:
        return school.teacher.post(f"/blog/gestion/category/{action}", fields, headers=XHR).status_code

    order = {"categories[0][id]": parent, "categories[0][children][0][id]": child, "categories[1][id]": other}
    assert post("save", **order) == 200
    shape = tree(base, blog_id)
    assert [row[:2] for row in shape[1:4]] == [("Lecture", 1), ("Poésie", 2), ("Calcul", 1)]
    bounds = sorted(bound for row in shape for bound in row[2:])
    assert bounds == list(range(1, 2 * len(shape) + 1))
    assert post("edit", id=child, title="Poésies", iconName="default") == 200
    assert base.rows("SELECT title, slug FROM blog_category WHERE id = ?", child) == [("Poésies", slug)]
    assert post("delete", id=parent) == 200
    assert not {"Lecture", "Poésies"} & {row[0] for row in tree(base, blog_id)}
    assert post("add", title="Première", iconName="default") == 200
    assert tree(base, blog_id)[1][0] == "Première"
    assert (post("edit", id=999999, title="X"), post("delete", id=999999)) == (404, 404)
    assert (post("add", title=""), post("save")) == (400, 400)
    plain = school.teacher.post("/blog/gestion/category/add", {"title": "X"})
    assert (plain.status_code, plain.headers["Location"]) == (302, "/ent/blog/gestion/")


def test_the_title_of_the_blog_is_changed_with_a_valid_token(school: School, base: Base, blog_id: int) -> None:
    address = "/blog/gestion/personnalisation"
    title = base.one("SELECT title FROM blog WHERE id = ?", blog_id)
    token = token_in(school.teacher.get(address).text)

    def post(**fields: str) -> int:
        sent = {f"blog_form[{name}]": value for name, value in fields.items()}
        return school.teacher.post(address, sent).status_code

    assert post(title="Pirate", _token="bad") == 200
    assert post(title="", _token=token) == 200
    assert base.one("SELECT title FROM blog WHERE id = ?", blog_id) == title
    evil = "<p>Notre classe</p><script>x</script>"
    assert post(title="Le blog des grands", description=evil, _token=token) == 302
    page = school.teacher.get(address).text
    assert "Votre blog a été modifié avec succès." in page
    front = school.pupil.get("/blog/").text
    assert "<title>Le blog des grands</title>" in front
    assert "<p>Notre classe</p></div>" in front
    assert post(title=title, _token=token) == 302


def test_views_are_counted_once_a_person_when_the_blog_counts_them(school: School, base: Base, blog_id: int) -> None:
    slug = school.teacher.publish("Très lu")
    article_id = base.article_id(slug)
    views = f"/api/1.0/blog/article/{article_id}/views.json"
    switch = f"/api/1/blog/{blog_id}/count-views"
    refused = school.pupil.post(views)
    assert (refused.status_code, refused.json()) == (403, {"error": {"code": 403, "message": "Forbidden"}})
    assert school.teacher.patch(switch).json() == {"moderate": False}
    assert school.teacher.patch(switch, json={"state": False}).json() == {"moderate": True}
    for desk in (school.pupil, school.pupil, school.parent):
        seen = desk.post(views)
        assert (seen.status_code, seen.json()) == (200, "")
    assert base.one("SELECT views_number FROM blog_article WHERE id = ?", article_id) == 2
    page = school.pupil.get(f"/blog/article/{slug}").text
    assert f'id="article-{article_id}" data-article-id="{article_id}"' in page
    assert "Article vu 2 fois" in page
    for address, status in ((views, 403), (f"/api/1.0/blog/article/{999_999}/views", 404)):
        answer = school.strange_pupil.post(address)
        assert (answer.status_code, answer.json()) == (status, "")
    assert school.pupil.get(views).status_code == 405
    assert school.teacher.patch(f"/api/1.0/blog/{blog_id}/count-views.json", json={"state": True}).json() == {
        "moderate": False
    }
    assert school.pupil.patch(switch).status_code == 403
    assert school.teacher.patch("/api/1.0/blog/999999/count-views").status_code == 404
