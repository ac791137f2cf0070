"""How the faults of speed and stability are seen: each function says whether the ENT is broken so."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import requests

from tests.practice_ent.faults.world import COOKIE, World
from tests.practice_ent.visitor import visitor

_PAGE = "/classe/"
_REST = 2.1


def _crowd(world: World, path: str, people: int) -> tuple[float, set[int]]:
    """So many people ask at once: how long until all are answered, and with which statuses."""
    cookie = f"{COOKIE}={world.person('teacher').cookies[COOKIE]}"

    def ask(_number: int) -> int:
        return world.ask(path, headers={"Cookie": cookie}).status_code

    start = monotonic()
    with ThreadPoolExecutor(people) as pool:
        statuses = set(pool.map(ask, range(people)))
    return monotonic() - start, statuses


def _one_at_a_time(world: World) -> bool:
    return _crowd(world, "/api/1.0/messaging/counters.json", 5)[0] > 1.2


def _some_503(world: World) -> bool:
    return 503 in {world.get(_PAGE).status_code for _ in range(5)}


def _sign_in_is_slow(world: World) -> bool:
    start = monotonic()
    world.fresh("pupil", 6).close()
    return monotonic() - start > 1.5


def _is_cut(world: World) -> bool:
    for _ in range(5):
        try:
            world.get(_PAGE)
        except requests.RequestException:
            return True
    return False


def _memory(world: World) -> int:
    """Resident kilobytes of the portal's processes."""
    group = world.ent._processes[1].pid
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            leader = int((folder / "stat").read_text().rpartition(")")[2].split()[2])
            status = (folder / "status").read_text() if leader == group else ""
        except (OSError, ValueError):
            continue
        total += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return total


def _leaks(world: World) -> bool:
    for _ in range(5):
        world.get(_PAGE)
    before = _memory(world)
    for _ in range(40):
        world.get(_PAGE)
    return _memory(world) - before > 15_000


def _download_is_slow(world: World) -> bool:
    pupil = world.library.pupil
    media = pupil.stored(pupil.root, "note.txt", b"a" * 60_000)
    start = monotonic()
    pupil.http.get(f"{world.portal}/mediatheque-2/download/{media['id']}")
    return monotonic() - start > 0.6


def _slower_with_sessions(world: World) -> bool:
    """Twenty more sessions, and the same page takes longer."""

    def quickest() -> float:
        return min(world.seconds(_PAGE) for _ in range(3))

    before = quickest()
    for number in range(20):
        with visitor() as session:
            session.get(f"{world.portal}/is-login", headers={"Cookie": f"{COOKIE}=inconnu{number}"})
    return quickest() - before > 0.1


def _wakes_slowly(world: World) -> bool:
    """The first page after a rest is slow."""
    world.get(_PAGE)
    time.sleep(_REST)
    return world.seconds(_PAGE) > 1.5


def _takes(seconds: float, path: str) -> Callable[[World], bool]:
    return lambda world: world.seconds(path) > seconds


PROOFS: dict[str, Callable[[World], bool]] = {
    "slow-page": _takes(1.5, "/blog/"),
    "slow-sign-in": _sign_in_is_slow,
    "slow-search": _takes(1.5, "/api/1.0/user-directory/users/search/a.json"),
    "slow-one-at-a-time": _one_at_a_time,
    "slow-after-a-rest": _wakes_slowly,
    "slow-freezes": _takes(1.0, _PAGE),
    "slow-some-503": _some_503,
    "slow-crowd-refused": lambda world: 503 in _crowd(world, _PAGE, 8)[1],
    "slow-answers-cut": _is_cut,
    "slow-memory-leak": _leaks,
    "slow-processor": lambda world: min(world.seconds(_PAGE) for _ in range(3)) > 0.15,
    "slow-with-sessions": _slower_with_sessions,
    "slow-downloads": _download_is_slow,
}
