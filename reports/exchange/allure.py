"""The campaign as a folder of Allure results: one ``<uuid>-result.json`` a point, evidence as attachments.

Format: allurereport.org, « Test result file ».
"""

from __future__ import annotations

import mimetypes
import shutil
import uuid
from datetime import datetime
from hashlib import md5
from pathlib import Path
from typing import Any

from acceptance.campaign.points import ANOMALY_CLASSES, Campaign, Evidence
from fixtures.run_folder import write_json
from reports.exchange.outcomes import Outcome, Told, outcomes

_SPACE = uuid.UUID("6f6b8a52-3c1e-4f5e-9f0e-0d7f1c2b9a11")  # ours: the same campaign gives the same names
_SEVERITIES = dict(
    zip(ANOMALY_CLASSES.values(), ("blocker", "critical", "minor", "critical", "critical", "minor"), strict=True)
)


def write_allure(campaign: Campaign, campaign_id: str, evidence: Path | None, folder: Path) -> Path:
    """Write the results. ``evidence`` is the folder that paths of evidence start from; a missing file is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for told in outcomes(campaign):
        name = str(uuid.uuid5(_SPACE, f"{campaign_id} {told.point.id}"))
        write_json(folder / f"{name}-result.json", _result(told, campaign, name, evidence, folder))
    facts = {"Cible": campaign.target, "Portail": campaign.portal, "Campagne": campaign_id, "Préau": campaign.preau}
    lines = [f"{name}={value}" for name, value in facts.items() if value]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _result(told: Told, campaign: Campaign, name: str, evidence: Path | None, folder: Path) -> dict[str, Any]:
    point, result = told.point, told.result
    start = _milliseconds(result.started if result and result.started else campaign.started)
    stop = start + round((result.duration if result else 0.0) * 1000)
    identity = md5(point.id.encode(), usedforsecurity=False).hexdigest()
    attachments = [
        copied
        for rank, each in enumerate(result.evidence if result else ())
        if (copied := _attachment(each, f"{name}-{rank}", evidence, folder))
    ]
    return {
        "uuid": name,
        "historyId": identity,
        "testCaseId": identity,
        "fullName": f"{point.feature}:{point.line}",
        "name": f"{point.id} {point.title}",
        "status": str(told.outcome),
        "statusDetails": {"message": told.message} if told.message else {},
        "stage": "finished" if result else "pending",
        "start": start,
        "stop": stop,
        "steps": _steps(told, start, stop),
        "attachments": attachments,
        "labels": [
            {"name": "epic", "value": f"CCTP {point.article}"},
            {"name": "feature", "value": point.part},
            {"name": "story", "value": point.title},
            {"name": "severity", "value": _SEVERITIES.get(point.anomaly_class, "normal")},
            {"name": "tag", "value": point.id},
            {"name": "framework", "value": "Préau"},
        ],
        "links": [],
    }


def _steps(told: Told, start: int, stop: int) -> list[dict[str, Any]]:
    """The sentences of the point: all passed, or up to the one that was not; those after it were not played."""
    failed = told.result.failed_step if told.result else ""
    status = str(Outcome.PASSED) if told.outcome is Outcome.PASSED or failed else str(Outcome.SKIPPED)
    steps = []
    for sentence in told.point.steps:
        if sentence == failed:
            shown, status = str(told.outcome), str(Outcome.SKIPPED)
        else:
            shown = status
        steps.append({"name": sentence, "status": shown, "stage": "finished", "start": start, "stop": stop})
    return steps


def _attachment(proof: Evidence, name: str, evidence: Path | None, folder: Path) -> dict[str, str] | None:
    source = evidence / proof.path if evidence else None
    if source is None or not source.is_file():
        return None
    kind = mimetypes.guess_type(source.name)[0] or "application/octet-stream"
    target = f"{name}-attachment{source.suffix}"
    shutil.copyfile(source, folder / target)
    return {"name": proof.title, "source": target, "type": kind}


def _milliseconds(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000) if moment else 0
