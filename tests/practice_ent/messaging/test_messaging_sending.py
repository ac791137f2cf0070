"""Drafts, sending, answers (contract: messaging.md 3, 5, 6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice_ent.messaging.mailbox import School, new_subject

NEW_MESSAGE = "MESSAGING_NEW_MESSAGE_RECEIVED"
NEW_ANSWER = "MESSAGING_NEW_ANSWER_RECEIVED"
_DRAFT_FORM = ("subject", "content", "to", "groupTo", "draftId", "resource-joined")
_DRAFT_KEYS = {"id", "author_id", "subject", "status", "created_at", "updated_at", "is_draft", "extract", "content"}


def test_a_teacher_writes_to_the_parents_of_the_class(school: School) -> None:
    subject, parents = new_subject(), [school.parent, school.other_parent]
    before = [parent.counters()["unread"] for parent in parents]
    answer = school.teacher.write(*(parent.id for parent in parents), subject=subject)
    assert (answer.status_code, answer.json()) == (201, {"status": "ACCEPTED"})
    for parent, unread in zip(parents, before, strict=True):
        received = parent.received(subject)
        assert received is not None
        assert (received["status"], received["_embedded"]["message"]["status"]) == (2, 1)
        assert parent.counters()["unread"] == unread + 1
        assert school.notifications(parent)[-1] == NEW_MESSAGE
    assert school.teacher.received(subject) is None
    assert [user["id"] for user in school.teacher.sent(subject)["_embedded"]["tos"]] == [p.id for p in parents]


def test_one_message_makes_two_sides_of_a_private_thread_for_each_recipient(school: School) -> None:
    subject = new_subject()
    school.teacher.write(school.parent.id, school.child.id, school.teacher.id, subject=subject)
    sides = school.rows(
        "SELECT c.user_id, c.user_with_id, c.status FROM messaging_conversation c JOIN messaging_message m "
        "ON m.id = c.message_parent_id WHERE m.subject = ? ORDER BY c.id",
        subject,
    )
    me, parent, child = school.teacher.id, school.parent.id, school.child.id
    assert sides == [(parent, me, 2), (me, parent, 4), (child, me, 2), (me, child, 4), (me, me, 2)]


def test_recipients_are_an_array_or_a_comma_joined_string(school: School) -> None:
    for to in ([school.parent.id, school.child.id], f"{school.parent.id},{school.child.id}"):
        subject = new_subject()
        assert school.teacher.write(subject=subject, to=to).status_code == 201
        assert school.parent.received(subject)
        assert school.child.received(subject)


def test_a_form_is_accepted_as_well_as_json(school: School) -> None:
    subject = new_subject()
    form = {"subject": subject, "content": "<p>f</p>", "to[]": school.parent.id}
    assert school.teacher.mail("POST", "messages", data=form).status_code == 201
    assert school.parent.received(subject)


def test_a_whole_group_is_written_to_sender_included(school: School) -> None:
    subject = new_subject()
    assert school.teacher.write(subject=subject, groupTo=[school.classroom]).status_code == 201
    message = school.teacher.sent(subject)
    assert [group["id"] for group in message["_embedded"]["groupTos"]] == [school.classroom]
    assert school.far_pupil.id not in [user["id"] for user in message["_embedded"]["tos"]]
    for member in (school.teacher, school.parent, school.friend):
        assert member.received(subject)


def test_people_out_of_reach_are_silently_dropped(school: School) -> None:
    subject = new_subject()
    answer = school.teacher.write(school.parent.id, school.far_pupil.id, 99999, subject=subject)
    assert answer.json() == {"status": "ACCEPTED"}
    assert [user["id"] for user in school.teacher.sent(subject)["_embedded"]["tos"]] == [school.parent.id]
    assert school.far_pupil.received(subject) is None


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [
        ("parent", "other_parent"),
        ("parent", "friend"),
        ("parent", "director"),
        ("child", "other_parent"),
        ("child", "far_pupil"),
        ("child", "director"),
        ("teacher", "far_pupil"),
        ("director", "teacher"),
        ("director", "child"),
    ],
)
def test_nobody_left_to_write_to_is_a_refusal(school: School, sender: str, recipient: str) -> None:
    subject = new_subject()
    answer = getattr(school, sender).write(getattr(school, recipient).id, subject=subject)
    assert (answer.status_code, answer.json()) == (400, "No recipient")
    assert school.rows("SELECT id FROM messaging_message WHERE subject = ?", subject) == []


@pytest.mark.parametrize(
    ("sender", "recipient", "status"),
    [
        ("parent", "teacher", "ACCEPTED"),
        ("parent", "child", "ACCEPTED"),
        ("child", "teacher", "ACCEPTED"),
        ("child", "parent", "ACCEPTED"),
        ("child", "child", "ACCEPTED"),
        ("child", "friend", "IN_MODERATION"),
    ],
)
def test_the_status_says_what_became_of_the_message(school: School, sender: str, recipient: str, status: str) -> None:
    answer = getattr(school, sender).write(getattr(school, recipient).id, subject=new_subject())
    assert (answer.status_code, answer.json()) == (201, {"status": status})


def test_neither_subject_nor_content_is_needed_and_a_long_subject_is_cut(school: School) -> None:
    assert school.teacher.mail("POST", "messages", json={"to": [school.parent.id]}).status_code == 201
    assert school.teacher.mail("POST", "messages", json={"subject": "x"}).json() == "No recipient"
    start = new_subject()
    assert school.teacher.write(school.parent.id, subject=start + "s" * 300).status_code == 201
    assert len(school.teacher.sent(start)["subject"]) == 255


def test_a_draft_is_saved_reopened_and_sent(school: School) -> None:
    teacher, subject = school.teacher, new_subject()
    before = teacher.counters()["drafts"]
    to = [school.parent.id]
    json = {"subject": subject, "content": "<p>Début</p>", "to": to, "resource-joined": []}
    saved = teacher.mail("POST", "messages/draft", json=json)
    draft = saved.json()
    assert saved.status_code == 200
    assert draft.keys() == _DRAFT_KEYS | {"_embedded"}
    assert draft["_embedded"].keys() == {"user", "tos", "groupTos", "attachments", "group"}
    assert draft["_embedded"]["user"]["main_role"] == "teacher"
    assert (draft["status"], draft["is_draft"], draft["extract"]) == (3, True, "Début")
    again = teacher.mail("POST", "messages/draft", json=json | {"draftId": draft["id"], "content": "<p>Suite</p>"})
    assert again.json()["id"] == draft["id"]
    assert teacher.counters()["drafts"] == before + 1
    reopened = teacher.mail("GET", f"messages/draft/{draft['id']}").json()
    assert reopened == {
        "id": draft["id"],
        "attachments": [],
        "to": to,
        "groupTo": [],
        "subject": subject,
        "content": "<p>Suite</p>",
        "is_draft": True,
        "status": 3,
    }
    assert teacher.write(*to, subject=subject, draftId=draft["id"]).status_code == 201
    assert teacher.counters()["drafts"] == before
    assert teacher.sent(subject)["id"] == draft["id"]
    received = school.parent.received(subject)
    assert received is not None
    assert received["message_parent_id"] == draft["id"]


def test_a_message_already_sent_is_no_longer_a_draft(school: School) -> None:
    teacher, subject = school.teacher, new_subject()
    draft = teacher.mail("POST", "messages/draft", json={"subject": subject, "to": []}).json()["id"]
    teacher.write(school.parent.id, subject=subject, draftId=draft)
    again = teacher.write(school.child.id, subject=subject, draftId=draft)
    assert (again.status_code, again.text) == (404, "")
    assert school.child.received(subject) is None
    assert teacher.mail("POST", "messages/draft", json={"subject": "x", "draftId": draft}).status_code == 404
    assert teacher.mail("GET", f"messages/draft/{draft}").status_code == 404
    assert teacher.sent(subject)["subject"] == subject


def test_an_author_recalls_a_message_through_the_address_of_its_draft(school: School) -> None:
    subject = new_subject()
    school.teacher.write(school.parent.id, subject=subject)
    message = school.teacher.sent(subject)["id"]
    thread = school.parent.thread(subject)
    assert school.parent.mail("DELETE", f"messages/draft/{message}").status_code == 403
    assert school.teacher.mail("DELETE", f"messages/draft/{message}").status_code == 204
    assert school.parent.received(subject) is None
    assert school.parent.mail("GET", f"conversations/{thread}").status_code == 404
    assert school.teacher.mail("DELETE", f"messages/draft/{message}").status_code == 404


def test_a_draft_belongs_to_its_author(school: School) -> None:
    draft = school.teacher.mail("POST", "messages/draft", json={"subject": "À moi", "to": []}).json()["id"]
    for mailbox, status in ((school.parent, 403), (school.teacher, 200)):
        assert mailbox.mail("GET", f"messages/draft/{draft}").status_code == status
        saved = mailbox.mail("POST", "messages/draft", json={"subject": "x", "draftId": draft})
        assert saved.status_code == status
    assert school.parent.write(school.teacher.id, draftId=draft).status_code == 403
    assert school.parent.mail("DELETE", f"messages/draft/{draft}").status_code == 403
    assert school.teacher.mail("DELETE", f"messages/draft/{draft}").status_code == 204
    assert school.teacher.mail("GET", f"messages/draft/{draft}").status_code == 404


def test_drafts_are_deleted_together_and_sent_messages_are_left(school: School) -> None:
    teacher, subject = school.teacher, new_subject()
    teacher.write(school.parent.id, subject=subject)
    sent = teacher.sent(subject)["id"]
    draft = teacher.mail("POST", "messages/draft", json={"subject": "A jeter", "to": []}).json()["id"]
    assert school.parent.select("messages", "trash", draft).json() == []
    assert teacher.select("messages", "trash", draft, sent, 99999).json() == [draft]
    assert teacher.sent(subject)["status"] == 1
    assert draft not in [message["id"] for message in teacher.folder("drafts", limit=100)]


@pytest.mark.parametrize(
    ("body", "status", "document"),
    [
        (
            {},
            400,
            {"children": {key: [] for key in _DRAFT_FORM}},
        ),
        ({"subject": "x", "draftId": 99999}, 404, {"error": {"code": 404, "message": "Not Found"}}),
    ],
)
def test_an_impossible_draft_is_refused(school: School, body: dict[str, object], status: int, document: object) -> None:
    answer = school.teacher.mail("POST", "messages/draft", json=body)
    assert (answer.status_code, answer.json()) == (status, document)


def test_a_form_refuses_unknown_keys_and_malformed_json(school: School) -> None:
    answer = school.teacher.mail("POST", "messages/draft", json={"subject": "x", "other": 1})
    assert answer.json()["errors"]["errors"] == ["Ce formulaire ne doit pas contenir des champs supplémentaires."]
    json = {"headers": {"Content-Type": "application/json"}}
    assert school.teacher.mail("POST", "messages/draft", data='{"subject"', **json).status_code == 400
    assert school.teacher.write(school.parent.id, content=["x"]).status_code == 400


def test_a_document_goes_with_the_message_and_opens_at_its_recipient(school: School) -> None:
    subject, media = new_subject(), own_document(school)
    fields: dict[str, Any] = {"resource-joined": [media]}
    assert school.teacher.write(school.parent.id, school.child.id, subject=subject, **fields).status_code == 201
    thread = school.parent.mail("GET", f"conversations/{school.parent.thread(subject)}").json()
    [joined] = thread["_embedded"]["message"]["_embedded"]["attachments"]
    assert joined["id"] == media
    assert school.parent.session.get(joined["download_url"], timeout=10).status_code == 200
    links = school.rows(
        "SELECT l.user_id FROM media_join_object_links l JOIN media_join_object j ON j.id = l.media_join_object_id "
        "WHERE j.object_class = 'MessagingMessage' AND j.object_id = ?",
        thread["message_parent_id"],
    )
    assert {user for (user,) in links} == {school.parent.id, school.child.id}


def test_a_draft_keeps_its_documents_until_it_is_sent_without(school: School) -> None:
    media, to = own_document(school), [school.parent.id]
    json = {"subject": new_subject(), "to": to, "resource-joined": [media]}
    draft = school.teacher.mail("POST", "messages/draft", json=json).json()
    assert [each["id"] for each in draft["_embedded"]["attachments"]] == [media]
    reopened = school.teacher.mail("GET", f"messages/draft/{draft['id']}").json()
    assert [each["id"] for each in reopened["attachments"]] == [media]
    school.teacher.mail("POST", "messages", json={"draftId": draft["id"], "to": to})
    sent = school.teacher.mail("GET", f"messages/{draft['id']}").json()
    assert (sent["status"], sent["_embedded"]["attachments"]) == (1, [])


def test_a_document_one_may_not_read_is_left_out(school: School) -> None:
    subject = new_subject()
    school.parent.write(school.teacher.id, subject=subject, **{"resource-joined": [own_document(school), "x", 99999]})
    thread = school.teacher.mail("GET", f"conversations/{school.teacher.thread(subject)}").json()
    assert thread["_embedded"]["message"]["_embedded"]["attachments"] == []


def own_document(school: School) -> int:
    """The id of a document that the teacher alone may open."""
    [(media,), *_] = school.rows(
        "SELECT id FROM media WHERE user_id = ? AND status_deletion = 1 AND media_folder_type = 'USER'",
        school.teacher.id,
    )
    return int(media)


def test_an_answer_is_delivered_and_unread_for_the_other(school: School) -> None:
    subject = new_subject()
    school.teacher.write(school.parent.id, subject=subject)
    before = school.teacher.counters()["unread"]
    answer = school.parent.answer(school.parent.thread(subject), "<p>Merci</p>")
    message = answer.json()
    assert answer.status_code == 200
    assert (message["status"], message["subject"], message["author_id"]) == (1, subject, school.parent.id)
    assert message["_embedded"]["user"]["main_role"] == "parent"
    assert [user["id"] for user in message["_embedded"]["tos"]] == [school.teacher.id]
    assert school.teacher.counters()["unread"] == before + 1
    received = school.teacher.received(subject)
    assert received is not None
    assert received["_embedded"]["last_message"]["extract"] == "Merci"
    assert school.notifications(school.teacher)[-1] == NEW_ANSWER


def test_an_answer_to_somebody_one_could_not_write_to_is_delivered(school: School) -> None:
    subject, director = new_subject(), school.director
    school.teacher.write(school.child.id, subject=subject)
    message = school.teacher.sent(subject)["id"]
    # As if the director of the school had written, when he belonged to the class.
    for change in (
        "UPDATE messaging_conversation SET user_id = ? WHERE user_id = ? AND message_parent_id = ?",
        "UPDATE messaging_conversation SET user_with_id = ? WHERE user_with_id = ? AND message_parent_id = ?",
    ):
        school.change(change, director.id, school.teacher.id, message)
    assert school.child.write(director.id).json() == "No recipient"
    assert school.child.answer(school.child.thread(subject)).json()["status"] == 1
    assert director.received(subject)


def test_an_answer_between_pupils_waits_and_one_to_the_teacher_does_not(school: School) -> None:
    for_all = new_subject()
    school.teacher.write(school.child.id, subject=for_all)
    assert school.child.answer(school.child.thread(for_all)).json()["status"] == 1
    between = new_subject()
    school.child.write(school.friend.id, subject=between)
    school.teacher.select("messages", "accept", school.child.sent(between)["id"])
    before = school.child.counters()
    assert school.friend.answer(school.friend.thread(between)).json()["status"] == 2
    assert school.child.counters() == before
    assert school.child.received(between) is None


def test_an_answer_to_all_reaches_those_one_may_write_to(school: School) -> None:
    subject = new_subject()
    school.teacher.write(school.child.id, school.parent.id, school.other_parent.id, subject=subject)
    threads = {mailbox.id: mailbox.thread(subject) for mailbox in (school.child, school.other_parent)}
    for mailbox in (school.child, school.other_parent):
        mailbox.mail("GET", f"conversations/{threads[mailbox.id]}")
    answer = school.parent.answer(school.parent.thread(subject), "<p>À tous</p>", toAll=True)
    assert answer.json()["status"] == 1
    child, other = school.child.received(subject), school.other_parent.received(subject)
    assert child is not None
    assert other is not None
    assert (child["status"], child["_embedded"]["last_message"]["extract"]) == (2, "À tous")
    assert (other["status"], other["_embedded"]["last_message"]["extract"]) == (1, "Bonjour")


def test_an_answer_needs_its_form(school: School) -> None:
    subject = new_subject()
    school.teacher.write(school.parent.id, subject=subject)
    thread = school.parent.thread(subject)
    refused = school.parent.mail("POST", f"conversations/{thread}", json={})
    assert (refused.status_code, refused.json()) == (
        400,
        {"children": {"answer": [], "toAll": [], "resource-joined": []}},
    )
    assert school.parent.answer(thread, to=[1]).status_code == 400
    assert school.parent.answer(thread, "").status_code == 200
    assert school.parent.answer(99999).status_code == 404
    assert school.other_parent.answer(thread).status_code == 403
