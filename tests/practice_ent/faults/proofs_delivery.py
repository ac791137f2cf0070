"""How the faults of delivery are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

from tests.practice_ent.faults.world import World
from tests.practice_ent.messaging.mailbox import new_subject


def _notifications(world: World) -> int:
    """How many notifications one message makes for who receives it."""
    school = world.school
    before = len(school.notifications(school.child))
    school.teacher.write(school.child.id, subject=new_subject())
    return len(school.notifications(school.child)) - before


def _no_mail_leaves(world: World) -> bool:
    """An adult who is told of a message gets no e-mail about it."""
    school = world.school
    mails = world.data / "courriels"
    before = len(list(mails.rglob("*.eml")))
    school.teacher.write(school.parent.id, subject=new_subject())
    return len(list(mails.rglob("*.eml"))) == before


def _arrives_nowhere(world: World) -> bool:
    school, subject = world.school, new_subject()
    assert school.teacher.write(school.child.id, subject=subject).status_code == 201
    return school.child.received(subject) is None


def _group_is_cut(world: World) -> bool:
    """A message to the class opens ten threads only."""
    school, subject = world.school, new_subject()
    assert school.teacher.write(subject=subject, groupTo=[school.classroom]).status_code == 201
    reached = world.one(
        "SELECT count(*) FROM messaging_conversation c JOIN messaging_message m ON m.id = c.message_parent_id"
        " WHERE m.subject = ? AND c.user_id <> m.author_id",
        subject,
    )
    return int(reached) <= 10


def _stays_unread(world: World) -> bool:
    school, subject = world.school, new_subject()
    school.teacher.write(school.child.id, subject=subject)
    thread, before = school.child.thread(subject), school.child.counters()["unread"]
    school.child.mail("GET", f"conversations/{thread}")
    return school.child.counters()["unread"] == before


PROOFS = {
    "delivery-notifications-lost": lambda world: _notifications(world) == 0,
    "delivery-notifications-doubled": lambda world: _notifications(world) == 2,
    "delivery-mails-lost": _no_mail_leaves,
    "delivery-recipients-forgotten": _arrives_nowhere,
    "delivery-group-cut": _group_is_cut,
    "delivery-stays-unread": _stays_unread,
}
