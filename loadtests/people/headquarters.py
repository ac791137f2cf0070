"""The run as the master sees it: its plan, its accounts, its workers and its folder. One process is its own master."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import gevent
import numpy as np
from locust.runners import STATE_MISSING, MasterRunner, Runner

from fixtures.accounts import Account
from fixtures.run_folder import RunFolder
from loadtests.arrivals.closed import steered
from loadtests.arrivals.course import Course
from loadtests.arrivals.guests import guests
from loadtests.arrivals.plan import Reached
from loadtests.arrivals.stages import Stage
from loadtests.judge.capacity import Search
from loadtests.judge.capacity_answer import Capacity, capacity, keep_answer
from loadtests.judge.early_stop import EarlyStop
from loadtests.judge.steering import Steering, measured_in
from loadtests.measure.cpu import CpuUse
from loadtests.measure.percentiles import percentile
from loadtests.measure.probe import PERIOD
from loadtests.measure.recorder import Recorder
from loadtests.people import messages
from loadtests.people.clockwork import Clockwork, EntCount
from loadtests.people.gathering import Inbox
from loadtests.people.outpost import Terms
from loadtests.people.preparation import Prepared
from loadtests.people.reception import Place, Reception
from loadtests.people.versions import VersionWatch
from portal.french import integer, plural, typeset

TO_SEE_OFF = 15.0  # seconds for the people of all the workers to sign out
log = logging.getLogger("preau")


@dataclass
class _Worker:
    """``heard`` is when its last parcel came (seconds, this machine's own clock), ``lag`` what it told of its lateness
    (p99 of the second, in seconds), ``silences`` how many times it was lost, for good or for a while."""

    heard: float
    lag: float = 0.0
    cpu: CpuUse | None = None
    sockets: int | None = None
    lost: bool = False
    silences: int = 0
    inbox: Inbox = field(default_factory=Inbox)


class Headquarters:
    """A run under way, from its creation to ``close``."""

    def __init__(self, runner: Runner, prepared: Prepared, folder: RunFolder) -> None:
        asked, target = prepared.asked, prepared.target
        self.folder = folder
        self.ledger = prepared.ledger
        self._began, self._began_at = time.perf_counter(), time.time()
        self._steering = self._search(prepared) if prepared.plan is None else None
        self.course = Course(prepared.plan or steered(self._next_stage), seed=asked.seed)
        self.recorder = Recorder(folder, asked.people)
        self._early = self._listen_for_the_worst(prepared)
        self._broken = False
        self._spawn_rate = asked.spawn_rate
        self.terms = Terms(
            portal=target.portal,
            origin=target.origin,
            verify=not target.is_loopback,
            pauses=asked.pauses,
            seed=asked.seed,
            mark=f"[Préau] {folder.path.name.removesuffix('-charge')}",
            leaving=self.course.partly_open,
        )
        self._runner = runner
        self._asked, self._rate, self._frozen, self._stopping = 0, 1, False, False
        self._workers: dict[str, _Worker] = {}
        self._given: dict[Place, str] = {}  # the login of who has been sent to each place
        self._inside: set[tuple[str, str]] = set()
        together = self.course.together
        classrooms = self.ledger.classrooms if together else ()
        come = guests(asked.mix, classrooms, together or 1) if self.course.partly_open else None
        self._reception = Reception(self.ledger, self._welcome, come)
        self._handlers = {
            messages.PLACE: self._place,
            messages.RENOUNCE: self._renounce,
            messages.GIVE_BACK: self._given_back,
            messages.SESSION: self._session,
            messages.LOST: self._person_lost,
            messages.PARCEL: self._parcel,
        }
        self._ent = EntCount(target.figures)
        self._versions = VersionWatch(target.portal, self.recorder.fingerprint, verify=not target.is_loopback)
        self._clockwork = Clockwork(self._second)

    def open(self) -> None:
        """Tell the workers, or this process, that the run begins."""
        if isinstance(self._runner, MasterRunner):
            for worker in self._runner.clients:
                self.join(worker)
        else:
            self._runner.send_message(messages.TERMS, asdict(self.terms))

    def join(self, worker: str) -> None:
        """A worker takes part from now on."""
        self._workers.setdefault(worker, _Worker(time.perf_counter()))
        self._runner.send_message(messages.TERMS, asdict(self.terms), worker)

    def receive(self, kind: str, worker: str, data: Mapping[str, Any]) -> None:
        """A message of a worker."""
        self._handlers[kind](worker, data)

    def tick(self) -> tuple[int, int] | None:
        """How many people Locust must run now, and how many it may start or stop a second; None once it is over.

        The plan itself climbs, step by step: Locust is always asked for what it can do at once. Asked for a long climb,
        it would be deaf until its end when distributed, and stages would go by unseen.
        """
        if self._broken:
            return None
        elapsed = time.perf_counter() - self._began
        target = self.course.advance(elapsed, self._runner.user_count)
        if target is None:
            return None
        now = time.time()
        self._reception.announce([self._began_at + due for due in self.course.due(elapsed)], now)
        if target.frozen != self._frozen:
            self._frozen = target.frozen
            self._runner.send_message(messages.FREEZE, {"frozen": target.frozen})
        if target.people != self._asked:
            self._rate = max(1, abs(target.people - self._asked))
            self._asked = target.people
        elif isinstance(self._runner, MasterRunner):
            # When a lost worker is given up Locust starts everybody again at this rate, from nobody: never slowly.
            self._runner.spawn_rate = float(max(1, target.people))
        return self._asked, self._rate

    @property
    def over(self) -> bool:
        """Whether the run has gone as far as it had to: to the end of its plan, or to an objective broken for sure."""
        return self._broken or self.course.over

    def capacity(self) -> Capacity | None:
        """What a search of the capacity has found; kept in the folder. None for any other plan."""
        if self._steering is None:
            return None
        found = capacity(self._steering.levels, self._steering.search)
        keep_answer(self.folder.path, found)
        return found

    def stopping(self) -> None:
        """People are about to be sent away; workers that leave from now on are not lost."""
        if not self._stopping:
            self._watch_workers(time.time())
            self._stopping = True
        self.recorder.stopping()

    def close(self, *, complete: bool) -> None:
        """Wait for the people to be out, and close the folder; the run stays incomplete if it was cut short."""
        self.stopping()
        self._see_off()
        self._clockwork.stop()
        self._ent.stop()
        self._versions.stop()
        now = time.time()
        facts: dict[str, Any] = {
            "stages": [asdict(reached) for reached in self.course.history],
            "workers": {
                "all": len(self._workers) or 1,
                "lost": [worker for worker, known in self._workers.items() if known.lost],
                "silences": sum(known.silences for known in self._workers.values()),
            },
            "accounts": {
                "unreturned": self.ledger.held().total() + self.ledger.set_aside(),
                "recovered": self.ledger.recovered,
                "withdrawn": self.ledger.withdrawn,
            },
        }
        if self.course.partly_open:
            planned, arrived = self._reception.planned(now), self._reception.arrived(now)
            facts["arrivals"] = {"planned": planned, "arrived": arrived, "omitted": planned - arrived}
        self.folder.update(**facts)
        self.recorder.close(leases=self.ledger.leases, complete=complete)

    def dismiss(self) -> None:
        """The workers may quit: nothing else will be asked of them."""
        for worker in self._workers:
            self._runner.send_message("quit", client_id=worker)

    def proof(self) -> str:
        """The line that says how accounts were used, for who reads the end of a run."""
        document = self.folder.read()
        shared = plural(document["shared_accounts"], "compte partagé", "comptes partagés")
        out = document["accounts"]["unreturned"]
        back = "tous rendus" if not out else f"{integer(out)} non rendus"
        return typeset(f"Comptes : {shared}, {plural(self.ledger.leases, 'prêt')}, {back}.")

    def _see_off(self) -> None:
        """Locust does not wait for the people of its workers when it quits."""
        if isinstance(self._runner, MasterRunner) and self._runner.user_count:
            self._runner.send_message("stop")
            with gevent.Timeout(TO_SEE_OFF, False):
                while self._runner.user_count:
                    gevent.sleep(0.1)

    def _second(self, lags: list[float]) -> None:
        now = time.time()
        self._watch_workers(now)
        if self.ledger.recover(now):
            log.warning("Comptes repris à un injecteur perdu : %s en tout.", integer(self.ledger.recovered))
        self._reception.look(now)
        late, worker = self._worst_lag(lags)
        is_open = self.course.partly_open
        present = self.ledger.held().total() if is_open else self._runner.user_count
        self.recorder.reading(
            people=present,
            ent_signed_in=self._ent.signed_in,
            lags=late,
            held=self.ledger.held(),
            planned=self._reception.planned(now) if is_open else self.course.target.people,
            arrived=self._reception.arrived(now) if is_open else present,
            worker=worker,
            cpu=self._worst_cpu(),
            sockets=self._sockets(),
        )
        self._stop_if_broken(now)

    def _stop_if_broken(self, now: float) -> None:
        """What follows an objective broken for sure would change nothing."""
        full_at = self.recorder.full_at
        if self._early and not self._broken and full_at and (sentence := self._early.broken(now, full_at)):
            log.warning("%s L’essai s’arrête.", sentence)
            self.recorder.broken(sentence)
            self._broken = True

    def _worst_cpu(self) -> CpuUse | None:
        """The use of the worker that waits most for its processor; None in one process, which reads its own."""
        uses = [worker.cpu for worker in self._workers.values() if worker.cpu and not worker.lost]
        return max(uses, key=lambda use: (use.waiting or 0.0, use.own), default=None)

    def _sockets(self) -> int | None:
        """The connections of all the workers; None in one process, or when one of them does not tell."""
        counts = [worker.sockets for worker in self._workers.values() if not worker.lost]
        known = [count for count in counts if count is not None]
        return sum(known) if known and len(known) == len(counts) else None

    def _worst_lag(self, lags: list[float]) -> tuple[list[float], str | None]:
        """The latest of all the processes, and its name: a worker that sends nothing is late by its silence."""
        now = time.perf_counter()
        worst, name = percentile(np.array(lags), 0.99), None
        for worker, known in self._workers.items():
            silence = now - known.heard - PERIOD
            late = max(known.lag, silence if silence >= PERIOD else 0.0)
            if not known.lost and (worst is None or late > worst):
                worst, name = late, worker
        return ([] if worst is None else [worst]), name

    def _watch_workers(self, now: float) -> None:
        if self._stopping or not isinstance(self._runner, MasterRunner):
            return
        clients = self._runner.clients
        for worker, known in self._workers.items():
            there = worker in clients and clients[worker].state != STATE_MISSING
            if known.lost == there:
                known.lost = not there
                self._lost_or_found(worker, now, there=there)

    def _lost_or_found(self, worker: str, now: float, *, there: bool) -> None:
        inside = [self.ledger.accounts[login] for holder, login in self._inside if holder == worker]
        if there:
            log.warning("L’injecteur %s est revenu.", worker)
            self.ledger.heard(worker)
            self._reception.resume(worker, now)
        else:
            people = plural(len(inside), "personne connectée", "personnes connectées")
            log.warning("L’injecteur %s est perdu, avec %s.", worker, people)
            self._workers[worker].silences += 1
            self._reception.suspend(worker)
            self.ledger.lost(worker, now)
        for account in inside:
            self.recorder.entered(account) if there else self.recorder.left(account)

    def _search(self, prepared: Prepared) -> Steering:
        """At most as many people as were asked for, who all have an account."""
        measure = measured_in(self.folder.path, self._began_at, prepared.objectives)
        return Steering(Search(most=prepared.asked.people), measure)

    def _next_stage(self, held: Sequence[Reached]) -> Stage | None:
        assert self._steering is not None, "only a search of the capacity asks"  # noqa: S101
        step = self._steering.step(held)
        return None if step is None else Stage(step.why, step.people, self._spawn_rate, self._steering.lasting(step))

    def _listen_for_the_worst(self, prepared: Prepared) -> EarlyStop | None:
        objectives = prepared.objectives
        seconds = prepared.asked.stop_after or objectives.stop_after
        if not seconds:
            return None
        early = EarlyStop(objectives.objectives, seconds, objectives.conditions.confidence)
        self.recorder.listen(early.add)
        return early

    def _welcome(self, place: Place, account: Account | None, due: float) -> None:
        message = {
            "number": place.number,
            "account": asdict(account) if account else None,
            "failures": self.ledger.failures(account.login) if account else 0,
            "due": due,
        }
        if account:
            self._given[place] = account.login
        self._runner.send_message(messages.WELCOME, message, place.worker)

    def _place(self, worker: str, data: Mapping[str, Any]) -> None:
        self._reception.ask(Place(worker, data["number"]), data["role"], time.time(), patient=data["patient"])

    def _renounce(self, worker: str, data: Mapping[str, Any]) -> None:
        place = Place(worker, data["number"])
        self._reception.renounce(place)
        if login := self._given.pop(place, None):
            self.ledger.release(login, worker)
            self._reception.look(time.time())

    def _given_back(self, worker: str, data: Mapping[str, Any]) -> None:
        login = data["login"]
        self._given.pop(Place(worker, data["number"]), None)
        if self.ledger.release(login, worker, failures=data["failures"], refused=data["refused"]):
            self._reception.look(time.time())

    def _session(self, worker: str, data: Mapping[str, Any]) -> None:
        """Sessions are counted as they are told, whoever the ledger says holds the account: one checks the other."""
        login, opened = data["login"], data["opened"]
        self.ledger.session(login, worker, opened=opened)
        if ((worker, login) in self._inside) == opened:
            return
        account = self.ledger.accounts[login]
        known = self._workers.get(worker)
        counted = known is None or not known.lost
        if opened:
            self._inside.add((worker, login))
            self.recorder.entered(account) if counted else None
        else:
            self._inside.discard((worker, login))
            self.recorder.left(account) if counted else None

    def _person_lost(self, _: str, data: Mapping[str, Any]) -> None:
        self.recorder.lost(data["reason"])

    def _parcel(self, worker: str, data: Mapping[str, Any]) -> None:
        known = self._workers.setdefault(worker, _Worker(time.perf_counter()))
        known.heard, known.lag = time.perf_counter(), data["lag"]
        known.cpu, known.sockets = CpuUse(*data["cpu"]), data["sockets"]
        self.recorder.gather(known.inbox.open((data["records"], data["names"])))
