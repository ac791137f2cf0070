"""The locustfile of ``benchmarks.capacity``: the people of the benchmarks, as many as the search itself wants."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from locust import LoadTestShape

from benchmarks.crowd import JOURNEYS, TOLD, Now, Pupil
from loadtests.judge.capacity import Search
from loadtests.judge.capacity_answer import capacity, to_document
from loadtests.judge.objectives import Objective, Objectives, read_objectives
from loadtests.judge.steering import Steering, measured_in

__all__ = ["Pupil", "Shape"]

OBJECTIVES = Objectives(
    tuple(Objective(f"Pages de {one}", one, TOLD["share"], TOLD["within"][one]) for one in JOURNEYS),
    read_objectives().conditions,
)
PEOPLE_A_SECOND = 100.0


@dataclass(frozen=True)
class Held:
    at: float
    late: bool = False


class Shape(LoadTestShape):
    """Stages chosen by the search; the clock of each starts when all its people are there."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Locust's own
        measure = measured_in(Path(TOLD["folder"]), Now.begun, OBJECTIVES)
        self.steering = Steering(Search(**TOLD["search"]), measure, TOLD["settle"], TOLD["tail"])
        self.held: list[Held] = []
        self.step = self.steering.step([])
        self.over_at: float | None = None

    def tick(self) -> tuple[int, float] | None:
        elapsed = time.time() - Now.begun
        if self.over_at is not None and elapsed >= self.over_at:
            self.step, self.over_at = self.steering.step(self.held), None
            self.tell(elapsed)
        if self.step is None:
            return None
        if self.over_at is None and self.get_current_user_count() == self.step.people:  # type: ignore[no-untyped-call]
            self.held.append(Held(elapsed))
            self.over_at = elapsed + self.steering.lasting(self.step)
        return self.step.people, PEOPLE_A_SECOND

    def tell(self, elapsed: float) -> None:
        level = self.steering.levels[-1]
        shares = ", ".join(f"{count.journey} {count.share:.4f}" for count in level.counts)
        print(f"{level.people} : {shares} ; {level.throughput:.1f} pages/s {level.unsound}", flush=True)
        if self.step is None:
            found = capacity(self.steering.levels, self.steering.search)
            document = {**to_document(found), "seconds": elapsed}
            Path(TOLD["answer"]).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
