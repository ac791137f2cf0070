"""The people of the benchmarks before a stub, for Locust: they think, ask for a page, and all they see is recorded.

What they are told comes in ``BANC`` (JSON): ``think`` in seconds (mean of an exponential), ``folder`` where to record
(empty: nothing is measured), ``report`` where to write the processor time used.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, events, task

from fixtures.accounts import AccountLedger
from fixtures.run_folder import RunFolder, write_json
from loadtests.measure.recorder import Recorder
from loadtests.measure.samples import Sample
from loadtests.people.clockwork import Clockwork

TOLD: dict[str, Any] = json.loads(os.environ["BANC"])
JOURNEYS = ("blog", "messagerie")


class Now:
    """The run under way."""

    recorder: Recorder | None = None
    clockwork: Clockwork | None = None
    begun = time.time()
    processor = 0.0
    requests = 0


class Pupil(FastHttpUser):
    """Thinks for an exponential time, then waits for a page of one request."""

    connection_timeout = network_timeout = 60.0

    def wait_time(self) -> float:
        return random.expovariate(1 / TOLD["think"])

    def on_start(self) -> None:
        gevent.sleep(self.wait_time())

    @task
    def page(self) -> None:
        journey, start = random.choice(JOURNEYS), time.time()
        status = self.client.get(f"/{journey}", context={"journey": journey}).status_code
        if Now.recorder:
            reason = "" if status == 200 else f"Réponse {status}"
            duration = time.time() - start
            Now.recorder.keep(Sample("page", f"Page de {journey}", "pupil", journey, start, duration, reason=reason))


def begin(environment: Any, **_: Any) -> None:
    if TOLD["folder"]:
        folder = RunFolder(Path(TOLD["folder"]))
        folder.path.mkdir(parents=True)
        write_json(folder.path / "run.json", {"kind": "charge", "asked": {}})
        Now.recorder = Recorder(folder, environment.parsed_options.num_users or 1)
        Now.clockwork = Clockwork(Now.recorder, AccountLedger([]), lambda: environment.runner.user_count, None)
    Now.processor = time.process_time()


def keep_request(
    name: str, start_time: float, response_time: float, context: dict[str, str], exception: Any, **_: Any
) -> None:
    Now.requests += 1
    if Now.recorder:
        reason = str(exception) if exception else ""
        seconds = response_time / 1000
        Now.recorder.keep(Sample("request", name, "pupil", context["journey"], start_time, seconds, reason=reason))


def end(**_: Any) -> None:
    used = time.process_time() - Now.processor
    if Now.recorder and Now.clockwork:
        Now.clockwork.stop()
        Now.recorder.close(leases=0, complete=True)
    if TOLD.get("report"):
        write_json(Path(TOLD["report"]), {"cpu": used, "requests": Now.requests})


_hooks: Any = events  # Locust's hooks have no types
_hooks.test_start.add_listener(begin)
_hooks.request.add_listener(keep_request)
_hooks.test_stop.add_listener(end)
