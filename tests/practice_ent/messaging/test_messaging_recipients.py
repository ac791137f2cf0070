"""Who may write to whom (contract: messaging.md 6), without a base nor a server."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from fixtures.practice_ent.ent.messaging.recipients import (
    NO_EXTERNAL_MODERATION,
    NO_GROUP_MODERATION,
    Recipient,
    Sender,
    Way,
    sort_recipients,
    way_to,
)
from fixtures.practice_ent.ent.rights import permissions
from fixtures.practice_ent.models import GroupType

CLASSROOM, OTHER_CLASSROOM, SCHOOL = 3, 4, 2
TYPES = {CLASSROOM: GroupType.CLASSROOM, OTHER_CLASSROOM: GroupType.CLASSROOM, SCHOOL: GroupType.SCHOOL}
ME, OWN_CHILD, OWN_PARENT, SOMEBODY = 10, 11, 12, 13


def person(role: GroupType, group: int = CLASSROOM, *, more: Iterable[str] = ()) -> Sender:
    """Somebody with the default rights of a role in one group, a child and a parent."""
    held = permissions(role, TYPES[group]) | set(more)
    return Sender(ME, {group: frozenset(held)}, TYPES, frozenset({OWN_CHILD}), frozenset({OWN_PARENT}))


def member(role: GroupType, group: int = CLASSROOM, user_id: int = SOMEBODY) -> Recipient:
    return Recipient(user_id, {group: frozenset({role})})


TEACHER, PUPIL, PARENT, DIRECTOR = (
    person(GroupType.TEACHER),
    person(GroupType.PUPIL),
    person(GroupType.PARENT),
    person(GroupType.DIRECTOR, SCHOOL),
)
OWN_PUPIL_PARENT = member(GroupType.PARENT, user_id=OWN_PARENT)
PARENT_S_OWN_CHILD = member(GroupType.PUPIL, user_id=OWN_CHILD)
MYSELF = Recipient(ME)


TABLE = [
    ("a teacher to a pupil of the class", TEACHER, member(GroupType.PUPIL), Way.DIRECT),
    ("a teacher to a parent of the class", TEACHER, member(GroupType.PARENT), Way.DIRECT),
    ("a teacher to a colleague of the class", TEACHER, member(GroupType.TEACHER), Way.DIRECT),
    ("a teacher to himself", TEACHER, MYSELF, Way.DIRECT),
    ("a teacher to a pupil of another class", TEACHER, member(GroupType.PUPIL, OTHER_CLASSROOM), Way.DROPPED),
    ("a teacher to a director of the school only", TEACHER, member(GroupType.DIRECTOR, SCHOOL), Way.DROPPED),
    ("a pupil to the teacher", PUPIL, member(GroupType.TEACHER), Way.DIRECT),
    ("a pupil to his own parent", PUPIL, OWN_PUPIL_PARENT, Way.DIRECT),
    ("a pupil to himself", PUPIL, MYSELF, Way.DIRECT),
    ("a pupil to a classmate", PUPIL, member(GroupType.PUPIL), Way.MODERATED),
    ("a pupil to a pupil of another class", PUPIL, member(GroupType.PUPIL, OTHER_CLASSROOM), Way.DROPPED),
    ("a pupil to another child's parent", PUPIL, member(GroupType.PARENT), Way.DROPPED),
    ("a pupil to a director of the class", PUPIL, member(GroupType.DIRECTOR), Way.DROPPED),
    ("a pupil to the teacher of another class", PUPIL, member(GroupType.TEACHER, OTHER_CLASSROOM), Way.DROPPED),
    ("a parent to the teacher", PARENT, member(GroupType.TEACHER), Way.DIRECT),
    ("a parent to his own child", PARENT, PARENT_S_OWN_CHILD, Way.DIRECT),
    ("a parent to another parent", PARENT, member(GroupType.PARENT), Way.DROPPED),
    ("a parent to another child", PARENT, member(GroupType.PUPIL), Way.DROPPED),
    ("a parent to a director of the class", PARENT, member(GroupType.DIRECTOR), Way.DROPPED),
    ("a director of the school to a pupil of a class", DIRECTOR, member(GroupType.PUPIL), Way.DROPPED),
    ("a director of the school to a teacher of a class", DIRECTOR, member(GroupType.TEACHER), Way.DROPPED),
    ("a director of the school to a member of it", DIRECTOR, member(GroupType.TEACHER, SCHOOL), Way.DIRECT),
]


@pytest.mark.parametrize(
    ("sender", "recipient", "expected"), [pytest.param(*case, id=sentence) for sentence, *case in TABLE]
)
def test_the_rank_says_who_is_written_to(sender: Sender, recipient: Recipient, expected: Way) -> None:
    assert way_to(sender, recipient) == expected


def test_classmates_write_freely_once_the_moderation_of_the_class_is_off() -> None:
    exempt = person(GroupType.PUPIL, more=[NO_GROUP_MODERATION])
    assert way_to(exempt, member(GroupType.PUPIL)) == Way.DIRECT
    assert way_to(exempt, member(GroupType.PARENT)) == Way.DROPPED


def test_the_exemption_towards_outside_does_not_cover_the_class() -> None:
    exempt = person(GroupType.PUPIL, more=[NO_EXTERNAL_MODERATION])
    assert way_to(exempt, member(GroupType.PUPIL)) == Way.MODERATED


def test_the_exemption_towards_outside_covers_the_school() -> None:
    held = {SCHOOL: frozenset({"MESSAGING_SEND_PUPILS"}), CLASSROOM: frozenset({NO_EXTERNAL_MODERATION})}
    schoolmate = member(GroupType.PUPIL, SCHOOL)
    assert way_to(Sender(ME, held, TYPES), schoolmate) == Way.DIRECT
    assert way_to(Sender(ME, {SCHOOL: held[SCHOOL]}, TYPES), schoolmate) == Way.MODERATED


def test_the_best_way_wins_for_somebody_met_in_two_groups() -> None:
    held = permissions(GroupType.PUPIL, GroupType.CLASSROOM)
    pupil = Sender(ME, {CLASSROOM: held, OTHER_CLASSROOM: held}, TYPES)
    pupil_here_teacher_there = Recipient(
        SOMEBODY, {CLASSROOM: frozenset({GroupType.PUPIL}), OTHER_CLASSROOM: frozenset({GroupType.TEACHER})}
    )
    assert way_to(pupil, pupil_here_teacher_there) == Way.DIRECT


def test_family_counts_only_with_the_right_to_write_to_it() -> None:
    nobody = Sender(ME, {}, {}, frozenset({OWN_CHILD}), frozenset({OWN_PARENT}))
    assert way_to(nobody, PARENT_S_OWN_CHILD) == Way.DROPPED
    assert way_to(nobody, OWN_PUPIL_PARENT) == Way.DROPPED


def test_recipients_are_sorted_in_the_order_given() -> None:
    people = [member(GroupType.PUPIL, user_id=30), member(GroupType.TEACHER, user_id=20), MYSELF, Recipient(40)]
    assert sort_recipients(PUPIL, people) == {Way.DIRECT: [20, ME], Way.MODERATED: [30], Way.DROPPED: [40]}
