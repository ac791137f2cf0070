"""How the faults of pages are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

from tests.practice_ent.faults.world import World

HOME = "/classe/"


def _loops(world: World) -> bool:
    return world.get(HOME).is_redirect and world.get("/").headers["Location"].endswith(HOME)


def _is_stale(world: World) -> bool:
    """The page shows an old title after the blog got another."""
    before = world.get("/blog/").text
    title = world.one("SELECT title FROM blog WHERE id = 1")
    new = f"{title} bis"
    world.rows("UPDATE blog SET title = ? WHERE id = 1", new)
    try:
        return title in before and new not in world.get("/blog/").text
    finally:
        world.rows("UPDATE blog SET title = ? WHERE id = 1", title)


def _first_article(world: World) -> str:
    return str(world.one("SELECT slug FROM blog_article WHERE status = 1 AND blog_reference_id = 1"))


def _titles_are_one(world: World) -> bool:
    return len({world.get(path).text.split("<title>")[1].split("<")[0] for path in (HOME, "/blog/", "/app/")}) == 1


def _says_ok_whatever(world: World) -> bool:
    """The central service is down, and the monitoring page does not know."""
    with world.broken_by("sign-in-central-down"):
        return world.ask("/monitoring").text == "OK"


PROOFS = {
    "pages-old-host": lambda world: "https://ancien-ent.exemple/ent/" in world.get(HOME).text,
    "pages-redirects-to-old-host": lambda world: (
        world.get("/").headers["Location"] == "https://ancien-ent.exemple/ent/classe/"
    ),
    "pages-http-resources": lambda world: '="http://127.0.0.1' in world.get("/blog/").text.split("</head>")[0],
    "pages-base-path-lost": lambda world: 'href="/ent/' not in world.get("/blog/").text,
    "pages-style-missing": lambda world: "/ent/medias-v216/" in world.get(HOME).text,
    "pages-redirect-loop": _loops,
    "pages-all-to-home": lambda world: world.get("/blog/").headers.get("Location") == "/ent/",
    "pages-landing-without-class": lambda world: world.get("/").headers["Location"] == "/ent/pas-de-classe",
    "pages-maintenance": lambda world: "maintenance" in world.get("/blog/").text and world.get("/blog/").ok,
    "pages-blank": lambda world: world.get("/blog/").content == b"",
    "pages-article-crashes": lambda world: world.get(f"/blog/article/{_first_article(world)}").status_code == 500,
    "pages-not-found-is-200": lambda world: world.get("/blog/article/absent/nulle/part").status_code == 200,
    "pages-wrong-charset": lambda world: "ISO-8859-1" in world.get(HOME).headers["Content-Type"],
    "pages-one-title": _titles_are_one,
    "pages-stale": _is_stale,
    "pages-legal-notice-missing": lambda world: world.ask("/mentions-legales").status_code == 404,
    "pages-monitoring-always-ok": _says_ok_whatever,
}
