"""Folders, badges, conversations, and the shapes of what they answer (contract: messaging.md 2, 5.1 to 5.3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from tests.practice_ent.messaging.mailbox import Mailbox, School, new_subject

_MESSAGE = {"id", "author_id", "subject", "status", "created_at", "updated_at", "is_draft", "extract", "_embedded"}
_CONVERSATION = {
    "id",
    "user_id",
    "user_with_id",
    "status",
    "message_parent_id",
    "created_at",
    "updated_at",
    "_embedded",
}
_PEOPLE = {"id", "full_name", "avatar_url", "created_at"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def letter(sender: Mailbox, recipient: Mailbox, content: str = "<p>Bonjour</p>") -> str:
    """Send a message of a new subject, which is given back."""
    subject = new_subject()
    assert sender.write(recipient.id, subject=subject, content=content).status_code == 201
    return subject


def check_message(message: dict[str, Any], *, content: bool = False, last_reads: bool = False) -> None:
    """The keys seen on the real one, no more and no less."""
    detail = {"attachments"} if content else set()
    reads = {"last_reads"} if last_reads else set()
    assert message.keys() == _MESSAGE | ({"content"} if content else set())
    assert message["_embedded"].keys() == {"user", "tos", "groupTos", "group"} | detail | reads
    assert message["_embedded"]["group"] is None
    for user in (message["_embedded"]["user"], *message["_embedded"]["tos"]):
        assert user.keys() - {"last_connection", "alias"} == _PEOPLE
    assert _DATE.fullmatch(message["created_at"])
    assert _DATE.fullmatch(message["updated_at"])


def test_the_inbox_has_the_shape_of_the_real_one(school: School) -> None:
    subject = letter(school.teacher, school.parent)
    conversation = school.parent.received(subject)
    assert conversation is not None
    assert conversation.keys() == _CONVERSATION
    assert conversation["_embedded"].keys() == {"message", "last_message", "user", "user_with"}
    assert conversation["_embedded"]["user"]["id"] == conversation["user_id"] == school.parent.id
    assert conversation["_embedded"]["user_with"]["id"] == conversation["user_with_id"] == school.teacher.id
    check_message(conversation["_embedded"]["message"])
    check_message(conversation["_embedded"]["last_message"])


def test_the_other_folders_have_their_shapes(school: School) -> None:
    letter(school.teacher, school.parent)
    school.teacher.mail("POST", "messages/draft", json={"subject": "Brouillon"})
    school.child.write(school.friend.id, subject=new_subject())
    for name in ("sent", "drafts"):
        for message in school.teacher.folder(name):
            check_message(message)
    for message in school.teacher.folder("moderation"):
        check_message(message, content=True, last_reads=True)


def test_a_conversation_has_the_shape_of_the_real_one(school: School) -> None:
    subject = letter(school.teacher, school.parent)
    thread = school.parent.thread(subject)
    school.parent.answer(thread)
    conversation = school.parent.mail("GET", f"conversations/{thread}").json()
    assert conversation.keys() == _CONVERSATION | {"length"}
    embedded = conversation["_embedded"]
    assert embedded.keys() == {"message", "last_message", "user", "user_with", "children", "last_reads"}
    assert conversation["length"] == 2
    assert [child["content"] for child in embedded["children"]] == ["<p>Merci</p>"]
    assert embedded["last_message"] == embedded["children"][0]
    assert embedded["last_reads"] == {str(school.teacher.id): 0}
    for message in (embedded["message"], *embedded["children"]):
        check_message(message, content=True)


def test_a_pager_links_its_pages(school: School) -> None:
    for _ in range(3):
        letter(school.teacher, school.parent)
    pager = school.parent.mail("GET", "folders/inbox", params={"limit": 2, "page": 2, "search": "Sujet"}).json()
    assert pager.keys() == {"page", "limit", "pages", "total", "_links", "_embedded"}
    assert (pager["page"], pager["limit"]) == (2, 2)
    base = f"{school.portal}/api/1.0/messaging/folders/inbox"
    assert pager["_links"]["self"] == {"href": f"{base}?page=2&limit=2"}
    assert pager["_links"]["previous"] == pager["_links"]["first"] == {"href": f"{base}?page=1&limit=2"}


def test_an_empty_folder_has_one_page(school: School) -> None:
    pager = school.far_teacher.mail("GET", "folders/trash").json()
    assert (pager["pages"], pager["total"], pager["_embedded"]) == (1, 0, {"items": []})


def test_values_that_are_not_numbers_are_the_default_and_impossible_pages_are_refused(school: School) -> None:
    def inbox(**query: object) -> requests.Response:
        return school.parent.mail("GET", "folders/inbox", params=query)

    pager = inbox(limit="x", page="-1").json()
    assert (pager["page"], pager["limit"]) == (1, 10)
    # The real one answers 500 to these two.
    assert inbox(page=50).status_code == 404
    assert inbox(limit=0).status_code == 400


def test_the_newest_thread_comes_first_and_an_answer_moves_it_up(school: School) -> None:
    older, newer = letter(school.teacher, school.parent), letter(school.teacher, school.parent)

    def first_two() -> list[str]:
        return [thread["_embedded"]["message"]["subject"] for thread in school.parent.folder("inbox", limit=2)]

    assert first_two() == [newer, older]
    school.parent.answer(school.parent.thread(older))
    assert first_two() == [older, newer]


def test_one_word_is_searched_in_subject_and_content_and_two_are_ignored(school: School) -> None:
    subject = letter(school.teacher, school.parent, "<p>Pensez aux bottes</p>")
    for name, mailbox in (("inbox", school.parent), ("sent", school.teacher)):
        assert len(mailbox.folder(name, search=subject)) == 1
        assert subject in [
            item.get("subject") or item["_embedded"]["message"]["subject"]
            for item in mailbox.folder(name, search="bottes")
        ]
        assert len(mailbox.folder(name, search="deux mots")) == len(mailbox.folder(name))
    found = school.parent.mail("GET", f"messages/search/{subject}").json()
    assert found["total"] == 1


def test_opening_a_thread_marks_it_read(school: School) -> None:
    subject = letter(school.teacher, school.parent)
    unread, thread = school.parent.counters()["unread"], school.parent.thread(subject)
    message = school.teacher.sent(subject)["id"]
    seen = f"messages/{message}"
    assert school.teacher.mail("GET", seen).json()["_embedded"]["last_reads"] == {str(school.parent.id): 0}
    assert school.parent.mail("GET", f"conversations/{thread}").json()["status"] == 1
    assert school.parent.counters()["unread"] == unread - 1
    assert school.teacher.mail("GET", seen).json()["_embedded"]["last_reads"] == {str(school.parent.id): message}


def test_a_thread_is_marked_deleted_and_restored_by_its_owner(school: School) -> None:
    parent, subject = school.parent, letter(school.teacher, school.parent)
    thread = parent.thread(subject)

    def status() -> int:
        return int(school.rows("SELECT status FROM messaging_conversation WHERE id = ?", thread)[0][0])

    for action, expected in (("read", 1), ("unread", 2)):
        assert parent.mail("PATCH", f"conversations/{thread}", json={"action": action}).status_code == 204
        assert status() == expected
    assert parent.mail("DELETE", f"conversations/{thread}").status_code == 204
    assert parent.received(subject) is None
    assert [item["id"] for item in parent.folder("trash", search=subject)] == [thread]
    assert parent.mail("PATCH", f"conversations/{thread}", json={"action": "restore"}).status_code == 204
    assert (status(), parent.thread(subject)) == (1, thread)
    # What the old front sends.
    refused = parent.mail("PATCH", f"conversations/{thread}", json={"status": 2})
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_action"})


def test_a_selection_acts_on_own_threads_only(school: School) -> None:
    parent, subject = school.parent, letter(school.teacher, school.parent)
    other = school.other_parent.thread(letter(school.teacher, school.other_parent))
    thread = parent.thread(subject)
    for action in ("read", "unread", "trash", "restore"):
        assert parent.select("conversations", action, thread, other, 99999).json() == [thread]
    assert school.rows("SELECT status FROM messaging_conversation WHERE id = ?", other) == [(2,)]
    refused = parent.select("conversations", "burn", thread)
    assert (refused.status_code, refused.json()) == (400, "Invalid action")
    assert parent.mail("PATCH", "conversations/selection", json={"action": "read"}).json() == []


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("intruder", ["teacher", "other_parent", "child", "far_teacher"])
def test_a_thread_belongs_to_its_owner(school: School, intruder: str, method: str) -> None:
    """The real one opens it to the sender and to the other recipients of the message."""
    subject = new_subject()
    school.teacher.write(school.parent.id, school.other_parent.id, subject=subject)
    thread = school.parent.thread(subject)
    refused = getattr(school, intruder).mail(method, f"conversations/{thread}", json={"answer": "x"})
    assert (refused.status_code, refused.json()) == (403, {"error": {"code": 403, "message": "Forbidden"}})
    assert school.rows("SELECT status FROM messaging_conversation WHERE id = ?", thread) == [(2,)]


def test_a_message_is_read_by_its_author_and_its_recipients(school: School) -> None:
    subject = letter(school.teacher, school.parent)
    message = school.teacher.sent(subject)["id"]
    for mailbox, status in (
        (school.teacher, 200),
        (school.parent, 200),
        (school.other_parent, 403),
        (school.child, 403),
        (school.far_teacher, 403),
    ):
        answer = mailbox.mail("GET", f"messages/{message}")
        assert answer.status_code == status
        if status == 200:
            check_message(answer.json(), content=True, last_reads=True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "folders/spam.json", 404),
        ("GET", "messages/99999.json", 404),
        ("GET", "messages/abc.json", 404),
        ("GET", "messages/search/a.b.c", 404),
        ("GET", "conversations/99999.json", 404),
        ("DELETE", "conversations/99999.json", 404),
        ("GET", "counters.txt", 404),
        ("GET", "counters.xml", 200),
        ("GET", "counters", 200),
        ("PUT", "messages/1.json", 405),
    ],
)
def test_an_address_answers_as_the_real_one(school: School, method: str, path: str, status: int) -> None:
    assert school.parent.api(method, f"messaging/{path}").status_code == status


def test_nothing_is_read_nor_written_without_a_session(school: School) -> None:
    for method, path in (("GET", "counters"), ("GET", "folders/inbox"), ("GET", "messages/1"), ("POST", "messages")):
        answer = requests.request(method, f"{school.portal}/api/1.0/messaging/{path}.json", timeout=10)
        assert (answer.status_code, answer.json()) == (401, f"invalid credentials /api/1.0/messaging/{path}.json")


def test_the_old_address_leads_home(school: School) -> None:
    def go(address: str, session: requests.Session) -> requests.Response:
        return session.get(f"{school.portal}/{address}", allow_redirects=False, timeout=10)

    anonymous = go("messagerie", requests.Session())
    assert anonymous.status_code == 302
    home = go("messagerie", school.parent.session)
    assert (home.status_code, home.headers["Location"]) == (302, "/ent/")
    for address in ("messagerie/", "messagerie/boite"):
        assert go(address, school.parent.session).status_code == 404


def test_what_people_write_is_cleaned(school: School) -> None:
    content = '<p onclick="x()">ok<script>alert(1)</script><a href="javascript:x()">ici</a></p>'
    subject = letter(school.teacher, school.parent, content)
    thread = school.parent.mail("GET", f"conversations/{school.parent.thread(subject)}").json()
    message = thread["_embedded"]["message"]
    assert message["content"] == "<p>ok<a>ici</a></p>"
    # The real one keeps the text of the script in the extract.
    assert message["extract"] == "okici"
    school.parent.answer(thread["id"], content)
    answers = school.parent.mail("GET", f"conversations/{thread['id']}").json()["_embedded"]["children"]
    assert answers[0]["content"] == message["content"]


def test_an_extract_is_cut_after_fifty_characters(school: School) -> None:
    words = "Demain nous irons tous ensemble visiter le musée de la ville et son jardin"
    subject = letter(school.teacher, school.parent, f"<p>{words}</p>")
    assert school.teacher.sent(subject)["extract"] == "Demain nous irons tous ensemble visiter le musée de ..."
