"""The life of the class: its home, calendar, homework, liaison book, profiles, notifications
(contract: auth-session.md 8, platform-features.md 3, 6 to 10)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from portal.client import Page, Portal, as_list, take
from portal.html import has_class, tags, texts
from portal.http import ContentError
from portal.shell import count_visit, load_shell, open_application
from portal.sign_in import LANDINGS, Landing, landing_on

LIAISON_BOOK, PROFILE, NOTIFICATIONS = "LIAISONBOOK", "PROFILE", "NOTIFICATION"
CALENDAR, HOMEWORK = "CALENDAR", "HOMEWORK"
_HOMES = {app: path for path, app in LANDINGS.items()}


def open_home(portal: Portal, app: str) -> Landing:
    """Come back to the home of the group, with what it fetches. Raises PortalError."""
    landing = portal.document(_HOMES[app], "page d’accueil", partial(landing_on, portal), entry=True)
    furnish_home(portal, landing.app)
    return landing


def furnish_home(portal: Portal, app: str) -> None:
    """What the home of a group fetches: the bar, and in a class the newspaper of the day, which may not exist
    (auth-session.md 8). Raises PortalError."""
    calls = [partial(load_shell, portal, app)]
    if app == "CLASSROOM":
        path = "classroom/newspaper/today.json"
        calls.append(partial(portal.api, "GET", path, "journal de la classe", accept=(200, 404)))
    portal.http.together(*calls)


def open_calendar(portal: Portal, day: date) -> tuple[str, ...]:
    """Open the calendar on the week of a day; returns the titles of its events. Raises PortalError."""
    open_application(portal, CALENDAR)
    count_visit(portal, CALENDAR)
    monday = day - timedelta(days=day.weekday())
    period = f"start={monday}&end={monday + timedelta(days=7)}"
    agendas, events = portal.http.together(
        partial(portal.api, "GET", "calendar/agendas.json", "agendas", _titles),
        partial(portal.api, "GET", f"calendar/events.json?{period}", "évènements", _titles),
    )
    if not agendas:
        raise ContentError("agendas : aucun")
    titles: tuple[str, ...] = events
    return titles


def open_homework(portal: Portal, day: date) -> tuple[str, ...]:
    """Open the homework of a day; returns the names of the works. Raises PortalError."""
    open_application(portal, HOMEWORK)
    count_visit(portal, HOMEWORK)
    works, _ = portal.http.together(
        partial(read_homework, portal, day),
        partial(portal.api, "GET", "homeworks/preferences.json", "préférences du cahier de textes", _preferences),
    )
    names: tuple[str, ...] = works
    return names


def read_homework(portal: Portal, day: date) -> tuple[str, ...]:
    """Turn to another day of the homework already open. Raises PortalError."""
    return portal.api("GET", f"homeworks/day/{day}.json", "cahier de textes", partial(_works, day))


def open_liaison_book(portal: Portal) -> tuple[str, ...]:
    """Open the liaison book on its last messages; returns their addresses. Raises PortalError."""
    addresses = portal.document("/carnet-de-liaison/0/0", "carnet de liaison", _messages)
    load_shell(portal, LIAISON_BOOK)
    return addresses


def read_liaison_message(portal: Portal, address: str) -> None:
    """Open one message of the liaison book. Raises PortalError."""

    def alone(page: Page) -> None:
        if _messages(page) != (address,):
            raise ContentError("ce n’est pas le bon mot")

    portal.document(address, "mot du carnet de liaison", alone)
    load_shell(portal, LIAISON_BOOK)


def open_profile(portal: Portal) -> None:
    """Open one's own profile; a parent is sent to the child's. Raises PortalError."""
    portal.document("/profil", "profil", _profile)
    load_shell(portal, PROFILE)


def open_notifications(portal: Portal) -> int:
    """Open the notifications, which marks them as read; returns how many are shown. Raises PortalError."""
    shown = portal.document("/notification/", "notifications", _notifications)
    load_shell(portal, NOTIFICATIONS)
    return shown


def _titles(document: Any) -> tuple[str, ...]:
    return tuple(take(item, "title", str) for item in as_list(document))


def _works(day: date, document: Any) -> tuple[str, ...]:
    works = as_list(document)
    if any(take(work, "due_date", str)[:10] != str(day) for work in works):
        raise ContentError("un travail d’un autre jour")
    return tuple(take(take(take(work, "_embedded", dict), "homework", dict), "name", str) for work in works)


def _preferences(document: Any) -> None:
    take(document, "days", object)


def _messages(page: Page) -> tuple[str, ...]:
    if not any(title == "Carnet de liaison" for _, title in texts(page.html, "h1")):
        raise ContentError("ce n’est pas le carnet de liaison")
    found = (link.get("href", "") for link in tags(page.html, "a"))
    return tuple(dict.fromkeys(href for href in found if "/carnet-de-liaison/message/" in href))


def _profile(page: Page) -> None:
    if not has_class(page.html, "body", "module-profile"):
        raise ContentError("ce n’est pas un profil")


def _notifications(page: Page) -> int:
    if not has_class(page.html, "div", "content-notification-list"):
        raise ContentError("ce ne sont pas les notifications")
    return sum("notification" in attributes.get("class", "").split() for attributes in tags(page.html, "p"))
