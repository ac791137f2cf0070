"""The messaging and its directory: reading, replying, writing (contract: messaging.md 5, 7, 13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal.client import Portal, as_list, items, take
from portal.http import ContentError
from portal.shell import Shell, count_visit, open_application

APP = "MESSAGING"
ACCEPTED, IN_MODERATION = "ACCEPTED", "IN_MODERATION"
_STATUS = {1: ACCEPTED, 2: IN_MODERATION}
_UNREAD = 2
_VIEW = "view=messaging-recipients"
_SHOWN_PER_ROLE = 30


@dataclass(frozen=True)
class Thread:
    """A line of the inbox: a conversation with one person."""

    id: int
    subject: str
    unread: bool


@dataclass(frozen=True)
class Inbox:
    shell: Shell
    unread: int
    threads: tuple[Thread, ...]


@dataclass(frozen=True)
class Conversation:
    """An open conversation; ``contents`` are its messages (HTML), the first one first."""

    id: int
    subject: str
    contents: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """The people one may pick, by role (``PARENT``, ``PUPIL``, ``TEACHER``…)."""

    people: dict[str, tuple[int, ...]]


def open_inbox(portal: Portal) -> Inbox:
    """Open the messaging (messaging.md 13, boot). Raises PortalError."""
    shell = open_application(portal, APP)
    count_visit(portal, APP)
    unread, threads, _ = portal.http.together(
        partial(count_unread, portal),
        partial(read_threads, portal),
        partial(portal.api, "GET", "users/me.json", "profil", lambda document: take(document, "id", int)),
    )
    return Inbox(shell, unread, threads)


def count_unread(portal: Portal) -> int:
    return portal.api("GET", "messaging/counters.json", "compteurs", lambda counters: take(counters, "unread", int))


def read_threads(portal: Portal, folder: str = "inbox") -> tuple[Thread, ...]:
    """The first page of a folder of conversations (``inbox``, ``trash``). Raises PortalError."""
    return portal.api("GET", f"messaging/folders/{folder}.json?limit=10&page=1", "boîte de réception", _threads)


def read_sent(portal: Portal) -> tuple[str, ...]:
    """The subjects of the ten last messages sent. Raises PortalError."""
    path = "messaging/folders/sent.json?limit=10&page=1"
    return portal.api("GET", path, "messages envoyés", lambda page: tuple(_subject(message) for message in items(page)))


def open_conversation(portal: Portal, conversation_id: int) -> Conversation:
    """Open a conversation, which marks it as read (messaging.md 13, B.2). Raises PortalError."""
    conversation = portal.api(
        "GET",
        f"messaging/conversations/{conversation_id}.json",
        "conversation",
        partial(_conversation, conversation_id),
    )
    portal.http.together(partial(count_unread, portal), partial(_load_editor, portal))
    return conversation


def reply(portal: Portal, conversation: Conversation, text: str) -> str:
    """Answer in a conversation; returns ACCEPTED or IN_MODERATION. Raises PortalError."""

    def status(document: Any) -> str:
        return _outcome(_STATUS.get(take(document, "status", int)))

    answer = {"answer": text, "resource-joined": []}
    return portal.api("POST", f"messaging/conversations/{conversation.id}.json", "réponse", status, json=answer)


def open_directory(portal: Portal, group_id: int) -> Directory:
    """Start a message and open the directory of a group to pick people (messaging.md 13, A.2, A.3).

    Raises PortalError.
    """
    _load_editor(portal)
    count_visit(portal, "user_directory")
    people, *_ = portal.http.together(
        partial(
            portal.api, "GET", f"user-directory/groups/{group_id}.json?{_VIEW}", "annuaire du groupe", _people_by_role
        ),
        partial(portal.api, "GET", f"user-directory/groups.json?{_VIEW}", "annuaire", as_list),
        partial(portal.api, "GET", "users/rights/CAMPAIGN_ACCESS.json", "droit de campagne", _right),
    )
    shown = [person for ids in people.values() for person in ids[:_SHOWN_PER_ROLE]]
    look_up(portal, group_id, shown)
    return Directory(people)


def look_up(portal: Portal, group_id: int, people: Sequence[int]) -> None:
    """Fetch the names of people of the directory. Raises PortalError."""
    if not people:
        return

    def names(document: Any) -> None:
        if {take(person, "id", int) for person in as_list(document)} != set(people):
            raise ContentError("des personnes manquent")

    ids = ",".join(str(person) for person in people)
    portal.api("GET", f"user-directory/users/lookup.json?group_id={group_id}&ids={ids}&{_VIEW}", "personnes", names)


def save_draft(portal: Portal, subject: str, text: str, to: Sequence[int], draft_id: int | None = None) -> int:
    """Save a draft in the background, as the page does two seconds after a change; returns its id.

    Raises PortalError.
    """
    draft = portal.api(
        "POST",
        "messaging/messages/draft.json",
        "brouillon",
        lambda document: take(document, "id", int),
        json=_message(subject, text, to, draft_id),
    )
    count_unread(portal)
    return draft


def send(portal: Portal, subject: str, text: str, to: Sequence[int], draft_id: int | None = None) -> str:
    """Send a message, then come back to the inbox; returns ACCEPTED or IN_MODERATION. Raises PortalError."""
    outcome = portal.api(
        "POST",
        "messaging/messages.json",
        "envoi",
        lambda document: _outcome(take(document, "status", str)),
        json=_message(subject, text, to, draft_id),
        accept=(201,),
    )
    portal.http.together(partial(count_unread, portal), partial(read_threads, portal))
    return outcome


def _load_editor(portal: Portal) -> None:
    portal.api("GET", "wysiwyg/configuration.json", "éditeur")


def _message(subject: str, text: str, to: Sequence[int], draft_id: int | None) -> dict[str, Any]:
    # ``to`` is an array: the API would keep only the first of a comma-joined string (messaging.md 12).
    message: dict[str, Any] = {"subject": subject, "content": text, "to": list(to), "resource-joined": []}
    return message if draft_id is None else {**message, "draftId": draft_id}


def _threads(document: Any) -> tuple[Thread, ...]:
    return tuple(
        Thread(
            take(conversation, "id", int),
            _subject(take(take(conversation, "_embedded", dict), "message", dict)),
            take(conversation, "status", int) == _UNREAD,
        )
        for conversation in items(document)
    )


def _conversation(conversation_id: int, document: Any) -> Conversation:
    if take(document, "id", int) != conversation_id or take(document, "status", int) == _UNREAD:
        raise ContentError("ce n’est pas la conversation ouverte")
    embedded = take(document, "_embedded", dict)
    first = take(embedded, "message", dict)
    contents = tuple(take(message, "content", str) for message in (first, *take(embedded, "children", list)))
    return Conversation(conversation_id, _subject(first), contents)


def _people_by_role(document: Any) -> dict[str, tuple[int, ...]]:
    users = take(take(document, "_embedded", dict), "users", object)
    # PHP writes an empty dictionary as a list.
    return {role: tuple(ids) for role, ids in users.items()} if isinstance(users, dict) else {}


def _subject(message: Any) -> str:
    return take(message, "subject", str)


def _right(document: Any) -> bool:
    return take(document, "has_right", bool)


def _outcome(status: str | None) -> str:
    if status not in (ACCEPTED, IN_MODERATION):
        raise ContentError("refusé")
    return status
