"""The raw markers of statistics: what a visit adds to the store of the embedded mode."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import requests

from fixtures.practice_ent.server import PracticeEnt

_PUPIL = 8
_LAST = "PROFILE_VISIT"


def _markers(base: sqlite3.Connection, marker: str) -> dict[tuple[int, int], int]:
    """Value by (group, role), all minutes together."""
    found: dict[tuple[int, int], int] = {}
    for key, value in base.execute("SELECT key, value FROM ent_store WHERE key LIKE ?", [f"{marker}:%"]):
        group_id, role_id = (int(part) for part in key.split(":")[-2:])
        found[group_id, role_id] = found.get((group_id, role_id), 0) + int(value)
    return found


def _all_written(ent: PracticeEnt, session: requests.Session, base: sqlite3.Connection) -> None:
    """Marks are written together some moments later: one more of another kind, once there, says that all are."""
    before, limit = _markers(base, _LAST), time.monotonic() + 10
    assert session.post(f"{ent.portal}/api/1.0/statistics/visits/PROFILE.json", json={}).status_code == 204
    while _markers(base, _LAST) == before:
        assert time.monotonic() < limit, "nothing is ever written"
        time.sleep(0.05)


def _grown(base: sqlite3.Connection, marker: str, before: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    return {
        key: value - before.get(key, 0) for key, value in _markers(base, marker).items() if value != before.get(key, 0)
    }


def test_a_visit_counts_for_the_class_and_every_group_above(
    ent: PracticeEnt, signed_in: Callable[[str], requests.Session], base: sqlite3.Connection
) -> None:
    pupil = signed_in("pupil")
    _all_written(ent, pupil, base)
    before = _markers(base, "MEDIALIBRARY_VISIT")
    url = f"{ent.portal}/api/1.0/statistics/visits/MEDIA_LIBRARY.json"
    assert pupil.post(url, json={}).status_code == 204
    _all_written(ent, pupil, base)
    grown = _grown(base, "MEDIALIBRARY_VISIT", before)
    groups = {group_id for group_id, _ in grown}
    above = dict(base.execute("SELECT group_id, parent_id FROM central_group_parent"))
    (lowest,) = groups - {above.get(group_id) for group_id in groups}
    chain = [lowest]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    assert len(chain) > 1
    assert grown == {(group_id, _PUPIL): 1 for group_id in chain}


def test_a_sign_in_counts_once(
    ent: PracticeEnt, signed_in: Callable[[str], requests.Session], base: sqlite3.Connection
) -> None:
    teacher = signed_in("teacher")
    _all_written(ent, teacher, base)
    before = _markers(base, "MAIN_CONNECT_PLATFORM")
    signed_in("pupil")
    _all_written(ent, teacher, base)
    grown = _grown(base, "MAIN_CONNECT_PLATFORM", before)
    assert grown
    assert {role_id for _, role_id in grown} == {_PUPIL}
    assert set(grown.values()) == {1}


def test_a_refused_visit_counts_nothing(
    ent: PracticeEnt, signed_in: Callable[[str], requests.Session], base: sqlite3.Connection
) -> None:
    teacher = signed_in("teacher")
    _all_written(ent, teacher, base)
    before = _markers(base, "MESSAGING_VISIT")
    answer = requests.post(f"{ent.portal}/api/1.0/statistics/visits/MESSAGING.json", json={}, timeout=10)
    assert answer.status_code == 401
    _all_written(ent, teacher, base)
    assert _grown(base, "MESSAGING_VISIT", before) == {}
