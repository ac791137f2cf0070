"""How the faults of contents are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from fixtures.practice_ent.ent.media_library import signing
from tests.practice_ent.faults.world import World
from tests.practice_ent.media_library.conftest import Visitor, picture
from tests.practice_ent.messaging.mailbox import new_subject

_numbers = count(1)
_NOTE = b"une note bien assez longue"


def _title() -> str:
    return f"Essai numéro {next(_numbers)}"


def _comment_status(world: World, role: str) -> int:
    """The status of a new comment on a new article."""
    teacher = world.desk("teacher")
    slug = teacher.publish(_title())
    article_id = world.one("SELECT id FROM blog_article WHERE slug = ?", slug)
    assert world.desk(role).comment(article_id).json()["error"] is None
    return int(world.one("SELECT status FROM blog_article_comment WHERE object_id = ?", article_id))


def _draft_is_read(world: World) -> bool:
    title = _title()
    world.desk("teacher").draft(title)
    return any(title in world.get(f"/blog/page/{page}", "pupil").text for page in (1, 999))


def _scheduled_is_read(world: World) -> bool:
    title, later = _title(), datetime.now() + timedelta(days=9)
    teacher = world.desk("teacher")
    slug = teacher.draft(title)
    day = {"programmation_day": f"{later:%Y-%m-%d}", "programmation_time": "10:00"}
    saved = teacher.save(slug, draftTitle=title, draftContent="<p>Bientôt.</p>", status="PROGRAMMED", **day)
    assert saved.status_code == 302
    return title in world.get("/blog/", "pupil").text + world.get("/blog/page/99", "pupil").text


def _oldest_first(world: World) -> bool:
    title = _title()
    world.desk("teacher").publish(title)
    return title not in world.get("/blog/").text + world.get("/blog/page/2").text


def _last_page_is_missing(world: World) -> bool:
    """The oldest article is on no page."""
    oldest = world.one(
        "SELECT title FROM blog_article WHERE blog_reference_id = 1 AND status = 1 AND NOT is_star"
        " ORDER BY published_at LIMIT 1"
    )
    return oldest.split("’")[0] not in world.get("/blog/page/999").text


def _slug_is_kept(world: World) -> bool:
    """A new article, saved again, still has its provisional address."""
    title, teacher = _title(), world.desk("teacher")
    slug = (
        teacher.finish(draftTitle=title, draftContent="<p>Un.</p>", status="DRAFT").headers["Location"].split("/")[-1]
    )
    again = teacher.save(slug, draftTitle=title, draftContent="<p>Deux.</p>", status="DRAFT")
    return again.headers["Location"].endswith(slug)


def _autosave_is_lost(world: World) -> bool:
    teacher = world.desk("teacher")
    slug = teacher.draft(_title())
    assert teacher.autosave(slug, draftTitle="Autre titre", draftContent="<p>Autre.</p>").ok
    return bool(world.one("SELECT draft_title FROM blog_article WHERE slug = ?", slug) != "Autre titre")


def _quota_is_ignored(world: World) -> bool:
    """A pupil whose room is full deposits one more file."""
    pupil = world.library.pupil
    used = world.one("SELECT resource_used_size FROM user WHERE id = ?", pupil.id)
    world.rows("UPDATE user SET resource_used_size = 104857600 WHERE id = ?", pupil.id)
    try:
        return pupil.upload(pupil.root, "note.txt", _NOTE).status_code == 201
    finally:
        world.rows("UPDATE user SET resource_used_size = ? WHERE id = ?", used, pupil.id)


def _quota_is_zero(world: World) -> bool:
    pupil = world.library.pupil
    return pupil.upload(pupil.root, "note.txt", _NOTE).status_code == 400


def _trash_keeps_space(world: World) -> bool:
    pupil = world.library.pupil
    before = world.library.used_by(pupil)
    media = pupil.stored(pupil.root)
    for _ in range(2):
        pupil.call("DELETE", f"media/{media['id']}")
    return world.library.used_by(pupil) != before


def _deleted_file_comes_back(world: World) -> bool:
    pupil = world.library.pupil
    media = pupil.stored(pupil.root)
    assert pupil.call("DELETE", f"media/{media['id']}").status_code == 204
    return media["id"] in pupil.listed(pupil.root)


def _stored(world: World, content: bytes = _NOTE, name: str = "note.txt") -> tuple[Visitor, dict[str, Any]]:
    pupil = world.library.pupil
    return pupil, pupil.stored(pupil.root, name, content)


def _upload_is_cut(world: World) -> bool:
    pupil, media = _stored(world)
    file = pupil.http.get(f"{world.portal}/mediatheque-2/download/{media['id']}")
    return len(file.content) < len(_NOTE)


def _upload_is_limited(world: World) -> bool:
    pupil = world.library.pupil
    return pupil.upload(pupil.root, "grand.txt", b"a" * 1_200_000).status_code == 413


def _names_lose_accents(world: World) -> bool:
    _, media = _stored(world, name="été à la mer.txt")
    return "été" not in media["label"]


def _file_answer(world: World, *, image: bool = False) -> Any:
    """The answer of the script of the files, for a document or for a thumbnail."""
    pupil = world.library.pupil
    media = pupil.stored(pupil.root, "dessin.png" if image else "note.txt", picture() if image else _NOTE)
    path = f"/mediatheque-2/media/{media['id']}/image-url/small" if image else f"/mediatheque-2/download/{media['id']}"
    address = pupil.call("GET", path).headers["Location"]
    return world.ask(address.removeprefix(world.portal))


def _signed(world: World, *, expires: int, secret: str) -> int:
    """The status of an address made with this secret and this end."""
    pupil, media = _stored(world)
    created = world.one("SELECT created_at FROM media WHERE id = ?", media["id"])
    pattern = f"{created[:10].replace('-', '_')}/{pupil.id}/{media['id']}/"
    address = signing.signed_url(
        "", secret, filename="note.txt", mime_type="text/plain", pattern=pattern, expires=expires
    )
    return world.ask(address).status_code


_SECRET = "practice-ent-only-invented-people"


def _message_to_a_classmate(world: World) -> str:
    school = world.school
    return str(school.child.write(school.friend.id, subject=new_subject()).json()["status"])


def _message_of_the_teacher(world: World) -> str:
    school = world.school
    return str(school.teacher.write(school.child.id, subject=new_subject()).json()["status"])


def _deleted_thread_comes_back(world: World) -> bool:
    school, subject = world.school, new_subject()
    school.teacher.write(school.child.id, subject=subject)
    assert school.child.mail("DELETE", f"conversations/{school.child.thread(subject)}").status_code == 204
    return school.child.received(subject) is not None


def _attachment_is_lost(world: World) -> bool:
    school, teacher = world.school, world.library.teacher
    media = teacher.stored(teacher.root)
    sent = school.teacher.write(school.child.id, subject=new_subject(), **{"resource-joined": [media["id"]]})
    assert sent.status_code == 201
    return not world.rows("SELECT 1 FROM media_join_object WHERE media_id = ?", media["id"])


def _counter_is_wrong(world: World) -> bool:
    child = world.school.child
    unread = world.one(
        "SELECT count(*) FROM messaging_conversation c JOIN messaging_message m ON m.id = c.message_parent_id"
        " WHERE c.user_id = ? AND c.status = 2 AND m.status = 1",
        child.id,
    )
    return child.counters()["unread"] != unread


def _found(world: World, role: str, rank: int) -> list[Any]:
    name = world.account(role, rank).full_name.split()[-1]
    people: list[Any] = world.school.teacher.directory(f"users/search/{name}").json()
    return people


PROOFS = {
    "blog-comments-at-once": lambda world: _comment_status(world, "pupil") == 1,
    "blog-comments-all-moderated": lambda world: _comment_status(world, "teacher") == 0,
    "blog-drafts-shown": _draft_is_read,
    "blog-scheduled-at-once": _scheduled_is_read,
    "blog-oldest-first": _oldest_first,
    "blog-last-page-missing": _last_page_is_missing,
    "blog-slug-kept": _slug_is_kept,
    "blog-autosave-lost": _autosave_is_lost,
    "media-quota-ignored": _quota_is_ignored,
    "media-quota-zero": _quota_is_zero,
    "media-trash-keeps-space": _trash_keeps_space,
    "media-deletion-lost": _deleted_file_comes_back,
    "media-upload-cut": _upload_is_cut,
    "media-upload-limit": _upload_is_limited,
    "media-names-without-accents": _names_lose_accents,
    "media-thumbnails-missing": lambda world: _file_answer(world, image=True).status_code == 404,
    "media-wrong-type": lambda world: _file_answer(world, image=True).headers["Content-Type"].startswith("text/"),
    "media-addresses-expired": lambda world: _file_answer(world).status_code == 404,
    "media-addresses-for-ever": lambda world: _signed(world, expires=1_500_000_000, secret=_SECRET) == 200,
    "media-signature-unchecked": lambda world: _signed(world, expires=int(time.time()) + 99, secret="x") == 200,
    "messaging-moderation-off": lambda world: _message_to_a_classmate(world) == "ACCEPTED",
    "messaging-all-moderated": lambda world: _message_of_the_teacher(world) == "IN_MODERATION",
    "messaging-attachments-lost": _attachment_is_lost,
    "messaging-deletion-lost": _deleted_thread_comes_back,
    "messaging-counter-wrong": _counter_is_wrong,
    "search-empty": lambda world: not _found(world, "pupil", 0),
    "search-everybody": lambda world: bool(_found(world, "pupil", -1)),
}
