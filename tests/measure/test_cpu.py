"""What the generator says of its processor, seen on this very process."""

from __future__ import annotations

import os
import subprocess
import sys
from time import perf_counter

import pytest

from loadtests.measure.cpu import CpuMeter

STARVED = """
import os, sys, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from loadtests.measure.cpu import CpuMeter
children = [os.fork() for _ in range(2)]
if 0 in children:
    end = time.time() + 1.2
    while time.time() < end: pass
    os._exit(0)
meter = CpuMeter()
end = time.time() + 1.0
while time.time() < end: pass
use = meter.read()
print(use.own, use.waiting)
for child in children: os.waitpid(child, 0)
"""


def test_a_process_that_works_uses_its_core() -> None:
    meter, begun = CpuMeter(), perf_counter()
    while perf_counter() - begun < 0.3:
        pass
    use = meter.read()
    # On a busy machine it gets less than the whole core; the rest it waits for.
    assert use.own + (use.waiting or 0) > 0.8


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no way to share one core here")
def test_a_process_whose_core_others_use_is_seen_waiting() -> None:
    done = subprocess.run([sys.executable, "-c", STARVED], capture_output=True, text=True, check=True, timeout=60)
    own, waiting = (float(word) for word in done.stdout.split())
    assert waiting > 0.4
    assert own < 0.6


def test_connections_are_told_by_their_descriptors() -> None:
    meter = CpuMeter()
    before = meter.descriptors()
    ends = os.pipe()
    try:
        assert before is not None
        assert meter.descriptors() == before + 2
    finally:
        for end in ends:
            os.close(end)
