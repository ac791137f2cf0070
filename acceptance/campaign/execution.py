"""How a campaign is played: on which kind of ENT, what is left out there, where a cut campaign is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path

from acceptance.campaign.campaign import CampaignError, hindered, read_campaign
from acceptance.campaign.points import Campaign, Point, PointResult, Status
from fixtures.accounts import Account
from fixtures.run_folder import COMPLETE, RunFolder
from portal.settings import Target

TEST_ACCOUNT = "oui"  # in the column « essai » of the accounts file


class Kind(StrEnum):
    """What the ENT is: one to practise on, one under recette, or one that people use."""

    PRACTICE = "pratique"
    RECETTE = "recette"
    PRODUCTION = "production"


def kind_of(target: Target, asked: str | None) -> Kind:
    """The kind asked for, else the most careful one that fits: an ENT on this machine is one to practise on."""
    if asked:
        return Kind(asked)
    return Kind.PRACTICE if target.is_loopback else Kind.RECETTE


def left_out(kind: Kind, point: Point, *, spared: bool = False) -> str:
    """Why a point is not played on that kind of ENT, in French; an empty text when it is.

    ``spared``: the practice ENT goes on being used after the campaign, and nobody asked to harm it.
    """
    if not point.destructive:
        return ""
    if kind is Kind.PRODUCTION:
        return "Écarté sur un ENT en service : ce point y dérangerait des personnes. À jouer sur l’ENT de recette."
    if kind is Kind.PRACTICE and spared:
        return "Écarté : il fermerait des comptes dont d’autres essais se servent. Pour le jouer : --mode pratique."
    return ""


def people_for(kind: Kind, accounts: Sequence[Account]) -> list[Account]:
    """Who may play. On an ENT in service, only accounts marked as made for tests. Raises CampaignError without any."""
    if kind is not Kind.PRODUCTION:
        return list(accounts)
    marked = [account for account in accounts if account.essai == TEST_ACCOUNT]
    if not marked:
        raise CampaignError(
            "Sur un ENT en service, seuls des comptes d’essai peuvent jouer la recette : le fichier des comptes n’en "
            "marque aucun.",
            remedy=f"Ajoutez une colonne « essai » et écrivez « {TEST_ACCOUNT} » pour les comptes créés pour cela.",
        )
    return marked


def campaign_to_resume(folder: Path, target: Target, points: tuple[Point, ...]) -> Campaign:
    """The campaign of a folder, when it can go on: same target, same points, not ended. Raises CampaignError."""
    campaign = read_campaign(folder)
    run = RunFolder(folder).read()
    if run.get("state") == COMPLETE:
        raise CampaignError(f"{folder} : cette campagne est terminée.", remedy="Lancez-en une nouvelle.")
    if run.get("target") != target.name:
        raise CampaignError(
            f"{folder} : cette campagne est celle de la cible « {run.get('target')} », pas de « {target.name} ».",
            remedy="Donnez la même cible (--cible).",
        )
    changed = _changed(campaign.points, points)
    if changed:
        raise CampaignError(
            f"{folder} : les points à vérifier ont changé depuis ({', '.join(changed)}).",
            remedy="Ce qui a été vu ne vaudrait plus : lancez une nouvelle campagne.",
        )
    return campaign


def settled(campaign: Campaign) -> frozenset[str]:
    """The points that need no other try: executed, or left out with a reason."""
    return frozenset(result.point_id for result in campaign.results if _is_settled(result))


def _is_settled(result: PointResult) -> bool:
    return result.status is not Status.NOT_EXECUTED or (bool(result.reason) and not hindered(result))


def _changed(before: tuple[Point, ...], now: tuple[Point, ...]) -> list[str]:
    """The ids of the points added, withdrawn or written otherwise; where they stand does not count."""

    def said(points: tuple[Point, ...]) -> dict[str, object]:
        return {point.id: {**asdict(point), "line": 0, "feature": ""} for point in points}

    old, new = said(before), said(now)
    return sorted(point_id for point_id in {*old, *new} if old.get(point_id) != new.get(point_id))
