"""Faults on MariaDB, Redis and RabbitMQ: the damages are undone there too, and the consumers know what is on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fixtures.practice_ent.faults import remote
from tests.practice_ent.messaging.mailbox import Mailbox, new_subject
from tests.practice_ent.services.conftest import Installation, in_time

# What people who come and go write by themselves.
_PASSING = ("oauth2", "django", "stored")


def everything(installation: Installation) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for (name,) in installation.rows("SHOW TABLES")]
    kept = [name for name in tables if not name.startswith(_PASSING) and "session" not in name]
    return {name: sorted(installation.rows(f"SELECT * FROM `{name}`"), key=repr) for name in kept}  # noqa: S608


def test_the_damages_to_the_data_are_undone_on_mariadb(installation: Installation) -> None:
    before = everything(installation)
    turned_on = remote.turn(installation.data, on=["data"])
    damaged = everything(installation)
    assert len([name for name in before if damaged[name] != before[name]]) > 8
    assert remote.turn(installation.data, off=turned_on) == []
    assert everything(installation) == before


def test_a_dead_mail_queue_leaves_the_notifications(installation: Installation, person: Callable[..., Mailbox]) -> None:
    teacher, parent = person("teacher"), person("parent")

    def notified() -> int:
        return int(installation.rows("SELECT count(*) FROM notification WHERE target_user_id = %s", parent.id)[0][0])

    before, mails = notified(), len(installation.mails())
    remote.turn(installation.data, on=["delivery-mails-lost"])
    try:
        teacher.write(parent.id, subject=new_subject())
        assert in_time(lambda: notified() == before + 1)
        # The next one leaves: what the first one would have sent had its time.
        remote.turn(installation.data, off=["delivery-mails-lost"])
        teacher.write(parent.id, subject=new_subject())
        assert in_time(lambda: len(installation.mails()) == mails + 1)
    finally:
        remote.turn(installation.data, off=["delivery-mails-lost"])
    assert len(installation.mails()) == mails + 1
