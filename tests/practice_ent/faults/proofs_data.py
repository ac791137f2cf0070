"""How the faults of the data are seen, in the base, in the files or in what the ENT answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tests.practice_ent.faults.world import World
from tests.practice_ent.visitor import send_form, visitor

_DAMAGED = "SELECT {} FROM blog_article WHERE blog_reference_id = 1"


def _some(sql: str) -> Callable[[World], bool]:
    """Whether the query finds something."""
    return lambda world: bool(world.rows(sql))


def _none(sql: str) -> Callable[[World], bool]:
    return lambda world: not world.rows(sql)


_sound: dict[str, object] = {}


def _changed(sql: str) -> Callable[[World], bool]:
    """Whether the query answers otherwise than the first time, when the data were sound."""

    def is_changed(world: World) -> bool:
        found = world.rows(sql)
        return bool(_sound.setdefault(sql, found) != found)

    return is_changed


def _files(world: World) -> list[tuple[Path, int]]:
    """The stored files that the rows of the groups name, with the size that these say."""
    rows = world.rows(
        "SELECT created_at, user_id, id, filename, size FROM media WHERE media_folder_type = 'GROUP'"
        " AND status_deletion = 1 AND filename IS NOT NULL"
    )
    root = world.data / "fichiers"
    return [
        (root / f"{datetime.fromisoformat(created):%Y_%m_%d}" / str(user) / str(number) / name, size)
        for created, user, number, name, size in rows
    ]


def _file_is_missing(world: World) -> bool:
    return any(not path.is_file() for path, _ in _files(world))


def _file_is_shorter(world: World) -> bool:
    return any(0 < path.stat().st_size < size for path, size in _files(world))


def _file_is_empty(world: World) -> bool:
    return any(path.stat().st_size == 0 for path, _ in _files(world))


def _content_differs(world: World) -> bool:
    """Every file is there with its size, one has another content."""
    contents = {str(path): path.read_bytes() for path, _ in _files(world)}
    first = _sound.setdefault("contents", contents)
    return contents != first and all(path.stat().st_size == size for path, size in _files(world))


def _teacher_enters(world: World) -> bool:
    account = world.account("teacher")
    with visitor() as session:
        return send_form(session, world.portal, _username=account.login, _password=account.password).ok


_PUPILS = "SELECT user_id FROM central_membership WHERE role_id = 8 AND group_id = 4"
PROOFS: dict[str, Callable[[World], bool]] = {
    "data-pupil-twice": _some("SELECT login FROM user GROUP BY login HAVING count(*) > 1"),
    "data-class-emptied": _none(_PUPILS),
    "data-families-crossed": _changed("SELECT user_pupil_id, user_parent_id FROM pupil_parent_link ORDER BY id"),
    "data-parent-and-child-swapped": _some(
        "SELECT l.id FROM pupil_parent_link l JOIN user u ON u.id = l.user_pupil_id WHERE u.high_role_id <> 8"
    ),
    "data-pupil-archived": _some("SELECT id FROM user WHERE archived AND high_role_id = 8"),
    "data-emails-lost": _none("SELECT id FROM user WHERE email IS NOT NULL"),
    "data-password-lost": lambda world: not _teacher_enters(world),
    "data-accents-lost": _some("SELECT id FROM user WHERE first_name || last_name LIKE '%?%'"),
    "data-teacher-is-a-parent": lambda world: not world.may("CLASSROOM_ACCESS_BACK", "teacher"),
    "data-teacher-without-class": lambda world: world.get("/").headers["Location"].endswith("/pas-de-classe"),
    "data-article-lost": _changed(_DAMAGED.format("count(*)")),
    "data-orphan-comments": _some(
        "SELECT id FROM blog_article_comment WHERE object_id NOT IN (SELECT id FROM blog_article)"
    ),
    "data-mojibake": lambda world: "Ã©" in world.get("/blog/").text + world.get("/blog/page/2").text,
    "data-text-cut": lambda world: world.one(_DAMAGED.format("max(length(content))")) == 255,
    "data-article-dates-shifted": _changed(_DAMAGED.format("min(published_at), max(created_at)")),
    "data-message-dates-shifted": _changed("SELECT min(created_at) FROM messaging_message"),
    "data-wrong-author": lambda world: world.one(_DAMAGED.format("count(DISTINCT author_id)")) == 1,
    "data-status-shifted": lambda world: world.one(_DAMAGED.format("min(status)")) != 0,
    "data-comments-accepted": _none("SELECT id FROM blog_article_comment WHERE status = 0"),
    "data-categories-lost": lambda world: (
        world.one(
            "SELECT count(*) FROM blog_article_category l JOIN blog_category c ON c.id = l.blogcategory_id"
            " WHERE c.blog_id = 1"
        )
        == 0
    ),
    "data-thread-emptied": _some(
        "SELECT id FROM messaging_conversation"
        " WHERE id NOT IN (SELECT messagingconversation_id FROM messaging_message_conversation)"
    ),
    "data-unread-lost": _none("SELECT id FROM messaging_conversation WHERE status = 2"),
    "data-notifications-new-again": _none("SELECT id FROM notification WHERE NOT is_new"),
    "data-file-dates-shifted": _file_is_missing,
    "data-ids-renumbered": _file_is_missing,
    "data-wrong-owner": _file_is_missing,
    "data-private-made-public": _none("SELECT id FROM media WHERE is_private"),
    "data-folder-lost": _some(
        "SELECT id FROM media WHERE media_folder_type = 'GROUP'"
        " AND media_folder_id NOT IN (SELECT id FROM media_folder_group)"
    ),
    "data-used-size-lost": _none("SELECT id FROM user WHERE resource_used_size > 0"),
    "data-quotas-lost": _none("SELECT id FROM group_data WHERE name LIKE 'RESOURCE_QUOTA%'"),
    "data-file-lost": _file_is_missing,
    "data-file-cut": _file_is_shorter,
    "data-file-mixed": _content_differs,
    "data-file-emptied": _file_is_empty,
}
