"""What Préau adds to Locust's options and to the form of its page, and what is asked through them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from flask import jsonify, request
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.runners import STATE_RUNNING, STATE_SPAWNING, MasterRunner
from locust.util.timespan import parse_timespan

from loadtests.arrivals.catalogue import ARRIVALS_FILE, DEFAULT, PLANS
from loadtests.judge.objectives import OBJECTIVES_FILE
from loadtests.people.person import Person
from loadtests.people.preparation import RECOVERY, Asked, LoadRefusedError, Prepared, prepare
from portal.errors import PreauError
from portal.settings import read_targets

T = TypeVar("T")


def add_options(parser: LocustArgumentParser) -> None:
    """Add the options. Leaves the process, exit code 2, when the settings cannot be read."""
    try:
        targets, default = read_targets()
    except PreauError as error:
        leave(error)
    # Straight on the parser: what is in a group of arguments is not shown in the web form.
    parser.add_argument("--cible", choices=sorted(targets), default=default, help="L’ENT à charger (voir preau.toml)")
    parser.add_argument("--arrivees", choices=PLANS, default=DEFAULT, help="Plan d’arrivées (voir arrivees.toml)")
    parser.add_argument("--objectifs", default=str(OBJECTIVES_FILE), help="Fichier des objectifs à respecter")
    parser.add_argument("--reglages-arrivees", default=str(ARRIVALS_FILE), help="Fichier des plans d’arrivées")
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
    parser.add_argument(
        "--reprise", type=float, default=RECOVERY, help="Secondes avant de redonner les comptes d’un injecteur perdu"
    )


def asked_at_once(environment: Environment) -> Asked:
    """What the command line asks. Raises LoadRefusedError."""
    return _asked(environment, vars(environment.parsed_options))


def check_form(environment: Environment, web_ui: Any, accept: Callable[[Prepared], None]) -> None:
    """Check what the form sends before Locust takes it: the page shows what is wrong, and nothing starts."""
    start = web_ui.app.view_functions["locust.swarm"]

    def checked() -> Any:
        try:
            accept(_prepare_form(environment, request.form))
        except PreauError as error:
            print(error, file=sys.stderr)
            return jsonify({"success": False, "message": str(error), "host": environment.host})
        return start()

    web_ui.app.view_functions["locust.swarm"] = web_ui.auth_required_if_enabled(checked)


def leave(error: PreauError) -> NoReturn:
    print(error, file=sys.stderr)
    raise SystemExit(error.exit_code)


def _prepare_form(environment: Environment, form: Mapping[str, str]) -> Prepared:
    runner = environment.runner
    if runner and runner.state in (STATE_RUNNING, STATE_SPAWNING):
        raise LoadRefusedError(
            "Un essai est en cours : ses réglages ne changent pas en route.", remedy="Arrêtez-le, puis recommencez."
        )
    if isinstance(runner, MasterRunner) and not runner.worker_count:
        raise LoadRefusedError(
            "Aucun injecteur n’est connecté.",
            remedy="Lancez-en un (locust --worker --master-host ADRESSE), ou attendez la fin du précédent essai.",
        )
    origins = {target.origin for target in read_targets()[0].values()}
    if form.get("host") and form["host"].rstrip("/") not in origins:
        raise LoadRefusedError(
            "L’adresse (Host) ne se change pas ici : elle vient de la cible choisie.",
            remedy="Choisissez une autre cible, ou ajoutez-la dans preau.toml.",
        )
    values = {**vars(environment.parsed_options), **form, "num_users": form.get("user_count")}
    return prepare(_asked(environment, values))


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
        arrivals=str(values["arrivees"]),
        arrivals_file=Path(values["reglages_arrivees"]),
        recovery=number("reprise", "Délai de reprise", float),
        stop_after=number("arret_si_rompu", "Arrêt si un objectif est rompu", float),
    )


def _seconds(value: Any) -> float | None:
    """A duration as Locust's form writes it (``10m``), or already in seconds; None without limit."""
    return parse_timespan(value) if isinstance(value, str) and value else value or None
