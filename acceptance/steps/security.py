"""Steps about the session cookie (contract: auth-session.md 2.1)."""

from __future__ import annotations

from pytest_bdd import then

from acceptance.stage import Stage
from acceptance.steps.words import sentence

SESSION_COOKIE = "beneyluent"


@then(sentence("les scripts de la page ne peuvent pas lire le cookie de session {of}"))
def cookie_out_of_reach(stage: Stage, of: str) -> None:
    page = stage.page(of)
    assert _session_cookies(stage, of), f"aucun cookie de session « {SESSION_COOKIE} »"
    assert SESSION_COOKIE not in page.evaluate("document.cookie"), "le cookie de session est lisible (HttpOnly manque)"
    assert all(cookie.get("httpOnly") for cookie in _session_cookies(stage, of)), "le cookie n’est pas HttpOnly"


@then("ce cookie ne voyage que chiffré dès que l’ENT est en HTTPS")
def cookie_encrypted(stage: Stage) -> None:
    cookies = stage.last_page.context.cookies()
    plain = [cookie for cookie in cookies if cookie.get("name") == SESSION_COOKIE and not cookie.get("secure")]
    assert not (plain and stage.portal.startswith("https:")), "le cookie de session n’est pas Secure"


def _session_cookies(stage: Stage, who: str) -> list[dict[str, object]]:
    cookies = stage.page(who).context.cookies(stage.portal)
    return [dict(cookie) for cookie in cookies if cookie.get("name") == SESSION_COOKIE]
