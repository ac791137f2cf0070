"""The portal client believes nothing that it has not checked."""

from __future__ import annotations

import pytest

from portal.client import Page, Portal, items, take
from portal.http import Answer, ContentError, PortalError, SessionLostError
from tests.portal.fake_ent import BASE, HTML, JSON, FakeEnt, document, page, redirect


@pytest.fixture
def ent() -> FakeEnt:
    return FakeEnt()


@pytest.fixture
def portal(ent: FakeEnt) -> Portal:
    return Portal(ent, BASE)


def read(portal: Portal, path: str = "/x/") -> Page:
    return portal.document(path, "page", lambda page: page)


def test_redirects_are_followed_to_the_page(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "/ent/x/$", redirect("/ent/y/?a=1"))
    ent.on("GET", "/ent/y/", redirect(f"{BASE}/z/"))
    ent.on("GET", "/ent/z/$", page("bonjour"))
    assert read(portal).path == "/ent/z/"
    assert [url for _, url in ent.sent] == [f"{BASE}/x/", f"{BASE}/y/?a=1", f"{BASE}/z/"]


def test_a_posted_form_is_not_posted_again_after_its_redirect(ent: FakeEnt, portal: Portal) -> None:
    ent.on("POST", "/ent/x/$", redirect("/ent/z/"))
    ent.on("GET", "/ent/z/$", page("bonjour"))
    portal.document("/x/", "page", lambda page: page, form={"a": "é&"})
    assert ent.sent == [("POST", f"{BASE}/x/"), ("GET", f"{BASE}/z/")]
    assert ent.bodies == [b"a=%C3%A9%26", b""]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (redirect("/ent/x/"), "page : boucle de redirections"),
        (redirect("https://ailleurs.test/"), "page : redirection hors de l’ENT"),
        (Answer(302, HTML, b""), "page : redirection sans adresse"),
        (page("oups", status=500), "page : réponse 500"),
        (page("", status=404), "page : réponse 404"),
        (Answer(200, JSON, b"{}"), "page : ce n’est pas une page"),
        (page('<div class="content-error big"></div>'), "page : page d’erreur"),
        (Answer(0, {}, b"", "délai dépassé"), "page : délai dépassé"),
        (Answer(0, {}, b""), "page : aucune réponse"),
    ],
)
def test_what_is_not_the_page_is_a_failure_with_its_reason(
    ent: FakeEnt, portal: Portal, answer: Answer, reason: str
) -> None:
    ent.on("GET", "/ent/x/$", answer)
    with pytest.raises(PortalError) as failure:
        read(portal)
    assert str(failure.value) == reason
    assert ent.failed == [reason], "the request counts as failed, not only the page"


def test_a_page_that_its_reader_refuses_is_a_failed_request(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "/ent/x/$", page("vide"))

    def refuse(_: Page) -> None:
        raise ContentError("page vide")

    with pytest.raises(PortalError, match=r"^le blog : page vide$"):
        portal.document("/x/", "le blog", refuse)
    assert ent.failed == ["le blog : page vide"]


def test_being_sent_back_to_the_entry_is_a_lost_session(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "/ent/x/$", redirect(f"{BASE}/"))
    with pytest.raises(SessionLostError, match="session perdue"):
        read(portal)


def test_a_401_of_the_api_is_a_lost_session(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "/api/1.0/x", document("invalid credentials", 401))
    with pytest.raises(SessionLostError):
        portal.api("GET", "x.json", "données")


def test_a_background_form_sent_back_to_the_entry_is_a_lost_session(ent: FakeEnt, portal: Portal) -> None:
    ent.on("PATCH", "/x", redirect(f"{BASE}/"))
    with pytest.raises(SessionLostError):
        portal.xhr("PATCH", "/x", "brouillon", lambda answer: answer)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (document({"id": 1}, 403), "données : réponse 403"),
        (page("erreur", status=502), "données : réponse 502"),
        (Answer(200, JSON, b"<html>"), "données : réponse illisible"),
        (Answer(404, HTML, b"<html>"), "données : réponse 404"),
        (document({"other": 1}), "données : donnée « id » absente"),
        (document({"id": "1"}), "données : donnée « id » absente"),
        (document([]), "données : donnée « id » absente"),
        (Answer(204, HTML, b""), "données : réponse 204"),
        (Answer(0, {}, b"", "connexion impossible"), "données : connexion impossible"),
    ],
)
def test_an_api_answer_that_is_not_the_one_expected_is_a_failure(
    ent: FakeEnt, portal: Portal, answer: Answer, reason: str
) -> None:
    ent.on("GET", "/api/1.0/x", answer)
    with pytest.raises(PortalError) as failure:
        portal.api("GET", "x.json", "données", lambda body: take(body, "id", int))
    assert str(failure.value) == reason
    assert ent.failed == [reason]


def test_an_expected_refusal_is_no_failure(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "/api/1.0/x", document("", 404))
    assert portal.api("GET", "x.json", "bêta", accept=(200, 404)) == ""
    assert ent.failed == []


def test_a_list_without_its_items_is_refused() -> None:
    with pytest.raises(ContentError, match="items"):
        items({"_embedded": {}})


def test_nothing_is_ever_sent_elsewhere_than_to_the_ent(ent: FakeEnt, portal: Portal) -> None:
    with pytest.raises(PortalError, match="hors de l’ENT"):
        read(portal, "https://ailleurs.test/ent/x/")
    assert ent.sent == []


def test_a_central_service_in_clear_is_refused_when_the_portal_is_not(portal: Portal) -> None:
    with pytest.raises(ContentError, match="https"):
        portal.trust("http://auth.test/login")


@pytest.mark.parametrize("path", ["/blog/", "/ent/blog/", f"{BASE}/blog/"])
def test_a_path_may_hold_the_base_path_or_not(portal: Portal, path: str) -> None:
    assert portal.address(path) == f"{BASE}/blog/"
