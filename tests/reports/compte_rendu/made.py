"""A campaign of four points, before and after its execution, and what is known besides."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from PIL import Image

from acceptance.campaign.delta import Change, PointChange
from acceptance.campaign.points import Campaign, Evidence, Mode, Point, PointResult, Status
from reports.compte_rendu.dossier import Answer, DecisionTaken, Dossier
from reports.compte_rendu.model import Finding, Milestone, Pair, Participant, Reserve

STEPS = ("Étant donné un élève connecté", "Quand il ouvre sa classe", "Alors il la voit", "Et son nom y est")


def point(identifier: str, article: str, mode: Mode = Mode.AUTOMATIC) -> Point:
    return Point(
        identifier, article, f"Titre de {identifier}", "Se connecter", mode, "bloquante", STEPS, "x.feature", 3
    )


POINTS = (point("ENT-01", "4.1"), point("ENT-02", "4.1"), point("QUO-04", "3"), point("MIG-08", "4.1", Mode.MANUAL))
RESULTS = (
    PointResult("ENT-01", Status.CONFORM, evidence=(Evidence("preuves/ENT-01.png", "ab" * 32, "Écran final"),)),
    PointResult("ENT-02", Status.NOT_CONFORM, "le message <b> manque", "Alors il la voit"),
    PointResult("QUO-04", Status.NOT_EXECUTED, "aucun compte d’élève"),
    PointResult("MIG-08", Status.TO_CHECK, "à vérifier sur place"),
)
BLANK = Campaign("Recette", "ENT d’essai", "https://ent.example/ent", "", "", "0.1.0", POINTS)
DONE = replace(BLANK, started="2026-11-23T10:00:00+01:00", ended="2026-11-23T10:05:00+01:00", results=RESULTS)
SIGNED = Answer(Status.CONFORM, "Camille Exemple", "2026-11-24")
FULL = Dossier(
    campaign_id="essai-2026",
    cover=(Pair("Titulaire", "Société d’essai"),),
    participants=(Participant("Camille Exemple", "Cheffe de projet", "Ville de Marseille", "présente"),),
    calendar=(Milestone("Recette", "2026-11-24", "date fixée : par la Ville", "trop tôt !"),),
    observations="Une remarque.\nEt une autre ; plus longue.",
    account="La recette s’est bien passée.",
    point_observations={"ENT-01": "lent le matin"},
    reserves=(Reserve("R-1", "ENT-02", "message à revoir", "bloquante", "2026-12-01"),),
    decision=DecisionTaken(
        {"Vérification d’aptitude (VA)": "ajournement"}, "ajournement proposé", "2026-11-28", "deux"
    ),
    findings=(Finding("Test de montée en charge", "Verdict : respecté", (Pair("Capacité", "612 personnes"),)),),
    seen_red_for={"ENT-01": ("article perdu", "blog vide"), "ENT-02": ()},
    earlier="2026-11-10-recette",
    changes=(
        PointChange(POINTS[0], Change.REPAIRED, Status.NOT_CONFORM, Status.CONFORM),
        PointChange(POINTS[1], Change.OTHER, None, Status.NOT_CONFORM, reworded=True),
        PointChange(POINTS[2], Change.UNCHANGED, Status.NOT_EXECUTED, Status.NOT_EXECUTED),
    ),
)


def with_picture(campaign: Campaign, folder: Path) -> Campaign:
    """The campaign with a real picture as the first evidence, kept in the folder."""
    path = folder / "preuves" / "ENT-01.png"
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (1280, 2400), "teal").save(path)
    evidence = Evidence("preuves/ENT-01.png", hashlib.sha256(path.read_bytes()).hexdigest(), "Écran final")
    first, *others = campaign.results
    return replace(campaign, results=(replace(first, evidence=(evidence,)), *others))
