"""Steps about the change of school year and the statistics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
import requests
from pytest_bdd import given, parsers, then, when

from acceptance.campaign.recorder import NotReadyError
from acceptance.made import Article, File
from acceptance.people import STRANGER
from acceptance.probes import year
from acceptance.probes.class_life import PARIS
from acceptance.probes.http import Caller
from acceptance.probes.library import Library
from acceptance.probes.people import Probe
from acceptance.probes.services import settled
from acceptance.stage import Stage
from acceptance.steps.words import sentence
from fixtures.accounts import Account
from portal.settings import Target

TRIES = 3
FOLD = "/_pratique/statistiques"  # of the practice ENT: the hourly command, at once


@dataclass(frozen=True)
class OtherClass:
    """The class whose year ends: another one than that of the campaign's people."""

    teacher: Caller
    pupils: tuple[Account, ...]


@given("une autre classe, dont l’année se termine", target_fixture="other")
def other_class(probe: Probe, stage: Stage) -> OtherClass:
    teacher = probe.account(STRANGER)
    pupils = tuple(stage.cast.class_of(teacher))
    if not pupils:
        pytest.skip("Le fichier des comptes n’a aucun élève pour une autre classe que celle de la campagne.")
    if probe.callers.refused(pupils[0], pupils[0].password) is not None:
        pytest.skip("Les comptes de l’autre classe sont déjà fermés.")
    return OtherClass(probe.fresh(STRANGER), pupils)


@when("son enseignant termine l’année en gardant le blog et les documents", target_fixture="change")
def changes_year(other: OtherClass) -> year.Change:
    return year.change(other.teacher)


@then("chaque étape aboutit")
def steps_done(change: year.Change) -> None:
    assert not change.refused, f"étapes refusées : {', '.join(change.refused)}"


@then("aucun élève de cette classe ne peut plus s’identifier")
def pupils_closed(probe: Probe, other: OtherClass) -> None:
    entered = [pupil.login for pupil in other.pupils[:3] if probe.callers.refused(pupil, pupil.password) is None]
    assert not entered, f"{len(entered)} élève(s) entrent encore"


@then("l’article et le fichier y sont toujours")
def kept(other: OtherClass, article: Article, file: File) -> None:
    assert article.title in other.teacher.ask("/blog/gestion/").text, "l’article a disparu"
    received = Library(other.teacher).download(file.number)
    assert received.body == file.content, "le fichier a disparu ou changé"


@then("la page du changement d’année n’est plus proposée")
def not_offered(other: OtherClass) -> None:
    assert other.teacher.ask(year.PAGE).status == 302, "la page est encore proposée"


COUNTED = "l’élève s’identifie {times:d} fois, et que l’on compte les connexions de la classe"


@when(parsers.parse(COUNTED), target_fixture="counts")
def signs_in(target: Target, probe: Probe, times: int) -> tuple[int, list[int]]:
    """How many connections more the statistics count, each time this is tried: another person of the class may sign in
    meanwhile, but not every time."""
    more: list[int] = []
    while len(more) < TRIES and (not more or more[-1] > times):
        before = settled(lambda: _connections(target, probe))
        for _ in range(times):
            probe.fresh("l’élève")
        more.append(settled(lambda: _connections(target, probe)) - before)
    return times, more


@then("les statistiques en comptent exactement autant de plus")
def counted(counts: tuple[int, list[int]]) -> None:
    times, more = counts
    assert more[-1] == times, f"{', puis '.join(map(str, more))} connexions de plus au lieu de {times}"


@when(sentence("une personne du dehors frappe aux adresses d’administration"), target_fixture="doors")
def knocks_at_administration(target: Target) -> list[str]:
    """The addresses that answer anything at all."""
    if not target.administration:
        pytest.skip("Les réglages ne donnent pas les adresses d’administration (clé « administration » de la cible).")
    return [address for address in target.administration if _answers(address)]


@then("aucune ne répond")
def none_answers(doors: list[str]) -> None:
    assert not doors, f"répondent du dehors : {', '.join(doors)}"


def _connections(target: Target, probe: Probe) -> int:
    _fold(target)
    return year.connections(probe.caller("l’enseignant"), datetime.now(PARIS).date())


def _answers(address: str) -> bool:
    try:
        requests.get(address, timeout=5, allow_redirects=False)
    except requests.RequestException:
        return False
    return True


def _fold(target: Target) -> None:
    """Have the raw counts turned into figures. A real ENT does it every hour: the point is left out there."""
    if target.figures is None:
        pytest.skip("Les statistiques se calculent à chaque heure : à vérifier l’heure suivante.")
    answer = requests.post(f"{target.origin}{FOLD}", timeout=20)
    if answer.status_code >= 400:
        raise NotReadyError(f"le relevé des statistiques répond {answer.status_code}")
