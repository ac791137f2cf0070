"""Steps in which the ENT is asked without a browser: who may open what, and how it refuses."""

from __future__ import annotations

from urllib.parse import urljoin

from pytest_bdd import then, when

from acceptance.probes.http import Caller, Reply
from acceptance.probes.people import Probe

OPEN, REFUSED, SENT_HOME, ABSENT = "ouverte", "refusée", "renvoyé", "absente"
_REDIRECTS = (301, 302, 303, 307, 308)


@when("chaque profil ouvre les adresses de ce tableau", target_fixture="accesses")
def each_opens(probe: Probe, datatable: list[list[str]]) -> list[str]:
    """The first row names the people, the first column the addresses; gives what is not as the table says."""
    people, rows = datatable[0][1:], datatable[1:]
    return [
        f"{path} pour {who} : {found} au lieu de {wanted}"
        for path, *cells in rows
        for who, wanted in zip(people, cells, strict=True)
        if (found := _outcome(probe.caller(who), path)) != wanted
    ]


@then("chacun obtient ce que le tableau annonce")
def as_announced(accesses: list[str]) -> None:
    assert not accesses, " ; ".join(accesses)


def _outcome(caller: Caller, path: str) -> str:
    """What an address does for a person; anything else is told by its status."""
    method, _, address = path.rpartition(" ")
    reply = caller.ask(address, method=method or "GET")
    if reply.status in _REDIRECTS:
        return SENT_HOME if _is_home(caller, reply) else OPEN
    names = {200: OPEN, 204: OPEN, 401: SENT_HOME, 403: REFUSED, 404: ABSENT}
    return names.get(reply.status, f"réponse {reply.status}")


def _is_home(caller: Caller, reply: Reply) -> bool:
    """Whether the answer leads to the entry of the portal: the sign-in page of whom it does not know."""
    return urljoin(caller.target.portal, reply.location).rstrip("/") == caller.target.portal
