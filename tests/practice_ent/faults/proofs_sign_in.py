"""How the faults of the sign-in and of the session are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

import time

import requests
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from fixtures.practice_ent.central import brake
from fixtures.practice_ent.faults.middleware import FaultMiddleware
from tests.practice_ent.faults.world import COOKIE, World
from tests.practice_ent.visitor import XHR, ask_code, send_form, visitor


def _set_cookie(world: World) -> str:
    """The header that sets the cookie of the session, not the other ones."""
    headers: list[str] = world.ask("/").raw.headers.getlist("Set-Cookie")
    return next(header for header in headers if header.startswith(f"{COOKIE}="))


def _is_never_secure(world: World) -> bool:
    """Over https the cookie is « Secure »: said by an answer made here, since these tests speak http."""
    sound = HttpResponse()
    sound.set_cookie(COOKIE, "x", secure=True)
    with override_settings(DATA=world.data):
        answer = FaultMiddleware(lambda _request: sound)(RequestFactory().get("/ent/"))
    return not answer.cookies[COOKIE]["secure"]


def _forgets_sessions(world: World) -> bool:
    """A session opened before is not known here any more."""
    return not world.knows(world.person("teacher").cookies[COOKIE])


def _keeps_the_number(world: World) -> bool:
    with visitor() as session:
        account = world.account("pupil", 3)
        callback = ask_code(session, world.portal, account.login, account.password)
        before = session.cookies[COOKIE]
        session.get(callback, headers=XHR)
        return session.cookies[COOKIE] == before


def _survives_sign_out(world: World) -> bool:
    with world.fresh("pupil", 3) as session:
        cookie = session.cookies[COOKIE]
        session.get(f"{world.portal}/disconnect")
        return world.knows(cookie)


def _takes_any_password(world: World) -> bool:
    with visitor() as session:
        return send_form(session, world.portal, _username=world.account("pupil").login, _password="x").ok


def _locks_out(world: World) -> bool:
    return [_enters(world) for _ in range(4)] == [True, True, True, False]


def _enters(world: World) -> bool:
    account = world.account("pupil", 4)
    with visitor() as session:
        return send_form(session, world.portal, _username=account.login, _password=account.password).ok


def _refuses_parents(world: World) -> bool:
    account = world.account("parent")
    with visitor() as session:
        callback = ask_code(session, world.portal, account.login, account.password)
        return session.get(callback, headers=XHR).status_code == 401


def _takes_a_code_twice(world: World) -> bool:
    account = world.account("pupil", 3)
    with visitor() as session, visitor() as thief:
        callback = ask_code(session, world.portal, account.login, account.password)
        assert session.get(callback, headers=XHR).ok
        thief.get(f"{world.portal}/")
        return thief.get(callback, headers=XHR).ok


def _outlasts_idleness(world: World) -> bool:
    """Five hours without a request, and the session goes on."""
    from fixtures.practice_ent.sessions import SEEN_KEY, SessionStore

    with world.fresh("pupil", 3) as session:
        number = session.cookies[COOKIE]
        content = SessionStore().decode(world.one("SELECT session_data FROM ent_session WHERE session_key = ?", number))
        text = SessionStore().encode({**content, SEEN_KEY: int(time.time()) - 5 * 3600})
        world.rows("UPDATE ent_session SET session_data = ? WHERE session_key = ?", text, number)
        return world.knows(number)


def _never_rests(world: World) -> bool:
    """After many wrong passwords, one more is still only wrong. A new name each time: a name rests for a while."""
    name, answers = f"personne{time.monotonic_ns()}", []
    for _ in range(brake.MOST_WRONG + 1):
        with visitor() as session:
            answers.append(send_form(session, world.portal, _username=name, _password="faux").status_code)
    return 429 not in answers


PROOFS = {
    "sign-in-without-brake": _never_rests,
    "session-cookie-readable": lambda world: "httponly" not in _set_cookie(world).lower(),
    "session-cookie-not-secure": _is_never_secure,
    "session-cookie-strict": lambda world: "SameSite=Strict" in _set_cookie(world),
    "session-cookie-stays": lambda world: "Max-Age=7776000" in _set_cookie(world),
    "session-of-one-process": _forgets_sessions,
    "session-fixed": _keeps_the_number,
    "session-never-idle": _outlasts_idleness,
    "session-outlives-sign-out": _survives_sign_out,
    "sign-in-any-password": _takes_any_password,
    "sign-in-locks-out": _locks_out,
    "sign-in-parents-refused": _refuses_parents,
    "sign-in-code-replayed": _takes_a_code_twice,
    "sign-in-central-down": lambda world: requests.get(f"{world.ent.central}/login", timeout=10).status_code == 503,
}
