"""A person at the blog of the practice ENT, over plain HTTP, and what the tests read in its answers and its base."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import requests

from fixtures.accounts import Account

XHR = {"X-Requested-With": "XMLHttpRequest"}
FORM = "blog_article_form"
_TOKEN = re.compile(r'name="(?:\w+)\[_token]" value="(\w+)"')
_NAMESPACE = re.compile(r'namespace: "([^"]+)"')


@dataclass
class Desk:
    """One signed-in person; redirections are never followed."""

    account: Account
    portal: str
    session: requests.Session

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.portal + path, allow_redirects=False, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> requests.Response:
        return self.session.post(self.portal + path, data=data, allow_redirects=False, **options)

    def patch(self, path: str, data: Any = None, **options: Any) -> requests.Response:
        return self.session.patch(self.portal + path, data=data, allow_redirects=False, **options)

    def token(self) -> str:
        return token_in(self.get("/blog/gestion/nouvel-article").text)

    def form(self, **values: object) -> list[tuple[str, str]]:
        """The form's fields, with a valid token unless one is given; a list gives several values."""
        values.setdefault("_token", self.token())
        fields = []
        for name, value in values.items():
            many = isinstance(value, list)
            listed = value if isinstance(value, list) else [value]
            fields += [(f"{FORM}[{name}]{'[]' if many else ''}", str(one)) for one in listed]
        return fields

    def autosave(self, slug: str | None = None, **values: object) -> requests.Response:
        path = "/blog/gestion/brouillon/sauvegarder" + (f"/{slug}" if slug else "")
        return self.patch(path, self.form(**values), headers=XHR)

    def draft(self, title: str = "Sortie au jardin", content: str = "<p>Des fleurs.</p>") -> str:
        """The slug of a new draft."""
        answer = self.autosave(draftTitle=title, draftContent=content)
        assert answer.status_code == 200, answer.text
        slug: str = answer.json()["slug"]
        return slug

    def finish(self, **values: object) -> requests.Response:
        return self.post("/blog/gestion/nouvel-article/terminer", self.form(**values))

    def save(self, slug: str, **values: object) -> requests.Response:
        return self.post(f"/blog/gestion/article/{slug}/editer", self.form(**values))

    def publish(self, title: str = "Le potager", content: str = "<p>Trois radis.</p>", **values: object) -> str:
        """A manager's new article, online at once; its slug."""
        slug = self.draft(title, content)
        values.setdefault("is_comment_allowed", 1)
        saved = self.save(slug, draftTitle=title, draftContent=content, status="PUBLISHED", **values)
        assert saved.status_code == 302, saved.text
        return slug

    def namespace(self) -> str:
        return namespace_in(self.get("/blog/").text)

    def comment(self, article_id: int, content: str = "Bravo !", **changes: str) -> requests.Response:
        fields = {"content": content, "object_id": str(article_id), "namespace": self.namespace(), **changes}
        return self.post("/commentaire/ajouter", fields, headers=XHR)


@dataclass(frozen=True)
class Base:
    """The base under the running ENT."""

    file: Path

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.file, timeout=20)
        try:
            found = connection.execute(sql, parameters).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    def one(self, sql: str, *parameters: object) -> Any:
        """The single value of the single row."""
        ((value,),) = self.rows(sql, *parameters)
        return value

    def article_id(self, slug: str) -> int:
        return int(self.one("SELECT id FROM blog_article WHERE slug = ?", slug))

    def blog_id(self, group_label: str) -> int:
        sql = 'SELECT b.id FROM blog b JOIN "group" g ON g.id = b.group_id WHERE g.label = ?'
        return int(self.one(sql, group_label))

    def notified(self, kind: str, article_id: int) -> set[str]:
        """Logins of those told of something about an article."""
        sql = (
            "SELECT u.login FROM notification n JOIN user u ON u.id = n.target_user_id"
            " WHERE n.notification_type_unique_name = ? AND json_extract(n.objects, '$.articleId') = ?"
        )
        return {login for (login,) in self.rows(sql, kind, article_id)}


def token_in(page: str) -> str:
    found = _TOKEN.search(page)
    assert found, page
    return found[1]


def namespace_in(page: str) -> str:
    found = _NAMESPACE.search(page)
    assert found, page
    return unescape(found[1])


def titles_in(page: str) -> list[str]:
    return re.findall(r'<h1 class="title[^"]*">(?:<a [^>]*>)?([^<]*)', page)
