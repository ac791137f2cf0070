"""The door of the load tests: ``locust`` opens the web page, ``locust --headless`` runs at once.

Locust is used as it is. This file adds its options in French, checks what is asked before anything is sent, keeps the
run in a folder, and has it judged at the end.
"""

from __future__ import annotations

import logging
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import gevent
import locust.stats
from flask import jsonify, request
from locust import events
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.exception import StopTest
from locust.runners import STATE_RUNNING, STATE_SPAWNING, LocalRunner
from locust.util.timespan import parse_timespan

from fixtures.run_folder import new_run
from loadtests.judge.early_stop import EarlyStop
from loadtests.judge.judge import judge_run
from loadtests.judge.objectives import OBJECTIVES_FILE, read_objectives
from loadtests.judge.verdict import one_line
from loadtests.measure.buckets import bucket
from loadtests.measure.recorder import Recorder
from loadtests.measure.samples import Sample
from loadtests.people.clockwork import Clockwork
from loadtests.people.parent import Parent
from loadtests.people.person import Load, Person
from loadtests.people.preparation import Asked, LoadRefusedError, Prepared, prepare
from loadtests.people.pupil import Pupil
from loadtests.people.teacher import Teacher
from loadtests.people.versions import VersionWatch
from portal.errors import PreauError
from portal.settings import read_targets

ONE_PROCESS = "Cette version mesure dans un seul processus, qui suffit à plus de 600 personnes."

__all__ = ["Parent", "Pupil", "Teacher"]

T = TypeVar("T")
log = logging.getLogger("preau")

# Locust rounds times to two digits, which lets a p95 of 1.04 s pass for 1 s.
locust.stats.bucket_response_time = bucket


class Run:
    """The run that is prepared or under way."""

    prepared: Prepared | None = None
    recorder: Recorder | None = None
    clockwork: Clockwork | None = None
    versions: VersionWatch | None = None
    interrupted = False
    last_words = ""


def add_options(parser: LocustArgumentParser) -> None:
    # Locust forks before any of its hooks: only the parser can refuse in time.
    parser._option_string_actions["--processes"].type = _refuse_processes
    try:
        targets, default = read_targets()
    except PreauError as error:
        _leave(error)
    # Straight on the parser: what is in a group of arguments is not shown in the web form.
    parser.add_argument("--cible", choices=sorted(targets), default=default, help="L’ENT à charger (voir preau.toml)")
    parser.add_argument("--objectifs", default=str(OBJECTIVES_FILE), help="Fichier des objectifs à respecter")
    parser.add_argument(
        "--pauses", type=float, default=1.0, help="Facteur des temps de lecture (1 : normaux ; 0.5 : deux fois moins)"
    )
    parser.add_argument(
        "--arret-si-rompu",
        type=float,
        default=0.0,
        help="Arrêter quand un objectif est rompu depuis N secondes (0 : ce que disent les objectifs, ou jamais)",
    )
    parser.add_argument("--graine", type=int, default=1, help="Graine du hasard : la même rejoue les mêmes choix")


def check_at_once(environment: Environment, web_ui: Any, **_: Any) -> None:
    """Without the form nobody is there to correct: what is wrong ends the command, exit code 2."""
    if not isinstance(environment.runner, LocalRunner):
        _leave(LoadRefusedError(ONE_PROCESS, remedy="Lancez locust sans --master ni --worker."))
    options: Any = environment.parsed_options
    try:
        environment.host = read_targets()[0][options.cible].origin
        if options.headless or options.autostart:
            Run.prepared = prepare(_asked(environment, vars(options)))
    except PreauError as error:
        _leave(error)
    if web_ui:
        _check_the_form(environment, web_ui)


def begin(environment: Environment, **_: Any) -> None:
    try:
        prepared = Run.prepared or prepare(_asked(environment, vars(environment.parsed_options)))
        asked, target = prepared.asked, prepared.target
        folder = new_run("charge", target=target.name, asked=asked.document())
    except PreauError as error:
        environment.process_exit_code = error.exit_code
        raise StopTest(str(error)) from None
    finally:
        Run.prepared = None
    Run.recorder = Recorder(folder, asked.people)
    mark = f"[Préau] {folder.path.name.removesuffix('-charge')}"
    Person.load = Load(target, prepared.ledger, Run.recorder, asked.pauses, asked.seed, mark)
    runner = environment.runner
    Run.clockwork = Clockwork(Run.recorder, prepared.ledger, lambda: runner.user_count if runner else 0, target.figures)
    Run.versions = VersionWatch(target.portal, Run.recorder.fingerprint, verify=not target.is_loopback)
    objectives = read_objectives(asked.objectives)
    if seconds := float(vars(environment.parsed_options)["arret_si_rompu"]) or objectives.stop_after:
        early = EarlyStop(objectives.objectives, seconds, objectives.conditions.confidence)
        Run.recorder.listen(early.add)
        gevent.spawn(stop_early, environment, Run.recorder, early)
    environment.host = target.origin
    log.info("Essai de charge de « %s » : %d personnes, dossier %s", target.title, asked.people, folder.path)


def keep_request(
    name: str,
    start_time: float,
    response_time: float,
    context: Mapping[str, str],
    exception: Exception | None = None,
    **_: Any,
) -> None:
    if Run.recorder and "journey" in context:
        reason = str(exception) if exception else ""
        duration = response_time / 1000
        Run.recorder.keep(
            Sample("request", name, context["role"], context["journey"], start_time, duration, reason=reason)
        )


