"""How a run goes through Locust's own events, in one process or in several: prepared, begun, ended, judged."""

from __future__ import annotations

import logging
import resource
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gevent
import numpy as np
from gevent.lock import RLock
from locust.env import Environment
from locust.exception import StopTest
from locust.runners import MasterRunner, Runner, WorkerRunner

from fixtures.run_folder import new_run
from loadtests.measure.percentiles import percentile
from loadtests.measure.samples import Sample
from loadtests.people import messages
from loadtests.people.clockwork import Clockwork
from loadtests.people.engine import Engine
from loadtests.people.gathering import Outbox
from loadtests.people.options import asked_at_once, check_form, leave
from loadtests.people.outpost import Outpost, Terms
from loadtests.people.person import Person
from loadtests.people.preparation import Prepared, prepare
from portal.errors import PreauError
from portal.settings import read_targets

if TYPE_CHECKING:
    from loadtests.people.headquarters import Headquarters

TO_CONNECT = 10.0  # seconds for the workers of this machine to be there
log = logging.getLogger("preau")


class Run:
    """The run that is prepared or under way in this process. The master has headquarters, who sends load an outpost."""

    prepared: Prepared | None = None
    headquarters: Headquarters | None = None
    outpost: Outpost | None = None
    terms: Terms | None = None
    outbox: Outbox | None = None
    clockwork: Clockwork | None = None
    engine: Engine | None = None
    interrupted = False
    last_words = ""


def begin_process(environment: Environment, web_ui: Any, **_: Any) -> None:
    """Without the form nobody is there to correct: what is wrong ends the command, exit code 2."""
    runner = environment.runner
    assert runner is not None, "Locust has made it"  # noqa: S101
    _listen(runner)
    _stop_once_at_a_time(runner)
    # A browser keeps up to six connections open: people are counted by thousands, and the system counts by default.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if isinstance(runner, WorkerRunner):
        environment.process_exit_code = 0  # the verdict is the master's
        return
    options: Any = environment.parsed_options
    try:
        environment.host = read_targets()[0][options.cible].origin
        if options.headless or options.autostart:
            Run.prepared = prepare(asked_at_once(environment))
            # The plan ends the run: Locust's own timer would stop people who are on their way out.
            options.run_time = None
            # Locust listens to it only once its plan of arrivals is over.
            gevent.signal_handler(signal.SIGTERM, interrupt, environment)
    except PreauError as error:
        _let_workers_go(runner, options)
        leave(error)
    if web_ui:
        check_form(environment, web_ui, _accept)


def tick(runner: Runner) -> tuple[int, int] | None:
    """What Locust must do now; the first time, the run begins."""
    if Run.headquarters is None and not _begin(runner):
        return None
    assert Run.headquarters is not None, "it has just begun"  # noqa: S101
    wanted = Run.headquarters.tick()
    if wanted is None:
        runner.stop()  # Locust alone would quit at once when headless, without its workers' last words
    return wanted


def begin_here(environment: Environment, **_: Any) -> None:
    """Load is about to be sent from this process, unless it only directs."""
    runner = environment.runner
    if Run.terms is None or runner is None or isinstance(runner, MasterRunner):
        if Run.headquarters is None:
            raise StopTest("Un essai se lance par la commande ou par la page, pas au clavier.")
        return
    send = runner.send_message
    if isinstance(runner, WorkerRunner):
        Run.outbox, Run.engine = Outbox(), Engine()
        Run.clockwork = Clockwork(lambda lags: _post(runner, lags))
    keep = Run.outbox.keep if Run.outbox else Run.headquarters.recorder.keep  # type: ignore[union-attr]
    Run.outpost = Person.outpost = Outpost(Run.terms, runner.worker_index, send, keep)  # type: ignore[attr-defined]
    environment.host = Run.terms.origin


def keep_request(
    name: str,
    start_time: float,
    response_time: float,
    context: Mapping[str, str],
    exception: Exception | None = None,
    **_: Any,
) -> None:
    if Run.outpost and "journey" in context:
        reason = str(exception) if exception else ""
        duration = response_time / 1000
        Run.outpost.keep(
            Sample("request", name, context["role"], context["journey"], start_time, duration, reason=reason)
        )


def send_away(environment: Environment, **_: Any) -> None:
    """People are about to be sent away: because the plan is over, or somebody has stopped it, or all is lost."""
    headquarters, runner, options = Run.headquarters, environment.runner, environment.parsed_options
    if headquarters is None:
        return
    headquarters.stopping()
    by_itself = options is not None and (options.headless or options.autostart)
    alone = isinstance(runner, MasterRunner) and not runner.worker_count
    if not headquarters.over and (by_itself or alone):
        Run.interrupted = True


