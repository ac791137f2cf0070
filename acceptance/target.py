"""The ENT under test: the one of the settings or, when the practice ENT is not running, one of our own for the time of
the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.server import start
from portal.errors import PreauError
from portal.settings import Target, read_target

PRACTICE = "pratique"
_SIZE = "XS"
_SECONDS = 10


class UnreachableError(PreauError):
    """Nothing answers at the address of the target."""


@contextmanager
def target_in_reach(name: str | None) -> Iterator[Target]:
    """The target of that name (by default the one of the settings), sure to answer. Raises PreauError.

    When the practice target does not answer, a small practice ENT is filled and started on free ports, then removed.
    """
    target = read_target(name)
    if answers(target):
        yield target
    elif target.name == PRACTICE and target.is_loopback:
        with TemporaryDirectory(prefix="preau-recette-") as place:
            data = Path(place) / "ent"
            fill(data, _SIZE)
            with start(data, port=0, central_port=0, workers=1) as ent:
                yield replace(target, portal=ent.portal, accounts=data / "comptes.csv", figures=ent.figures)
    else:
        raise UnreachableError(
            f"L’ENT « {target.title} » ne répond pas à l’adresse {target.portal}.",
            remedy="Vérifiez l’adresse (« portail » dans preau.toml), le réseau et le certificat.",
        )


def answers(target: Target) -> bool:
    """Whether anything answers, whatever it says: what it says is for the points to judge."""
    try:
        requests.get(f"{target.portal}/", timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return False
    return True
