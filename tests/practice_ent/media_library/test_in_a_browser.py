"""What the page of the library does, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from acceptance.stage import a_browser, find_browser
from tests.practice_ent.media_library.conftest import Library, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser(find_browser()) as opened:
        yield opened


@pytest.fixture
def page(library: Library, browser: Browser) -> Iterator[Page]:
    """A page in which the teacher is signed in."""
    context = browser.new_context(locale="fr-FR")
    teacher: Visitor = library.teacher
    (cookie,) = (one for one in teacher.http.cookies if one.name == "beneyluent")
    context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": teacher.portal}])
    yield context.new_page()
    context.close()


def _tick(page: Page, library: Library, label: str) -> None:
    slug = library.text("SELECT slug FROM media_folder_group WHERE id = ?", library.class_root.split("-")[0])
    page.goto(f"{library.teacher.portal}/app/#/media-library/dossiers/{slug}")
    page.locator(".media-library-scene-element.file", has_text=label).locator("input[type=checkbox]").check()


def test_a_document_is_distributed_to_the_class(library: Library, page: Page) -> None:
    media = library.teacher.stored(library.class_root, "La leçon du jour.txt")
    _tick(page, library, "La leçon du jour.txt")
    page.locator("#media-library-arrangement-menu > a").click()
    page.get_by_role("button", name="Distribuer les documents de la sélection").click()
    page.get_by_role("checkbox", name=re.compile("^Tout le groupe")).click()
    page.get_by_role("button", name="Sélectionner (1)").click()
    expect(page.get_by_role("alert").filter(has_text="Documents distribués")).to_be_visible()
    pupils = "SELECT count(*) FROM central_membership WHERE group_id = ? AND role_id = 8"
    copies = library.number("SELECT count(*) FROM media WHERE copy_from_id = ?", media["id"])
    assert copies == library.number(pupils, library.class_id)


def test_a_document_is_found_again_among_the_favourites(library: Library, page: Page) -> None:
    library.teacher.stored(library.class_root, "Comptines.txt")
    _tick(page, library, "Comptines.txt")
    page.locator("#media-library-toggle-favorite").click()
    expect(page.get_by_role("alert").filter(has_text="ajoutée aux favoris")).to_be_visible()
    page.locator("#media-library-navigation-special .node-label", has_text="Mes favoris").click()
    expect(page.locator(".media-library-scene-element.file", has_text="Comptines.txt")).to_be_visible()


def test_a_link_is_added_from_the_menu(library: Library, page: Page) -> None:
    slug = library.text("SELECT slug FROM media_folder_group WHERE id = ?", library.class_root.split("-")[0])
    page.goto(f"{library.teacher.portal}/app/#/media-library/dossiers/{slug}")
    page.locator("#media-library-create-menu > a").click()
    page.get_by_role("button", name="un lien depuis internet").click()
    page.locator("#model-url").fill("www.onf.fr")
    page.get_by_role("button", name="Importer le lien").click()
    expect(page.get_by_role("alert").filter(has_text="Lien importé")).to_be_visible()


def test_the_picker_shows_the_library_without_the_portal_around_it(library: Library, page: Page) -> None:
    page.goto(f"{library.teacher.portal}/mediatheque-2/embedded")
    expect(page.locator(".media-library-scene-title")).to_be_visible()
    page.locator("#media-library-navigation-special .node-label", has_text="Ma corbeille").click()
    expect(page.locator(".media-library-scene-title")).to_have_text("Ma corbeille")
    expect(page.locator("bns-navbar")).to_be_hidden()
