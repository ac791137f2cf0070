"""Coming, staying and leaving: signing in as people do, going from subject to subject, signing out."""

from __future__ import annotations

from loadtests.journeys.visit import Subject, Visit
from portal.http import PageName, PortalError, SessionLostError, WrongPasswordError
from portal.shell import load_shell
from portal.sign_in import enter, open_sign_in, sign_out

JOURNEY = "connexion"
ENTRY = PageName(JOURNEY, "Connexion : ouvrir le portail")
ENTER = PageName(JOURNEY, "Connexion : entrer")
LEAVE = PageName(JOURNEY, "Connexion : se déconnecter")

TYPING = (2.0, 6.0)  # seconds to type a login and a password, at least and at most
RETRIES = (5.0, 15.0)  # seconds before each new attempt; one attempt more than pauses
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
            visit.pause(wait)
        else:
            return


def wander(visit: Visit) -> None:
    """Do what one came for, subject after subject, and read the last page.

    Raises PersonLostError when the ENT does not let the person in any more.
    """
    for subject in visit.subjects():
        _try_twice(visit, subject)
    visit.think()


def leave(visit: Visit) -> None:
    """Sign out; whatever comes of it, the visit is over."""
    try:
        with visit.page(LEAVE):
            sign_out(visit.portal)
    except PortalError:
        pass  # kept by the page; nobody stays because he cannot leave
    finally:
        _is_out(visit)


def _sign_in(visit: Visit) -> None:
    with visit.page(ENTRY):
        form = open_sign_in(visit.portal)
    visit.pause(visit.rng.uniform(*TYPING))
    with visit.page(ENTER):
        visit.landing = enter(visit.portal, form, visit.account.login, visit.account.password)
        visit.diary.entered(visit.account)
        load_shell(visit.portal, visit.landing.app)


def _try_twice(visit: Visit, subject: Subject) -> None:
    """When a page fails, people start their subject again once, then do something else; out, they come back in."""
    for _ in range(2):
        visit.think()
        try:
            subject(visit)
        except SessionLostError:
            _is_out(visit)
            arrive(visit)
        except PortalError:
            continue
        else:
            return


def _is_out(visit: Visit) -> None:
    if visit.landing:
        visit.landing = None
        visit.diary.left(visit.account)
