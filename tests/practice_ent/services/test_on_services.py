"""The practice ENT on MariaDB, Redis and RabbitMQ (contract: data-model.md 7 and 8, messaging.md 9.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

import phpserialize
import pika
import pytest
import requests

from tests.practice_ent.messaging.mailbox import Mailbox, new_subject
from tests.practice_ent.services.conftest import Installation, in_time
from tests.practice_ent.visitor import knows, visitor

Enter = Callable[..., Mailbox]
_DAY = 86_400


def session_keys(installation: Installation) -> set[str]:
    return set(installation.redis.scan_iter("app:*"))


def figures(installation: Installation) -> tuple[int, int]:
    found = requests.get(installation.ent.figures, timeout=10).json()
    return found["signed_in"], found["sessions"]


def monitoring(installation: Installation) -> tuple[int, str]:
    answer = requests.get(f"{installation.ent.portal}/monitoring", timeout=10)
    found = re.search("<h4>(.*)</h4>", answer.text)
    return answer.status_code, found[1] if found else answer.text


@contextmanager
def cut(installation: Installation, service: str) -> Iterator[None]:
    installation.cables[service].cut()
    try:
        yield
    finally:
        installation.cables[service].join()


def test_each_visitor_has_a_session_of_a_day_in_redis(installation: Installation) -> None:
    before = session_keys(installation)
    with visitor() as anyone:
        anyone.get(f"{installation.ent.portal}/")
        (key,) = session_keys(installation) - before
        assert key == f"app:{anyone.cookies['beneyluent']}"
        assert _DAY - 5 <= installation.redis.ttl(key) <= _DAY
        # Each request renews it, even one that writes nothing.
        installation.redis.expire(key, 100)
        anyone.get(f"{installation.ent.portal}/")
        assert installation.redis.ttl(key) > 100


def test_signing_in_and_out_changes_the_number_of_the_session(installation: Installation, person: Enter) -> None:
    before, counted = session_keys(installation), figures(installation)
    pupil = person("pupil")
    (signed_in,) = session_keys(installation) - before
    assert signed_in == f"app:{pupil.session.cookies['beneyluent']}"
    assert figures(installation) == (counted[0] + 1, counted[1] + 1)
    pupil.session.get(f"{installation.ent.portal}/disconnect", allow_redirects=False)
    assert signed_in not in session_keys(installation)
    assert figures(installation) == (counted[0], counted[1] + 1)


def test_a_session_outlives_the_portal(installation: Installation, person: Enter) -> None:
    teacher = person("teacher")
    installation.start_again()
    assert knows(teacher.session, installation.ent.portal)
    installation.redis.delete(f"app:{teacher.session.cookies['beneyluent']}")
    assert not knows(teacher.session, installation.ent.portal)


def test_a_view_counts_once_in_ten_minutes(installation: Installation, person: Enter) -> None:
    teacher = person("teacher")
    ((article, blog),) = installation.rows(
        "SELECT a.id, a.blog_reference_id FROM blog_article a JOIN blog b ON b.id = a.blog_reference_id"
        " JOIN central_membership m ON m.group_id = b.group_id WHERE m.user_id = %s AND a.status = 1 LIMIT 1",
        teacher.id,
    )
    installation.rows("UPDATE blog SET count_view = 1 WHERE id = %s", blog)

    def views() -> int:
        return int(installation.rows("SELECT views_number FROM blog_article WHERE id = %s", article)[0][0])

    before = views()
    for _ in range(2):
        assert teacher.api("POST", f"blog/article/{article}/views.json").status_code == 200
    assert views() == before + 1
    key = f"blog:view:{teacher.id}:{article}"
    assert 590 <= installation.redis.ttl(key) <= 600
    installation.redis.delete(key)
    teacher.api("POST", f"blog/article/{article}/views.json")
    assert views() == before + 2


def test_a_message_makes_a_notification_and_a_mail_through_the_queues(
    installation: Installation, person: Enter
) -> None:
    teacher, parent = person("teacher"), person("parent")
    ((address,),) = installation.rows("SELECT email FROM user WHERE id = %s", parent.id)
    assert address

    def told() -> int:
        kind = "MESSAGING_NEW_MESSAGE_RECEIVED"
        sql = "SELECT COUNT(*) FROM notification WHERE target_user_id = %s AND notification_type_unique_name = %s"
        return int(installation.rows(sql, parent.id, kind)[0][0])

    before, mails = told(), set(installation.mails())
    assert teacher.write(parent.id, subject=new_subject()).status_code == 201
    assert in_time(lambda: told() == before + 1)
    assert in_time(lambda: len(set(installation.mails()) - mails) == 1)
    (file,) = set(installation.mails()) - mails
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == (address, "Vous avez une nouvelle notification")
    assert f"{installation.ent.portal}/notification/" in mail.get_content()


def test_what_is_published_has_the_form_of_the_contract(installation: Installation, person: Enter) -> None:
    teacher, parent = person("teacher"), person("parent")
    with pika.BlockingConnection(pika.URLParameters(installation.services.rabbitmq)) as connection:
        channel = connection.channel()
        # Same name and kind as those that exist, or RabbitMQ would refuse.
        channel.exchange_declare("notification", "direct", durable=True)
        channel.queue_declare("notification", durable=True)
        spy = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(spy, "notification", "")
        assert teacher.write(parent.id, subject=new_subject()).status_code == 201
        delivery, properties, body = next(channel.consume(spy, auto_ack=True, inactivity_timeout=10))
    assert (delivery.routing_key, properties.delivery_mode, properties.content_type) == ("", 2, "text/plain")
    content = phpserialize.loads(body, decode_strings=True)
    assert content.pop("date") > 0
    assert content == {
        "group_id": None,
        "notification_type_unique_name": "MESSAGING_NEW_MESSAGE_RECEIVED",
        "objects": phpserialize.dumps({"sender_id": teacher.id, "groupId": None}).decode(),
        "base_url": installation.ent.portal,
        "targets_user_id": {0: parent.id},
    }


def test_a_dead_rabbitmq_is_seen_and_its_return_too(installation: Installation, person: Enter) -> None:
    teacher, parent = person("teacher"), person("parent")
    subject = new_subject()
    with cut(installation, "rabbitmq"):
        code, trouble = monitoring(installation)
        assert code == 500
        assert trouble.startswith("RabbitMQ")
        # Sent before the queue is told, as in the real one: the person who sends is the one who sees the trouble.
        assert teacher.write(parent.id, subject=subject).status_code == 500
        assert parent.received(subject) is not None
    assert monitoring(installation) == (200, "OK")
    mails = len(installation.mails())
    assert teacher.write(parent.id, subject=new_subject()).status_code == 201
    assert in_time(lambda: len(installation.mails()) == mails + 1)


@pytest.mark.parametrize(("service", "named"), [("redis", "Redis"), ("mariadb", "Base de données")])
def test_a_dead_base_is_seen_and_its_return_too(
    installation: Installation, person: Enter, service: str, named: str
) -> None:
    teacher, parent = person("teacher"), person("parent")
    with cut(installation, service):
        code, trouble = monitoring(installation)
        assert code == 500
        assert trouble.startswith(named)
        assert teacher.api("GET", "users/me.json").status_code == 500
    assert monitoring(installation) == (200, "OK")
    assert all(knows(teacher.session, installation.ent.portal) for _ in range(20))
    mails = len(installation.mails())
    assert teacher.write(parent.id, subject=new_subject()).status_code == 201
    assert in_time(lambda: len(installation.mails()) == mails + 1)


def test_what_waits_in_a_queue_is_not_lost(installation: Installation, person: Enter) -> None:
    teacher, parent = person("teacher"), person("parent")
    installation.kill("mailer")
    mails = len(installation.mails())
    sql = "SELECT COUNT(*) FROM notification WHERE target_user_id = %s"
    ((told,),) = installation.rows(sql, parent.id)
    assert teacher.write(parent.id, subject=new_subject()).status_code == 201
    assert in_time(lambda: installation.rows(sql, parent.id) == [(told + 1,)])
    assert monitoring(installation) == (200, "OK")
    assert len(installation.mails()) == mails
    installation.start_again()
    assert in_time(lambda: len(installation.mails()) == mails + 1)
