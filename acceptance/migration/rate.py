"""The network rate: media of known sizes downloaded in parallel while a page stays usable (EXP-03, CCTP 4.2.2)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle

import urllib3

from acceptance.migration.findings import Verdict
from acceptance.migration.points import PointVerdict
from acceptance.watch.states import Reading
from portal.french import number, plural

GUARANTEED = 15.0  # Mb/s
_LEAST_SECONDS = 10.0
_BLOCK = 1 << 16
_USABLE = 0.99
_TIMEOUT = 30.0


@dataclass(frozen=True)
class File:
    """A file that anyone who has its address may download; ``size`` in bytes."""

    url: str
    size: int


@dataclass(frozen=True)
class Transfer:
    """Bytes received in ``seconds``; ``faults``: downloads that were cut or that gave another size."""

    received: int
    seconds: float
    files: int
    faults: int
    pages: tuple[Reading, ...] = ()

    @property
    def megabits(self) -> float:
        """Mb/s, of the content alone: headers and retransmissions only lower it."""
        return self.received * 8 / self.seconds / 1e6 if self.seconds else 0.0


def transfer(
    files: Sequence[File], page: Callable[[], Reading], *, seconds: float = _LEAST_SECONDS, parallel: int = 6
) -> Transfer:
    """Download the files in turn, ``parallel`` at a time, for ``seconds``; probe a page each second meanwhile."""
    pool = urllib3.PoolManager(maxsize=parallel, timeout=urllib3.Timeout(_TIMEOUT), retries=False)
    started = time.perf_counter()
    over = started + seconds

    def one(worker: int) -> tuple[int, int, int]:
        received = done = faults = 0
        for file in cycle([*files[worker % len(files) :], *files[: worker % len(files)]]):
            if time.perf_counter() >= over:
                return received, done, faults
            size, whole = _download(pool, file, over)
            received += size
            done += whole
            # A download that the end of the measure cuts is not a fault.
            faults += not whole and time.perf_counter() < over
        return received, done, faults

    pages = []
    with ThreadPoolExecutor(parallel) as workers:
        running = [workers.submit(one, worker) for worker in range(parallel)]
        while time.perf_counter() < over:
            pages.append(page())
            time.sleep(max(0.0, min(1.0, over - time.perf_counter())))
        results = [future.result() for future in running]
    elapsed = time.perf_counter() - started
    received, done, faults = (sum(result[place] for result in results) for place in range(3))
    return Transfer(received, elapsed, done, faults, tuple(pages))


def verdict(found: Transfer, asked: float = GUARANTEED) -> PointVerdict:
    usable = sum(reading.state.usable for reading in found.pages)
    whole = plural(found.files, "fichier entier", "fichiers entiers")
    told = (
        f"{number(found.megabits)} Mb/s pendant {number(found.seconds, 0)} s, {whole} ; "
        f"page utilisable {usable} fois sur {len(found.pages)}"
    )
    if found.faults:
        return PointVerdict(Verdict.NOT_VALID, f"{told} ; {plural(found.faults, 'téléchargement')} en défaut")
    if found.megabits < asked:
        return PointVerdict(Verdict.NOT_CONFORM, f"{told} ; {number(asked, 0)} Mb/s sont garantis")
    if not found.pages or usable / len(found.pages) < _USABLE:
        return PointVerdict(Verdict.NOT_CONFORM, f"{told} : les pages ne restent pas utilisables")
    if found.seconds < _LEAST_SECONDS * 0.9:
        return PointVerdict(Verdict.NOT_VALID, f"{told} : mesure trop courte")
    return PointVerdict(Verdict.CONFORM, told)


def _download(pool: urllib3.PoolManager, file: File, over: float) -> tuple[int, bool]:
    """Bytes received, and whether the file came whole."""
    size = 0
    try:
        answer = pool.request("GET", file.url, preload_content=False)
        for block in answer.stream(_BLOCK):
            size += len(block)
            if time.perf_counter() >= over:
                answer.close()
                return size, False
        answer.release_conn()
    except urllib3.exceptions.HTTPError:
        return size, False
    return size, answer.status == 200 and size == file.size
