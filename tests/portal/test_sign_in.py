"""The sign-in chain, its two modes, and each way it may fail."""

from __future__ import annotations

import pytest

from portal.class_life import open_profile
from portal.client import Portal
from portal.http import Answer, PortalError, SessionLostError, WrongPasswordError
from portal.sign_in import sign_in, sign_out
from tests.portal.fake_ent import AUTHORIZE, BASE, CENTRAL, JSON, FakeEnt, document, page, redirect

IFRAME = page(f'<iframe src="{AUTHORIZE}&amp;fromTemplate=main" id="logon-iframe"></iframe>')
LOGIN_PAGE = page(
    '<form method="post" action="/login_check"><input name="_username"><input name="_password">'
    '<input value="jeton" type="hidden" name="_csrf_token"></form>'
)
REFRESH = page("en cours", "refresh-container inset")


@pytest.fixture
def ent() -> FakeEnt:
    return FakeEnt()


@pytest.fixture
def portal(ent: FakeEnt) -> Portal:
    return Portal(ent, BASE)


def by_frame(ent: FakeEnt, after_password: Answer) -> None:
    """Turn the ENT to mode A."""
    ent.on("GET", r"/ent/\?_locale", IFRAME)
    ent.on("GET", r"/oauth/v2/authorize.*fromTemplate", redirect(f"{CENTRAL}/login"))
    ent.on("GET", r"auth\.test/login$", LOGIN_PAGE)
    ent.on("POST", r"auth\.test/login_check", after_password)
    ent.on("GET", r"/oauth/v2/authorize\?response_type=code&client_id=1_1$", redirect(f"{BASE}/login_check?code=abc"))
    ent.on("GET", r"/ent/login_check", redirect(f"{BASE}/"))
    answers = iter([REFRESH, redirect("/ent/classe/")])
    ent.on("GET", r"https://ent.test/ent/$", lambda: next(answers))


def test_signing_in_in_the_background_walks_the_whole_chain(ent: FakeEnt, portal: Portal) -> None:
    assert sign_in(portal, "marie", "secret & é").app == "CLASSROOM"
    assert [(method, url.split("?")[0]) for method, url in ent.sent] == [
        ("GET", f"{BASE}/"),
        ("GET", f"{CENTRAL}/oauth/v2/authorize"),
        ("POST", f"{CENTRAL}/login_check"),
        ("GET", f"{CENTRAL}/oauth/v2/authorize"),
        ("GET", f"{BASE}/login_check"),
        ("GET", f"{BASE}/"),
        ("GET", f"{BASE}/classe/"),
    ]
    assert b"_csrf_token=jeton" in ent.bodies[2]
    assert b"_password=secret+%26+%C3%A9" in ent.bodies[2]


def test_signing_in_by_the_frame_walks_the_whole_chain(ent: FakeEnt, portal: Portal) -> None:
    by_frame(ent, redirect(AUTHORIZE))
    assert sign_in(portal, "marie", "secret").app == "CLASSROOM"
    assert ent.sent[-1] == ("GET", f"{BASE}/classe/")
    assert any(b"_csrf_token=jeton" in body for body in ent.bodies)


def test_who_is_still_known_by_the_central_needs_no_password(ent: FakeEnt, portal: Portal) -> None:
    ent.signed_in = True
    sign_in(portal, "marie", "secret")
    assert "POST" not in [method for method, _ in ent.sent]


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_wrong_password_is_told_apart(ent: FakeEnt, portal: Portal, status: int) -> None:
    ent.on("POST", "/login_check", document({"error_message": "Nom d’utilisateur ou mot de passe incorrect"}, status))
    with pytest.raises(WrongPasswordError):
        sign_in(portal, "marie", "faux")


def test_a_wrong_password_is_told_apart_by_the_frame(ent: FakeEnt, portal: Portal) -> None:
    by_frame(ent, redirect(f"{CENTRAL}/login"))
    with pytest.raises(WrongPasswordError):
        sign_in(portal, "marie", "faux")


