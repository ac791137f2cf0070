"""Steps that visit many pages and look at each: accessibility, requests to other sites, faults of scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from pytest_bdd import then, when

from acceptance.campaign.recorder import Recorder
from acceptance.pages.accessibility import Violation, report, serious, violations
from acceptance.pages.portal_page import PortalPage
from acceptance.stage import Stage
from acceptance.steps.words import sentence
from portal.settings import Target


@when(sentence("{who} visite ces pages"), target_fixture="visited")
def visits(stage: Stage, who: str, datatable: list[list[str]]) -> list[str]:
    """Each page, until it asks for nothing more."""
    for (path,) in datatable:
        page = PortalPage(stage.page(who), stage.portal)
        page.open(path)
        page.page.wait_for_load_state("networkidle")
    return [path for (path,) in datatable]


@then("aucune ne fait appel à un autre site que l’ENT")
def no_third_party(target: Target, stage: Stage, visited: list[str]) -> None:
    """The central sign-in service belongs to the ENT: same domain, or same machine."""
    ours = _site(target.origin)
    foreign = {urlsplit(url).hostname or "" for url in stage.asked if url.startswith(("http", "ws"))}
    strangers = sorted(host for host in foreign if _site(f"https://{host}") != ours)
    assert visited, "aucune page n’a été visitée"
    assert not strangers, f"sites appelés : {', '.join(strangers)}"


@then("aucun script ne s’y arrête sur une erreur")
def no_script_error(stage: Stage) -> None:
    assert not stage.troubles, f"erreurs de scripts : {' ; '.join(stage.troubles[:5])}"


@when(sentence("un outil examine pour {who} l’accessibilité de ces pages"), target_fixture="examined")
def examines(stage: Stage, recorder: Recorder, who: str, datatable: list[list[str]]) -> dict[str, list[Violation]]:
    found: dict[str, list[Violation]] = {}
    for (path,) in datatable:
        page = PortalPage(stage.page(who), stage.portal)
        page.open(path)
        page.page.wait_for_load_state("networkidle")
        found[path] = violations(page.page)
    told = "\n\n".join(report(path, each) for path, each in found.items())
    recorder.keep_text(f"accessibilite-{'-'.join(who.split()[-1:])}.txt", told, "Ce que l’outil a trouvé, par critère")
    return found


@then("il ne trouve aucun défaut grave")
def nothing_serious(examined: dict[str, list[Violation]]) -> None:
    grave = {path: serious(found) for path, found in examined.items()}
    told = [f"{path} : {', '.join(map(str, found))}" for path, found in grave.items() if found]
    assert not told, " ; ".join(told)


def _site(origin: str) -> str:
    """The last two words of a host name, or the whole address of a machine."""
    host = urlsplit(origin).hostname or ""
    return host if host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])
