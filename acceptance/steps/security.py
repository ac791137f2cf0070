"""Steps about sessions: their cookie, their number, and who may open one (contract: auth-session.md 2.1, 3)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pytest_bdd import given, then, when

from acceptance.campaign.recorder import NotReadyError, Recorder
from acceptance.probes.http import Caller, Reply
from acceptance.probes.people import Probe
from acceptance.stage import NOBODY, Stage
from acceptance.steps.words import sentence
from portal.http import PortalError
from portal.settings import Target
from portal.sign_in import sign_in, sign_out

SESSION_COOKIE = "beneyluent"
ELSEWHERE = "https://ailleurs.example"
ATTEMPTS = 10
SLOWED = 3.0  # times the length of the first attempts
_WHO_AM_I = "/api/1.0/users/me.json"


@dataclass(frozen=True)
class Attempts:
    """Sign-ins with a wrong password, one after the other: how long each took, and whether the account was locked."""

    lengths: tuple[float, ...]
    locked: bool


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


@when(sentence("la sonde essaie dix mots de passe faux sur le compte {of}"), target_fixture="attempts")
def wrong_passwords(probe: Probe, recorder: Recorder, of: str) -> Attempts:
    """On a pupil whom no other point needs: the account may stay locked for a while."""
    account = probe.account(of)
    lengths, last = [], None
    for rank in range(ATTEMPTS):
        begun = time.monotonic()
        last = probe.callers.refused(account, f"{account.password}-faux-{rank}")
        lengths.append(time.monotonic() - begun)
        assert last is not None, "un mot de passe faux ouvre le compte"
    locked = probe.callers.refused(account, account.password) is not None
    told = [f"{rank}. refusé en {seconds:.2f} s" for rank, seconds in enumerate(lengths, start=1)]
    told.append(f"Puis le bon mot de passe : {'refusé' if locked else 'accepté'}")
    recorder.keep_text("SEC-09-essais.txt", "\n".join(told), "Les essais, l’un après l’autre")
    return Attempts(tuple(lengths), locked)


@then("l’ENT finit par bloquer ou ralentir les essais")
def slowed(attempts: Attempts) -> None:
    first, last = min(attempts.lengths[:3]), min(attempts.lengths[-3:])
    assert attempts.locked or last > first * SLOWED, (
        f"{ATTEMPTS} mots de passe faux de suite, et le bon passe encore sans attendre"
    )


@then("les autres personnes peuvent toujours s’identifier")
def others_enter(probe: Probe) -> None:
    try:
        probe.fresh("l’enseignant")
    except NotReadyError as error:
        raise AssertionError(f"le blocage touche d’autres personnes : {error}") from None


@when(sentence("{who} s’identifie par une adresse qui demande à être renvoyé ailleurs"), target_fixture="places")
def trapped_address(target: Target, probe: Probe, who: str) -> list[str]:
    """Every address that the ENT sends to, signed in, when asked to send elsewhere."""
    caller = probe.fresh(who)
    asked = [
        f"{path}?{key}={value}"
        for path in ("/", "/login_check", "/logout")
        for key in ("_target_path", "referer", "redirect_uri", "url")
        for value in (ELSEWHERE, f"//{urlsplit(ELSEWHERE).netloc}/", f"\\\\{urlsplit(ELSEWHERE).netloc}")
    ]
    return [urljoin(target.portal, caller.ask(address).location) for address in asked]


@then(sentence("l’ENT ne renvoie {who} que chez lui"))
def stays_home(places: list[str], who: str) -> None:
    away = sorted({place for place in places if urlsplit(ELSEWHERE).netloc == urlsplit(place).netloc})
    assert not away, f"l’ENT renvoie à {', '.join(away)}"


@when(sentence("{who} s’identifie dans une session dont le numéro est connu d’avance"), target_fixture="known_number")
def fixed_session(probe: Probe, who: str) -> str:
    """Someone else has opened the page first, and has left his number to the person."""
    before = probe.caller(NOBODY)
    before.ask("/")
    number = before.session.cookies.get(SESSION_COOKIE)
    if not number:
        raise NotReadyError("l’ENT ne donne pas de numéro de session à un inconnu")
    account = probe.account(who)
    try:
        sign_in(before.portal, account.login, account.password)
    except PortalError as error:
        raise NotReadyError(f"{who} n’a pas pu s’identifier : {error}") from None
    return number


@given(sentence("une session {of} ouverte par la sonde"), target_fixture="opened")
def opened_session(probe: Probe, of: str) -> Caller:
    return probe.fresh(of)


@when("la sonde se déconnecte et présente encore le numéro de cette session", target_fixture="known_number")
def closes(opened: Caller) -> str:
    number = opened.session.cookies.get(SESSION_COOKIE) or ""
    sign_out(opened.portal)
    return number


@then("ce numéro n’ouvre rien")
def opens_nothing(probe: Probe, known_number: str) -> None:
    caller = probe.caller(NOBODY)
    caller.session.cookies.set(SESSION_COOKIE, known_number)
    reply = caller.ask(_WHO_AM_I)
    assert reply.status == 401, f"ce numéro ouvre encore la session ({reply.status})"


@when(sentence("la sonde demande les données {of} en se disant d’un autre site"), target_fixture="reply")
def cross_site(probe: Probe, of: str) -> Reply:
    return probe.caller(of).ask(_WHO_AM_I, headers={"Origin": ELSEWHERE})


@then("l’ENT ne permet pas à cet autre site de lire la réponse")
def not_readable(reply: Reply) -> None:
    assert reply.status == 200, f"la réponse est {reply.status}"
    allowed = reply.headers.get("Access-Control-Allow-Origin", "")
    assert allowed not in ("*", ELSEWHERE), f"Access-Control-Allow-Origin : {allowed}"


def _session_cookies(stage: Stage, who: str) -> list[dict[str, object]]:
    cookies = stage.page(who).context.cookies(stage.portal)
    return [dict(cookie) for cookie in cookies if cookie.get("name") == SESSION_COOKIE]