@pytest.mark.parametrize(
    ("method", "path", "answer", "reason"),
    [
        ("GET", r"/ent/\?_locale", page("rien"), "page de connexion : pas de formulaire de connexion"),
        ("GET", r"/ent/\?_locale", page("", status=503), "page de connexion : réponse 503"),
        ("GET", r"/oauth/.*_xhr", document({"login_url": "x"}, 401), "donnée « csrf_token » absente"),
        ("GET", r"/oauth/.*_xhr", document({"error": "no-cookie"}, 400), "formulaire de connexion : réponse 400"),
        ("POST", "/login_check", document({}, 200), "connexion : donnée « redirect_url » absente"),
        ("POST", "/login_check", document({"redirect_url": "https://ailleurs.test/"}), "hors de l’ENT"),
        ("GET", "/ent/login_check", document({"error": None}, 401), "retour sur le portail : réponse 401"),
        ("GET", "/ent/classe/", page("<p>bonjour</p>", status=500), "page d’accueil : réponse 500"),
        (
            "GET",
            "/ent/classe/",
            Answer(200, {"Content-Type": "text/html"}, b"<body></body>"),
            "page d’accueil : personne n’est connecté",
        ),
        ("GET", "_direct_call", redirect("/ent/gestion/cgu"), "page d’accueil"),
        ("GET", "_direct_call", redirect("/ent/?_direct_call=1"), "page d’accueil : boucle de redirections"),
    ],
)
def test_each_step_of_the_chain_is_checked(
    ent: FakeEnt, portal: Portal, method: str, path: str, answer: Answer, reason: str
) -> None:
    ent.on("GET", "/ent/gestion/cgu", page("Conditions générales"))
    ent.on(method, path, answer)
    with pytest.raises(PortalError) as failure:
        sign_in(portal, "marie", "secret")
    assert reason in str(failure.value)
    assert not isinstance(failure.value, WrongPasswordError)
    assert "jeton" not in str(failure.value)


def test_a_page_that_stands_in_the_way_is_no_landing(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "_direct_call", redirect("/ent/gestion/cgu"))
    ent.on("GET", "/ent/gestion/cgu", page("Conditions générales"))
    with pytest.raises(PortalError, match="une autre page s’interpose"):
        sign_in(portal, "marie", "secret")


def test_an_adult_without_email_passes_the_gate(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "_direct_call", redirect("/ent/gestion/nom-email-notification"))
    ent.on("GET", "/nom-email-notification$", page("Votre adresse"))
    ent.on("GET", "/email-notification/passer$", redirect("/ent/classe/"))
    assert sign_in(portal, "marie", "secret").app == "CLASSROOM"


def test_signing_out_is_verified(ent: FakeEnt, portal: Portal) -> None:
    sign_in(portal, "marie", "secret")
    sign_out(portal)
    assert ent.sent[-1] == ("GET", f"{BASE}/api/1.0/users/me.json")


def test_a_session_that_survives_signing_out_is_a_failure(ent: FakeEnt, portal: Portal) -> None:
    sign_in(portal, "marie", "secret")
    ent.on("GET", "users/me.json", Answer(200, JSON, b'{"id": 1}'))
    with pytest.raises(PortalError, match="la session est restée ouverte"):
        sign_out(portal)


def test_the_news_of_the_landing_page_are_read(ent: FakeEnt, portal: Portal) -> None:
    ent.on("GET", "/ent/classe/$", page('<a href="/ent/blog/article/blog-article-3">Un article a été ajouté</a>'))
    assert sign_in(portal, "marie", "secret").articles == ("/ent/blog/article/blog-article-3",)


def test_who_signs_in_again_is_led_back_to_what_was_wanted_then_goes_home() -> None:
    ent = FakeEnt()
    portal = Portal(ent, BASE)
    ent.on("GET", "/ent/profil$", redirect(f"{BASE}/"))
    with pytest.raises(SessionLostError):
        open_profile(portal)
    ent.on("GET", "/ent/profil$", page("<h1>Mon profil</h1>", "module-profile"))
    ent.on("GET", r"/ent/\?_direct_call=1", redirect("/ent/profil"))
    ent.on("GET", "/ent/$", redirect("/ent/classe/"))
    assert sign_in(portal, "camille", "secret").app == "CLASSROOM"
    with pytest.raises(PortalError, match="une autre page s’interpose"):
        sign_in(Portal(ent, BASE), "camille", "secret")
