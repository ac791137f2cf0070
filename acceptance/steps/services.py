"""Steps about the services behind the ENT and its logs; without access to them the points are left out, and say why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pika
import pymysql
import pytest
import redis
from pytest_bdd import given, then, when

from acceptance.campaign.recorder import NotReadyError, Recorder
from acceptance.made import MARK, CleanUp, token
from acceptance.migration.installation import Installation, InstallationError, read_installation
from acceptance.people import TEACHER
from acceptance.probes import services
from acceptance.probes.http import Caller, Reply
from acceptance.probes.mailbox import Mailbox
from acceptance.probes.people import Probe
from acceptance.steps.security import SESSION_COOKIE
from acceptance.steps.servers import require_https
from acceptance.steps.words import sentence
from portal.settings import Target
from portal.sign_in import sign_out


@pytest.fixture
def installation(target: Target) -> Installation:
    try:
        return read_installation(target.name)
    except InstallationError as error:
        pytest.skip(f"Les réglages ne donnent pas accès aux services de cette cible. {error.remedy}")


@then("l’ENT répond en HTTPS")
def https(target: Target, reply: Reply) -> None:
    require_https(target)
    assert reply.status in (200, 302), f"la réponse est {reply.status}"


@when("la sonde cherche cette session dans Redis", target_fixture="life")
def looks_for_session(installation: Installation, opened: Caller) -> int:
    return _life(installation, opened)


@then("elle y est, pour la durée réglée")
def session_there(life: int) -> None:
    assert life > 0, "la session n’est pas dans Redis" if life == -2 else "la session n’y a pas de durée"


@then("elle n’y est plus après la déconnexion")
def session_gone(installation: Installation, opened: Caller) -> None:
    number = opened.session.cookies.get(SESSION_COOKIE) or ""
    sign_out(opened.portal)
    opened.session.cookies.set(SESSION_COOKIE, number)
    assert _life(installation, opened) == -2, "la session est encore dans Redis"


@given("les files d’attente de l’ENT", target_fixture="queues")
def the_queues(installation: Installation) -> list[services.Queue]:
    if not installation.rabbitmq:
        pytest.skip("Les réglages ne donnent pas l’adresse de RabbitMQ.")
    try:
        return services.queues(installation.rabbitmq, installation.queues)
    except pika.exceptions.AMQPError as error:
        raise AssertionError(f"RabbitMQ ne répond pas ({type(error).__name__})") from None


@when("l’enseignant envoie un message à l’élève", target_fixture="notified")
def message_sent(probe: Probe, cleanup: CleanUp) -> tuple[Caller, int]:
    """The pupil, and how many notifications he had before."""
    pupil, author, subject = probe.caller("l’élève"), Mailbox(probe.caller(TEACHER)), f"{MARK} Rappel {token()}"
    before = _notifications(pupil)
    cleanup.later("un message", partial(author.recall, subject))
    reply = author.send([Mailbox(pupil).person], subject, "Rappel.")
    assert reply.status == 201, f"le message n’est pas parti ({reply.status})"
    return pupil, before


@then("chaque file a un consommateur au moins")
def consumed(queues: list[services.Queue]) -> None:
    idle = [queue.name for queue in queues if not queue.consumers]
    assert not idle, f"files sans consommateur : {', '.join(idle)}"


@then("les files se vident")
def drained(installation: Installation) -> None:
    def empty() -> bool:
        return not any(queue.waiting for queue in services.queues(installation.rabbitmq, installation.queues))

    assert services.soon(empty), "des travaux attendent encore dans les files"


@then("l’élève reçoit une notification de plus")
def notified_once(notified: tuple[Caller, int]) -> None:
    pupil, before = notified
    assert services.soon(lambda: _notifications(pupil) > before), "aucune notification n’est arrivée"


@when("la sonde écrit et relit un texte dans la base de l’ENT", target_fixture="texts")
def echoes(installation: Installation) -> tuple[str, str]:
    sent = f"Élève, cœur, « ça », l’été — {token()}"
    try:
        return sent, services.echo(_base(installation), sent)
    except pymysql.MySQLError as error:
        raise AssertionError(f"la base ne répond pas ({type(error).__name__})") from None


@then("le texte est relu à l’identique")
def same_text(texts: tuple[str, str]) -> None:
    assert texts[0] == texts[1], f"« {texts[0]} » relu « {texts[1]} »"


@then("les tables sont dans un jeu de caractères unique")
def one_charset(installation: Installation) -> None:
    found = services.collations(_base(installation))
    charsets = {name.partition("_")[0] for name in found}
    assert len(charsets) == 1, f"jeux de caractères des tables : {', '.join(sorted(charsets)) or 'aucune table'}"


@given("les journaux de l’ENT", target_fixture="logs")
def the_logs(target: Target) -> dict[Path, int]:
    """Each log and its length now: what follows is new."""
    if target.logs is None:
        pytest.skip("Les réglages ne donnent pas les journaux de l’ENT (clé « journaux » de la cible).")
    if not target.logs.is_dir():
        raise NotReadyError(f"le dossier des journaux n’existe pas : {target.logs}")
    return {path: path.stat().st_size for path in _log_files(target.logs)}


@when("la sonde ouvre une session de l’enseignant", target_fixture="signed_in_at")
def signs_in_for_logs(probe: Probe) -> datetime:
    probe.fresh(TEACHER)
    return datetime.now()


@then("une ligne nouvelle dit son identifiant ou son numéro, son adresse, la date et l’heure")
def connection_logged(target: Target, probe: Probe, recorder: Recorder, logs: dict[Path, int]) -> None:
    login, new = probe.account(TEACHER).login, _new_lines(target, logs)
    said = [line for line in new if login in line]
    assert said, "aucune ligne nouvelle ne nomme la personne qui s’est connectée"
    dated = [line for line in said if any(mark in line for mark in (f"{datetime.now():%Y}", f"{datetime.now():%b}"))]
    assert dated, "la ligne ne dit ni la date ni l’heure"
    recorder.keep_text("LOG-01-ligne.txt", dated[-1], "La ligne du journal")


@when("l’enseignant envoie à l’élève un message qui contient un mot unique", target_fixture="canary")
def sends_canary(probe: Probe, cleanup: CleanUp) -> str:
    """A word in the subject and the text, and a fresh sign-in: what must never reach a log."""
    probe.fresh(TEACHER)
    word = f"canari{token()}"
    author, subject = Mailbox(probe.caller(TEACHER)), f"{MARK} {word}"
    cleanup.later("un message", partial(author.recall, subject))
    author.send([Mailbox(probe.caller("l’élève")).person], subject, f"Un mot unique : {word}.")
    return word


@then("ce mot ne se trouve dans aucun journal")
def canary_unseen(target: Target, logs: dict[Path, int], canary: str) -> None:
    assert not any(canary in line for line in _new_lines(target, logs)), "le contenu du message est dans un journal"


@then(sentence("le mot de passe {of} non plus"))
def password_unseen(target: Target, probe: Probe, logs: dict[Path, int], of: str) -> None:
    password = probe.account(of).password
    assert not any(password in line for line in _new_lines(target, logs)), "le mot de passe est dans un journal"


def _life(installation: Installation, opened: Caller) -> int:
    if not installation.redis:
        pytest.skip("Les réglages ne donnent pas l’adresse de Redis.")
    try:
        return services.session_life(installation.redis, opened.session.cookies.get(SESSION_COOKIE) or "")
    except redis.RedisError as error:
        raise AssertionError(f"Redis ne répond pas ({type(error).__name__})") from None


def _base(installation: Installation) -> str:
    address = installation.bases.get("app", "")
    if not address.startswith("mysql:"):
        pytest.skip("Les réglages ne donnent pas l’adresse de la base « app » sur MySQL.")
    return address


def _notifications(caller: Caller) -> int:
    """The counter of the bar: only the list of applications holds it (messaging.md 9.1)."""
    group = json.loads(caller.ask("/api/1.0/groups/current.json").text)["id"]
    applications: Any = json.loads(caller.ask(f"/api/1.0/groups/{group}/applications.json").text)
    return next((int(one.get("counter") or 0) for one in applications if one.get("unique_name") == "NOTIFICATION"), 0)


def _log_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.log*")) if path.is_file())


def _new_lines(target: Target, before: dict[Path, int]) -> list[str]:
    assert target.logs is not None
    lines: list[str] = []
    for path in _log_files(target.logs):
        with path.open("rb") as file:
            file.seek(before.get(path, 0))
            lines += file.read().decode("utf-8", "replace").splitlines()
    return lines
