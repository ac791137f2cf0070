"""What needs greenlets: run in a process of its own by test_outpost.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import gevent
import pytest

from fixtures.accounts import Account
from loadtests.people import messages
from loadtests.people.outpost import Guest, Outpost, Terms

TERMS = Terms("https://ent.test/ent", "https://ent.test", True, 1.0, 1, "[Préau] essai", False)
ZOE = Account("pupil", "zoe", "secret")


@pytest.fixture
def sent() -> list[tuple[str, Mapping[str, Any]]]:
    return []


@pytest.fixture
def outpost(sent: list[tuple[str, Mapping[str, Any]]]) -> Outpost:
    return Outpost(TERMS, 0, lambda kind, data: sent.append((kind, data)), lambda _: None)


def welcome(number: int, account: Account | None = ZOE) -> Mapping[str, Any]:
    return {"number": number, "account": asdict(account) if account else None, "due": 12.5, "failures": 1}


def test_a_place_waits_for_who_is_sent_to_it(outpost: Outpost) -> None:
    waiting = gevent.spawn(outpost.next_guest, "pupil", patient=True)
    gevent.sleep(0)
    outpost.welcome(welcome(0))
    assert waiting.get(timeout=1) == Guest(0, ZOE, 12.5, 1)


def test_who_is_not_patient_may_get_nobody(outpost: Outpost) -> None:
    waiting = gevent.spawn(outpost.next_guest, "pupil", patient=False)
    gevent.sleep(0)
    outpost.welcome(welcome(0, None))
    assert waiting.get(timeout=1) is None


def test_a_place_sent_away_while_it_waits_says_so_and_takes_nobody(
    outpost: Outpost, sent: list[tuple[str, Mapping[str, Any]]]
) -> None:
    waiting = gevent.spawn(outpost.next_guest, "pupil", patient=True)
    gevent.sleep(0)
    waiting.kill()
    outpost.welcome(welcome(0))
    assert sent[1:] == [(messages.RENOUNCE, {"number": 0})]


def test_a_place_sent_away_just_as_somebody_comes_gives_the_account_back(
    outpost: Outpost, sent: list[tuple[str, Mapping[str, Any]]]
) -> None:
    waiting = gevent.spawn(outpost.next_guest, "pupil", patient=True)
    gevent.sleep(0)
    waiting.kill(block=False)
    outpost.welcome(welcome(0))
    gevent.sleep(0)
    assert sent[1:] == [(messages.GIVE_BACK, {"number": 0, "login": "zoe", "failures": 0, "refused": False})]
