"""The messaging: reading, replying, writing (contract: messaging.md 5, 13)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal.client import Portal, is_last_page, items, take
from portal.http import ContentError
from portal.shell import Shell, count_visit, load_editor, open_application
from portal.user_directory import RECIPIENTS, Directory, read_directory

APP = "MESSAGING"
ACCEPTED, IN_MODERATION = "ACCEPTED", "IN_MODERATION"
_STATUS = {1: ACCEPTED, 2: IN_MODERATION}
_UNREAD = 2
_LONG_PAGE = 50


@dataclass(frozen=True)
class Thread:
    """A line of the inbox: a conversation with one person."""

    id: int
    subject: str
    unread: bool


@dataclass(frozen=True)
class Message:
    """A message one wrote; ``extract`` is the beginning of its text, without markup."""

    id: int
    subject: str
    extract: str


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


def read_sent(portal: Portal) -> tuple[Message, ...]:
    """The ten last messages sent, answers included. Raises PortalError."""
    return portal.api("GET", "messaging/folders/sent.json?limit=10&page=1", "messages envoyés", _messages)


def read_written(portal: Portal) -> list[Message]:
    """All that one has written and not deleted, drafts included. Raises PortalError."""
    found: dict[int, Message] = {}
    for folder in ("sent", "drafts"):
        for number in itertools.count(1):
            path = f"messaging/folders/{folder}.json?limit={_LONG_PAGE}&page={number}"
            page, is_last = portal.api("GET", path, "messages écrits", partial(_page_of, number))
            found.update({message.id: message for message in page})
            if is_last:
                break
    return list(found.values())


def delete_message(portal: Portal, message_id: int) -> None:
    """Delete a draft, or recall a message already sent: nobody sees it any more (messaging.md 5.1). Raises
    PortalError."""
    portal.api("DELETE", f"messaging/messages/draft/{message_id}.json", "suppression de message", accept=(204,))


def open_conversation(portal: Portal, conversation_id: int) -> Conversation:
    """Open a conversation, which marks it as read (messaging.md 13, B.2). Raises PortalError."""
    conversation = portal.api(
        "GET",
        f"messaging/conversations/{conversation_id}.json",
        "conversation",
        partial(_conversation, conversation_id),
    )
    portal.http.together(partial(count_unread, portal), partial(load_editor, portal))
    return conversation


def reply(portal: Portal, conversation: Conversation, text: str) -> str:
    """Answer in a conversation; returns ACCEPTED or IN_MODERATION. Raises PortalError."""

    def status(document: Any) -> str:
        return _outcome(_STATUS.get(take(document, "status", int)))

    answer = {"answer": text, "resource-joined": []}
    return portal.api("POST", f"messaging/conversations/{conversation.id}.json", "réponse", status, json=answer)


def pick_recipients(portal: Portal, group_id: int) -> Directory:
    """Start a message and open the directory of a group to pick people (messaging.md 13, A.2, A.3).

    Raises PortalError.
    """
    load_editor(portal)
    count_visit(portal, "user_directory")
    campaigns = partial(portal.api, "GET", "users/rights/CAMPAIGN_ACCESS.json", "droit de campagne", _right)
    found, _ = portal.http.together(partial(read_directory, portal, group_id, RECIPIENTS), campaigns)
    directory: Directory = found
    return directory


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


def _messages(document: Any) -> tuple[Message, ...]:
    return tuple(
        Message(take(message, "id", int), _subject(message), message.get("extract") or "")
        for message in items(document)
    )


def _page_of(number: int, document: Any) -> tuple[tuple[Message, ...], bool]:
    """The messages of a page, and whether it is the last one."""
    return _messages(document), is_last_page(document, number)


def _conversation(conversation_id: int, document: Any) -> Conversation:
    if take(document, "id", int) != conversation_id or take(document, "status", int) == _UNREAD:
        raise ContentError("ce n’est pas la conversation ouverte")
    embedded = take(document, "_embedded", dict)
    first = take(embedded, "message", dict)
    contents = tuple(take(message, "content", str) for message in (first, *take(embedded, "children", list)))
    return Conversation(conversation_id, _subject(first), contents)


def _subject(message: Any) -> str:
    return take(message, "subject", str)


def _right(document: Any) -> bool:
    return take(document, "has_right", bool)


def _outcome(status: str | None) -> str:
    if status not in (ACCEPTED, IN_MODERATION):
        raise ContentError("refusé")
    return status
