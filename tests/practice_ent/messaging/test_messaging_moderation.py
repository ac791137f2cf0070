"""A pupil's message to another waits for an adult of the class (contract: messaging.md 3, 5.1, 6)."""

from __future__ import annotations

import pytest

from tests.practice_ent.messaging.mailbox import School, new_subject

_FORBIDDEN = {"error": {"code": 403, "message": "Forbidden"}}


def hold(school: School, *, more: tuple[int, ...] = ()) -> tuple[str, int]:
    """A message of a pupil to a friend: its subject and its id."""
    subject = new_subject()
    answer = school.child.write(school.friend.id, *more, subject=subject, content="<p>On joue ?</p>")
    assert answer.json() == {"status": "IN_MODERATION"}
    return subject, int(school.child.sent(subject)["id"])


def waiting(school: School, status: str = "IN_MODERATION", **query: object) -> list[int]:
    items = school.teacher.folder("moderation", status=status, limit=100, **query)
    return [message["id"] for message in items]


def test_a_held_message_is_hidden_from_its_recipient(school: School) -> None:
    before = school.friend.counters()
    subject, message = hold(school)
    assert school.friend.received(subject) is None
    assert school.friend.counters() == before
    # The real one shows it by its id.
    for path in (f"messages/{message}", f"conversations/{_friends_side(school, message)}"):
        refused = school.friend.mail("GET", path)
        assert (refused.status_code, refused.json()) == (403, _FORBIDDEN)
    assert school.friend.mail("GET", f"messages/search/{subject}").json()["total"] == 0


def test_a_recipient_cannot_act_on_a_held_thread(school: School) -> None:
    _, message = hold(school)
    thread = _friends_side(school, message)
    assert school.friend.mail("PATCH", f"conversations/{thread}", json={"action": "restore"}).status_code == 403
    assert school.friend.select("conversations", "read", thread).json() == []
    assert school.rows("SELECT status FROM messaging_conversation WHERE id = ?", thread) == [(3,)]


def test_the_author_and_the_moderator_read_a_held_message(school: School) -> None:
    subject, message = hold(school)
    assert school.child.sent(subject)["status"] == 2
    for mailbox in (school.child, school.teacher):
        assert mailbox.mail("GET", f"messages/{message}").json()["content"] == "<p>On joue ?</p>"
    assert school.far_teacher.mail("GET", f"messages/{message}").status_code == 403


def test_one_moderated_recipient_holds_the_message_for_all(school: School) -> None:
    subject, message = hold(school, more=(school.teacher.id,))
    assert school.teacher.received(subject) is None
    school.teacher.select("messages", "accept", message)
    assert school.teacher.received(subject)
    assert school.friend.received(subject)


def test_the_adults_of_the_class_are_told_and_nobody_else(school: School) -> None:
    before = {mailbox.id: school.notifications(mailbox) for mailbox in (school.friend, school.far_teacher)}
    hold(school)
    assert school.notifications(school.teacher)[-1] == "MESSAGING_MESSAGE_PENDING_MODERATION"
    for mailbox in (school.friend, school.far_teacher):
        assert school.notifications(mailbox) == before[mailbox.id]


def test_people_who_never_signed_in_are_not_notified(school: School) -> None:
    never = school.rows(
        "SELECT u.id FROM user u JOIN central_membership m ON m.user_id = u.id "
        "WHERE m.group_id = ? AND u.last_connection IS NULL LIMIT 1",
        school.classroom,
    )[0][0]
    subject = new_subject()
    assert school.teacher.write(never, school.parent.id, subject=subject).status_code == 201
    assert school.rows("SELECT COUNT(*) FROM notification WHERE target_user_id = ?", never) == [(0,)]
    assert school.notifications(school.parent)[-1] == "MESSAGING_NEW_MESSAGE_RECEIVED"


def test_an_accepted_message_arrives_once(school: School) -> None:
    subject, message = hold(school)
    unread = school.friend.counters()["unread"]
    assert school.teacher.select("messages", "accept", message).json() == [message]
    assert school.friend.counters()["unread"] == unread + 1
    assert school.friend.mail("GET", f"messages/{message}").status_code == 200
    told = school.notifications(school.friend)
    assert told[-1] == "MESSAGING_NEW_MESSAGE_RECEIVED"
    assert school.teacher.select("messages", "accept", message).json() == [message]
    assert school.notifications(school.friend) == told
    assert school.friend.received(subject)


