"""The blog of a class: what is read, what is written, what is moderated (contract: blog.md 2.1, 3, 4.2, 6)."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from acceptance.pages.portal_page import PortalPage, absent, loosely, shown

DRAFT, PUBLISHED = "Brouillon", "Article publié"


class BlogPage(PortalPage):
    """The reading side, ``/blog/``."""

    def __init__(self, page: Page, portal: str) -> None:
        super().__init__(page, portal)
        self.articles = page.locator(".container-article")
        self.empty = page.locator(".no-article")

    def read(self) -> None:
        self.open("/blog/")
        shown(self.articles.or_(self.empty), "le blog")

    def article(self, title: str) -> Locator:
        return self.articles.filter(has=self.page.get_by_role("heading", name=title))

    def expect_article(self, title: str, text: str) -> None:
        """The article is there with its whole text and its author."""
        article = self.article(title)
        shown(article, f"l’article « {title} »")
        shown(article.locator(".article").filter(has_text=text), f"le texte de l’article « {title} »")
        shown(article.locator(".author-infos"), f"l’auteur de l’article « {title} »")

    def expect_no_article(self, title: str) -> None:
        shown(self.articles.or_(self.empty), "le blog")
        absent(self.article(title), f"l’article « {title} »")

    def comment(self, title: str, text: str) -> None:
        """Write a comment under an article of the page."""
        article = self._with_comments(title)
        article.locator('textarea[name="content"]').fill(text)
        article.get_by_role("button", name="Poster mon commentaire").click()

    def expect_comment(self, title: str, text: str, mention: str = "") -> None:
        row = self._comments(title).filter(has_text=text)
        shown(row, "le commentaire")
        if mention:
            shown(row.filter(has_text=loosely(mention)), f"la mention « {mention} » du commentaire")

    def expect_no_comment(self, title: str, text: str) -> None:
        absent(self._comments(title).filter(has_text=text), "le commentaire")

    def _comments(self, title: str) -> Locator:
        return self._with_comments(title).locator("md-list-item.comment, .comments-list .comment")

    def _with_comments(self, title: str) -> Locator:
        """The article, its comments unfolded (they are folded when the page loads)."""
        article = self.article(title)
        shown(article, f"l’article « {title} »")
        field = article.locator('textarea[name="content"]')
        if not field.is_visible():
            article.locator(".bns-expander-toggle").click()
        shown(field, f"les commentaires de l’article « {title} »")
        return article


class BlogDesk(PortalPage):
    """The management side, ``/blog/gestion/``: the list of articles, the form, the comments to moderate."""

    def __init__(self, page: Page, portal: str) -> None:
        super().__init__(page, portal)
        self.list = page.locator(".item-list-container")
        self.rows = page.locator("md-list-item.article")
        self.title = page.locator("#blog_article_form_draftTitle")
        self.text = page.locator('textarea[bns-id="blog_article_form_draftContent"]')
        self.editor = page.locator('iframe[id^="ui-tinymce-"]')
        self.token = page.locator("#blog_article_form__token")
        self.finish = page.locator(".finish")
        self.status = page.locator(".article-status")
        self.pending = page.locator("md-list-item.comment.status-pending_validation")

    def expect_listed(self, title: str, mention: str) -> None:
        """The article is in the list, and its own page bears the mention of its state."""
        self.open("/blog/gestion/")
        row = self._row(title)
        shown(row, f"l’article « {title} » dans la gestion du blog")
        row.get_by_role("link").first.click()
        shown(self.page.get_by_role("heading", name=title), f"la page de l’article « {title} »")
        # The panel that holds it may be folded: what it says counts, not whether it is unfolded.
        said = self.status.first.text_content() or ""
        assert loosely(mention).search(said), f"état de l’article : « {said.strip()} » au lieu de « {mention} »"

    def expect_not_listed(self, title: str) -> None:
        self.open("/blog/gestion/")
        shown(self.list, "la liste des articles")
        absent(self._row(title), f"l’article « {title} » dans la gestion du blog")

    def begin(self) -> None:
        """Open the form of a new article."""
        self.open("/blog/gestion/nouvel-article")
        shown(self.title, "le formulaire d’un article")

    def write(self, title: str, text: str) -> None:
        """Type an article as a person does, in the rich editor when there is one."""
        self.title.fill(title)
        if self.editor.count():
            self.page.frame_locator('iframe[id^="ui-tinymce-"]').locator("body").fill(text)
        else:
            self.text.fill(text)

    def choose(self, state: str) -> None:
        """Choose the state of the article; its choices may be in the page and beside it, one of them visible."""
        self.page.get_by_role("radio", name=state).filter(visible=True).first.check()

    def save(self) -> None:
        """Save for good, and wait for the article's own page."""
        self.finish.filter(visible=True).first.click()
        shown(self.status.or_(self.page.locator(".alert-info")), "la page de l’article enregistré")

    def try_to_save(self) -> None:
        """Save, and wait only for an answer: the form again, or the article's page."""
        with self.page.expect_navigation():
            self.finish.filter(visible=True).first.click()

    def spoil_token(self) -> None:
        """Alter the hidden token of the form, wherever the page keeps it."""
        self.token.evaluate("field => { field.value = 'jeton-altere' }")

    def accept_comment(self, text: str) -> None:
        self.open("/blog/gestion/commentaires")
        row = self.pending.filter(has_text=text)
        shown(row, "le commentaire à modérer")
        row.get_by_role("button", name="Valider", exact=True).click()
        absent(row, "le commentaire validé")

    def address(self, title: str) -> str:
        """The address at which a published article is read (``/blog/article/…``)."""
        self.open("/blog/gestion/")
        self._row(title).get_by_role("link").first.click()
        shown(self.status, "la page de l’article")
        return "/blog/article/" + self.page.url.rstrip("/").rsplit("/", 1)[-1]

    def delete(self, title: str) -> None:
        """Delete an article by its address, as the page's own button does (contract: blog.md 3)."""
        self.open("/blog/gestion/")
        shown(self.list, "la liste des articles")
        if not self._row(title).count():
            return  # it was never made
        number = (self._row(title).first.get_attribute("id") or "").removeprefix("article-")
        answer = self.page.request.post(
            f"{self.portal}/blog/gestion/article/{number}/supprimer", headers={"X-Requested-With": "XMLHttpRequest"}
        )
        assert answer.ok, f"suppression refusée ({answer.status})"

    def _row(self, title: str) -> Locator:
        return self.rows.filter(has_text=title)
