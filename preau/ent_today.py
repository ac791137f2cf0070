"""The fingerprint of the ENT to which an answer given now is bound."""

from __future__ import annotations

from acceptance.fingerprint import FingerprintError, ent_fingerprint, with_versions
from portal.errors import PreauError
from preau.campaigns import Known


class EntChangedError(PreauError):
    """The ENT is not the one the recette was played on any more, or nobody knows."""


def ent_today(known: Known, *, look: bool = False) -> str:
    """The fingerprint noted by the recette; before the execution, or when asked to ``look``, that of the ENT itself.

    Raises EntChangedError when the ENT was changed since the recette or not noted by it, FingerprintError when it
    cannot be seen.
    """
    noted = known.fingerprint
    if known.recette and not noted:
        raise EntChangedError(
            f"{known.recette} : cette recette n’a pas noté l’empreinte de l’ENT ; rien ne peut s’y lier.",
            remedy="Rejouez la recette (pytest acceptance), puis répondez.",
        )
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