def test_a_message_goes_through_all_its_states(school: School) -> None:
    subject, message = hold(school)
    for action, status, folder, visible in (
        ("reject", 0, "REJECTED", False),
        ("accept", 1, "ACCEPTED", True),
        ("moderate", 2, "IN_MODERATION", False),
        ("accept", 1, "ACCEPTED", True),
        ("reject", 0, "REJECTED", False),
    ):
        assert school.teacher.select("messages", action, message).json() == [message]
        assert school.child.sent(subject)["status"] == status
        assert message in waiting(school, folder)
        assert bool(school.friend.received(subject)) is visible
    assert school.teacher.select("messages", "delete", message).json() == [message]
    assert school.child.folder("sent", search=subject) == []
    for mailbox in (school.child, school.friend, school.teacher):
        assert mailbox.mail("GET", f"messages/{message}").status_code == 404
    assert school.teacher.select("messages", "accept", message).json() == []


def test_an_accepted_answer_arrives_as_an_answer(school: School) -> None:
    subject, message = hold(school)
    school.teacher.select("messages", "accept", message)
    answer = school.friend.answer(school.friend.thread(subject), "<p>Oui !</p>").json()
    assert (answer["status"], school.child.received(subject)) == (2, None)
    school.teacher.select("messages", "accept", answer["id"])
    received = school.child.received(subject)
    assert received is not None
    assert (received["status"], received["_embedded"]["last_message"]["extract"]) == (2, "Oui !")
    assert school.notifications(school.child)[-1] == "MESSAGING_NEW_ANSWER_RECEIVED"


def test_a_held_answer_is_seen_by_its_author_only(school: School) -> None:
    subject, message = hold(school)
    school.teacher.select("messages", "accept", message)
    thread = school.friend.thread(subject)
    school.friend.answer(thread, "<p>Secret</p>")
    opened = school.friend.mail("GET", f"conversations/{thread}").json()
    assert [child["status"] for child in opened["_embedded"]["children"]] == [2]
    assert opened["length"] == 1
    mine = school.rows(
        "SELECT id FROM messaging_conversation WHERE user_id = ? AND message_parent_id = ?", school.child.id, message
    )
    assert "Secret" not in school.child.mail("GET", f"conversations/{mine[0][0]}").text


def test_a_held_answer_is_not_the_last_message_of_the_other_inbox(school: School) -> None:
    subject, message = hold(school)
    school.teacher.select("messages", "accept", message)
    thread = school.friend.thread(subject)
    first = school.friend.answer(thread, "<p>Lu</p>").json()["id"]
    school.teacher.select("messages", "accept", first)
    school.friend.answer(thread, "<p>Secret</p>")
    for mailbox, last in ((school.child, "Lu"), (school.friend, "Secret")):
        received = mailbox.received(subject)
        assert received is not None
        assert received["_embedded"]["last_message"]["extract"] == last


def test_a_thread_whose_first_message_is_held_again_leaves_the_inbox(school: School) -> None:
    subject, message = hold(school)
    school.teacher.select("messages", "accept", message)
    answer = school.friend.answer(school.friend.thread(subject)).json()["id"]
    school.teacher.select("messages", "accept", answer)
    assert school.friend.received(subject)
    school.teacher.select("messages", "moderate", message)
    assert school.friend.received(subject) is None
    assert school.child.received(subject) is None


@pytest.mark.parametrize("role", ["parent", "child", "friend"])
def test_only_a_moderator_moderates(school: School, role: str) -> None:
    _, message = hold(school)
    mailbox = getattr(school, role)
    refused = mailbox.select("messages", "accept", message)
    assert (refused.status_code, refused.json()) == (403, "")
    for method, path in (
        ("GET", "folders/moderation"),
        ("GET", "messages/all/accept"),
        ("PATCH", f"messages/{message}"),
        ("PATCH", f"rules/GROUP/{school.classroom}"),
    ):
        answer = mailbox.mail(method, path, json={"status": False})
        assert (answer.status_code, answer.json()) == (403, _FORBIDDEN)
    assert message in waiting(school)


def test_a_teacher_moderates_the_pupils_of_his_classes_only(school: School) -> None:
    _, message = hold(school)
    stranger = school.far_teacher
    assert message not in [item["id"] for item in stranger.folder("moderation", limit=100)]
    assert stranger.select("messages", "accept", message).json() == []
    assert stranger.mail("PATCH", f"messages/{message}", json={"subject": "x"}).status_code == 403
    assert stranger.mail("GET", "messages/all/accept").status_code == 200
    assert message in waiting(school)


