"""Steps about the space of the media library: real files, sent until there is no place left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pytest_bdd import given, parsers, then, when

from acceptance.made import MARK, CleanUp, token
from acceptance.probes.http import Reply
from acceptance.probes.library import Library, Space, filling
from acceptance.probes.people import Probe
from acceptance.steps.words import sentence

MEGABYTE = 1024 * 1024
_ERROR = re.compile(r'"error_code":\s*"(\w+)"')


@dataclass(frozen=True)
class Filled:
    """A folder filled to the brim, then one byte more. ``taken`` counts the bytes accepted since ``before``."""

    library: Library
    folder: dict[str, Any]
    before: Space
    taken: int
    refusal: Reply


@given(sentence("la place {of} dans ses documents"), target_fixture="own")
def own_space(probe: Probe, of: str) -> tuple[Library, Space]:
    library = Library(probe.caller(of))
    return library, library.space(library.own_folder())


@then(parsers.parse("elle est de {megabytes:d} Mo"))
def allowed_is(own: tuple[Library, Space], megabytes: int) -> None:
    allowed = own[1].allowed
    assert allowed == megabytes * MEGABYTE, f"la place permise est de {allowed} octets ({allowed / MEGABYTE:.1f} Mo)"


@when(sentence("{who} la remplit jusqu’au dernier octet, puis dépose un octet de plus"), target_fixture="filled")
def fill_up(own: tuple[Library, Space], cleanup: CleanUp, who: str) -> Filled:
    library, before = own
    folder = library.own_folder()
    cleanup.later(f"les fichiers de remplissage ({who})", library.remove_made)
    taken = 0
    for size in filling(before):
        reply = library.deposit(folder, _name(), b"0" * size)
        assert reply.status == 201, f"refusé à {(before.used + taken) / MEGABYTE:.1f} Mo ({_code(reply)})"
        taken += size
    return Filled(library, folder, before, taken, library.deposit(folder, _name(), b"0"))


@then("le dernier dépôt est refusé parce qu’il n’y a plus de place")
def refused_for_space(filled: Filled) -> None:
    assert filled.refusal.status == 400, f"la réponse est {filled.refusal.status} : l’octet de trop est accepté"
    assert _code(filled.refusal) == "ERROR_NOT_ENOUGH_SPACE_USER", f"le refus dit « {_code(filled.refusal)} »"


@then("rien de ce qui était déposé n’est perdu, et la place utilisée est juste")
def nothing_lost(filled: Filled) -> None:
    now = filled.library.space(filled.library.own_folder())
    expected = filled.before.used + filled.taken
    assert now.used == expected, f"{now.used} octets comptés au lieu de {expected}"
    first = filled.library.download(filled.library.made[0])
    assert set(first.body) == {ord("0")}, "le premier fichier déposé n’est plus celui qui avait été envoyé"


@when(parsers.parse("{who} dépose {megabytes:d} Mo dans l’espace de la classe"), target_fixture="deposits")
def deposit_in_class(probe: Probe, cleanup: CleanUp, who: str, megabytes: int) -> tuple[Library, list[Reply]]:
    library = Library(probe.caller(who))
    folder = library.class_folder()
    cleanup.later("les fichiers de la classe", library.remove_made)
    sizes = filling(Space(0, megabytes * MEGABYTE))
    return library, [library.deposit(folder, _name(), b"0" * size) for size in sizes]


@then("chaque dépôt est accepté")
def all_taken(deposits: tuple[Library, list[Reply]]) -> None:
    refused = [_code(reply) for reply in deposits[1] if reply.status != 201]
    assert not refused, f"refusés : {', '.join(refused)}"


@then("aucune limite n’est annoncée pour la classe")
def no_limit(deposits: tuple[Library, list[Reply]]) -> None:
    allowed = deposits[0].space(deposits[0].class_folder()).allowed
    assert allowed == 0 or allowed >= 10**15, f"la limite annoncée est de {allowed / MEGABYTE:.0f} Mo"


def _name() -> str:
    return f"{MARK} remplissage {token()}.bin"


def _code(reply: Reply) -> str:
    found = _ERROR.search(reply.text)
    return found[1] if found else f"réponse {reply.status}"
