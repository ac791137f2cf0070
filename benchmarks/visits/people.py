"""Locust users that send the recorded visits, ours and bare ones: ``locust -f benchmarks/visits/people.py``.

``BANC`` in the environment is a JSON object: ``mode`` (préau, fast, http), ``recording``, ``origin``, ``rounds`` (how
many times each visit is sent in all), ``result`` (the file that receives requests, failures, seconds and CPU seconds of
this process, from the first request to the last).
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import psutil
from locust import FastHttpUser, HttpUser, User, events, task
from locust.env import Environment
from locust.exception import StopUser

from benchmarks.visits.recording import ORIGIN, VISITS, Exchange, moved, read_recording, visit_of
from benchmarks.visits.server import AGENT
from fixtures.run_folder import new_run
from loadtests.journeys.sign_in import arrive, leave
from loadtests.journeys.wandering import wander
from loadtests.measure.recorder import Recorder
from loadtests.measure.samples import Sample
from loadtests.people.fast_session import FastSession
from portal.http import Answer, PageName, T

ORDER = json.loads(os.environ["BANC"])
ACCOUNTS, EXCHANGES = read_recording(Path(ORDER["recording"]))
BY_VISIT: dict[int, list[Exchange]] = {
    number: [replace(one, url=moved(one.url, ORIGIN, ORDER["origin"])) for one in EXCHANGES if one.visit == number]
    for number in range(sum(VISITS.values()))
}
RECORDER = Recorder(new_run("charge", target="banc", asked={}, parent=Path(tempfile.mkdtemp())), people=1)


class _Tagged(FastSession):
    """Our session, whose visitor tells the server who he is."""

    agent = ""

    def exchange(
        self,
        method: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        page: PageName,
        body: bytes,
        headers: Mapping[str, str],
    ) -> T:
        tagged = {**headers, "User-Agent": self.agent}
        return super().exchange(method, url, read, page=page, body=body, headers=tagged)


class _Sender(User):
    """Plays one visit after the other, its share of the rounds; the last sender ends the run."""

    abstract = True
    numbers = itertools.count()
    left = len(BY_VISIT)

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.number = next(_Sender.numbers)

    @task
    def all_visits(self) -> None:
        try:
            for turn in range(ORDER["rounds"]):
                visit = (self.number + turn) % len(BY_VISIT)
                self.play(visit, f"{AGENT}{visit}-{self.number}")
        except Exception:
            if self.environment.runner:
                self.environment.runner.quit()  # without a result: the bench tells the log
            raise
        _Sender.left -= 1
        if not _Sender.left:
            _finish(self.environment)
        raise StopUser

    def play(self, number: int, agent: str) -> None:
        raise NotImplementedError


class Ours(_Sender):
    """The people of Préau: journeys, checks and samples kept, as in a run."""

    abstract = ORDER["mode"] != "préau"

    def play(self, number: int, agent: str) -> None:
        session = _Tagged(self, verify=False)
        session.agent = agent
        visit = visit_of(number, ACCOUNTS[number], session, f"{ORDER['origin']}/ent", RECORDER)
        arrive(visit)
        wander(visit)
        leave(visit)
        session.close()

    def context(self) -> dict[str, str]:
        return {"role": "pupil"}


class Fast(_Sender, FastHttpUser):
    """The same requests by Locust's fast client, nothing checked nor kept."""

    abstract = ORDER["mode"] != "fast"
    host = ORDER["origin"]

    def play(self, number: int, agent: str) -> None:
        for one in BY_VISIT[number]:
            with self.client.request(
                one.method,
                one.url,
                name=one.url.partition("?")[0],
                data=cast(Any, one.body.encode("latin-1") or None),  # bytes are taken too
                headers={**one.headers, "User-Agent": agent},
                allow_redirects=False,
                catch_response=True,
            ) as answer:
                answer.success() if answer.status_code == one.status else answer.failure("autre")


class Http(_Sender, HttpUser):
    """The same requests by Locust's usual client."""

    abstract = ORDER["mode"] != "http"
    host = ORDER["origin"]

    def play(self, number: int, agent: str) -> None:
        for one in BY_VISIT[number]:
            with self.client.request(
                one.method,
                one.url,
                name=one.url.partition("?")[0],
                data=cast(Any, one.body.encode("latin-1") or None),  # bytes are taken too
                headers={**one.headers, "User-Agent": agent},
                allow_redirects=False,
                catch_response=True,
            ) as answer:
                answer.success() if answer.status_code == one.status else answer.failure("autre")


def _keep_request(
    name: str,
    start_time: float,
    response_time: float,
    context: Mapping[str, str],
    exception: Exception | None = None,
    **_: Any,
) -> None:
    reason = str(exception) if exception else ""
    RECORDER.keep(
        Sample("request", name, context["role"], context["journey"], start_time, response_time / 1000, reason=reason)
    )


_process = psutil.Process()
_begun: list[float] = []


def _cpu() -> float:
    times = _process.cpu_times()
    return float(times.user + times.system)


def _start(**_: Any) -> None:
    _begun[:] = [_cpu(), time.perf_counter()]


def _finish(environment: Environment) -> None:
    total = environment.stats.total
    result = {
        "requests": total.num_requests,
        "failures": total.num_failures,
        "cpu": _cpu() - _begun[0],
        "seconds": time.perf_counter() - _begun[1],
    }
    Path(ORDER["result"]).write_text(json.dumps(result), encoding="utf-8")
    if environment.runner:
        environment.runner.quit()


_hooks: Any = events
_hooks.test_start.add_listener(_start)
if ORDER["mode"] == "préau":
    _hooks.request.add_listener(_keep_request)
