"""Signing in to the practice ENT, and out of it (contract: auth-session.md 3, 4, 5, 12)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt
from tests.practice_ent.visitor import (
    IN_BACKGROUND,
    XHR,
    ask_code,
    authorize_url,
    knows,
    open_form,
    send_form,
    sign_in,
    visitor,
)

SignedIn = Callable[..., requests.Session]


@pytest.mark.parametrize(
    ("role", "path", "title"),
    [
        ("teacher", "/ent/classe/", "Classe"),
        ("pupil", "/ent/classe/", "Classe"),
        ("parent", "/ent/classe/", "Classe"),
        ("director", "/ent/groupe/", "Groupe"),
    ],
)
def test_each_role_lands_on_its_home(signed_in: SignedIn, ent: PracticeEnt, role: str, path: str, title: str) -> None:
    home = signed_in(role).get(f"{ent.portal}/")
    assert [step.headers["Location"] for step in home.history] == [path]
    assert f"<title>{title}</title>" in home.text


def test_the_login_page_carries_the_authorization_request(anyone: requests.Session, ent: PracticeEnt) -> None:
    address = urlsplit(authorize_url(anyone, ent.portal))
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ent.central}/oauth/v2/authorize"
    assert parse_qsl(address.query) == [
        ("response_type", "code"),
        ("client_id", "1_000001"),
        ("scope", "ent_read_write update_credentials"),
        ("redirect_uri", f"{ent.portal}/login_check"),
        ("_locale", "fr"),
    ]


def test_a_wrong_password_is_refused(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    answer = send_form(anyone, ent.portal, _username=teacher.login, _password="faux")
    assert answer.status_code == 401
    assert answer.json() == {"error_message": "Nom d’utilisateur ou mot de passe incorrect."}
    assert anyone.get(authorize_url(anyone, ent.portal), params=IN_BACKGROUND).status_code == 401


def test_a_form_without_its_token_is_refused(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    form = {"_username": teacher.login, "_password": teacher.password, "_csrf_token": "0" * 64}
    answer = send_form(anyone, ent.portal, **form)
    assert (answer.status_code, list(answer.json())) == (400, ["error_message"])


def test_the_token_of_another_visitor_is_refused(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    with visitor() as other:
        _, token = open_form(other, ent.portal)
    form = {"_username": teacher.login, "_password": teacher.password, "_csrf_token": token}
    assert send_form(anyone, ent.portal, **form).status_code == 400


def test_a_form_without_the_cookie_says_so(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    address, token = open_form(anyone, ent.portal)
    form = {"_username": teacher.login, "_password": teacher.password, "_csrf_token": token}
    answer = requests.post(address, params=IN_BACKGROUND, data=form, timeout=10)
    assert (answer.status_code, answer.json()) == (400, {"error": "no-cookie"})


def test_a_pupil_signs_in_with_his_name_in_any_case(
    anyone: requests.Session, ent: PracticeEnt, accounts: list[Account], base: sqlite3.Connection
) -> None:
    pupil = next(account for account in accounts if account.role == "pupil")
    first, last = base.execute(
        "SELECT first_name, last_name FROM central_account WHERE username = ?", [pupil.login]
    ).fetchone()
    fields = {"_username": first.lower(), "_lastname": last.upper(), "_password": pupil.password}
    assert send_form(anyone, ent.portal, **fields).status_code == 200
    with visitor() as other:
        assert send_form(other, ent.portal, **{**fields, "_lastname": "Personne"}).status_code == 401


def test_an_adult_signs_in_with_an_email(
    anyone: requests.Session, ent: PracticeEnt, teacher: Account, base: sqlite3.Connection
) -> None:
    (email,) = base.execute("SELECT email FROM user WHERE login = ?", [teacher.login]).fetchone()
    assert send_form(anyone, ent.portal, _username=email, _password=teacher.password).status_code == 200


def test_a_code_opens_one_session_only(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    callback = ask_code(anyone, ent.portal, teacher.login, teacher.password)
    assert anyone.get(callback, headers=XHR).status_code == 200
    with visitor() as thief:
        thief.get(f"{ent.portal}/")
        again = thief.get(callback, headers=XHR)
        assert again.status_code == 401
        assert again.json() == {
            "error": None,
            "message": "Il y a un problème de configuration. L'équipe technique est prévenue.",
        }
        assert not knows(thief, ent.portal)


def test_a_code_is_worth_nothing_after_its_time(
    anyone: requests.Session, ent: PracticeEnt, teacher: Account, base: sqlite3.Connection
) -> None:
    callback = ask_code(anyone, ent.portal, teacher.login, teacher.password)
    lifetime = "SELECT round((julianday(expires) - julianday(created)) * 86400) FROM oauth2_provider_grant"
    assert base.execute(f"{lifetime} ORDER BY id DESC LIMIT 1").fetchone() == (30,)
    base.execute("UPDATE oauth2_provider_grant SET expires = datetime('now', '-1 day')")
    assert anyone.get(callback, headers=XHR).status_code == 401


def test_the_callback_needs_the_cookie_of_the_login_page(ent: PracticeEnt, teacher: Account) -> None:
    with visitor() as known, visitor() as bare:
        callback = ask_code(known, ent.portal, teacher.login, teacher.password)
        refused = bare.get(callback, allow_redirects=False)
        assert (refused.status_code, refused.headers["Location"]) == (302, f"{ent.portal}/oauth-error")


def test_the_error_page_says_why_once(anyone: requests.Session, ent: PracticeEnt) -> None:
    anyone.get(f"{ent.portal}/")
    page = anyone.get(f"{ent.portal}/login_check", params={"error": "server_error"})
    assert page.url == f"{ent.portal}/oauth-error"
    assert "actuellement indisponible" in page.text
    assert "btn-retry" in page.text
    assert "indisponible" not in anyone.get(page.url).text


def test_the_session_number_changes_at_sign_in(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    callback = ask_code(anyone, ent.portal, teacher.login, teacher.password)
    before = dict(anyone.cookies)
    anyone.get(callback, headers=XHR)
    assert anyone.cookies["beneyluent"] != before["beneyluent"]
    assert knows(anyone, ent.portal)
    with visitor() as thief:
        thief.cookies["beneyluent"] = before["beneyluent"]
        assert not knows(thief, ent.portal)


def test_the_central_session_number_changes_too(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    open_form(anyone, ent.portal)
    before = anyone.cookies["centrale"]
    ask_code(anyone, ent.portal, teacher.login, teacher.password)
    assert anyone.cookies["centrale"] != before


def test_the_cookies_have_the_flags_of_the_contract(anyone: requests.Session, ent: PracticeEnt) -> None:
    page = anyone.get(f"{ent.portal}/")
    cookies = dict(one.split("=", 1) for one in page.raw.headers.getlist("Set-Cookie"))
    assert cookies.keys() == {"beneyluent", "device_view"}
    _, *flags = cookies["beneyluent"].split("; ")
    assert sorted(flags) == ["HttpOnly", "Path=/"]
    central = anyone.get(f"{ent.central}/login").headers["Set-Cookie"]
    assert central.startswith("centrale=")
    assert "HttpOnly" in central


def test_a_visitor_is_given_one_session_only(anyone: requests.Session, ent: PracticeEnt) -> None:
    anyone.get(f"{ent.portal}/")
    number = anyone.cookies["beneyluent"]
    anyone.get(f"{ent.portal}/cookies")
    anyone.get(f"{ent.portal}/classe/")
    assert anyone.cookies["beneyluent"] == number


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("headers", [{}, XHR])
def test_a_closed_page_sends_a_stranger_home(ent: PracticeEnt, method: str, headers: dict[str, str]) -> None:
    answer = requests.request(method, f"{ent.portal}/blog/", headers=headers, allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ent.portal}/")


def test_the_api_refuses_a_stranger_with_its_path(ent: PracticeEnt) -> None:
    answer = requests.get(f"{ent.portal}/api/1.0/users/me.json", timeout=10)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.text == r'"invalid credentials \/api\/1.0\/users\/me.json"'


def test_the_page_wanted_first_comes_after_the_sign_in(
    anyone: requests.Session, ent: PracticeEnt, teacher: Account
) -> None:
    anyone.get(f"{ent.portal}/notification/")
    anyone.get(ask_code(anyone, ent.portal, teacher.login, teacher.password), headers=XHR)
    landing = anyone.get(f"{ent.portal}/", params={"_direct_call": "1"})
    assert landing.url == f"{ent.portal}/notification/"


def test_the_last_connection_is_told_once(ent: PracticeEnt, teacher: Account) -> None:
    sign_in(ent.portal, teacher.login, teacher.password).close()
    with visitor() as again:
        again.get(ask_code(again, ent.portal, teacher.login, teacher.password), headers=XHR)
        first = again.get(f"{ent.portal}/", params={"_direct_call": "1"})
        assert "Votre dernière connexion : le" in first.text
        assert "dernière connexion" not in again.get(first.url).text


def test_signing_out_ends_both_sessions(signed_in: SignedIn, ent: PracticeEnt) -> None:
    session = signed_in("pupil")
    opened = dict(session.cookies)
    last = session.get(f"{ent.portal}/disconnect")
    assert last.url == f"{ent.portal}/"
    assert "bns-auto-login-box" in last.text
    assert urlsplit(last.history[0].headers["Location"]).path == "/logout"
    assert not knows(session, ent.portal)
    with visitor() as thief:
        thief.cookies.update(opened)
        assert not knows(thief, ent.portal)
        assert thief.get(authorize_url(thief, ent.portal), params=IN_BACKGROUND).status_code == 401


def test_the_native_sign_out_leaves_the_central_session(signed_in: SignedIn, ent: PracticeEnt) -> None:
    session = signed_in("pupil")
    left = session.get(f"{ent.portal}/logout", allow_redirects=False)
    assert (left.status_code, left.headers["Location"]) == (302, f"{ent.portal}/")
    assert not knows(session, ent.portal)
    assert session.get(authorize_url(session, ent.portal), params=IN_BACKGROUND).status_code == 200


def remembered(ent: PracticeEnt, account: Account) -> requests.Session:
    """A browser opened again after a sign-in with « se souvenir de moi »: it has kept that cookie only."""
    first = visitor()
    callback = ask_code(first, ent.portal, account.login, account.password)
    first.get(callback, params={"_remember_me": "true"}, headers=XHR)
    again = visitor()
    again.cookies["beneyluapp_remember"] = first.cookies["beneyluapp_remember"]
    return again


def test_a_remembered_visitor_comes_in_but_not_to_the_administration(ent: PracticeEnt, teacher: Account) -> None:
    session = remembered(ent, teacher)
    assert session.get(f"{ent.portal}/classe/", allow_redirects=False).status_code == 200
    refused = session.get(f"{ent.portal}/administration/accueil", allow_redirects=False)
    assert (refused.status_code, refused.headers["Location"]) == (302, f"{ent.portal}/")


def test_a_cookie_of_remembrance_serves_once(ent: PracticeEnt, teacher: Account) -> None:
    session, thief = remembered(ent, teacher), visitor()
    thief.cookies["beneyluapp_remember"] = session.cookies["beneyluapp_remember"]
    assert knows(session, ent.portal)
    assert not knows(thief, ent.portal)


def test_signing_out_forgets_the_visitor(ent: PracticeEnt, teacher: Account) -> None:
    session, later = remembered(ent, teacher), visitor()
    session.get(f"{ent.portal}/classe/")
    kept = [cookie.value for cookie in session.cookies if cookie.name == "beneyluapp_remember"]
    session.get(f"{ent.portal}/disconnect", allow_redirects=False)
    for value in kept:
        later.cookies.set("beneyluapp_remember", value)
        assert not knows(later, ent.portal)
