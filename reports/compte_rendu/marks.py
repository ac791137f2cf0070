"""What stays visible in the document, and so can be read back once people have filled it in.

Word processors lose the names of tables and of content controls, people move columns and add rows: reading back keys on
visible text alone. The four writers print exactly these words (spaces may be no-break ones, see ``portal.french``):

* **Footer of every page**: ``FOOTER``, e.g. ``Campagne 2026-recette-1 — document 3f2a9c0b71de — page 2 sur 14``. The
  first is the campaign's id, the second the first twelve hexadecimal digits of the SHA-256 of what was printed.
* **Points**: tables whose first row holds ``POINT_COLUMNS``, one row a point; its id (``ENT-10``) is alone on the first
  line of the row's first cell. The cell under « Résultat » holds the status on its first line once there is one, then
  what explains it, and one line a choice while a person has to answer; the cell under « Observations » holds nothing
  but what people wrote.
* **Choices**: one a line, ``☐ conforme``. People replace the box with ``☒`` (or ☑, ✓, x), or leave only the right line.
* **Spaces**: the heading of ``OBSERVATIONS`` or ``ACCOUNT``, then a table of a single cell, where people write.
* **Reserves, anomalies, participants, signatures, calendar**: the table under its heading, whose first row holds the
  ``…_COLUMNS`` of this module. Rows of the first two begin with ``R-1``, ``A-1``; an untouched row holds nothing else.
* **Decision**: under ``DECISION``, one table of two columns: the stage (``STAGES``) and its choices, one a line; then
  the rows « Date de la décision » and « Motifs ».
"""

from __future__ import annotations

import re

from acceptance.campaign.points import Status

UNCHECKED, CHECKED = "☐", "☒"
FOOTER = re.compile(r"Campagne\s+(?P<campaign>\S+)\s+—\s+document\s+(?P<document>[0-9a-f]{12})")

POINTS = "Liste des points à valider"
OBSERVATIONS = "Observations générales"
ACCOUNT = "Compte rendu de la phase de recette"
RESERVES = "Réserves"
ANOMALIES = "Anomalies"
DECISION = "Décision"
PARTICIPANTS = "Participants"
SIGNATURES = "Signatures"
CALENDAR = "Calendrier prévu"

POINT_COLUMNS = ("N°", "Point à valider", "Résultat", "Observations")
RESERVE_COLUMNS = ("N°", "Point", "Réserve", "Classe d’anomalie", "À lever le")
ANOMALY_COLUMNS = ("N°", "Point", "Anomalie", "Classe d’anomalie", "Signalée le", "À résoudre avant le", "État")
PARTICIPANT_COLUMNS = ("Nom", "Fonction", "Organisme", "Présence")
SIGNATURE_COLUMNS = ("Pour", "Nom et qualité", "Date", "Signature")
CALENDAR_COLUMNS = ("Étape", "Date", "Règle")

RESULT_CHOICES = (Status.CONFORM, Status.NOT_CONFORM, Status.NOT_EXECUTED, Status.NOT_APPLICABLE)
# Each stage of the decision and its answers: verification of aptitude, then of regular service.
STAGES = (
    ("Vérification d’aptitude (VA)", ("VA positive", "ajournement", "réfaction", "rejet")),
    ("Admission (vérification de service régulier, VSR)", ("admission", "ajournement", "réfaction", "rejet")),
)
DECISION_DATE, DECISION_REASONS = "Date de la décision", "Motifs"


def footer(campaign_id: str, document: str) -> str:
    """The words of the footer, without the number of the page."""
    return f"Campagne {campaign_id} — document {document}"
