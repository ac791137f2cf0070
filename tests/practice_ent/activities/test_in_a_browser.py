"""The activities as people use them, in a real browser (contract: platform-features.md 2, 7, 8, 9, 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from acceptance.stage import a_browser, find_browser
from tests.contract.routes import unknown_calls
from tests.practice_ent.home.office import Office, School

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser(find_browser()) as opened:
        yield opened


@pytest.fixture(scope="module")
def parent(school: School, teacher: Office) -> Office:
    return school.office("parent", classroom=teacher.account.classroom)


def sit(browser: Browser, office: Office | None, portal: str) -> Page:
    """A page of that person, or of nobody; the browser lives far from Paris."""
    context = browser.new_context(locale="fr-FR", timezone_id="Pacific/Noumea", base_url=f"{portal}/")
    if office is not None:
        (cookie,) = (one for one in office.session.cookies if one.name == "beneyluent")
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": portal}])
    return context.new_page()


def test_an_event_is_added_by_the_teacher_and_read_by_the_parent_at_its_hour(
    browser: Browser, teacher: Office, parent: Office
) -> None:
    page = sit(browser, teacher, teacher.portal)
    page.goto("app/#/calendar")
    page.get_by_role("link", name="Ajouter un évènement").click()
    page.get_by_label("Titre").fill("Sortie au port")
    page.get_by_label("Heure de début").fill("14:00")
    page.get_by_label("Heure de fin").fill("16:30")
    page.get_by_role("button", name="Enregistrer l'évènement").click()
    expect(page.get_by_role("alert").filter(has_text="Évènement enregistré")).to_be_visible()
    expect(page.get_by_role("heading", name="Détail de l'évènement")).to_be_visible()
    page.context.close()

    page = sit(browser, parent, teacher.portal)
    page.goto("app/#/calendar")
    expect(page.locator(".calendar-event", has_text="Sortie au port")).to_contain_text("14:00 – 16:30")
    expect(page.get_by_role("link", name="Ajouter un évènement")).to_have_count(0)
    page.get_by_role("link", name="Sortie au port").click()
    expect(page.get_by_role("heading", name="Sortie au port")).to_be_visible()
    expect(page.get_by_role("button", name="Supprimer")).to_have_count(0)
    page.context.close()


def test_a_work_is_given_by_the_teacher_and_finished_by_the_pupil(
    browser: Browser, teacher: Office, pupil: Office, parent: Office
) -> None:
    day = date.today().isoformat()
    page = sit(browser, teacher, teacher.portal)
    page.goto(f"app/#/homework/manage/week/{day}")
    page.get_by_role("link", name="Ajouter un travail").click()
    page.get_by_label("Intitulé").fill("Lire le chapitre 2")
    page.get_by_role("button", name="Enregistrer le travail").click()
    expect(page.get_by_role("alert").filter(has_text="Le travail a été créé")).to_be_visible()
    page.context.close()

    page = sit(browser, pupil, teacher.portal)
    page.goto(f"app/#/homework/{day}")
    work = page.locator(".homework", has_text="Lire le chapitre 2")
    work.get_by_role("button", name="Terminer").click()
    expect(work.locator(".btn-mark-done")).to_have_text("Terminé")
    page.reload()
    expect(work.locator(".btn-mark-done")).to_have_text("Terminé")
    page.context.close()

    page = sit(browser, parent, teacher.portal)
    page.goto(f"app/#/homework/{day}")
    work = page.locator(".homework", has_text="Lire le chapitre 2")
    expect(work).to_be_visible()
    expect(work.locator(".btn-mark-done")).to_have_count(0)
    page.context.close()


def test_a_message_of_the_teacher_is_signed_by_the_parent(browser: Browser, teacher: Office, parent: Office) -> None:
    page = sit(browser, teacher, teacher.portal)
    page.goto("carnet-de-liaison/gestion")
    page.get_by_role("link", name="Ecrire un message").click()
    page.get_by_label("Titre").fill("Photo de classe lundi")
    page.get_by_label("Message", exact=True).fill("Une tenue correcte est demandée.")
    page.get_by_role("button", name="Publier le mot").click()
    expect(page.get_by_role("alert").filter(has_text="Votre message a été enregistré avec succès")).to_be_visible()
    page.context.close()

    page = sit(browser, parent, teacher.portal)
    page.goto("carnet-de-liaison")
    message = page.locator(".liaison-message", has_text="Photo de classe lundi")
    message.get_by_role("button", name="Signer le message").click()
    expect(message).to_contain_text("Message signé")
    page.context.close()

    page = sit(browser, teacher, teacher.portal)
    page.goto("carnet-de-liaison/gestion")
    page.get_by_role("link", name="Photo de classe lundi").click()
    expect(page.locator(".liaison-signed")).to_contain_text(parent.account.full_name)
    page.context.close()


def test_a_page_of_the_site_is_added_and_made_public(browser: Browser, teacher: Office) -> None:
    page = sit(browser, teacher, teacher.portal)
    page.goto("site/gestion/")
    page.get_by_role("link", name="Ajouter une page").click()
    page.get_by_label("Titre de la page").fill("Notre cantine")
    page.get_by_role("button", name="Ajouter une page").click()
    row = page.get_by_role("listitem").filter(has_text="Notre cantine")
    row.get_by_role("button", name="Rendre publique").click()
    expect(row.get_by_role("button", name="Rendre privée")).to_be_visible()
    page.goto("app/#/minisite")
    page.get_by_role("link", name="Notre cantine").click()
    expect(page.get_by_role("heading", name="Notre cantine")).to_be_visible()
    address = page.url
    page.context.close()

    page = sit(browser, None, teacher.portal)
    page.goto(address)
    expect(page.get_by_role("heading", name="Notre cantine")).to_be_visible()
    page.context.close()


def test_the_site_of_a_class_shows_its_public_pages_to_anybody(browser: Browser, teacher: Office) -> None:
    page = sit(browser, teacher, teacher.portal)
    page.goto("app/#/minisite")
    expect(page.get_by_role("navigation", name="Pages du site")).to_be_visible()
    address = page.url
    page.context.close()

    page = sit(browser, None, teacher.portal)
    page.goto(address)
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    page.context.close()


def test_figures_are_shown_by_period_and_zone(browser: Browser, teacher: Office) -> None:
    page = sit(browser, teacher, teacher.portal)
    page.goto("app/#/statistics")
    expect(page.get_by_role("heading", name="Mes Statistiques")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Parent")).to_be_visible()
    page.get_by_role("button", name="Visite d'application").click()
    expect(page.get_by_role("rowheader", name="Blog")).to_be_visible()
    page.get_by_role("button", name="Le mois dernier").click()
    expect(page.get_by_label("Du")).not_to_have_value(date.today().isoformat())
    page.context.close()


def test_the_directory_of_the_bar_lists_people_by_role(browser: Browser, pupil: Office) -> None:
    page = sit(browser, pupil, pupil.portal)
    page.goto("app/#/user-directory")
    expect(page.get_by_role("dialog", name="Annuaire")).to_contain_text("Enseignants (")
    page.context.close()


def test_a_password_that_may_not_be_changed_says_so(browser: Browser, teacher: Office) -> None:
    page = sit(browser, teacher, teacher.portal)
    page.goto("app/#/account")
    page.get_by_role("link", name="Modifier mon mot de passe").click()
    for name in ("password", "plain_password", "plain_password_repeated"):
        page.locator(f"input[name={name}]").fill("Motdepasse1!")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("Vous ne pouvez pas changer votre mot de passe ici.")
    page.context.close()


def test_the_pages_have_called_routes_of_the_real_application_only(school: School) -> None:
    assert unknown_calls(school.data) == []
