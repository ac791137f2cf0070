"""The fingerprint of the ENT to which an answer given now is bound."""

from __future__ import annotations

from acceptance.fingerprint import FingerprintError, ent_fingerprint, with_versions
from portal.errors import PreauError
from preau.campaigns import Known


class EntChangedError(PreauError):
    """The ENT is not the one the recette was played on any more."""


def ent_today(known: Known, *, look: bool = False) -> str:
    """The fingerprint noted by the recette; before the execution, or when asked to ``look``, that of the ENT itself.

    Raises EntChangedError when the ENT was changed since the recette, FingerprintError when it cannot be seen and was
    never noted.
    """
    noted = known.fingerprint
    if noted and not look:
        return noted
    versions = [(each.name, each.version) for each in known.file.versions] if known.file else []
    try:
        seen = with_versions(ent_fingerprint(known.executed.portal), versions)
    except FingerprintError:
        if noted:
            return noted
        raise
    if noted and seen != noted:
        raise EntChangedError(
            "L’ENT a changé depuis la recette : ce que l’on verrait aujourd’hui ne vaudrait pas pour elle.",
            remedy="Rejouez la recette (pytest acceptance), puis répondez.",
        )
    return seen
