"""Steps about the servers themselves: encryption, headers, doors that must stay closed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests
from pytest_bdd import parsers, then, when

from acceptance.campaign.recorder import NotApplicable, NotReadyError
from acceptance.probes.http import Caller, Reply
from acceptance.probes.people import Probe
from acceptance.probes.tls import Line, open_line
from acceptance.stage import NOBODY
from portal.settings import Target

SIX_MONTHS = 182 * 24 * 3600  # seconds
_VERSION = re.compile(r"\d+\.\d+")
# Words of an error page of the frameworks and languages that the ENT is made of, or might be.
_TRACES = re.compile(
    r"Stack Trace|Traceback \(most recent|Fatal error|Warning:|Exception in|#0 /|\.php on line|at line \d+"
)
_LISTING = re.compile(r"<title>\s*Index of|Directory listing for|Parent Directory", re.I)


@when("la sonde ouvre une liaison chiffrée avec l’ENT", target_fixture="line")
def encrypted_line(target: Target) -> Line:
    require_https(target)
    try:
        return open_line(target.portal)
    except OSError as error:
        raise NotReadyError(f"aucune liaison avec {urlsplit(target.portal).netloc} ({error})") from None


@then("TLS 1.2 ou mieux est accepté")
def recent_versions(line: Line) -> None:
    assert line.version, "aucune version récente de TLS n’est acceptée"


@then("TLS 1.0 et TLS 1.1 sont refusés")
def old_versions(line: Line) -> None:
    assert not line.old, f"encore acceptés : {', '.join(line.old)}"


@then("le certificat est reconnu et porte le nom de l’ENT")
def certificate_trusted(line: Line) -> None:
    assert not line.trouble, f"certificat refusé : {line.trouble}"


@then(parsers.parse("il reste valable {days:d} jours au moins"))
def certificate_lasts(line: Line, days: int) -> None:
    assert line.expires, "la date de fin du certificat est inconnue"
    left = line.expires - datetime.now(UTC)
    assert left >= timedelta(days=days), f"le certificat expire dans {left.days} jours"


@when("la sonde demande l’entrée de l’ENT", target_fixture="reply")
def entry(probe: Probe) -> Reply:
    return _entry(probe.caller(NOBODY))


@then("l’en-tête « Strict-Transport-Security » engage pour six mois au moins")
def hsts(target: Target, reply: Reply) -> None:
    require_https(target)
    found = re.search(r"max-age=(\d+)", reply.headers.get("Strict-Transport-Security", ""))
    assert found, "l’en-tête Strict-Transport-Security manque"
    assert int(found[1]) >= SIX_MONTHS, f"il n’engage que pour {found[1]} secondes"


@then("l’adresse en HTTP renvoie à l’adresse en HTTPS")
def plain_redirects(target: Target, probe: Probe) -> None:
    parts = urlsplit(target.portal)
    try:
        reply = probe.caller(NOBODY).ask(parts._replace(scheme="http", netloc=parts.hostname or "").geturl() + "/")
    except requests.ConnectionError:
        return  # nothing answers in clear: better still
    assert reply.location.startswith("https://"), f"l’adresse en HTTP répond {reply.status} sans renvoyer en HTTPS"


@then(parsers.parse("l’en-tête « {name} » vaut « {value} »"))
def header_is(reply: Reply, name: str, value: str) -> None:
    found = reply.headers.get(name, "")
    assert found.lower() == value.lower(), f"{name} : « {found} »" if found else f"l’en-tête {name} manque"


@then("la page interdit d’être montrée dans celle d’un autre site")
def not_framed(reply: Reply) -> None:
    frame = reply.headers.get("X-Frame-Options", "").upper()
    policy = reply.headers.get("Content-Security-Policy", "")
    assert frame in ("DENY", "SAMEORIGIN") or "frame-ancestors" in policy, (
        "ni X-Frame-Options ni frame-ancestors : la page peut être enfermée dans un autre site"
    )


@then("aucun en-tête ne dit la version d’un logiciel")
def versions_hidden(reply: Reply) -> None:
    named = ("Server", "X-Powered-By", "X-Generator", "X-AspNet-Version", "Via")
    told = [f"{name} : {value}" for name in named if _VERSION.search(value := reply.headers.get(name, ""))]
    assert not told, f"versions dites : {' ; '.join(told)}"


@when("un inconnu frappe aux portes de mise au point", target_fixture="doors")
def knocks(target: Target, probe: Probe, datatable: list[list[str]]) -> dict[str, Reply]:
    """Under the base path of the portal and at the root of its server."""
    caller = _at_an_open_ent(probe)
    roots = (target.portal, target.origin)
    return {f"{root}{path}": caller.ask(f"{root}{path}") for (path,) in datatable for root in roots}


@then("aucune ne s’ouvre")
def doors_closed(doors: dict[str, Reply]) -> None:
    """A door that leads to the entry of the portal is closed: unknown addresses do (platform-features.md 0)."""
    opened = [urlsplit(url).path for url, reply in doors.items() if reply.status == 200 or _LISTING.search(reply.text)]
    assert not opened, f"ouvertes : {', '.join(opened)}"


@when("un inconnu envoie des demandes mal formées", target_fixture="doors")
def malformed(probe: Probe, datatable: list[list[str]]) -> dict[str, Reply]:
    caller = _at_an_open_ent(probe)
    return {said: caller.ask(said.split()[1], method=said.split()[0]) for (said,) in datatable}


@then("aucune réponse ne montre de trace d’exécution")
def no_trace(doors: dict[str, Reply]) -> None:
    told = [said for said, reply in doors.items() if _TRACES.search(reply.text)]
    assert not told, f"traces d’exécution montrées à : {' ; '.join(told)}"


def _at_an_open_ent(probe: Probe) -> Caller:
    """Somebody unknown before an ENT that works: one that answers nothing has no closed doors."""
    caller = probe.caller(NOBODY)
    _entry(caller)
    return caller


def _entry(caller: Caller) -> Reply:
    reply = caller.ask("/")
    if reply.status != 200:
        raise NotReadyError(f"l’entrée de l’ENT répond {reply.status}")
    return reply


def require_https(target: Target) -> None:
    if not target.portal.startswith("https:"):
        raise NotApplicable("Cette cible répond en HTTP, sur cette machine seulement : rien n’y est chiffré.")