def stop_early(environment: Environment, recorder: Recorder, early: EarlyStop) -> None:
    """End the run once an objective is broken for sure: what follows would change nothing."""
    while Run.recorder is recorder and environment.runner:
        gevent.sleep(1)
        if recorder.full_at and (sentence := early.broken(time.time(), recorder.full_at)):
            log.warning("%s L’essai s’arrête.", sentence)
            recorder.broken(sentence)
            options: Any = environment.parsed_options
            environment.runner.quit() if options.headless else environment.runner.stop()
            return


def send_away(**_: Any) -> None:
    if Run.recorder:
        Run.recorder.stopping()


def end(environment: Environment, **_: Any) -> None:
    """Close the folder and have it judged. The verdict is the exit code."""
    options: Any = environment.parsed_options
    recorder, clockwork = Run.recorder, Run.clockwork
    if recorder is None or clockwork is None:
        return
    Run.recorder = Run.clockwork = None
    clockwork.stop()
    if Run.versions:
        Run.versions.stop()
    recorder.close(leases=Person.load.ledger.leases, complete=not Run.interrupted)
    folder = recorder.folder.path
    try:
        verdict = judge_run(folder, Path(options.objectifs))
    except PreauError as error:
        environment.process_exit_code, Run.last_words = error.exit_code, str(error)
    else:
        environment.process_exit_code = verdict.exit_code
        Run.last_words = f"{one_line(verdict)}\nDossier : {folder}\nRapport : preau report {folder}"
    if not options.headless:
        say_last_words()


def interrupt(environment: Environment, **_: Any) -> None:
    """Ctrl-C or SIGTERM in the middle of a run: it ends like any other, but says that it was cut short."""
    if Run.recorder and environment.runner:
        Run.interrupted = True
        environment.runner.stop()


def say_last_words(**_: Any) -> None:
    """Without the web page, after the tables that Locust prints at the end."""
    if Run.last_words:
        print(f"\n{Run.last_words}\n", flush=True)
        Run.last_words = ""


def _asked(environment: Environment, values: Mapping[str, Any]) -> Asked:
    """What is asked, from Locust's options or the form's texts. Raises LoadRefusedError."""

    def number(key: str, label: str, kind: Callable[[Any], T]) -> T:
        try:
            return kind(values[key])
        except (TypeError, ValueError):
            raise LoadRefusedError(
                f"{label} : « {values[key]} » ne convient pas.", remedy="Corrigez cette valeur."
            ) from None

    return Asked(
        target=str(values["cible"]),
        objectives=Path(values["objectifs"]),
        people=number("num_users", "Nombre de personnes", int),
        spawn_rate=number("spawn_rate", "Arrivées par seconde", float),
        run_time=number("run_time", "Durée", _seconds),
        mix={user.habits.role: user.weight for user in environment.user_classes if issubclass(user, Person)},
        pauses=number("pauses", "Facteur des pauses", float),
        seed=number("graine", "Graine", int),
    )


def _seconds(value: Any) -> float | None:
    """A duration as Locust's form writes it (``10m``), or already in seconds; None without limit."""
    return parse_timespan(value) if isinstance(value, str) and value else value or None


def _check_the_form(environment: Environment, web_ui: Any) -> None:
    """Check what the form sends before Locust takes it: the page shows what is wrong, and nothing starts."""
    start = web_ui.app.view_functions["locust.swarm"]

    def checked() -> Any:
        try:
            Run.prepared = _prepare_form(environment, request.form)
        except PreauError as error:
            print(error, file=sys.stderr)
            return jsonify({"success": False, "message": str(error), "host": environment.host})
        return start()

    web_ui.app.view_functions["locust.swarm"] = web_ui.auth_required_if_enabled(checked)


def _prepare_form(environment: Environment, form: Mapping[str, str]) -> Prepared:
    if environment.runner and environment.runner.state in (STATE_RUNNING, STATE_SPAWNING):
        raise LoadRefusedError(
            "Un essai est en cours : ses réglages ne changent pas en route.", remedy="Arrêtez-le, puis recommencez."
        )
    origins = {target.origin for target in read_targets()[0].values()}
    if form.get("host") and form["host"].rstrip("/") not in origins:
        raise LoadRefusedError(
            "L’adresse (Host) ne se change pas ici : elle vient de la cible choisie.",
            remedy="Choisissez une autre cible, ou ajoutez-la dans preau.toml.",
        )
    values = {**vars(environment.parsed_options), **form, "num_users": form.get("user_count")}
    return prepare(_asked(environment, values))


def _refuse_processes(_: str) -> NoReturn:
    raise ArgumentTypeError(ONE_PROCESS)


def _leave(error: PreauError) -> NoReturn:
    print(error, file=sys.stderr)
    raise SystemExit(error.exit_code)


_hooks: Any = events  # Locust's hooks have no types
_hooks.init_command_line_parser.add_listener(add_options)
_hooks.init.add_listener(check_at_once)
_hooks.test_start.add_listener(begin)
_hooks.request.add_listener(keep_request)
_hooks.test_stopping.add_listener(send_away)
_hooks.test_stop.add_listener(end)
_hooks.quitting.add_listener(interrupt)
_hooks.quit.add_listener(say_last_words)
