"""Steps about the life of a class: calendar, homework, liaison book."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from pytest_bdd import given, then, when

from acceptance.made import MARK, CleanUp, token
from acceptance.probes.class_life import (
    PARIS,
    Event,
    Note,
    Work,
    add_event,
    events,
    give_work,
    mark_done,
    note_slug,
    notes_page,
    remove_event,
    remove_note,
    remove_work,
    sign_note,
    work_named,
    write_note,
)
from acceptance.probes.http import Reply
from acceptance.probes.people import Probe
from acceptance.steps.words import sentence


@when(sentence("{who} ajoute au calendrier de la classe un évènement à {hour}"), target_fixture="event")
def adds_event(probe: Probe, cleanup: CleanUp, who: str, hour: str) -> Event:
    tomorrow = datetime.now(PARIS) + timedelta(days=1)
    begins = tomorrow.replace(hour=int(hour.partition(" ")[0]), minute=0, second=0, microsecond=0)
    teacher, title = probe.caller(who), f"{MARK} Sortie {token()}"
    reply = add_event(teacher, title, begins)
    assert reply.status == 200, f"l’évènement est refusé ({reply.status})"
    number = int(json.loads(reply.text)["event"]["id"])
    cleanup.later("un évènement du calendrier", lambda: remove_event(teacher, number))
    return Event(number, title, begins)


@then(sentence("{who} le voit dans son calendrier, le bon jour à la bonne heure"))
def sees_event(probe: Probe, event: Event, who: str) -> None:
    found = [each for each in events(probe.caller(who), event.begins.date()) if each["title"] == event.title]
    assert found, f"{who} ne voit pas l’évènement ce jour-là"
    begins = datetime.fromisoformat(str(found[0]["start"]).replace("Z", "+00:00"))
    told = begins if begins.tzinfo else begins.replace(tzinfo=PARIS)
    assert told == event.begins, f"il commence à {told.astimezone(PARIS):%H:%M} au lieu de {event.begins:%H:%M}"


@when(sentence("{who} essaie d’ajouter un évènement au calendrier de la classe"), target_fixture="reply")
def tries_event(probe: Probe, cleanup: CleanUp, who: str) -> Reply:
    caller = probe.caller(who)
    reply = add_event(caller, f"{MARK} Intrus {token()}", datetime.now(PARIS).replace(hour=10) + timedelta(days=1))
    if reply.status == 200:
        number = int(json.loads(reply.text)["event"]["id"])
        cleanup.later("un évènement du calendrier", lambda: remove_event(caller, number))
    return reply


@then("l’ENT refuse")
def refused(reply: Reply) -> None:
    assert reply.status == 403, f"la réponse est {reply.status} au lieu de 403"


@given(sentence("un travail donné par {who} à sa classe"), target_fixture="work")
@when(sentence("{who} donne un travail à sa classe"), target_fixture="work")
def gives_work(probe: Probe, cleanup: CleanUp, who: str) -> Work:
    teacher = probe.caller(who)
    work = Work(f"{MARK} Lecture {token()}", datetime.now(PARIS).date() + timedelta(days=1))
    reply = give_work(teacher, work)
    assert reply.status == 204, f"le travail est refusé ({reply.status})"
    cleanup.later("un travail", lambda: remove_work(teacher, work))
    return work


@then(sentence("{who} le trouve dans son cahier de textes, le bon jour"))
def sees_work(probe: Probe, work: Work, who: str) -> None:
    assert work_named(probe.caller(who), work), f"{who} ne voit pas le travail de ce jour"


@when(sentence("{who} le marque comme terminé"), target_fixture="done")
def marks_done(probe: Probe, work: Work, who: str) -> Reply:
    caller = probe.caller(who)
    found = work_named(caller, work)
    assert found, f"{who} ne voit pas le travail de ce jour"
    return mark_done(caller, int(found["id"]))


@then(sentence("{who} le retrouve terminé en rouvrant son cahier de textes"))
def stays_done(probe: Probe, work: Work, done: Reply, who: str) -> None:
    assert done.status == 201, f"la réponse est {done.status}"
    caller = probe.caller(who)
    found = work_named(caller, work)
    assert found, f"{who} ne voit plus le travail"
    # Marked again, a work that is done answers that nothing changes (platform-features.md 8).
    again = mark_done(caller, int(found["id"]))
    assert again.status == 304, "le travail n’est pas resté terminé"


@given(sentence("un mot écrit par {who} dans le carnet de liaison"), target_fixture="note")
@when(sentence("{who} écrit un mot dans le carnet de liaison"), target_fixture="note")
def writes_note(probe: Probe, cleanup: CleanUp, who: str) -> Note:
    teacher = probe.caller(who)
    note = Note(f"{MARK} Réunion {token()}", f"Réunion de rentrée {token()}.")
    cleanup.later("un mot du carnet de liaison", lambda: remove_note(teacher, note))
    reply = write_note(teacher, note)
    assert reply.status == 302, f"le mot n’est pas enregistré ({reply.status})"
    return note


@then(sentence("{who} lit ce mot dans le carnet de liaison"))
def reads_note(probe: Probe, note: Note, who: str) -> None:
    assert note.title in notes_page(probe.caller(who)), f"{who} ne trouve pas le mot"


@when(sentence("{who} signe ce mot"), target_fixture="reply")
def signs_note(probe: Probe, note: Note, who: str) -> Reply:
    return sign_note(probe.caller(who), note)


@then(sentence("{who} voit la signature {of} sur la page du mot"))
def sees_signature(probe: Probe, note: Note, reply: Reply, who: str, of: str) -> None:
    assert reply.status == 200, f"la signature est refusée ({reply.status})"
    teacher = probe.caller(who)
    page = teacher.ask(f"/carnet-de-liaison/gestion/detail/{note_slug(teacher, note)}").text
    name = probe.account(of).full_name.split()[-1]
    # Those who have not signed yet come last, under « En attente ».
    assert name in page.partition("En attente")[0], f"la page du mot ne porte pas la signature de {of}"
