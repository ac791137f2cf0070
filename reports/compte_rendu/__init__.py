"""The compte rendu de recette: one model, read by every writer."""

from reports.compte_rendu.building import (
    ANOMALY_DELAYS,
    CompteRendu,
    Part,
    Row,
    compte_rendu,
    write_compte_rendu,
)

__all__ = ["ANOMALY_DELAYS", "CompteRendu", "Part", "Row", "compte_rendu", "write_compte_rendu"]
