"""The central service as a browser and as the portal meet it (contract: auth-session.md 3.2, 3.6, 4)."""

from __future__ import annotations

import re

import pytest
import requests

from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt
from tests.practice_ent.visitor import IN_BACKGROUND, authorize_url, send_form

_TOKEN = re.compile(r'name="_csrf_token" value="(\w+)"')


def test_the_page_form_leads_to_the_refresh_page_then_home(
    anyone: requests.Session, ent: PracticeEnt, teacher: Account
) -> None:
    form = anyone.get(authorize_url(anyone, ent.portal))
    assert form.url == f"{ent.central}/login"
    token = _TOKEN.findall(form.text)[0]
    fields = {"_username": teacher.login, "_password": teacher.password, "_csrf_token": token}
    waiting = anyone.post(f"{ent.central}/login_check", data=fields)
    assert [step.headers["Location"] for step in waiting.history][-1] == f"{ent.portal}/"
    assert "Beneylu School - Redirection en cours..." in waiting.text
    assert anyone.get(f"{ent.portal}/").url == f"{ent.portal}/classe/"


def test_the_page_form_says_that_the_password_is_wrong(
    anyone: requests.Session, ent: PracticeEnt, teacher: Account
) -> None:
    token = _TOKEN.findall(anyone.get(f"{ent.central}/login").text)[0]
    fields = {"_username": teacher.login, "_password": "faux", "_csrf_token": token}
    again = anyone.post(f"{ent.central}/login_check", data=fields)
    assert again.url == f"{ent.central}/login"
    assert "Nom d’utilisateur ou mot de passe incorrect." in again.text
    assert "incorrect" not in anyone.get(again.url).text


def test_the_form_is_not_read_from_an_address(ent: PracticeEnt, teacher: Account) -> None:
    fields = {"_username": teacher.login, "_password": teacher.password}
    assert requests.get(f"{ent.central}/login_check", params=fields, timeout=10).status_code == 405


@pytest.mark.parametrize(
    "wanted",
    ["https://ailleurs.example/", "//ailleurs.example", "http://127.0.0.1:1/ent/", "{portal}@ailleurs.example/"],
)
def test_signing_out_never_leads_elsewhere(ent: PracticeEnt, wanted: str) -> None:
    query = {"logout_referer_override": wanted.format(portal=ent.portal)}
    answer = requests.get(f"{ent.central}/logout", params=query, allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ent.portal}/")


def test_signing_out_may_lead_to_a_page_of_the_portal(anyone: requests.Session, ent: PracticeEnt) -> None:
    left = anyone.get(f"{ent.portal}/disconnect", params={"redirect": f"{ent.portal}/cookies"})
    assert left.url == f"{ent.portal}/cookies"


def test_a_code_is_never_sent_to_another_address(anyone: requests.Session, ent: PracticeEnt, teacher: Account) -> None:
    address = authorize_url(anyone, ent.portal)
    assert send_form(anyone, ent.portal, _username=teacher.login, _password=teacher.password).status_code == 200
    assert anyone.get(address, params=IN_BACKGROUND).status_code == 200
    elsewhere = re.sub(r"redirect_uri=[^&]+", "redirect_uri=https%3A%2F%2Failleurs.example%2F", address)
    refused = anyone.get(elsewhere, allow_redirects=False)
    assert (refused.status_code, refused.headers.get("Location")) == (400, None)
    assert anyone.get(elsewhere, params=IN_BACKGROUND).status_code == 400


@pytest.mark.parametrize("path", ["/login", "/oauth/v2/authorize"])
def test_only_the_portal_may_call_with_cookies(ent: PracticeEnt, path: str) -> None:
    origin = ent.portal.removesuffix("/ent")
    ours = requests.get(f"{ent.central}{path}", headers={"Origin": origin}, timeout=10)
    assert ours.headers["Access-Control-Allow-Origin"] == origin
    assert ours.headers["Access-Control-Allow-Credentials"] == "true"
    other = requests.get(f"{ent.central}{path}", headers={"Origin": "https://ailleurs.example"}, timeout=10)
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_token_that_is_not_one_names_nobody(ent: PracticeEnt) -> None:
    answer = requests.get(f"{ent.central}/oauth/v2/users", params={"access_token": "x"}, timeout=10)
    assert answer.status_code == 401


def test_the_secret_of_the_portal_is_asked_for(ent: PracticeEnt) -> None:
    form = {"grant_type": "authorization_code", "code": "x", "client_id": "1_000001", "client_secret": "faux"}
    answer = requests.post(f"{ent.central}/oauth/v2/token", data=form, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
