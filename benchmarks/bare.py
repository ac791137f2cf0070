"""A bare Locust user as its documentation writes it, and beside it Préau's recorder on the very same requests.

What it is told comes in ``BANC`` (JSON): ``pacing`` (seconds between two pages of one person), ``planned`` (each page
has its moment, and none is forgotten, as Préau's people do; else Locust's own ``constant_pacing``), ``pause`` (mean of
an exponential pause instead of a pacing), ``sign_in``, ``stages`` (of a shape: end, people, rate), ``people``, and
``folder`` where to record, ``report`` where Locust's own figures go.
"""

from __future__ import annotations

import json
import os
import random
import time
from itertools import count
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, LoadTestShape, constant, constant_pacing, events, task
from locust.runners import WorkerRunner

from fixtures.accounts import Account
from fixtures.run_folder import RunFolder, write_json
from loadtests.measure.recorder import Recorder
from loadtests.measure.samples import Sample
from loadtests.people.clockwork import BEAT

TOLD: dict[str, Any] = json.loads(os.environ["BANC"])
PACING, PLANNED, PAUSE = TOLD.get("pacing", 1.0), TOLD.get("planned", False), TOLD.get("pause", 0.0)
STAGES: list[tuple[float, int, float]] = [tuple(stage) for stage in TOLD.get("stages", ())]


class Now:
    """The run under way."""

    recorder: Recorder | None = None
    greenlets: list[Any] = []  # noqa: RUF012  # one run a process
    most = left = 0
    begun = time.time()


class Somebody(FastHttpUser):
    numbers = count()
    connection_timeout = network_timeout = 60.0

    def on_start(self) -> None:
        self.due = time.time()
        if TOLD.get("sign_in"):
            form = {"_username": f"pupil{next(self.numbers)}"}
            with self.client.post("/central/login_check", data=form, catch_response=True) as response:
                response.raise_for_status()
        if Now.recorder:
            Now.recorder.entered(Account("pupil", str(next(self.numbers)), ""))
        if PAUSE:
            gevent.sleep(random.uniform(0, PAUSE))

    if PAUSE:

        def wait_time(self) -> float:
            return random.expovariate(1 / PAUSE)
    else:
        wait_time = constant(0) if PLANNED else constant_pacing(PACING)

    @task
    def page(self) -> None:
        late, paused = 0.0, PACING
        if PLANNED:
            self.due += PACING
            paused = max(0.0, self.due - time.time())
            gevent.sleep(paused)
            late = max(0.0, time.time() - self.due)
        self.client.get("/page", context={"late": late, "paused": paused})


def keep(start_time: float, response_time: float, context: dict[str, float], exception: Any = None, **_: Any) -> None:
    if Now.recorder and "late" in context:
        reason = str(exception) if exception else ""
        sample = Sample("page", "Page", "pupil", "blog", start_time, response_time / 1000, reason=reason, **context)
        Now.recorder.keep(sample)


def begin(environment: Any, **_: Any) -> None:
    if isinstance(environment.runner, WorkerRunner):
        return
    Now.begun = time.time()
    Now.recorder = Recorder(RunFolder(Path(TOLD["folder"])), TOLD["people"])
    Now.greenlets = [gevent.spawn(watch, environment, Now.recorder)]


def watch(environment: Any, recorder: Recorder) -> None:
    """Every second, as Préau's clockwork does."""
    lags: list[float] = []
    while True:
        until = time.perf_counter() + 1.0
        while (before := time.perf_counter()) < until:
            gevent.sleep(BEAT)
            lags.append(time.perf_counter() - before - BEAT)
        Now.most = max(Now.most, environment.runner.user_count)
        planned = max((people for end, people, _ in STAGES if _begun(end)), default=TOLD["people"])
        people = environment.runner.user_count
        recorder.reading(
            people=people, ent_signed_in=None, lags=lags, held={"pupil": people}, planned=planned, arrived=Now.most
        )
        lags = []


def _begun(end: float) -> bool:
    """Whether the stage that ends then has begun, a second ago at least."""
    begins = max((other for other, *_ in STAGES if other < end), default=0.0)
    return time.time() - Now.begun > begins + 1


def stopping(environment: Any, **_: Any) -> None:
    if Now.recorder:
        Now.left = environment.runner.user_count
        Now.recorder.stopping()


def end(environment: Any, **_: Any) -> None:
    """Write what bare Locust says of the run, and close the folder of Préau."""
    if Now.recorder is None:
        return
    gevent.killall(Now.greenlets)
    Now.recorder.close(0, complete=True)
    Now.recorder = None
    total = environment.stats.get("/page", "GET")
    report = {
        **{f"p{share * 100:.0f}": total.get_response_time_percentile(share) / 1000 for share in (0.5, 0.95, 0.99)},
        "average": total.avg_response_time / 1000,
        "failures": total.fail_ratio,
        "requests": total.num_requests,
        "most": Now.most,
        "left": Now.left,
        "warned": bool(getattr(environment.runner, "cpu_warning_emitted", False)),
    }
    write_json(Path(TOLD["report"]), report)


if STAGES:

    class Stages(LoadTestShape):
        def tick(self) -> tuple[int, float] | None:
            return next(((people, rate) for end, people, rate in STAGES if self.get_run_time() < end), None)


_hooks: Any = events  # Locust's hooks have no types
_hooks.test_start.add_listener(begin)
_hooks.request.add_listener(keep)
_hooks.test_stopping.add_listener(stopping)
_hooks.test_stop.add_listener(end)
