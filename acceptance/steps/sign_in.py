"""Steps about signing in and out. Only here does a person go through the sign-in page in the scenario itself."""

from __future__ import annotations

from pytest_bdd import given, then, when

from acceptance.pages.home import CLASS, HomePage
from acceptance.pages.sign_in import SignInPage
from acceptance.stage import Stage
from acceptance.steps.words import sentence


@when(sentence("{who} ouvre la page d’identification"))
def at_the_door(stage: Stage, who: str) -> None:
    SignInPage(stage.unsigned_page(who), stage.portal).show()


@when(sentence("{who} s’identifie avec son mot de passe"))
def signs_in(stage: Stage, who: str) -> None:
    door = SignInPage(stage.page(who), stage.portal)
    door.submit(stage.cast.account(who))
    door.expect_signed_in()


@when(sentence("{who} s’identifie avec un mot de passe faux"))
def signs_in_wrongly(stage: Stage, who: str) -> None:
    account = stage.cast.account(who)
    SignInPage(stage.page(who), stage.portal).submit(account, password=account.password + "-faux")


@given(sentence("{who} vient de s’identifier"))
def has_signed_in(stage: Stage, who: str) -> None:
    """In a session of its own: the sessions kept for the other scenarios stay open."""
    at_the_door(stage, who)
    signs_in(stage, who)


@when(sentence("{who} se déconnecte"))
def signs_out(stage: Stage, who: str) -> None:
    HomePage(stage.page(who), stage.portal).sign_out()


@then(sentence("{who} est sur la page d’accueil de sa classe"))
def at_class(stage: Stage, who: str) -> None:
    HomePage(stage.page(who), stage.portal).expect_class()


@then(sentence("{who} est sur la page d’accueil de son école"))
def at_school(stage: Stage, who: str) -> None:
    HomePage(stage.page(who), stage.portal).expect_school()


@then("l’identification est refusée avec un message")
def refused(stage: Stage) -> None:
    SignInPage(stage.last_page, stage.portal).expect_refusal()


@then(sentence("{who} est de nouveau devant la page d’identification"))
def back_at_the_door(stage: Stage, who: str) -> None:
    SignInPage(stage.page(who), stage.portal).expect_form()


@then(sentence("{who} ne peut pas ouvrir la page de sa classe"))
def kept_out(stage: Stage, who: str) -> None:
    page = SignInPage(stage.page(who), stage.portal)
    page.open(CLASS)
    page.expect_form()
