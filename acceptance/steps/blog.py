"""Steps about the blog of the class."""

from __future__ import annotations

from dataclasses import replace

from pytest_bdd import given, then, when

from acceptance.made import MARK, Article, CleanUp, token
from acceptance.pages.blog import PUBLISHED, BlogDesk, BlogPage
from acceptance.people import STRANGER, TEACHER
from acceptance.stage import Stage
from acceptance.steps.words import sentence


def begin_article(stage: Stage, cleanup: CleanUp, who: str) -> tuple[BlogDesk, Article]:
    """The form of a new article opened, and the article to write in it; a teacher of the class will remove it."""
    article = Article(who, f"{MARK} Sortie au musée {token()}", f"Nous avons vu des bateaux anciens {token()}.")
    remover = STRANGER if who == STRANGER else TEACHER
    desk = BlogDesk(stage.page(who), stage.portal)
    cleanup.later("un article", lambda: BlogDesk(stage.page(remover), stage.portal).delete(article.title))
    desk.begin()
    return desk, article


@given(sentence("un article publié par {who}"), target_fixture="article")
@when(sentence("{who} écrit un article et le publie"), target_fixture="article")
def publish(stage: Stage, cleanup: CleanUp, who: str) -> Article:
    desk, article = begin_article(stage, cleanup, who)
    desk.write(article.title, article.text)
    desk.choose(PUBLISHED)
    desk.save()
    return replace(article, address=desk.address(article.title))


@when(sentence("{who} écrit un article et le soumet"), target_fixture="article")
def submit(stage: Stage, cleanup: CleanUp, who: str) -> Article:
    desk, article = begin_article(stage, cleanup, who)
    desk.write(article.title, article.text)
    desk.save()
    return article


@when(sentence("{who} commence à écrire un article"), target_fixture="article")
def start_writing(stage: Stage, cleanup: CleanUp, who: str) -> Article:
    desk, article = begin_article(stage, cleanup, who)
    desk.write(article.title, article.text)
    return article


@when(sentence("{who} envoie un article dont le jeton du formulaire a été altéré"), target_fixture="article")
def send_spoilt(stage: Stage, cleanup: CleanUp, who: str) -> Article:
    desk, article = begin_article(stage, cleanup, who)
    desk.spoil_token()
    desk.write(article.title, article.text)
    desk.choose(PUBLISHED)
    desk.try_to_save()
    return article


@when(sentence("{who} ouvre le blog de sa classe"))
def open_blog(stage: Stage, who: str) -> None:
    BlogPage(stage.page(who), stage.portal).read()


@when(sentence("{who} ouvre l’adresse de cet article"), target_fixture="status")
def open_article(stage: Stage, article: Article, who: str) -> int:
    return BlogPage(stage.page(who), stage.portal).open(article.address)


@then(sentence("{who} lit cet article en entier dans le blog"))
def reads_article(stage: Stage, article: Article, who: str) -> None:
    page = BlogPage(stage.page(who), stage.portal)
    page.read()
    page.expect_article(article.title, article.text)


@then(sentence("{who} ne trouve pas cet article dans le blog"))
def no_article(stage: Stage, article: Article, who: str) -> None:
    page = BlogPage(stage.page(who), stage.portal)
    page.read()
    page.expect_no_article(article.title)


@then(sentence("{who} retrouve cet article dans la gestion du blog avec la mention « {mention} »"))
def article_listed(stage: Stage, article: Article, who: str, mention: str) -> None:
    BlogDesk(stage.page(who), stage.portal).expect_listed(article.title, mention)


@then(sentence("{who} ne trouve pas cet article dans la gestion du blog"))
def article_not_listed(stage: Stage, article: Article, who: str) -> None:
    BlogDesk(stage.page(who), stage.portal).expect_not_listed(article.title)


@given(sentence("un commentaire {of} sur cet article"), target_fixture="comment")
def comment_of(stage: Stage, article: Article, of: str) -> str:
    return write_comment(stage, article, of)


@when(sentence("{who} commente cet article"), target_fixture="comment")
def write_comment(stage: Stage, article: Article, who: str) -> str:
    text = f"{MARK} Bravo pour cet article {token()}"
    page = BlogPage(stage.page(who), stage.portal)
    page.read()
    page.comment(article.title, text)
    page.expect_comment(article.title, text)
    return text


@when(sentence("{who} valide ce commentaire"))
def accept_comment(stage: Stage, comment: str, who: str) -> None:
    BlogDesk(stage.page(who), stage.portal).accept_comment(comment)


@then(sentence("{who} voit son commentaire avec la mention « {mention} »"))
def own_comment(stage: Stage, article: Article, comment: str, who: str, mention: str) -> None:
    page = BlogPage(stage.page(who), stage.portal)
    page.read()
    page.expect_comment(article.title, comment, mention)


@then(sentence("{who} voit ce commentaire"))
def sees_comment(stage: Stage, article: Article, comment: str, who: str) -> None:
    page = BlogPage(stage.page(who), stage.portal)
    page.read()
    page.expect_comment(article.title, comment)


@then(sentence("{who} ne voit pas ce commentaire"))
def no_comment(stage: Stage, article: Article, comment: str, who: str) -> None:
    page = BlogPage(stage.page(who), stage.portal)
    page.read()
    page.expect_no_comment(article.title, comment)
