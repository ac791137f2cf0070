"""The managers' side of the blog: its articles and comments, and removing them (contract: blog.md 3, 6.2)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from portal.client import FORM, XHR, Page, Portal, encode_form
from portal.html import plain_text
from portal.http import Answer, ContentError, PortalError, SessionLostError

PENDING, VALIDATED, REFUSED = "PENDING_VALIDATION", "VALIDATED", "REFUSED"
_COMMENTS = "/commentaire/gestion/"
_EDIT_ROUTE = "blog_manager_comment_moderation_edit"
_ARTICLE = re.compile(r"""\sid\s*=\s*["']article-(\d+)["'].*?<h2[^>]*>(.*?)</h2>""", re.DOTALL)
_COMMENT = re.compile(
    r"""\sid\s*=\s*["']comment-(\d+)["'].*?<p[^>]*class=["'][^"']*md-body-1[^"']*["'][^>]*>(.*?)</p>""", re.DOTALL
)
_NAMESPACE = re.compile(r"""namespace["']?\s*[:=]\s*["']([A-Za-z0-9+/=]{16,})["']""")


@dataclass(frozen=True)
class Entry:
    """An article, by its title, or a comment, by its text."""

    id: int
    text: str


def read_articles(portal: Portal) -> list[Entry]:
    """All the articles one may manage: one's own, or all those of the blog for its manager. Raises PortalError."""
    portal.document("/blog/gestion/", "gestion du blog", _back)  # forgets the filters of the list
    found: dict[int, Entry] = {}
    for number in itertools.count(1):
        page = _entries(_ARTICLE, _fragment(portal, "GET", f"/blog/gestion/articles/page/{number}", "liste d’articles"))
        if all(entry.id in found for entry in page):
            break
        found.update({entry.id: entry for entry in page})
    return list(found.values())


def delete_article(portal: Portal, article_id: int) -> None:
    """Delete an article with its comments. Raises PortalError."""
    _fragment(portal, "POST", f"/blog/gestion/article/{article_id}/supprimer", "suppression d’article")


def open_moderation(portal: Portal) -> str:
    """Open the page of the comments, a manager's; returns the key that its calls carry. Raises PortalError."""
    return portal.document("/blog/gestion/commentaires", "commentaires du blog", _namespace)


def read_comments(portal: Portal, namespace: str, status: str) -> list[Entry]:
    """All the comments of a status, the newest first. Raises PortalError."""
    found: dict[int, Entry] = {}
    for number in itertools.count(1):
        form = {"object_namespace": namespace, "object_status": status, "edit_route": _EDIT_ROUTE, "pageR": str(number)}
        page = _entries(_COMMENT, _fragment(portal, "POST", f"{_COMMENTS}charger", "liste de commentaires", form))
        if all(entry.id in found for entry in page):
            break
        found.update({entry.id: entry for entry in page})
    return list(found.values())


def set_status(portal: Portal, namespace: str, status: str, comment_id: int) -> None:
    """Give a comment another status: pending and refused ones are not shown to readers. Raises PortalError."""
    form = {
        **{"namespace": namespace, "id": str(comment_id), "status": status},
        **{"page": "1", "editRoute": _EDIT_ROUTE},
    }
    _fragment(portal, "POST", f"{_COMMENTS}status", "modération de commentaire", form)


def delete_refused_comments(portal: Portal, namespace: str) -> None:
    """Delete every refused comment of the blog, whoever wrote it. Raises PortalError."""
    _fragment(portal, "POST", f"{_COMMENTS}tout-supprimer", "suppression des commentaires", {"namespace": namespace})


def _fragment(portal: Portal, method: str, path: str, what: str, form: dict[str, str] | None = None) -> str:
    """A background call whose answer is a piece of a page, or nothing."""

    def read(answer: Answer) -> str:
        if answer.status == 302:
            raise SessionLostError(f"{what} : session perdue")
        if answer.status != 200:
            raise PortalError(f"{what} : {answer.error or f'réponse {answer.status}'}")
        return answer.text

    body = encode_form(form) if form else b""
    return portal.fetch(method, portal.address(path), what, read, body=body, headers={**XHR, **FORM})


def _entries(pattern: re.Pattern[str], html: str) -> list[Entry]:
    return [Entry(int(number), plain_text(text)) for number, text in pattern.findall(html)]


def _back(page: Page) -> None:
    if "module-back" not in page.html:
        raise ContentError("ce n’est pas la gestion du blog")


def _namespace(page: Page) -> str:
    _back(page)
    found = _NAMESPACE.search(page.html)
    if not found:
        raise ContentError("clé des commentaires absente")
    return found[1]
