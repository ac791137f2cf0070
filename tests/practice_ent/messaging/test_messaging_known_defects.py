"""The defects of the real messaging: absent here, and present with the fault that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from fixtures.practice_ent.faults import switch
from tests.practice_ent.messaging.mailbox import School, new_subject


@contextmanager
def broken(school: School, fault: str) -> Iterator[None]:
    switch.write(school.data, [fault])
    try:
        yield
    finally:
        switch.write(school.data, [])


def held(school: School) -> int:
    """The id of a message of the child to the friend, which waits for the teacher."""
    subject = new_subject()
    school.child.write(school.friend.id, subject=subject)
    return int(school.child.sent(subject)["id"])


def side_of(school: School, user: int, message: int) -> int:
    """The id of a person's own side of the thread that begins by that message."""
    query = "SELECT id FROM messaging_conversation WHERE user_id = ? AND message_parent_id = ?"
    return int(school.rows(query, user, message)[0][0])


def letter(school: School) -> tuple[str, int]:
    """Subject and id of a message of the teacher to two parents."""
    subject = new_subject()
    school.teacher.write(school.parent.id, school.other_parent.id, subject=subject)
    return subject, int(school.teacher.sent(subject)["id"])


def reads_held(school: School) -> int:
    return school.friend.mail("GET", f"messages/{held(school)}").status_code


def opens_another_thread(school: School) -> int:
    side = side_of(school, school.parent.id, letter(school)[1])
    return school.other_parent.mail("GET", f"conversations/{side}").status_code


def sender_opens_a_copy(school: School) -> int:
    side = side_of(school, school.parent.id, letter(school)[1])
    return school.teacher.mail("GET", f"conversations/{side}").status_code


def page_beyond(school: School) -> int:
    return school.parent.mail("GET", "folders/inbox", params={"page": 500}).status_code


def no_limit(school: School) -> int:
    return school.parent.mail("GET", "folders/inbox", params={"limit": 0}).status_code


def unknown_thread(school: School) -> int:
    return school.parent.mail("GET", "conversations/99999").status_code


def unknown_draft(school: School) -> int:
    return school.parent.mail("POST", "messages/draft", json={"draftId": 99999, "subject": "x"}).status_code


def reached_by_a_string(school: School) -> list[bool]:
    subject, both = new_subject(), [school.parent, school.child]
    school.teacher.write(subject=subject, to=",".join(str(each.id) for each in both))
    return [each.received(subject) is not None for each in both]


def said_moderated(school: School) -> list[int]:
    subject, message = letter(school)
    answered = school.teacher.select("messages", "reject", message).json()
    assert school.parent.received(subject), "left as it is in both cases"
    return [] if not answered else [0 if each == message else each for each in answered]


def said_trashed(school: School) -> list[int]:
    subject, message = letter(school)
    answered = school.teacher.select("messages", "trash", message).json()
    assert school.teacher.sent(subject)["id"] == message
    return [0 if each == message else each for each in answered]


def sent_twice(school: School) -> int:
    _, message = letter(school)
    return school.teacher.write(school.child.id, draftId=message).status_code


def rewrites_a_parent(school: School) -> int:
    subject = new_subject()
    school.parent.write(school.teacher.id, subject=subject)
    message = school.parent.sent(subject)["id"]
    return school.teacher.mail("PATCH", f"messages/{message}", json={"subject": "x"}).status_code


def forgotten_rule(school: School) -> int:
    rule = f"rules/GROUP/{school.classroom}"
    try:
        return school.teacher.mail("PATCH", rule, json={}).status_code
    finally:
        school.teacher.mail("PATCH", rule, json={"status": True})


def extract(school: School) -> str:
    subject = new_subject()
    school.teacher.write(school.parent.id, subject=subject, content="<p>ok<script>alert(1)</script></p>")
    return str(school.teacher.sent(subject)["extract"])


def foreign_card(school: School) -> int:
    return school.child.directory(f"users/{school.far_teacher.id}").status_code


def other_child(school: School) -> int:
    return school.parent.directory("users/lookup", ids=school.friend.id).status_code


def unknown_group(school: School) -> int:
    return school.teacher.directory("groups/99999").status_code


def old_directory(school: School) -> int:
    return school.teacher.session.get(f"{school.portal}/annuaire/", timeout=10).status_code


def unknown_engine(school: School) -> int:
    address = f"{school.portal}/notification/gestion/switch/personnal/FAX/MESSAGING"
    return school.teacher.session.get(address, timeout=10).status_code


@pytest.mark.parametrize(
    ("fault", "act", "sound", "defect"),
    [
        ("messaging-held-message-read", reads_held, 403, 200),
        ("messaging-thread-of-another", opens_another_thread, 403, 200),
        ("messaging-thread-of-another", sender_opens_a_copy, 403, 200),
        ("messaging-page-crashes", page_beyond, 404, 500),
        ("messaging-page-crashes", no_limit, 400, 500),
        ("messaging-unknown-id-crashes", unknown_thread, 404, 500),
        ("messaging-unknown-id-crashes", unknown_draft, 404, 500),
        ("messaging-first-of-a-string", reached_by_a_string, [True, True], [True, False]),
        ("messaging-selection-lies", said_moderated, [], [0]),
        ("messaging-selection-lies", said_trashed, [], [0]),
        ("messaging-sent-again", sent_twice, 404, 201),
        ("messaging-corrects-any-message", rewrites_a_parent, 403, 204),
        ("messaging-rule-without-status", forgotten_rule, 400, 200),
        ("messaging-extract-keeps-scripts", extract, "ok", "okalert(1)"),
        ("directory-any-card", foreign_card, 403, 200),
        ("directory-other-children", other_child, 403, 200),
        ("directory-unknown-group-crashes", unknown_group, 404, 500),
        ("directory-modal-crashes", old_directory, 404, 500),
        ("notifications-engine-crashes", unknown_engine, 404, 500),
    ],
)
def test_a_known_defect_is_here_only_when_it_is_asked_for(
    school: School, fault: str, act: Callable[[School], object], sound: object, defect: object
) -> None:
    assert act(school) == sound
    with broken(school, fault):
        assert act(school) == defect
