"""The life of the class, the directory and the resources of a page, each check seen to fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from portal import class_life
from portal.client import Page, Portal
from portal.http import Answer, PortalError
from portal.resources import Resources, resources_of
from portal.shell import flags
from portal.user_directory import open_directory
from tests.portal.fake_ent import BASE, FakeEnt, document, page, redirect

DAY = date(2026, 9, 28)
HOME = partial(class_life.open_home, app="CLASSROOM")


@pytest.fixture
def ent() -> FakeEnt:
    return FakeEnt()


@pytest.fixture
def portal(ent: FakeEnt) -> Portal:
    return Portal(ent, BASE)


def test_each_page_fetches_what_its_front_end_does(ent: FakeEnt, portal: Portal) -> None:
    assert class_life.open_home(portal, "CLASSROOM").app == "CLASSROOM"
    assert class_life.open_calendar(portal, DAY) == ("Piscine",)
    assert class_life.open_homework(portal, DAY) == ("Poésie",)
    (address,) = class_life.open_liaison_book(portal)
    class_life.read_liaison_message(portal, address)
    class_life.open_profile(portal)
    assert class_life.open_notifications(portal) == 1
    assert open_directory(portal).people == {"PARENT": (8, 9)}
    asked = {url.removeprefix(BASE) for _, url in ent.sent}
    assert {
        "/api/1.0/classroom/newspaper/today.json",
        "/api/1.0/statistics/visits/CALENDAR.json",
        "/api/1.0/calendar/events.json?start=2026-09-28&end=2026-10-05",
        "/api/1.0/homeworks/day/2026-09-28.json",
        "/api/1.0/groups/4/applications/NOTIFICATION.json",
        "/api/1.0/user-directory/groups/4.json",
    } <= asked


@pytest.mark.parametrize(
    ("path", "answer", "act", "reason"),
    [
        ("calendar/agendas", document([{"id": 1}]), lambda p: class_life.open_calendar(p, DAY), "« title » absente"),
        ("calendar/agendas", document([]), lambda p: class_life.open_calendar(p, DAY), "aucun"),
        (
            "homeworks/day/",
            document([{"id": 3, "due_date": "2026-09-29", "_embedded": {"homework": {"name": "a"}}}]),
            lambda p: class_life.open_homework(p, DAY),
            "un travail d’un autre jour",
        ),
        ("carnet-de-liaison/0/0", page("<h1>Blog</h1>"), class_life.open_liaison_book, "ce n’est pas le carnet"),
        (
            "carnet-de-liaison/message",
            page('<h1>Carnet de liaison</h1><a href="/ent/carnet-de-liaison/message/autre">Autre</a>'),
            lambda p: class_life.read_liaison_message(p, "/ent/carnet-de-liaison/message/sortie"),
            "ce n’est pas le bon mot",
        ),
        ("/ent/profil", page("<h1>Erreur</h1>"), class_life.open_profile, "ce n’est pas un profil"),
        ("/ent/notification/", page("<h1>x</h1>"), class_life.open_notifications, "ce ne sont pas les notifications"),
        ("/ent/classe/", Answer(200, {"Content-Type": "text/html"}, b"<p>"), HOME, "personne n’est connecté"),
    ],
)
def test_a_wrong_content_is_a_failure(
    ent: FakeEnt, portal: Portal, path: str, answer: Answer, act: Callable[[Portal], Any], reason: str
) -> None:
    ent.on("GET", path, answer)
    with pytest.raises(PortalError, match=reason):
        act(portal)


def test_of_a_flag_that_is_off_the_page_asks_whether_it_is_advertised(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "feature-flags/blog_schedule", document({"value": False}))
    assert flags(portal, "blog_schedule", "blog_categories") == {"blog_schedule": False, "blog_categories": True}
    asked = [url.rpartition("/")[2] for _, url in ent.sent]
    assert sorted(asked) == ["blog_categories.json", "blog_schedule.json", "blog_schedule_push.json"]


class TestResources:
    HTML = (
        '<link rel="stylesheet" href="/ent/medias/a.css"><link rel="next" href="/ent/x">'
        '<script src="b.js"></script><script>1</script><img src="/ent/my-avatar"><img src="data:image/png;base64,a">'
        '<img src="https://ailleurs.test/c.png"><img src="/ent/my-avatar">'
    )

    def test_what_a_page_embeds_is_read_in_it_once_each(self) -> None:
        found = resources_of(Page(f"{BASE}/blog/", self.HTML))
        assert found == [
            f"{BASE}/medias/a.css",
            f"{BASE}/blog/b.js",
            f"{BASE}/my-avatar",
            "https://ailleurs.test/c.png",
        ]

    def test_they_are_fetched_once_a_visit_from_the_portal_alone_and_only_when_asked(self, ent: FakeEnt) -> None:
        ent.on("GET", "/ent/profil$", page(f"<h1>Profil</h1>{self.HTML}", "module-profile"))
        ent.on("GET", r"a\.css|b\.js|/moi\.png", Answer(200, {}, b"x"))
        ent.on("GET", "/my-avatar", redirect("/ent/medias/moi.png"))
        class_life.open_profile(Portal(ent, BASE))
        assert not [url for _, url in ent.sent if "medias" in url]
        portal = Portal(ent, BASE, resources=Resources())
        class_life.open_profile(portal)
        class_life.open_profile(portal)
        fetched = [url.removeprefix(BASE) for _, url in ent.sent if url.endswith((".css", ".js", ".png", "avatar"))]
        assert fetched == ["/medias/a.css", "/b.js", "/my-avatar", "/medias/moi.png"]

    def test_a_missing_one_makes_the_page_bad(self, ent: FakeEnt) -> None:
        ent.on("GET", "/ent/profil$", page(self.HTML, "module-profile"))
        with pytest.raises(PortalError, match="ressource : réponse 404"):
            class_life.open_profile(Portal(ent, BASE, resources=Resources()))
