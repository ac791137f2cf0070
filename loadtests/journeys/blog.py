"""The blog: reading it, commenting an article, writing one."""

from __future__ import annotations

from loadtests.journeys import words
from loadtests.journeys.visit import Visit
from portal import blog
from portal.http import PageName

JOURNEY = "blog"
LIST = PageName(JOURNEY, "Blog : lire la liste")
ARTICLE = PageName(JOURNEY, "Blog : lire un article")
COMMENT = PageName(JOURNEY, "Blog : commenter")
MANAGE = PageName(JOURNEY, "Blog : gérer les articles")
NEW = PageName(JOURNEY, "Blog : commencer un article")
DRAFT = PageName(JOURNEY, "Blog : enregistrer le brouillon")
FINISH = PageName(JOURNEY, "Blog : enregistrer l’article")

CORRECTED = 0.5  # share of the drafts that are corrected before they are published


def read(visit: Visit) -> None:
    """Open the blog of the class, then an article of it, of the class's news, or an older month."""
    reading = _open(visit)
    news = visit.landing.articles if visit.landing else ()
    if addresses := (*reading.elsewhere, *news):
        visit.think()
        with visit.page(ARTICLE):
            blog.read_blog(visit.portal, visit.rng.choice(addresses))


def read_and_comment(visit: Visit) -> None:
    """Open the blog and leave a word under one of its articles (contract: blog.md 8.2)."""
    reading = _open(visit)
    if reading.commentable:
        visit.think()
        with visit.page(COMMENT):
            text = visit.marked(visit.rng.choice(words.COMMENTS))
            blog.comment(visit.portal, visit.rng.choice(reading.commentable), reading.namespace, text)


def write(visit: Visit) -> None:
    """Write an article, read it again, correct it: a teacher publishes it, a pupil hands it in
    (contract: blog.md 8.1, 8.2)."""
    with visit.page(MANAGE):
        blog.manage(visit.portal)
    visit.think()
    with visit.page(NEW):
        draft = blog.start_article(visit.portal)
    visit.think(1.5)
    with visit.page(DRAFT):
        title = visit.marked(visit.rng.choice(words.TITLES))
        draft = blog.autosave(visit.portal, draft, title, words.article_text(visit.rng))
    if visit.perhaps(CORRECTED):
        visit.think()
        with visit.page(DRAFT):
            draft = blog.autosave(visit.portal, draft, title, words.article_text(visit.rng))
    visit.think()
    with visit.page(FINISH):
        blog.finish(visit.portal, draft)


def _open(visit: Visit) -> blog.Reading:
    with visit.page(LIST):
        return blog.read_blog(visit.portal)