def end(environment: Environment, **_: Any) -> None:
    """People are out. The master closes the folder and has it judged: the verdict is the exit code."""
    runner = environment.runner
    if isinstance(runner, WorkerRunner):
        if Run.clockwork and Run.outbox:
            Run.clockwork.stop()
            _post(runner, [])
            Run.outbox.close()
        Run.outpost = Run.outbox = Run.clockwork = Run.terms = None
        return
    headquarters = Run.headquarters
    if headquarters is None:
        return
    headquarters.close(complete=not Run.interrupted)
    Run.headquarters = Run.outpost = Run.terms = None
    from loadtests.judge.judge import judge_run
    from loadtests.judge.verdict import one_line

    options: Any = environment.parsed_options
    folder = headquarters.folder.path
    try:
        verdict = judge_run(folder, Path(options.objectifs))
    except PreauError as error:
        environment.process_exit_code, said = error.exit_code, str(error)
    else:
        environment.process_exit_code, said = verdict.exit_code, one_line(verdict)
    if answer := headquarters.capacity():
        # Such a search breaks objectives on purpose: what it found is its answer, and its exit code.
        environment.process_exit_code, said = answer.exit_code, answer.sentence
    Run.last_words = f"{said}\n{headquarters.proof()}\nDossier : {folder}\nRapport : preau report {folder}"
    if not options.headless:
        say_last_words()
    elif isinstance(runner, MasterRunner):
        headquarters.dismiss()


def interrupt(environment: Environment) -> None:
    """Ctrl-C or SIGTERM in the middle of a run: it ends like any other, but says that it was cut short."""
    if Run.headquarters and environment.runner:
        Run.interrupted = True
        environment.runner.stop()


def say_last_words(**_: Any) -> None:
    """Without the web page, after the tables that Locust prints at the end."""
    if Run.last_words:
        print(f"\n{Run.last_words}\n", flush=True)
        Run.last_words = ""


def join(client_id: str, **_: Any) -> None:
    """A worker has connected, maybe in the middle of a run."""
    if Run.headquarters:
        Run.headquarters.join(client_id)


def _accept(prepared: Prepared) -> None:
    Run.prepared = prepared


def _begin(runner: Runner) -> bool:
    """Open the folder and the headquarters of the run that was prepared; False, with its reason said, if it cannot."""
    prepared, Run.prepared, Run.interrupted = Run.prepared, None, False
    environment = runner.environment
    try:
        if prepared is None:
            prepared = prepare(asked_at_once(environment))
        folder = new_run("charge", target=prepared.target.name, asked=prepared.asked.document())
    except PreauError as error:
        environment.process_exit_code = error.exit_code
        log.error("%s", error)
        return False
    environment.host = prepared.target.origin
    title, people = prepared.target.title, prepared.asked.people
    log.info("Essai de charge de « %s » : %d personnes, dossier %s", title, people, folder.path)
    # Only who directs judges: the statistics it needs weigh as much as a third of a worker.
    from loadtests.people.headquarters import Headquarters

    Run.headquarters = Headquarters(runner, prepared, folder)
    Run.headquarters.open()
    return True


def _let_workers_go(runner: Runner, options: Any) -> None:
    """Workers that Locust has forked would look for minutes for a master that has gone."""
    if isinstance(runner, MasterRunner):
        with gevent.Timeout(TO_CONNECT, False):
            while options.processes and len(runner.clients) < options.expect_workers:
                gevent.sleep(0.05)
        runner.quit()


def _listen(runner: Runner) -> None:
    """Each message goes to the headquarters or to the outpost of the run under way, if there is one."""

    def to_master(environment: Environment, msg: Any) -> None:  # noqa: ARG001  (Locust gives it)
        if Run.headquarters:
            Run.headquarters.receive(msg.type, msg.node_id, msg.data)

    def to_worker(environment: Environment, msg: Any) -> None:  # noqa: ARG001
        if msg.type == messages.TERMS:
            Run.terms = Terms(**msg.data)
        elif Run.outpost:
            {messages.WELCOME: Run.outpost.welcome, messages.FREEZE: Run.outpost.freeze}[msg.type](msg.data)

    if not isinstance(runner, WorkerRunner):
        for kind in messages.TO_MASTER:
            runner.register_message(kind, to_master)
    if not isinstance(runner, MasterRunner):
        for kind in messages.TO_WORKERS:
            runner.register_message(kind, to_worker)


def _stop_once_at_a_time(runner: Runner) -> None:
    """When a run is interrupted, Locust's own end of the plan would tell people on their way out to leave again."""
    stop, leaving = runner.stop, RLock()

    def guarded(*values: Any, **options: Any) -> None:
        with leaving:
            stop(*values, **options)

    runner.stop = guarded  # type: ignore[method-assign]


def _post(runner: WorkerRunner, lags: list[float]) -> None:
    """Send the master what has been measured since the last time."""
    if Run.outbox:
        records, names = Run.outbox.parcel()
        lag = percentile(np.array(lags), 0.99) or 0.0
        told = Run.engine.read() if Run.engine else {}
        runner.send_message(messages.PARCEL, {"records": records, "names": names, "lag": lag, **told})
