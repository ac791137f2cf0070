"""The calendar, the homework and the liaison book of a class, asked without a browser
(contract: platform-features.md 7, 8, 9)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from acceptance.campaign.recorder import NotReadyError
from acceptance.probes.http import Caller, Reply
from portal.html import field_value, tags

_SIGN = re.compile(r"signer-message/(\d+)")
PARIS = ZoneInfo("Europe/Paris")
_CALENDAR, _HOMEWORK, _LIAISON = "/api/1.0/calendar", "/api/1.0/homeworks", "/carnet-de-liaison"


@dataclass(frozen=True)
class Event:
    """A lesson put in the calendar. ``begins`` is a moment of Paris."""

    number: int
    title: str
    begins: datetime


@dataclass(frozen=True)
class Work:
    """Work given for a day; ``number`` is 0 until it is known."""

    name: str
    day: date


@dataclass(frozen=True)
class Note:
    """A note of the liaison book."""

    title: str
    text: str


def class_group(caller: Caller) -> int:
    """The number of the person's class: the first group agenda (platform-features.md 7)."""
    return int(_class_agenda(caller)["group_id"])


def add_event(caller: Caller, title: str, begins: datetime) -> Reply:
    """An event of one hour in the calendar of the class."""
    agenda = _class_agenda(caller)
    body = {
        "title": title,
        "agendaId": agenda["id"],
        "type": "PUNCTUAL",
        "start": begins.isoformat(),
        "end": (begins + timedelta(hours=1)).isoformat(),
        "isAllDay": False,
        "isRecurring": False,
    }
    return caller.ask(f"{_CALENDAR}/events.json", method="POST", json=body)


def events(caller: Caller, day: date) -> list[dict[str, Any]]:
    """The events that the person sees that day."""
    span = f"start={day.isoformat()}&end={(day + timedelta(days=1)).isoformat()}"
    return list(_list(caller.ask(f"{_CALENDAR}/events.json?{span}")))


def remove_event(caller: Caller, number: int) -> None:
    answer = caller.ask(f"{_CALENDAR}/events/{number}.json", method="DELETE")
    assert answer.status == 200, f"l’évènement reste dans le calendrier ({answer.status})"


def give_work(caller: Caller, work: Work) -> Reply:
    """Work for the whole class, once."""
    body = {
        "date": work.day.isoformat(),
        "name": work.name,
        "description": "<p>Lire la page 12.</p>",
        "recurrence_type": "ONCE",
        "recurrence_end_date": work.day.isoformat(),
        "groups": [class_group(caller)],
        "users": [],
    }
    return caller.ask(f"{_HOMEWORK}.json", method="POST", json={"homeworks": [body]})


def works(caller: Caller, day: date) -> list[dict[str, Any]]:
    """The works that the person has for that day."""
    return list(_list(caller.ask(f"{_HOMEWORK}/day/{day.isoformat()}.json")))


def work_named(caller: Caller, work: Work) -> dict[str, Any] | None:
    """The occurrence of a work as the person sees it; None when the person does not."""
    return next((each for each in works(caller, work.day) if each["_embedded"]["homework"]["name"] == work.name), None)


def mark_done(caller: Caller, occurrence: int) -> Reply:
    return caller.ask(f"{_HOMEWORK}/occurrences/{occurrence}/done.json", method="POST")


def remove_work(caller: Caller, work: Work) -> None:
    found = work_named(caller, work)
    if found is not None:
        answer = caller.ask(f"{_HOMEWORK}/{found['_embedded']['homework']['id']}.json", method="DELETE")
        assert answer.status == 204, f"le travail reste dans le cahier de textes ({answer.status})"


def write_note(caller: Caller, note: Note) -> Reply:
    """A note to the parents of all the pupils of the class, published today."""
    page = caller.ask(f"{_LIAISON}/gestion/nouveau-message")
    if page.status != 200:
        raise NotReadyError(f"le formulaire du carnet de liaison répond {page.status}")
    today = datetime.now(PARIS).date().isoformat()
    pupils = [
        ("liaisonbook_form[addresseds][]", field["value"])
        for field in tags(page.text, "input")
        if field.get("name") == "liaisonbook_form[addresseds][]"
    ]
    form = [
        ("liaisonbook_form[title]", note.title),
        ("liaisonbook_form[content]", f"<p>{note.text}</p>"),
        ("liaisonbook_form[date]", today),
        ("liaisonbook_form[publicationDate]", today),
        ("liaisonbook_form[_token]", field_value(page.text, "liaisonbook_form[_token]")),
        *pupils,
    ]
    return caller.ask(f"{_LIAISON}/gestion/nouveau-message/valider", method="POST", data=form)


def notes_page(caller: Caller) -> str:
    """The list of the notes that the person may read."""
    reply = caller.ask(_LIAISON)
    assert reply.status == 200, f"le carnet de liaison répond {reply.status}"
    return reply.text


def note_slug(caller: Caller, note: Note) -> str:
    """The end of the address of a note in the teacher's list; empty when it is not there."""
    page = caller.ask(f"{_LIAISON}/gestion")
    return next((each for each in _slugs(page.text) if _slug_of(note.title) in each), "")


def remove_note(caller: Caller, note: Note) -> None:
    slug = note_slug(caller, note)
    if slug:
        answer = caller.ask(f"{_LIAISON}/gestion/supprimer-message/{quote(slug)}")
        assert answer.status == 302, f"le mot reste dans le carnet de liaison ({answer.status})"


def _slugs(html: str) -> list[str]:
    links = [link.get("href", "") for link in tags(html, "a")]
    return [link.rsplit("/", 1)[-1] for link in links if f"{_LIAISON}/gestion/detail/" in link]


def _slug_of(title: str) -> str:
    return title.rsplit(" ", 1)[-1].lower()


def _class_agenda(caller: Caller) -> dict[str, Any]:
    agendas = _list(caller.ask(f"{_CALENDAR}/agendas.json"))
    found = next((agenda for agenda in agendas if agenda.get("type") == 0), None)
    if found is None:
        raise NotReadyError(f"{caller.who} n’a aucun calendrier de classe")
    return found


def _list(reply: Reply) -> list[dict[str, Any]]:
    assert reply.status == 200, f"la réponse est {reply.status}"
    document = json.loads(reply.text)
    assert isinstance(document, list), "une liste était attendue"
    return document


def sign_note(caller: Caller, note: Note) -> Reply:
    """Sign a note as its own button does: it follows the title in the reader's page. Without it, none is signed."""
    found = _SIGN.search(notes_page(caller).partition(note.title)[2])
    return caller.ask(f"{_LIAISON}/signer-message/{found[1] if found else 0}", method="POST")
