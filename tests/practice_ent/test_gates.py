"""What may stand between a sign-in and the home, and what ends a session by itself
(contract: auth-session.md 2.4, 3.5, 3.7, 14)."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable

import pytest
import requests

from fixtures.accounts import Account
from fixtures.practice_ent.filling_database import prepare_django
from fixtures.practice_ent.server import PracticeEnt
from tests.practice_ent.visitor import XHR, ask_code, knows

SignedIn = Callable[..., requests.Session]
_HIDDEN = re.compile(r'name="(\w+\[_token\])" value="(\w+)"')


@pytest.fixture
def parent(accounts: list[Account]) -> Account:
    return [account for account in accounts if account.role == "parent"][-1]


def enter(session: requests.Session, ent: PracticeEnt, account: Account) -> requests.Response:
    """The whole chain, to the page that comes first."""
    session.get(ask_code(session, ent.portal, account.login, account.password), headers=XHR)
    return session.get(f"{ent.portal}/", params={"_direct_call": "1"})


def test_an_adult_without_email_is_asked_for_one(
    anyone: requests.Session, ent: PracticeEnt, parent: Account, base: sqlite3.Connection
) -> None:
    base.execute("UPDATE user SET email = NULL WHERE login = ?", [parent.login])
    gate = enter(anyone, ent, parent)
    assert gate.url == f"{ent.portal}/gestion/nom-email-notification"
    assert anyone.get(f"{ent.portal}/gestion/email-notification/passer").url == f"{ent.portal}/classe/"
    name, token = _HIDDEN.findall(gate.text)[0]
    form = {"form_name_email_type[civility]": "F", "form_name_email_type[first_name]": "Ève"}
    form |= {"form_name_email_type[last_name]": "Roux", "form_name_email_type[email]": "eve.roux@courriel.example"}
    assert "jeton CSRF" in anyone.post(gate.url, data={**form, name: "x"}).text
    assert anyone.post(gate.url, data={**form, name: token}).url == f"{ent.portal}/classe/"
    assert anyone.get(f"{ent.portal}/api/1.0/users/me.json").json()["email"] == "eve.roux@courriel.example"


def test_a_person_of_no_group_is_told_so(
    anyone: requests.Session, ent: PracticeEnt, parent: Account, base: sqlite3.Connection
) -> None:
    link = base.execute(
        "SELECT m.user_id, m.group_id, m.role_id FROM central_membership m JOIN user u ON u.id = m.user_id"
        " WHERE u.login = ?",
        [parent.login],
    ).fetchall()
    base.execute("DELETE FROM central_membership WHERE user_id = ?", [link[0][0]])
    try:
        page = enter(anyone, ent, parent)
        assert page.url == f"{ent.portal}/pas-de-classe"
        assert "Oops... Vous n&#x27;avez aucune classe" in page.text or "Vous n'avez aucune classe" in page.text
        assert anyone.get(f"{ent.portal}/api/1.0/groups/current.json").status_code == 404
        assert anyone.get(f"{ent.portal}/classe/").status_code == 403
        assert anyone.get(f"{ent.portal}/groupe/").url == f"{ent.portal}/pas-de-classe"
    finally:
        base.executemany("INSERT INTO central_membership (user_id, group_id, role_id) VALUES (?, ?, ?)", link)


def test_an_archived_person_is_sent_away(
    anyone: requests.Session, ent: PracticeEnt, parent: Account, base: sqlite3.Connection
) -> None:
    callback = ask_code(anyone, ent.portal, parent.login, parent.password)
    base.execute("UPDATE user SET archived = 1 WHERE login = ?", [parent.login])
    try:
        refused = anyone.get(callback, headers=XHR, allow_redirects=False)
        assert refused.status_code == 302
        assert refused.headers["Location"].startswith("/ent/disconnect?redirect=http")
        assert not knows(anyone, ent.portal)
    finally:
        base.execute("UPDATE user SET archived = 0 WHERE login = ?", [parent.login])


def test_the_gates_can_be_armed_again(signed_in: SignedIn, ent: PracticeEnt) -> None:
    page = signed_in("teacher").get(f"{ent.portal}/", params={"_need_refresh": "1"})
    assert "Redirection en cours" in page.text


def test_another_person_wanted_ends_the_session(signed_in: SignedIn, ent: PracticeEnt) -> None:
    session = signed_in("teacher")
    assert session.get(f"{ent.portal}/", params={"user_id": "999999"}, allow_redirects=False).status_code == 302
    assert not knows(session, ent.portal)


@pytest.mark.parametrize(("hours", "known"), [(3.9, True), (4.1, False)])
def test_four_idle_hours_end_a_session(
    signed_in: SignedIn, ent: PracticeEnt, base: sqlite3.Connection, hours: float, known: bool
) -> None:
    session = signed_in("pupil")
    _make_idle(base, session.cookies["beneyluent"], hours)
    api = session.get(f"{ent.portal}/api/1.0/users/me.json")
    assert api.status_code == (200 if known else 401)
    assert api.headers.get("Location") == (None if known else "/ent/disconnect")
    assert knows(session, ent.portal) == known


def _make_idle(base: sqlite3.Connection, number: str, hours: float) -> None:
    prepare_django()
    from fixtures.practice_ent.sessions import SessionStore

    (text,) = base.execute("SELECT session_data FROM ent_session WHERE session_key = ?", [number]).fetchone()
    content = {**SessionStore().decode(text), "seen": int(time.time() - hours * 3600)}
    text = SessionStore().encode(content)
    base.execute("UPDATE ent_session SET session_data = ? WHERE session_key = ?", [text, number])


def test_a_forgotten_password_is_asked_by_email(
    anyone: requests.Session, ent: PracticeEnt, base: sqlite3.Connection
) -> None:
    page = anyone.get(f"{ent.portal}/gestion/mot-de-passe/reinitialisation")
    name, token = _HIDDEN.findall(page.text)[0]

    def ask(email: str, given: str = token) -> requests.Response:
        return anyone.post(page.url, data={"password_reset_form[email]": email, name: given})

    assert "Veuillez choisir votre adresse e-mail" in ask("").text
    assert "est invalide" in ask("pas une adresse").text
    assert "est introuvable" in ask("personne@courriel.example").text
    assert "jeton CSRF" in ask("personne@courriel.example", "x").text
    (email,) = base.execute("SELECT email FROM user WHERE email IS NOT NULL LIMIT 1").fetchone()
    assert ask(email).url == f"{page.url}/confirmation"
