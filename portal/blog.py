"""The blog: reading, commenting, writing (contract: blog.md 2 to 4, 6, 8); moderating is in blog_moderation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from portal.client import Page, Portal, take
from portal.html import field_value, has_class, links, tags, texts
from portal.http import ContentError
from portal.shell import flags, load_editor, load_routes, load_shell

# The class of the comments is a constant that the page's own scripts print (blog.md 6).
_NAMESPACE = re.compile(r"""namespace["']?\s*[:=]\s*["']([A-Za-z0-9+/=]{16,})["']""")
_COMMENTS = re.compile(r"""\sid\s*=\s*["']commentctrl-(\d+)["']""")
# Where views are counted, an article says so (blog.md 2.1).
_VIEWS = re.compile(r"""<\w+[^>]*\sdata-article-id\s*=\s*["'](\d+)["'][^>]*\sbns-blog-article-view""")
_FORM = "blog_article_form"


@dataclass(frozen=True)
class Reading:
    """A page of the reader's side. ``commentable`` holds the ids of the articles that take comments, ``counted`` of
    those whose views are counted; ``elsewhere`` the addresses of single articles and of months that the page leads to.
    """

    titles: tuple[str, ...]
    commentable: tuple[int, ...]
    counted: tuple[int, ...]
    namespace: str
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """An article being written. ``slug`` is empty until the first saving; ``may_publish`` tells a teacher's form."""

    token: str
    may_publish: bool
    title: str = ""
    content: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Saved:
    """An article as its author sees it after the final saving; ``published`` is false while it waits."""

    title: str
    published: bool


def read_blog(portal: Portal, path: str = "/blog/") -> Reading:
    """Open the blog, a month of it or one article, with what the page then fetches. Raises PortalError."""
    reading = portal.document(path, "page du blog", partial(_reading, portal))
    views = (partial(_count_view, portal, article_id) for article_id in reading.counted)
    portal.http.together(partial(load_shell, portal, "BLOG"), *views)
    return reading


def comment(portal: Portal, article_id: int, namespace: str, text: str) -> bool:
    """Comment an article. Returns whether the comment awaits moderation. Raises PortalError."""
    form = {"content": text, "object_id": str(article_id), "namespace": namespace}
    return portal.xhr("POST", "/commentaire/ajouter", "commentaire", _comment_answer, form=form)


def manage(portal: Portal) -> tuple[str, ...]:
    """Open the list of the articles one may manage; returns their titles (blog.md 8.1, step 1). Raises PortalError."""
    titles, moderates = portal.document("/blog/gestion/", "gestion du blog", _managed)
    calls: list[Callable[[], object]] = [partial(load_shell, portal, "BLOG"), partial(load_routes, portal)]
    if moderates:
        path = "/blog/gestion/blog/commentaires/moderation"
        calls.append(partial(portal.xhr, "POST", path, "modération des commentaires", _moderation))
        calls.append(partial(flags, portal, "blog_export_pdf"))
    portal.http.together(*calls)
    return titles


def start_article(portal: Portal) -> Draft:
    """Open an empty article (blog.md 8.1, step 2). Raises PortalError."""
    draft = portal.document("/blog/gestion/nouvel-article", "formulaire d’article", _empty_form)
    offered = ("blog_schedule",) if draft.may_publish else ()
    portal.http.together(
        partial(load_shell, portal, "BLOG"),
        partial(load_editor, portal),
        partial(flags, portal, *offered, "blog_categories", "blog_beta_correction_flash"),
    )
    return draft


def autosave(portal: Portal, draft: Draft, title: str, content: str) -> Draft:
    """Save a draft in the background, as the page does while one types (blog.md 4.3). Raises PortalError."""
    written = Draft(draft.token, draft.may_publish, title, content, draft.slug)
    path = f"/blog/gestion/brouillon/sauvegarder{f'/{draft.slug}' if draft.slug else ''}"
    slug = portal.xhr("PATCH", path, "brouillon", _saved_slug, form=_fields(written, "DRAFT"))
    return Draft(draft.token, draft.may_publish, title, content, slug)


def finish(portal: Portal, draft: Draft) -> Saved:
    """Publish an article, or hand it in when one may not publish; follows to its own page. Raises PortalError."""
    path = f"/blog/gestion/article/{draft.slug}/editer" if draft.slug else "/blog/gestion/nouvel-article/terminer"
    saved = portal.document(path, "article", partial(_finished, draft), form=_fields(draft, "PUBLISHED"))
    load_shell(portal, "BLOG")
    return saved


def _fields(draft: Draft, status: str) -> Mapping[str, str]:
    fields = {
        f"{_FORM}[draftTitle]": draft.title,
        f"{_FORM}[draftContent]": draft.content,
        f"{_FORM}[_token]": draft.token,
    }
    # A pupil's form has no status: sending one is refused as an extra field (blog.md 4.1).
    teacher = {f"{_FORM}[status]": status, f"{_FORM}[is_comment_allowed]": "1"}
    return {**fields, **teacher} if draft.may_publish else fields


def _reading(portal: Portal, page: Page) -> Reading:
    if not has_class(page.html, "body", "module-blog"):
        raise ContentError("ce n’est pas le blog")
    titles = tuple(
        text for attributes, text in texts(page.html, "h1") if "title" in attributes.get("class", "").split()
    )
    if not titles and "no-article" not in page.html:
        raise ContentError("page vide")
    base = urlsplit(portal.base).path
    namespace = _NAMESPACE.search(page.html)
    return Reading(
        titles,
        tuple(int(number) for number in _COMMENTS.findall(page.html)),
        tuple(int(number) for number in _VIEWS.findall(page.html)) if "bns-blog-article-view" in page.html else (),
        namespace[1] if namespace else "",
        tuple(links(page.html, f"{base}/blog/article/", f"{base}/blog/archives/")),
    )


def _count_view(portal: Portal, article_id: int) -> None:
    portal.api("POST", f"blog/article/{article_id}/views.json", "compteur de vues")


def _comment_answer(document: Any) -> bool:
    html = take(document, "html", str)
    if document.get("error") or not has_class(html, "md-list-item", "comment"):
        raise ContentError("refusé")
    return has_class(html, "md-list-item", "moderate")


def _managed(page: Page) -> tuple[tuple[str, ...], bool]:
    """The titles of the list, and whether the page has the moderation switch, which asks for its state."""
    if not has_class(page.html, "body", "module-back"):
        raise ContentError("ce n’est pas la gestion du blog")
    titles = tuple(text for attributes, text in texts(page.html, "h2") if "md-headline" in attributes.get("class", ""))
    return titles, "bns-profile-switch" in page.html


def _moderation(document: Any) -> bool:
    return take(document, "moderate", bool)


def _empty_form(page: Page) -> Draft:
    if not any(form.get("id") == "form_new_article" for form in tags(page.html, "form")):
        raise ContentError("formulaire absent")
    return Draft(field_value(page.html, f"{_FORM}[_token]"), f"{_FORM}[status]" in page.html)


def _saved_slug(document: Any) -> str:
    if take(document, "success", bool) is not True:
        raise ContentError("refusé")
    return take(document, "slug", str)


def _finished(draft: Draft, page: Page) -> Saved:
    if "/blog/gestion/visualisation/" not in page.path:
        raise ContentError("refusé")
    if draft.title not in (text for _, text in texts(page.html, "h1")):
        raise ContentError("ce n’est pas le bon titre")
    return Saved(draft.title, "status-PUBLISHED" in page.html)
