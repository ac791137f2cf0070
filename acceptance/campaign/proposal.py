"""The decision that the figures suggest, by the rules of a file. It is only proposed: the city decides."""

from __future__ import annotations

from dataclasses import dataclass

from acceptance.campaign.anomalies import Followed
from acceptance.campaign.campaign import count
from acceptance.campaign.points import Campaign, Status
from acceptance.campaign.rules import PROPOSALS, DecisionRule, Rules
from portal.french import plural, typeset

_POSITIVE = PROPOSALS[:2]


@dataclass(frozen=True)
class Proposal:
    """``decision`` is empty when nothing can be proposed; ``reason`` says why, in words."""

    decision: str
    reason: str

    @property
    def words(self) -> str:
        """``ajournement (une anomalie bloquante est ouverte)``."""
        return typeset(f"{self.decision or 'aucune'} ({self.reason})")


def propose(campaign: Campaign, followed: tuple[Followed, ...], rules: Rules, stage: str) -> Proposal:
    """The first rule of the stage that applies; a positive one only when nothing is left to check or to class."""
    still_open = [each for each in followed if each.state.is_open]
    rule = next((each for each in rules.decisions if each.stage == stage and _applies(each, still_open)), None)
    if rule is None:
        return Proposal("", f"aucune règle de l’étape {stage} ne s’applique")
    if rule.proposal in _POSITIVE and (unknown := _unknown(campaign, still_open)):
        return Proposal("", unknown)
    reserves = plural(len(still_open), "réserve", "réserves")
    with_reserves = f", {reserves} à lever" if still_open and rule.proposal in _POSITIVE else ""
    return Proposal(rule.proposal, f"{rule.reason}{with_reserves}")


def _applies(rule: DecisionRule, still_open: list[Followed]) -> bool:
    return sum(each.anomaly.anomaly_class in rule.classes for each in still_open) >= rule.open_count


def _unknown(campaign: Campaign, still_open: list[Followed]) -> str:
    """What is not known yet and could change everything."""
    counts = count(campaign)
    if not counts.complete:
        missing = counts.planned - counts.executed - counts.justified
        return f"la campagne est incomplète, {plural(missing, 'point sans résultat', 'points sans résultat')}"
    if not counts.executed:
        return "aucun point n’a été exécuté"
    if counts.unready:
        return f"{plural(counts.unready, 'point empêché', 'points empêchés')}"
    to_check = sum(result.status is Status.TO_CHECK for result in campaign.results)
    if to_check:
        return f"{plural(to_check, 'point reste', 'points restent')} à vérifier par une personne"
    unclassed = sum(not each.anomaly.anomaly_class for each in still_open)
    return f"{plural(unclassed, 'anomalie', 'anomalies')} sans classe" if unclassed else ""
