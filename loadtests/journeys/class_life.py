"""The life of the class: its home, its days, its people. Nothing is written here: what a family signs or a pupil ticks
cannot be undone (contract: platform-features.md 8, 9), and a run must leave nothing behind."""

from __future__ import annotations

from datetime import date, timedelta

from loadtests.journeys.visit import Visit
from portal import class_life
from portal.http import PageName
from portal.user_directory import open_directory

JOURNEY = "vie de classe"
HOME = PageName(JOURNEY, "Classe : revenir à l’accueil")
CALENDAR = PageName(JOURNEY, "Calendrier : ouvrir la semaine")
HOMEWORK = PageName(JOURNEY, "Cahier de textes : ouvrir le jour")
NEXT_DAY = PageName(JOURNEY, "Cahier de textes : voir un autre jour")
LIAISON_BOOK = PageName(JOURNEY, "Carnet de liaison : ouvrir")
LIAISON_MESSAGE = PageName(JOURNEY, "Carnet de liaison : lire un mot")
PROFILE = PageName(JOURNEY, "Profil : ouvrir")
NOTIFICATIONS = PageName(JOURNEY, "Notifications : ouvrir")
DIRECTORY = PageName(JOURNEY, "Annuaire : ouvrir")

OTHER_DAY = 0.5  # share of those who look at another day of the homework
OPENED_MESSAGE = 0.5  # share of those who open a message of the liaison book by itself


def come_home(visit: Visit) -> None:
    with visit.page(HOME):
        app = visit.landing.app if visit.landing else "CLASSROOM"
        visit.landing = class_life.open_home(visit.portal, app)


def see_calendar(visit: Visit) -> None:
    with visit.page(CALENDAR):
        class_life.open_calendar(visit.portal, date.today())


def see_homework(visit: Visit) -> None:
    """What is for today, and sometimes for tomorrow."""
    today = date.today()
    with visit.page(HOMEWORK):
        class_life.open_homework(visit.portal, today)
    if visit.perhaps(OTHER_DAY):
        visit.think(0.5)
        with visit.page(NEXT_DAY):
            class_life.read_homework(visit.portal, today + timedelta(days=1))


def read_liaison_book(visit: Visit) -> None:
    with visit.page(LIAISON_BOOK):
        addresses = class_life.open_liaison_book(visit.portal)
    if addresses and visit.perhaps(OPENED_MESSAGE):
        visit.think()
        with visit.page(LIAISON_MESSAGE):
            class_life.read_liaison_message(visit.portal, visit.rng.choice(addresses))


def see_profile(visit: Visit) -> None:
    with visit.page(PROFILE):
        class_life.open_profile(visit.portal)


def see_notifications(visit: Visit) -> None:
    with visit.page(NOTIFICATIONS):
        class_life.open_notifications(visit.portal)


def see_directory(visit: Visit) -> None:
    with visit.page(DIRECTORY):
        open_directory(visit.portal)
