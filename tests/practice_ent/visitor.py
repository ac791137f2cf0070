"""A visitor of the practice ENT over ``requests``, independent of the portal client that the suite itself uses."""

from __future__ import annotations

import re
from html import unescape

import requests

XHR = {"X-Requested-With": "XMLHttpRequest"}
IN_BACKGROUND = {"_locale": "fr", "_xhr_call": "1"}
_BOX = re.compile(r"""<bns-auto-login-box url="(?:'|&#x27;)(.+?)(?:'|&#x27;)">""")


def visitor() -> requests.Session:
    """Somebody whom the ENT does not know yet."""
    session = requests.Session()
    session.trust_env = False
    return session


def authorize_url(session: requests.Session, portal: str) -> str:
    """The authorization request that the login page carries."""
    page = session.get(f"{portal}/", params={"_locale": "fr"})
    found = _BOX.search(page.text)
    assert found, page.text
    return unescape(found[1])


def open_form(session: requests.Session, portal: str) -> tuple[str, str]:
    """The address of the form and its token."""
    refused = session.get(authorize_url(session, portal), params=IN_BACKGROUND)
    assert refused.status_code == 401
    return refused.json()["login_url"], refused.json()["csrf_token"]


def send_form(session: requests.Session, portal: str, **fields: str) -> requests.Response:
    """Open the form and send it with these fields (``_username=…``)."""
    address, token = open_form(session, portal)
    return session.post(address, params=IN_BACKGROUND, data={"_csrf_token": token, **fields})


def ask_code(session: requests.Session, portal: str, login: str, password: str) -> str:
    """The address of the portal's callback, code included (contract: auth-session.md 3.3, steps 1 to 4)."""
    checked = send_form(session, portal, _username=login, _password=password)
    assert checked.status_code == 200, checked.text
    granted = session.get(checked.json()["redirect_url"], params=IN_BACKGROUND)
    callback: str = granted.json()["redirect_url"]
    return callback


def sign_in(portal: str, login: str, password: str) -> requests.Session:
    """A session whose person has been through the whole chain, to the landing page."""
    session = visitor()
    opened = session.get(ask_code(session, portal, login, password), headers=XHR)
    assert opened.json() == {"redirect_url": f"{portal}/"}
    landing = session.get(f"{portal}/", params={"_direct_call": "1"})
    assert landing.status_code == 200, landing.text
    return session


def knows(session: requests.Session, portal: str) -> bool:
    """Whether the portal knows who this is."""
    return session.get(f"{portal}/api/1.0/users/me.json").status_code == 200
