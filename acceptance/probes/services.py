"""The services behind the ENT: Redis, RabbitMQ, MySQL (CCTP, article 3), asked with the addresses of the settings."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import pika
import pymysql
import redis

SESSION_KEY = "app:"  # then the number of the session (auth-session.md 2.2)
PATIENCE = 10.0  # seconds for a job to be done
_STEP = 0.2
_STILL = 8  # equal readings, a step apart


@dataclass(frozen=True)
class Queue:
    """A queue as the broker tells it: jobs that wait, programs that take them."""

    name: str
    waiting: int
    consumers: int


def session_life(address: str, number: str) -> int:
    """Seconds that a session has to live in Redis; -2 when it is not there. Raises redis.RedisError."""
    with redis.from_url(address) as client:
        return int(client.ttl(f"{SESSION_KEY}{number}"))


def queues(address: str, names: Sequence[str]) -> list[Queue]:
    """The queues of the ENT; one that does not exist counts no consumer. Raises pika.exceptions.AMQPError."""
    connection = pika.BlockingConnection(pika.URLParameters(address))
    try:
        return [_queue(connection, name) for name in names]
    finally:
        connection.close()


def echo(address: str, text: str) -> str:
    """Write a text in a table of one's own, that lasts as long as the connection, and read it again.

    Raises pymysql.MySQLError.
    """
    with connected(address) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE preau_essai (texte TEXT)")
        cursor.execute("INSERT INTO preau_essai VALUES (%s)", (text,))
        connection.commit()
        cursor.execute("SELECT texte FROM preau_essai")
        return str(cursor.fetchone()[0])


def collations(address: str) -> dict[str, int]:
    """How many tables each collation has. Raises pymysql.MySQLError."""
    with connected(address) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_collation, COUNT(*) FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' GROUP BY 1"
        )
        return {str(name): int(count) for name, count in cursor.fetchall()}


def connected(address: str) -> pymysql.Connection:
    parts = urlsplit(address)
    return pymysql.connect(
        host=parts.hostname or "",
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
        charset="utf8mb4",
    )


def soon(seen: Callable[[], bool]) -> bool:
    """Whether something is seen within the time that a job may take."""
    end = time.monotonic() + PATIENCE
    while not seen():
        if time.monotonic() > end:
            return False
        time.sleep(_STEP)
    return True


def settled(read: Callable[[], int]) -> int:
    """A count once it no longer moves: what was done before may still be on its way."""
    last = [read()]

    def still() -> bool:
        last.append(read())
        return len(last) > _STILL and len(set(last[-_STILL:])) == 1

    soon(still)
    return last[-1]


def _queue(connection: pika.BlockingConnection, name: str) -> Queue:
    channel = connection.channel()
    try:
        told = channel.queue_declare(name, passive=True).method
    except pika.exceptions.ChannelClosedByBroker:
        return Queue(name, 0, 0)
    channel.close()
    return Queue(name, int(told.message_count), int(told.consumer_count))
