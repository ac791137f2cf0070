"""Who comes in: a place, an account and, in a partly-open plan, somebody who is due."""

from __future__ import annotations

import random
from collections import deque
from itertools import cycle

import pytest

from fixtures.accounts import Account
from fixtures.leases import AccountLedger
from loadtests.people.reception import Place, Reception

Come = list[tuple[Place, str | None, float]]


def desk(accounts: int, *, partly_open: bool = False) -> tuple[Reception, AccountLedger, Come]:
    ledger = AccountLedger([Account("pupil", f"p{number}", "x") for number in range(accounts)], recovery=100.0)
    come: Come = []
    guests = cycle([("pupil", "")]) if partly_open else None
    reception = Reception(
        ledger, lambda place, account, due: come.append((place, account.login if account else None, due)), guests
    )
    return reception, ledger, come


A, B, C = Place("w1", 1), Place("w1", 2), Place("w2", 1)


def test_in_a_closed_plan_a_place_is_taken_at_once() -> None:
    reception, _, come = desk(1)
    reception.ask(A, "pupil", 10.0)
    assert come == [(A, "p0", 10.0)]


def test_who_is_patient_waits_for_an_account_in_his_turn() -> None:
    reception, ledger, come = desk(1)
    for place in (A, B, C):
        reception.ask(place, "pupil", 10.0)
    assert len(come) == 1
    ledger.release("p0", "w1")
    reception.look(20.0)
    assert come[1:] == [(B, "p0", 20.0)]


def test_who_is_not_patient_is_told_that_no_account_is_free() -> None:
    reception, _, come = desk(1)
    reception.ask(A, "pupil", 10.0)
    reception.ask(B, "pupil", 11.0, patient=False)
    assert come[1:] == [(B, None, 11.0)]


def test_the_places_of_a_worker_that_is_back_wait_again() -> None:
    reception, ledger, come = desk(1)
    for place in (C, A, B):
        reception.ask(place, "pupil", 10.0)
    reception.suspend("w1")
    reception.renounce(A)
    ledger.release("p0", "w2")
    reception.look(20.0)
    assert len(come) == 1, "nobody is sent to a lost worker"
    reception.resume("w1", 30.0)
    assert come[1:] == [(B, "p0", 30.0)]


def test_who_renounces_and_whose_worker_is_lost_wait_no_more() -> None:
    reception, ledger, come = desk(1)
    for place in (A, Place("w1", 3), B, C):
        reception.ask(place, "pupil", 10.0)
    reception.renounce(Place("w1", 3))
    reception.suspend("w1")
    ledger.release("p0", "w1")
    reception.look(20.0)
    assert come[1:] == [(C, "p0", 20.0)]


def test_in_a_partly_open_plan_a_place_waits_for_who_is_due() -> None:
    reception, _, come = desk(5, partly_open=True)
    reception.ask(A, "pupil", 10.0)
    assert come == []
    reception.announce([12.5], 11.0)
    assert [(place, due) for place, _, due in come] == [(A, 12.5)]


def test_who_is_due_waits_for_a_place_and_keeps_his_moment() -> None:
    reception, _, come = desk(5, partly_open=True)
    reception.announce([10.0, 11.0], 10.0)
    reception.ask(A, "pupil", 15.0)
    assert [(place, due) for place, _, due in come] == [(A, 10.0)]


def test_arrivals_never_begun_are_told_from_those_planned() -> None:
    reception, _, _ = desk(5, partly_open=True)
    reception.announce([10.0, 11.0, 14.0], 9.0)
    reception.ask(A, "pupil", 9.0)
    assert (reception.planned(9.5), reception.arrived(9.5)) == (0, 0)
    assert (reception.planned(12.0), reception.arrived(12.0)) == (2, 1)
    reception.ask(B, "pupil", 12.5)
    assert (reception.planned(13.0), reception.arrived(13.0)) == (2, 2)


@pytest.mark.parametrize("seed", range(5))
def test_ten_thousand_visits_over_two_workers_that_die_never_share_an_account(seed: int) -> None:
    """Messages of a worker keep their order; those of two workers mix at random, and workers die with all they hold."""
    rng = random.Random(seed)
    reception, ledger, come = desk(60)
    places = [Place(worker, number) for worker in ("w1", "w2") for number in range(40)]
    waiting, inside = deque(places), dict[str, Place]()
    dead_until: dict[str, float] = {}
    now, visits = 0.0, 0
    while visits < 10_000:
        now += 0.05
        for worker, until in list(dead_until.items()):
            if now >= until:
                del dead_until[worker]
                inside = {login: place for login, place in inside.items() if place.worker != worker}
                ledger.recover(now)
                waiting.extend(place for place in places if place.worker == worker)
        for _ in range(min(len(waiting), rng.randrange(4))):
            place = waiting.popleft()
            if place.worker not in dead_until:
                reception.ask(place, "pupil", now)
        for place, login, _ in come:
            assert login is not None
            assert login not in inside, "two people with one account"
            inside[login] = place
            visits += 1
        come.clear()
        for login in rng.sample(sorted(inside), min(len(inside), rng.randrange(4))):
            if inside[login].worker not in dead_until:
                place = inside.pop(login)
                ledger.release(login, place.worker)
                waiting.append(place)
        reception.look(now)
        if rng.random() < 0.0005 and not dead_until:
            worker = rng.choice(("w1", "w2"))
            dead_until[worker] = now + 100.0
            waiting = deque(place for place in waiting if place.worker != worker)
            reception.suspend(worker)
            ledger.lost(worker, now)
    assert ledger.leases == visits + len(come)
