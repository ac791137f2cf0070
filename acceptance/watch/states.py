"""What one probe saw, and what it says of the portal. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SLOW_SECONDS = 5.0


class State(StrEnum):
    """From the best to the worst for the person who waits; ``UNSEEN`` is not a state of the portal but of the watch."""

    UP = "disponible"
    SLOW = "lent"
    MAINTENANCE = "maintenance"
    ERROR = "erreur"
    UNSEEN = "non observé"

    @property
    def usable(self) -> bool:
        """A slow portal can still be used; a page of maintenance is an outage like another."""
        return self in (State.UP, State.SLOW)


class Kind(StrEnum):
    PAGE = "page"
    SIGN_IN = "connexion"


@dataclass(frozen=True)
class Reading:
    """One probe. ``at``: when it began, in seconds since 1970. ``status``: of the last answer, 0 when none came.

    ``way``: « nom » as people come, or « adresse », straight to the machine whatever the name leads to.
    """

    at: float
    target: str
    way: str
    kind: Kind
    status: int
    seconds: float
    state: State
    reason: str = ""


# Words of a page of maintenance; such a page often answers 200.
_MAINTENANCE = ("maintenance", "momentanément indisponible", "temporairement indisponible", "de retour bientôt")
# What every entry of the portal holds (contract: auth-session.md 3): without it, another page answers in its place.
_ENTRY = ("bns-auto-login-box", "logon-iframe", "bns-navbar", "/disconnect")


def state_of(status: int, seconds: float, body: str, *, slow: float = SLOW_SECONDS) -> tuple[State, str]:
    """The state that an answer to the entry of the portal shows, and why it is not a good one, in French."""
    lowered = body.lower()
    is_entry = any(sign in lowered for sign in _ENTRY)
    if not is_entry and any(word in lowered for word in _MAINTENANCE):
        return State.MAINTENANCE, "page de maintenance"
    if status == 503:
        return State.MAINTENANCE, "réponse 503"
    if status != 200:
        return State.ERROR, f"réponse {status}" if status else "aucune réponse"
    if not is_entry:
        return State.ERROR, "une autre page répond à la place du portail"
    if seconds > slow:
        return State.SLOW, f"plus de {slow:g} s"
    return State.UP, ""
