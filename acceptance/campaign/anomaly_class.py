"""The class of an anomaly as people write it, and its name in the contract (CCTP, article 4.3.1)."""

from __future__ import annotations

import re
import unicodedata

from acceptance.campaign.points import ANOMALY_CLASSES

_BLOCKING, _MAJOR, _MINOR, _OWN_CODE, _OUTSIDE_CODE, _SECURITY = ANOMALY_CLASSES.values()


def class_named(text: str) -> str | None:
    """The contract's name of a class written more or less fully, None when it could be several or none.

    « Sécurité majeure » alone could be of the contractor's code or of somebody else's.
    """
    words = set(re.findall(r"[a-z]+", _plain(text)))
    if "securite" in words:
        if words & {"mineure", "mineur"}:
            return _SECURITY
        own, outside = bool(words & {"prestataire", "titulaire"}), bool(words & {"externe", "tiers"})
        if own == outside:
            return None
        return _OWN_CODE if own else _OUTSIDE_CODE
    found = [
        name for name, marks in ((_MAJOR, {"majeure", "majeur"}), (_MINOR, {"mineure", "mineur"})) if words & marks
    ]
    if "non" not in words and words & {"bloquante", "bloquant"}:
        found.append(_BLOCKING)
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
