"""The door of the load tests: ``locust`` opens the web page, ``locust --headless`` runs at once.

Locust is used as it is. This file gives it the people, the plan of their arrivals and what to do at each of its events.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import locust.argument_parser
import locust.runners
import locust.stats
from locust import LoadTestShape, events
from locust.env import Environment

from loadtests.measure.buckets import bucket
from loadtests.people import conduct
from loadtests.people.options import add_options
from loadtests.people.parent import Parent
from loadtests.people.pupil import Pupil
from loadtests.people.teacher import Teacher

__all__ = ["Arrivals", "Parent", "Pupil", "Teacher"]

# Locust rounds times to two digits, which lets a p95 of 1.04 s pass for 1 s.
locust.stats.bucket_response_time = bucket
# A starved worker is late, and told to be; three seconds of silence do not make it lost.
locust.runners.HEARTBEAT_LIVENESS = 10
# At each order to start people, a worker asks for it once an option and stalls for a third of a second.
locust.argument_parser.default_args_dict = cache(locust.argument_parser.default_args_dict)


class Arrivals(LoadTestShape):
    """Locust asks it once a second how many people it must run: the plan of the run under way answers."""

    use_common_options = True

    def tick(self) -> tuple[int, float] | None:
        assert self.runner is not None, "Locust gives it"  # noqa: S101
        return conduct.tick(self.runner)


def begin_process(environment: Environment, **values: Any) -> None:
    conduct.begin_process(environment, **values)
    # Last added, first called: before Locust lets its workers go without their last words.
    _hooks.quitting.add_listener(lambda **_: conduct.interrupt(environment))


_hooks: Any = events  # Locust's hooks have no types
_hooks.init_command_line_parser.add_listener(add_options)
_hooks.init.add_listener(begin_process)
_hooks.worker_connect.add_listener(conduct.join)
_hooks.test_start.add_listener(conduct.begin_here)
_hooks.request.add_listener(conduct.keep_request)
_hooks.test_stopping.add_listener(conduct.send_away)
_hooks.test_stop.add_listener(conduct.end)
_hooks.quit.add_listener(conduct.say_last_words)
