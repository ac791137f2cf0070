"""The conditions without which a load run proves nothing: each a measure, a threshold and a French sentence.

What is not known is never taken for good: only a target that does not publish its own count is excused from giving it.
"""

from __future__ import annotations

from loadtests.judge import consistency, load_sent, measure_sound, mix
from loadtests.judge.facts import Facts
from loadtests.judge.verdict import ValidityCheck

CHECKS = (
    load_sent.complete,
    load_sent.load_asked,
    load_sent.sessions_reached,
    load_sent.window_length,
    measure_sound.settled,
    load_sent.sessions_held,
    load_sent.people_lost,
    load_sent.workers_lost,
    load_sent.accounts_shared,
    load_sent.arrivals_missed,
    mix.roles_sent,
    mix.journeys_sent,
    measure_sound.enough_views,
    measure_sound.generator_lag,
    measure_sound.processor,
    consistency.little,
    consistency.counts_agree,
    consistency.same_target,
    consistency.clock,
)


def validity(facts: Facts) -> tuple[ValidityCheck, ...]:
    """Every condition, in the order a reader wants them."""
    return tuple(check(facts) for check in CHECKS)
