"""The blog and its comments.

The recorded world: the blog 11 of the class, the blog 12 of a team, the blog 1 of strangers; the article 32 « Sortie au
jardin », the article 43 without comments; the categories 23 to 27, the comments 21 to 26, in the order they are made.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import requests

from tests.contract.exchange import Request
from tests.contract.replay import Scene, Script
from tests.contract.world import insert_member, insert_team, pupil_and_parent
from tests.practice_ent.visitor import ask_code, visitor

_ANOTHER_PUPIL = ("blog-pupil-49", "blog-pupil-50", "blog-pupil-51", "blog-pupil-52", "blog-pupil-80")
script = Script("blog.jsonl", actors=dict.fromkeys(_ANOTHER_PUPIL, "another pupil"))
_SOON = f"{date.today() + timedelta(days=3)}"


@script.opening
def open_(scene: Scene) -> None:
    teacher = scene.people["teacher"] = scene.account("teacher")
    scene.people["director"] = scene.account("director")
    classroom = scene.value(
        "SELECT group_id FROM central_membership m JOIN user u ON u.id = m.user_id WHERE login = ? AND role_id = 7",
        teacher.login,
    )
    other = scene.value('SELECT id FROM "group" WHERE group_type_id = 2 AND id <> ?', classroom)
    scene.people["pupil"], scene.people["parent"] = pupil_and_parent(scene, classroom)
    scene.people["pupil-remembered"] = scene.people["pupil"]
    scene.people["another pupil"], _ = pupil_and_parent(scene, classroom, rank=1)
    team = insert_team(scene, classroom, "Test - Team")
    scene.change(
        "INSERT INTO blog (group_id, title, is_comment_moderate, count_view) VALUES (?, 'Blog : Test - Team', 1, 0)",
        team,
    )
    for role in ("administrator", "cityreferent"):
        scene.people[role] = insert_member(scene, role, like=teacher)

    def blog(group: int) -> str:
        return str(scene.value("SELECT id FROM blog WHERE group_id = ?", group))

    scene.values |= {
        "flag": "blog_export_pdf",
        "class": str(classroom),
        "team": str(team),
        "blog": blog(classroom),
        "blog 12": blog(team),
        "blog 1": blog(other),
        "author": scene.value("SELECT slug FROM user WHERE login = ?", teacher.login),
        "media": str(scene.value("SELECT id FROM media WHERE status_deletion = 1 LIMIT 1")),
        "month": f"{date.today():%m}",
        "year": f"{date.today():%Y}",
    }
    stranger = scene.value(
        "SELECT slug FROM blog_article WHERE blog_reference_id = ? AND status = 1 LIMIT 1", scene.values["blog 1"]
    )
    scene.values["article of strangers"] = stranger
    label = scene.value('SELECT label FROM "group" WHERE id = ?', classroom)
    school = scene.value("SELECT parent_id FROM central_group_parent WHERE group_id = ?", classroom)
    scene.names["Test - Classroom"] = label
    scene.names["Test - School"] = scene.value('SELECT label FROM "group" WHERE id = ?', school)
    # The recorded blogs held one article, and no category.
    for sql in (
        "DELETE FROM blog_article_category",
        "DELETE FROM blog_category",
        "DELETE FROM blog_article_comment",
    ):
        scene.change(sql)


# Which article or blog each exchange is about, where its address does not say.
_ARTICLES = {
    "no-such": ("blog-teacher-23",),
    "autosaved": ("blog-teacher-37", "blog-teacher-125"),
    "article 1": ("blog-teacher-77",),
    "scheduled": ("blog-teacher-80", "blog-pupil-06"),
    "of the team": ("blog-pupil-24", "blog-pupil-25", "blog-teacher-108", "blog-teacher-109"),
    "of strangers": ("blog-pupil-27",),
    "dog": (
        *(f"blog-pupil-{number}" for number in (*range(41, 60),)),
        *("blog-teacher-121", "blog-teacher-122", "blog-teacher-123"),
    ),
    "of the pupil": ("blog-pupil-64",),
    "of the teacher": ("blog-pupil-63", "blog-parent-04"),
    "untitled": ("blog-teacher-126",),
    "999999": ("blog-pupil-32", "blog-pupil-66"),
}
_ARTICLE_OF = {exchange: article for article, exchanges in _ARTICLES.items() for exchange in exchanges}
_GROUPS = {"blog-teacher-84": "team"}
_BLOGS = {"blog-teacher-64": "999999", "blog-teacher-65": "blog 1"}
_PAGES = {"blog-pupil-09": "0", "blog-pupil-10": "999", "blog-pupil-11": "abc"}
_UNKNOWN_COMMENT = {"blog-teacher-154"}


@script.rewrite
def rewrite(scene: Scene, request: Request) -> None:
    exchange = scene.playing.id
    article = _ARTICLE_OF.get(exchange, "garden")
    slug = article if article == "no-such" else scene.values.get(f"article {article}", "")
    if slug:
        scene.values["slug"] = slug
    about_comment = "/commentaire" in request.path
    if "/views" in request.path or "/supprimer" in request.path:
        scene.values["id"] = article if article.isdigit() else _id(scene, article)
    elif about_comment:
        scene.values["id"] = "999999" if exchange in _UNKNOWN_COMMENT else scene.values.get("comment 21", "")
    else:
        scene.values["id"] = scene.values["blog"]
    blog = _BLOGS.get(exchange, "blog")
    scene.values["blog_id"] = scene.values.get(blog, blog)
    scene.values["group_id"] = scene.values[_GROUPS.get(exchange, "class")]
    scene.values["page"] = _PAGES.get(exchange, "2")
    scene.values["category"] = scene.values.get("child" if exchange == "blog-pupil-13" else "parent", "")
    if request.form:
        request.form = {name: _field(scene, name, value) for name, value in request.form.items()}
    if request.json:
        request.json = {name: _field(scene, name, value) for name, value in request.json.items()}
    for name in list(request.form or {}):
        if request.form[name] == "{csrf}":
            request.form[name] = _token(scene, name.split("[")[0])
        elif request.form[name] == "{namespace}":
            request.form[name] = _namespace(scene)
    if request.json and request.json.get("namespace") == "{namespace}":
        request.json["namespace"] = _namespace(scene)


def _id(scene: Scene, article: str) -> str:
    slug = scene.values.get(f"article {article}", "")
    return str(scene.value("SELECT id FROM blog_article WHERE slug = ?", slug)) if slug else ""


def _field(scene: Scene, name: str, value: object) -> object:
    """A value of the recorded world in ours, known by the name of its field."""
    if isinstance(value, list):
        return [_field(scene, name, item) for item in value]
    text = str(value)
    if "blog_ids" in name:
        return scene.values["blog" if text == "11" else f"blog {text}"]
    if name in ("blog_article_form[categories][]", "category") or name.startswith("categories["):
        return scene.values.get(f"category {text}", text)
    if name in ("object_id", "feed_id", "comment_form[object_id]"):
        return {"32": _id(scene, "garden"), "43": _id(scene, "two blogs")}.get(text, text)
    if name == "resource-joined[]":
        return scene.values["media"]
    if name in ("blog_article_form[programmation_day]", "blog_article_form[publication_day]"):
        return text.replace("2026-11-26", _SOON)
    if name in ("id", "comment_form[id]"):
        kind = "category" if "category" in scene.playing.request().path else "comment"
        return scene.values.get(f"{kind} {text}", text)
    return value if not text.startswith("(20000") else "a" * 20_000


_FORMS = {
    "blog_article_form": "/ent/blog/gestion/nouvel-article",
    "blog_form": "/ent/blog/gestion/personnalisation",
}


def _page(scene: Scene, path: str) -> str:
    return unescape(
        scene.session(scene.playing.role).get(scene.ent.portal.removesuffix("/ent") + path, timeout=30).text
    )


def _token(scene: Scene, form: str) -> str:
    comment = f"/ent/blog/gestion/commentaires/moderation/{scene.values.get('comment 21')}/editer"
    page = _page(scene, _FORMS.get(form, comment))
    found = re.search(rf'name="{form}\[_token\]"[^>]*value="([^"]+)"', page)
    assert found, f"pas de jeton {form}"
    return found[1]


def _namespace(scene: Scene) -> str:
    found = re.search(r'namespace: "([^"]+)"', _page(scene, "/ent/blog/"))
    assert found, "pas d’espace de noms"
    return found[1]


def _keep_slug(name: str, *exchanges: str) -> None:
    @script.after(*exchanges)
    def keep(scene: Scene, answer: requests.Response) -> None:
        if answer.status_code == 200:
            scene.values[f"article {name}"] = answer.json()["slug"]
        else:
            scene.values[f"article {name}"] = answer.headers["Location"].rsplit("/", 1)[-1]


_keep_slug("garden", "blog-teacher-14", "blog-teacher-15", "blog-teacher-16", "blog-teacher-17")
_keep_slug("untitled", "blog-teacher-18")
_keep_slug("autosaved", "blog-teacher-36", "blog-teacher-37")
_keep_slug("article 1", "blog-teacher-76")
_keep_slug("scheduled", "blog-teacher-79")
_keep_slug("two blogs", "blog-teacher-82")
_keep_slug("of the team", "blog-teacher-85")
_keep_slug("dog", "blog-pupil-40", "blog-pupil-41")
_keep_slug("of the pupil", "blog-pupil-62")
_keep_slug("of the teacher", "blog-teacher-124")


@script.after("blog-teacher-119")
def title_again(scene: Scene, answer: requests.Response) -> None:
    """The recorded pages show the title of before again."""
    scene.change("UPDATE blog SET title = ? WHERE id = ?", scene.ours("Blog : Test - Classroom"), scene.values["blog"])


def _keep_category(number: str, exchange: str, name: str = "") -> None:
    @script.after(exchange)
    def keep(scene: Scene, answer: requests.Response) -> None:
        newest, slug = scene.rows("SELECT id, slug FROM blog_category WHERE level > 0 ORDER BY id DESC LIMIT 1")[0]
        scene.values[f"category {number}"] = str(newest)
        if name:
            scene.values[name] = slug


_keep_category("23", "blog-teacher-58", "parent")
_keep_category("25", "blog-teacher-68", "child")
_keep_category("26", "blog-teacher-69")


def _keep_comment(number: str, exchange: str) -> None:
    @script.after(exchange)
    def keep(scene: Scene, answer: requests.Response) -> None:
        scene.values[f"comment {number}"] = str(scene.value("SELECT max(id) FROM blog_article_comment"))


_keep_comment("21", "blog-pupil-67")
_keep_comment("22", "blog-pupil-68")
_keep_comment("23", "blog-parent-05")
_keep_comment("26", "blog-pupil-69")


@script.after("blog-pupil-78")
def more_comments(scene: Scene, answer: requests.Response) -> None:
    """The recorded blog had more waiting comments than a page shows."""
    blog, article = scene.values["blog"], _id(scene, "garden")
    author = scene.value("SELECT id FROM user WHERE login = ?", scene.people["pupil"].login)
    for number in range(12):
        scene.change(
            "INSERT INTO blog_article_comment (object_id, author_id, blog_id, date, content, status)"
            " VALUES (?, ?, ?, '2026-11-20 10:00:00', ?, 0)",
            *(article, author, blog, f"Encore {number}"),
        )


@script.before("blog-pupil-remembered-01")
def remembered(scene: Scene, request: Request) -> None:
    """Somebody who asked to be remembered, and whose session is over."""
    account, session = scene.people["pupil"], visitor()
    callback = ask_code(session, scene.ent.portal, account.login, account.password)
    session.get(callback, params={"_remember_me": "true"}, allow_redirects=False)
    for name in ("beneyluent", "device_view"):
        session.cookies.clear(domain=session.cookies.list_domains()[0], path="/", name=name)
    scene.sessions["pupil-remembered"] = session
