"""The campaign for Squash TM: results to import (``POST /import/results/{iteration}``) and test cases to create
(``POST /test-cases``). The automated test reference of a test case is the id of its point.

Format: tm-en.doc.squashtest.com, « Import Automated Test Results from Pipelines », and the REST API of SquashTM 13.
"""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path
from typing import Any

from acceptance.campaign.points import ANOMALY_CLASSES, Campaign, Evidence, Mode, Point
from fixtures.run_folder import write_json
from reports.exchange.outcomes import Outcome, Told, outcomes

_STATUSES = {
    Outcome.PASSED: "SUCCESS",
    Outcome.FAILED: "FAILURE",
    Outcome.BROKEN: "BLOCKED",
    Outcome.SKIPPED: "SKIPPED",
}
_IMPORTANCES = dict(
    zip(ANOMALY_CLASSES.values(), ("VERY_HIGH", "HIGH", "LOW", "VERY_HIGH", "VERY_HIGH", "MEDIUM"), strict=True)
)
_MOST_BYTES = 4 * 1024 * 1024  # of one attachment


def write_squash_results(campaign: Campaign, evidence: Path | None, path: Path) -> Path:
    """The body of the import of results. ``evidence`` is the folder that the evidence's paths start from."""
    write_json(path, {"tests": [_test(told, evidence) for told in outcomes(campaign)]})
    return path


def write_squash_cases(campaign: Campaign, project: int, path: Path) -> Path:
    """The bodies that create the test cases, one after the other, in a project of Squash TM (its number)."""
    write_json(path, [_case(point, project) for point in campaign.points])
    return path


def _test(told: Told, evidence: Path | None) -> dict[str, Any]:
    result = told.result
    test: dict[str, Any] = {
        "reference": told.point.id,
        "status": _STATUSES[told.outcome],
        "duration": round((result.duration if result else 0.0) * 1000),
    }
    if told.message:
        test["failure_details"] = [told.message]
    attachments = [kept for each in (result.evidence if result else ()) if (kept := _attachment(each, evidence))]
    if attachments:
        test["attachments"] = attachments
    return test


def _attachment(proof: Evidence, evidence: Path | None) -> dict[str, str] | None:
    source = evidence / proof.path if evidence else None
    if source is None or not source.is_file() or source.stat().st_size > _MOST_BYTES:
        return None
    return {"name": source.name, "content": base64.b64encode(source.read_bytes()).decode()}


def _case(point: Point, project: int) -> dict[str, Any]:
    return {
        "_type": "test-case",
        "name": f"{point.id} {point.title}",
        "parent": {"_type": "project", "id": project},
        "reference": point.id,
        "importance": _IMPORTANCES.get(point.anomaly_class, "MEDIUM"),
        "description": "".join(f"<p>{escape(step)}</p>" for step in point.steps),
        "automatable": "Y" if point.mode is Mode.AUTOMATIC else "N",
        "automated_test_reference": point.id,
    }
