"""How the faults of privacy are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

import requests

from tests.practice_ent.faults.world import World

HOME = "/classe/"
_OTHER = {"Origin": "https://ailleurs.exemple"}


def _shows_another(world: World) -> bool:
    """The pupil gets the page that the teacher has just seen."""
    seen = world.get("/blog/gestion/").text
    return world.get("/blog/gestion/", "pupil").text == seen


def _log(world: World) -> str:
    file = world.data / "journal.log"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _forgets_connections(world: World) -> bool:
    """A sign-in leaves no line."""
    file = world.data / "connexions.log"
    before = file.stat().st_size if file.exists() else 0
    world.fresh("teacher").close()
    return not file.exists() or file.stat().st_size == before


def _logs_bodies(world: World) -> bool:
    secret = f"secret{len(_log(world))}"
    world.school.teacher.write(world.school.child.id, subject=secret)
    return secret in _log(world)


def _logs_passwords(world: World) -> bool:
    before = len(_log(world))
    world.fresh("teacher").close()
    return world.account("teacher").password in _log(world)[before:]


def _accepts_without_token(world: World) -> bool:
    answer = world.desk("teacher").autosave(draftTitle="Sans jeton", draftContent="<p>Oui</p>", _token="faux")
    return answer.status_code == 200


def _lists_emails(world: World) -> bool:
    found = world.school.teacher.directory(f"users/search/{world.account('parent').full_name.split()[-1]}").json()
    return any("email" in person for person in found)


def _exposes_settings(world: World) -> bool:
    answer = requests.get(world.portal.removesuffix("ent") + ".env", timeout=10, allow_redirects=False)
    return "DATABASE_PASSWORD" in answer.text


PROOFS = {
    "privacy-debug-bar": lambda world: "X-Debug-Token" in world.get(HOME).headers,
    "privacy-stack-trace": lambda world: "/var/www/" in world.get("/blog/article/absent/nulle/part").text,
    "privacy-versions-shown": lambda world: "PHP" in world.get(HOME).headers.get("X-Powered-By", ""),
    "privacy-guards-missing": lambda world: "X-Frame-Options" not in world.get(HOME).headers,
    "privacy-connections-not-logged": _forgets_connections,
    "privacy-tracker": lambda world: "googletagmanager.com" in world.get(HOME).text,
    "privacy-third-party-font": lambda world: "fonts.googleapis.com" in world.get(HOME).text,
    "privacy-cors-open": lambda world: (
        world.get("/api/1.0/users/me.json", headers=_OTHER).headers.get("Access-Control-Allow-Origin")
        == _OTHER["Origin"]
    ),
    "privacy-csrf-off": _accepts_without_token,
    "privacy-page-of-another": _shows_another,
    "privacy-pages-kept": lambda world: "public" in world.get(HOME).headers["Cache-Control"],
    "privacy-emails-listed": _lists_emails,
    "privacy-bodies-logged": _logs_bodies,
    "privacy-passwords-logged": _logs_passwords,
    "privacy-files-listed": lambda world: "Index of" in world.ask("/uploads/").text,
    "privacy-settings-exposed": _exposes_settings,
}
