"""What the terminal says at the end of a campaign."""

from __future__ import annotations

from acceptance.campaign.campaign import count, hindered
from acceptance.campaign.points import Campaign, Status

_WORDS = {
    0: "Tous les points exécutés sont conformes.",
    1: "Au moins un point n’est pas conforme.",
    2: "La campagne ne prouve rien : elle est incomplète, empêchée, ou rien n’a été exécuté.",
}


def summary_lines(campaign: Campaign) -> list[str]:
    """Planned / executed / conform, then every point that is not conform, hindered, left out or without a result."""
    counts = count(campaign)
    lines = [
        f"{counts.planned} points prévus, {counts.executed} exécutés, {counts.conform} conformes, "
        f"{counts.not_conform} non conformes, {counts.justified} justifiés ou à vérifier par une personne."
    ]
    missing = [point.id for point in campaign.points if campaign.result(point.id) is None]
    if missing:
        lines.append(f"  SANS RÉSULTAT  {', '.join(missing)}")
    for point in campaign.points:
        result = campaign.result(point.id)
        if result is None:
            continue
        if result.status is Status.NOT_CONFORM:
            lines.append(f"  NON CONFORME   {point.id}  {point.title} (classe proposée : {point.anomaly_class})")
            lines.append(f"      {result.failed_step} → {result.reason}")
        elif hindered(result):
            lines.append(f"  EMPÊCHÉ        {point.id}  {point.title}")
            lines.append(f"      {result.failed_step} → {result.reason}")
        elif result.told != result.status:
            lines.append(f"  À SURVEILLER   {point.id}  {point.title} : {result.told}")
        elif result.status is Status.NOT_EXECUTED:
            lines.append(f"  NON EXÉCUTÉ    {point.id}  {point.title} : {result.reason}")
    return [*lines, _WORDS[counts.exit_code]]
