"""Coming and leaving: signing in as people do, and again when it fails; signing out."""

from __future__ import annotations

from loadtests.journeys.visit import Visit
from portal.class_life import furnish_home
from portal.http import PageName, PortalError, WrongPasswordError
from portal.sign_in import enter, open_sign_in, sign_out

JOURNEY = "connexion"
ENTRY = PageName(JOURNEY, "Connexion : ouvrir le portail")
ENTER = PageName(JOURNEY, "Connexion : entrer")
LEAVE = PageName(JOURNEY, "Connexion : se déconnecter")

TYPING = (2.0, 6.0)  # seconds to type a login and a password, at least and at most
RETRIES = (5.0, 15.0, 30.0, 60.0)  # seconds before each new attempt, on average; one attempt more than pauses
HASTE = (0.7, 1.3)  # people who failed together do not all come back at the same moment
# One more could lock the account, and spoil the runs to come.
MOST_WRONG_PASSWORDS = 3


class PersonLostError(Exception):
    """The person has given up. The text is the reason; ``refused`` tells that the account itself was."""

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        self.refused = refused
        super().__init__(reason)


def arrive(visit: Visit) -> None:
    """Sign in; what fails is tried again after a while, a bounded number of times. Raises PersonLostError."""
    for wait in (*RETRIES, None):
        try:
            _sign_in(visit)
        except PortalError as error:
            if visit.landing:
                return  # in all the same: only what surrounds the landing page failed
            if isinstance(error, WrongPasswordError):
                visit.wrong_passwords += 1
            refused = visit.wrong_passwords >= MOST_WRONG_PASSWORDS
            if wait is None or refused:
                raise PersonLostError(str(error), refused=isinstance(error, WrongPasswordError)) from error
            visit.portal.http.forget()
            visit.wait(wait * visit.rng.uniform(*HASTE))
        else:
            return


def leave(visit: Visit) -> None:
    """Sign out; whatever comes of it, the visit is over."""
    try:
        with visit.page(LEAVE):
            sign_out(visit.portal)
    except PortalError:
        pass  # kept by the page; nobody stays because he cannot leave
    finally:
        is_out(visit)


def _sign_in(visit: Visit) -> None:
    with visit.page(ENTRY):
        form = open_sign_in(visit.portal)
    visit.wait(visit.rng.uniform(*TYPING))
    with visit.page(ENTER):
        visit.landing = enter(visit.portal, form, visit.account.login, visit.account.password)
        visit.diary.entered(visit.account)
        furnish_home(visit.portal, visit.landing.app)


def is_out(visit: Visit) -> None:
    """The ENT no longer knows the person."""
    if visit.landing:
        visit.landing = None
        visit.diary.left(visit.account)