def test_messages_of_adults_and_drafts_are_not_moderated(school: School) -> None:
    subject = new_subject()
    school.parent.write(school.teacher.id, subject=subject)
    message = school.parent.sent(subject)["id"]
    draft = school.child.mail("POST", "messages/draft", json={"subject": "Pas fini"}).json()["id"]
    # The real one answers the ids it leaves as they are.
    assert school.teacher.select("messages", "reject", message, draft, 99999).json() == []
    assert school.parent.sent(subject)["status"] == 1
    assert school.teacher.mail("PATCH", f"messages/{message}", json={"subject": "x"}).status_code == 403
    assert school.teacher.mail("GET", f"messages/{draft}").status_code == 403


def test_an_unknown_action_is_refused(school: School) -> None:
    for answer in (school.teacher.select("messages", "burn", 1), school.teacher.mail("GET", "messages/all/burn")):
        assert (answer.status_code, answer.json()) == (400, "Invalid action")


def test_everything_held_is_accepted_and_everything_refused_is_deleted(school: School) -> None:
    (_, kept), (_, refused) = hold(school), hold(school)
    school.teacher.select("messages", "reject", refused)
    held, rejected = len(waiting(school)), len(waiting(school, "REJECTED"))
    assert school.teacher.mail("GET", "messages/all/accept").json() == held
    assert school.teacher.mail("GET", "messages/all/delete").json() == rejected
    assert (waiting(school), waiting(school, "REJECTED")) == ([], [])
    assert kept in waiting(school, "ACCEPTED")


def test_the_list_is_filtered_by_status_and_group(school: School) -> None:
    _, message = hold(school)
    assert message in waiting(school, "OTHER")
    assert message in waiting(school, group=school.classroom)
    assert waiting(school, group=99999) == []


def test_a_moderator_corrects_a_message_and_leaves_its_status(school: School) -> None:
    subject, message = hold(school)
    path = f"messages/{message}"
    assert school.teacher.mail("PATCH", path, json={"subject": f"{subject} !"}).status_code == 204
    corrected = school.teacher.mail("GET", path).json()
    assert (corrected["subject"], corrected["status"]) == (f"{subject} !", 2)
    assert corrected["content"] == "<p>On joue ?</p>"
    assert school.teacher.mail("PATCH", path, json={"subject": "x", "status": 1}).status_code == 400


def test_the_switch_of_the_class_lets_pupils_write_to_each_other(school: School) -> None:
    rule = f"rules/GROUP/{school.classroom}"
    assert school.child.mail("GET", rule).json() == {"status": True}
    try:
        assert school.teacher.mail("PATCH", rule, json={"status": False}).json() == {"status": False}
        free = school.child.write(school.friend.id, subject=new_subject())
        assert free.json() == {"status": "ACCEPTED"}
    finally:
        assert school.teacher.mail("PATCH", rule, json={"status": True}).json() == {"status": True}
    hold(school)


def test_a_switch_is_never_turned_off_by_mistake(school: School) -> None:
    rule = f"rules/GROUP/{school.classroom}"
    # The real one takes a body without status for « off ».
    assert school.teacher.mail("PATCH", rule, json={}).status_code == 400
    assert school.teacher.mail("GET", rule).json() == {"status": True}
    assert school.teacher.mail("GET", f"rules/EXTERNAL/{school.classroom}").json() == {"status": True}


def test_the_switches_of_other_groups_are_out_of_reach(school: School) -> None:
    elsewhere = school.far_teacher.directory("groups").json()[0]["id"]
    for method in ("GET", "PATCH"):
        refused = school.teacher.mail(method, f"rules/GROUP/{elsewhere}", json={"status": False})
        assert (refused.status_code, refused.json()) == (403, "")
        assert school.teacher.mail(method, "rules/GROUP/99999", json={"status": False}).status_code == 404
    assert school.teacher.mail("GET", f"rules/OTHER/{school.classroom}").status_code == 404


def _friends_side(school: School, message: int) -> int:
    rows = school.rows(
        "SELECT id FROM messaging_conversation WHERE user_id = ? AND message_parent_id = ?", school.friend.id, message
    )
    return int(rows[0][0])
