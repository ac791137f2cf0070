"""What is checked before anything is sent: the target and its leave, the accounts, the objectives, the ENT itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fixtures.accounts import read_accounts
from fixtures.leases import AccountLedger
from loadtests.arrivals.catalogue import ARRIVALS_FILE, CAPACITY, DEFAULT, read_plan
from loadtests.arrivals.plan import Order, Plan
from loadtests.judge.objectives import Objectives, read_objectives
from portal.client import Portal
from portal.errors import PreauError
from portal.http import PortalError
from portal.requests_session import RequestsSession
from portal.settings import Target, read_target
from portal.sign_in import open_sign_in

PATIENCE = 10.0  # seconds for the ENT to show its first page
# A worker that hears nothing from its master stops by itself after 60 s (Locust's MASTER_HEARTBEAT_TIMEOUT); then its
# people have 10 s to sign out, and a request under way 30 s to end. Until then nobody else may take their accounts.
RECOVERY = 100.0  # seconds


class LoadRefusedError(PreauError):
    """The load asked for must not, or cannot, be sent."""


@dataclass(frozen=True)
class Asked:
    """What the person who starts the run wants. Times in seconds; ``mix`` is the weight of each role.

    ``recovery`` is how long the accounts of a lost worker wait before somebody else may take them; ``stop_after`` for
    how long an objective may be broken before the run is stopped (0: as the objectives say).
    """

    target: str
    objectives: Path
    people: int
    spawn_rate: float
    run_time: float | None
    mix: Mapping[str, float]
    pauses: float
    seed: int
    arrivals: str = DEFAULT
    arrivals_file: Path = ARRIVALS_FILE
    recovery: float = RECOVERY
    stop_after: float = 0.0

    @property
    def people_by_role(self) -> dict[str, int]:
        """How many people of each role that makes, rounded up."""
        total = sum(self.mix.values())
        return {role: math.ceil(self.people * weight / total) for role, weight in self.mix.items()}

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "objectives": str(self.objectives), "arrivals_file": str(self.arrivals_file)}


@dataclass(frozen=True)
class Prepared:
    """A run that may start. ``plan`` is None for a search of the capacity, which makes its own as it goes."""

    asked: Asked
    target: Target
    ledger: AccountLedger
    objectives: Objectives
    plan: Plan | None


def prepare(asked: Asked) -> Prepared:
    """Check all that can be before a run starts.

    Raises PreauError: unknown target, load not allowed, numbers out of range, objectives, plan of arrivals, accounts
    missing, malformed or too few, ENT that does not answer.
    """
    target = read_target(asked.target)
    if not target.load_allowed:
        raise LoadRefusedError(
            f"La cible « {target.title} » n’autorise pas la charge : rien n’a été envoyé.",
            remedy="Avec l’accord écrit de l’exploitant, ajoutez « charge_autorisee = true » à ses réglages.",
        )
    _check_numbers(asked)
    objectives = read_objectives(asked.objectives)
    order = Order(asked.people, asked.spawn_rate, asked.run_time, asked.pauses)
    ledger = AccountLedger(read_accounts(target.accounts), seed=asked.seed, recovery=asked.recovery)
    ledger.require(asked.people_by_role)
    plan = None if asked.arrivals == CAPACITY else read_plan(asked.arrivals, order, asked.arrivals_file)
    _check_answers(target)
    return Prepared(asked, target, ledger, objectives, plan)


def _check_numbers(asked: Asked) -> None:
    if asked.people < 1:
        raise LoadRefusedError("Il faut au moins une personne.", remedy="Donnez un nombre de personnes : --users 600.")
    if not (math.isfinite(asked.spawn_rate) and asked.spawn_rate > 0):
        raise LoadRefusedError(
            "Le nombre d’arrivées par seconde doit être supérieur à zéro.", remedy="Par exemple : --spawn-rate 10."
        )
    if not (math.isfinite(asked.pauses) and asked.pauses > 0):
        raise LoadRefusedError(
            "Le facteur des pauses doit être supérieur à zéro.",
            remedy="1 garde les durées normales ; 0.5 va deux fois plus vite.",
        )
    if not (math.isfinite(asked.stop_after) and asked.stop_after >= 0):
        raise LoadRefusedError(
            "Le délai avant d’arrêter un essai dont un objectif est rompu doit être d’au moins zéro seconde.",
            remedy="0 laisse l’essai aller à son terme, ou suit le fichier des objectifs.",
        )
    if not (math.isfinite(asked.recovery) and asked.recovery >= 0):
        raise LoadRefusedError(
            "Le délai de reprise des comptes doit être d’au moins zéro seconde.",
            remedy=f"{RECOVERY:g} laisse à un injecteur isolé le temps de s’arrêter de lui-même.",
        )


def _check_answers(target: Target) -> None:
    http = RequestsSession(timeout=PATIENCE, verify=not target.is_loopback)
    try:
        open_sign_in(Portal(http, target.portal))
    except PortalError as error:
        raise LoadRefusedError(
            f"{target.title} ({target.portal}) ne s’ouvre pas — {error}.",
            remedy="Pour l’ENT d’entraînement : preau sandbox. Sinon, vérifiez l’adresse dans preau.toml.",
        ) from None
    finally:
        http.forget()
