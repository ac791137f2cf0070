"""What Redis and RabbitMQ hold at the time of the inventory: families of keys, counters, queues and their consumers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pika
from pika.exceptions import AMQPError, ChannelClosedByBroker
from redis import Redis, RedisError

from acceptance.migration.sealed import Record

# Families of keys (contract: data-model.md 7), and whether they must survive.
_FAMILIES = (
    ("sessions", re.compile(r"app:")),
    ("connexions mémorisées", re.compile(r"rbme_token:")),
    ("compteurs de statistiques", re.compile(r"[A-Z_-]+:\d{4}-\d\d-\d\d:")),
    ("vignettes", re.compile(r"tb/")),
    ("caches", re.compile(r"user_|group_|bs\.cache\.|https?:|blog:view:|feed:|portal_|user_directory:|g_\d|paas_")),
)
COUNTERS = "compteurs de statistiques"
KEPT = ("connexions mémorisées", COUNTERS)
# These stay in Redis for ever on a case-sensitive disk (contract: data-model.md, doubt 5).
_STAYING = ("MEDIALIBRARY_VISIT", "MEDIA_ADD_FILE")
_BATCH = 1000
_SECONDS = 10


def redis_records(address: str) -> Iterator[Record]:
    """One record a family of keys: how many, and the sum of the counters. Raises RedisError."""
    with Redis.from_url(
        address, decode_responses=True, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
    ) as redis:
        yield {"k": "version", "quoi": "Redis", "valeur": str(redis.info("server")["redis_version"])}
        found: Counter[str] = Counter()
        total = staying = 0
        batch: list[str] = []
        for key in redis.scan_iter(count=_BATCH):
            family = family_of(key)
            found[family] += 1
            if family == COUNTERS:
                if key.startswith(_STAYING):
                    staying += 1
                batch.append(key)
                if len(batch) == _BATCH:
                    total += _sum(redis, batch)
                    batch = []
        total += _sum(redis, batch)
    for family in sorted({name for name, _ in _FAMILIES} | set(found)):
        sums = {"somme": total, "restants": staying} if family == COUNTERS else {}
        yield {"k": "redis", "id": family, "n": found[family], **sums}


def family_of(key: str) -> str:
    return next((name for name, pattern in _FAMILIES if pattern.match(key)), "autres")


def queue_records(address: str, queues: Iterable[str]) -> Iterator[Record]:
    """One record a queue: messages that wait, consumers; one that does not exist is told so. Raises AMQPError."""
    parameters = pika.URLParameters(address)
    parameters.socket_timeout = _SECONDS
    with pika.BlockingConnection(parameters) as connection:
        for queue in sorted(queues):
            channel = connection.channel()
            try:
                state = channel.queue_declare(queue, passive=True).method
            except ChannelClosedByBroker:
                yield {"k": "file", "id": queue, "existe": False, "messages": 0, "consommateurs": 0}
                continue
            yield {
                "k": "file",
                "id": queue,
                "existe": True,
                "messages": state.message_count,
                "consommateurs": state.consumer_count,
            }


def _sum(redis: Redis, keys: list[str]) -> int:
    return sum(int(value) for value in redis.mget(keys) if value) if keys else 0


ServiceErrors = (RedisError, AMQPError, OSError)
