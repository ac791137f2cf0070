"""Steps about any page: an address opened, a message shown, an access refused."""

from __future__ import annotations

from pytest_bdd import then, when

from acceptance.pages.portal_page import REFUSED, PortalPage, shown
from acceptance.pages.sign_in import SignInPage
from acceptance.stage import NOBODY, Stage
from acceptance.steps.words import sentence


@when(sentence("{who} ouvre l’adresse « {path} »"), target_fixture="status")
def open_address(stage: Stage, who: str, path: str) -> int:
    return PortalPage(stage.page(who), stage.portal).open(path)


@when(sentence(f"{NOBODY} ouvre ces adresses sans s’identifier"), target_fixture="turned_away")
def open_addresses(stage: Stage, datatable: list[list[str]]) -> dict[str, bool]:
    """Which addresses lead to the sign-in page: each is tried, the verdict is for the next step."""
    page = SignInPage(stage.page(NOBODY), stage.portal)
    led: dict[str, bool] = {}
    for (path,) in datatable:
        page.open(path)
        led[path] = page.is_door()
    return led


@then("chacune le renvoie à la page d’identification")
def each_turned_away(turned_away: dict[str, bool]) -> None:
    open_doors = [path for path, away in turned_away.items() if not away]
    assert not open_doors, f"s’ouvrent sans session : {', '.join(open_doors)}"


@then(sentence("un message annonce « {text} »"))
def message_shown(stage: Stage, text: str) -> None:
    PortalPage(stage.last_page, stage.portal).expect_message(text)


@then(sentence("l’accès est refusé {to}"))
def access_refused(stage: Stage, status: int, to: str) -> None:
    assert status == REFUSED, f"la réponse est {status} au lieu de {REFUSED}"
    shown(PortalPage(stage.page(to), stage.portal).refusal, "la page qui refuse l’accès")


@then(sentence("la page ne dit que « {text} »"))
def page_says_only(stage: Stage, status: int, text: str) -> None:
    said = stage.last_page.locator("body").inner_text().strip()
    assert (status, said) == (200, text), f"la page répond {status} et dit « {said[:80]} »"
