"""What the pages' own scripts do, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from acceptance.stage import a_browser, find_browser
from tests.practice_ent.blog.conftest import School
from tests.practice_ent.blog.desk import Base, Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser(find_browser()) as opened:
        yield opened


def sit(browser: Browser, desk: Desk) -> Page:
    """A page in which the person of the desk is signed in."""
    context = browser.new_context(locale="fr-FR", base_url=f"{desk.portal}/")
    (cookie,) = (one for one in desk.session.cookies if one.name == "beneyluent")
    context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": desk.portal}])
    return context.new_page()


def test_a_draft_saves_itself_after_five_seconds_and_is_then_published(
    school: School, base: Base, browser: Browser
) -> None:
    page = sit(browser, school.teacher)
    page.clock.install()
    page.goto("blog/gestion/nouvel-article")
    page.get_by_label("Titre de l'article").fill("Les semis")
    page.get_by_label("Votre texte").fill("Des radis.\n\nEt 2 < 3 !")
    page.clock.run_for(4900)
    assert base.rows("SELECT id FROM blog_article WHERE title = 'Les semis'") == []
    page.clock.run_for(200)
    expect(page.locator("#form_new_article")).to_have_attribute("action", re.compile(r"/blog-article-\d+/editer$"))
    expect(page.get_by_role("alert").filter(has_text="sauvegardé automatiquement")).to_be_visible()
    page.locator('md-radio-button[name="blog_article_form[status]"]', has_text="Article publié").click()
    page.locator(".finish").click()
    expect(page.locator(".article-status")).to_have_text("Article publié")
    page.get_by_role("link", name="Voir").click()
    expect(page.locator(".container-article .article p")).to_have_text(["Des radis.", "Et 2 < 3 !"])
    page.go_back()
    page.get_by_role("link", name="Éditer").click()
    expect(page.get_by_label("Votre texte")).to_have_value("Des radis.\n\nEt 2 < 3 !")
    page.context.close()


def test_a_comment_is_written_then_validated(school: School, base: Base, browser: Browser) -> None:
    slug = school.teacher.publish("Dans un navigateur")
    page = sit(browser, school.pupil)
    page.goto(f"blog/article/{slug}")
    page.locator(".bns-expander-toggle").click()
    page.get_by_label("Laisser un commentaire...").fill("Bravo <b>!</b>")
    page.get_by_role("button", name="Poster mon commentaire").click()
    row = page.locator("md-list-item.comment")
    expect(row).to_contain_text("Bravo <b>!</b>")
    expect(row).to_contain_text("En attente de modération")
    expect(page.locator(".bns-expander-label")).to_have_text("Commentaires: 1")
    page.context.close()

    page = sit(browser, school.teacher)
    page.goto("blog/gestion/commentaires")
    row = page.locator("md-list-item.comment", has_text="Dans un navigateur")
    row.get_by_role("button", name="Valider", exact=True).click()
    expect(row).to_have_count(0)
    page.get_by_role("link", name="Commentaires publiés").click()
    expect(row).to_be_visible()
    status = "SELECT status FROM blog_article_comment WHERE object_id = ?"
    assert base.one(status, base.article_id(slug)) == 1
    page.context.close()


def test_the_list_is_filtered_and_its_ticked_articles_deleted(school: School, base: Base, browser: Browser) -> None:
    slug = school.teacher.draft("À jeter")
    row_id = f"#article-{base.article_id(slug)}"
    page = sit(browser, school.teacher)
    page.goto("blog/gestion/")
    page.locator('.article-statuses-filter md-checkbox[value="1"]').click()
    expect(page.locator(row_id)).to_have_count(0)
    page.locator('.article-statuses-filter md-checkbox[value="0"]').click()
    expect(page.locator(row_id)).to_be_visible()
    page.locator(row_id).get_by_role("checkbox").check()
    page.locator("#delete-selected").click()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(page.locator(row_id)).to_have_count(0)
    assert base.rows("SELECT id FROM blog_article WHERE slug = ?", slug) == []
    page.context.close()


def test_a_category_is_added_and_deleted(school: School, browser: Browser) -> None:
    page = sit(browser, school.teacher)
    page.goto("blog/gestion/categories")
    page.get_by_role("button", name="Ajouter une catégorie").click()
    page.get_by_placeholder("Titre de la nouvelle catégorie").fill("Musique")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    row = page.locator("ol.load-sortable > li", has_text="Musique")
    expect(row).to_be_visible()
    row.locator(".close-button").click()
    page.locator(".delete-category-button").click()
    expect(row).to_have_count(0)
    page.context.close()


def test_the_moderation_switch_follows_the_blog(school: School, blog_id: int, base: Base, browser: Browser) -> None:
    page = sit(browser, school.teacher)
    page.goto("blog/gestion/")
    switch = page.get_by_role("switch")
    expect(switch).to_be_checked()
    switch.click()
    expect(page.get_by_role("alert").filter(has_text="Modération des commentaires fermée")).to_be_visible()
    assert base.one("SELECT is_comment_moderate FROM blog WHERE id = ?", blog_id) == 0
    page.reload()
    expect(switch).not_to_be_checked()
    switch.click()
    expect(page.get_by_role("alert").filter(has_text="Modération des commentaires ouverte")).to_be_visible()
    assert base.one("SELECT is_comment_moderate FROM blog WHERE id = ?", blog_id) == 1
    page.context.close()
