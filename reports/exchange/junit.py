"""The campaign as JUnit XML, which Jenkins and GitLab read: one test suite a feature, one test case a point."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as Xml

from acceptance.campaign.points import Campaign
from reports.exchange.outcomes import Outcome, Told, outcomes

_TAGS = {Outcome.FAILED: "failure", Outcome.BROKEN: "error", Outcome.SKIPPED: "skipped"}
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters XML forbids


def write_junit(campaign: Campaign, path: Path) -> Path:
    """Write the file. A point without a result is an error, not an absence."""
    told = list(outcomes(campaign))
    root = Xml.Element("testsuites", {"name": _text(campaign.title), **_totals(told)})
    for number, (part, group) in enumerate(groupby(told, key=lambda each: each.point.part)):
        cases = list(group)
        suite = Xml.SubElement(root, "testsuite", {"name": _text(part), "id": str(number), **_totals(cases)})
        if campaign.started:
            suite.set("timestamp", campaign.started[:19])
        for each in cases:
            suite.append(_case(each))
    Xml.indent(root)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def _case(told: Told) -> Xml.Element:
    point, seconds = told.point, told.result.duration if told.result else 0.0
    case = Xml.Element(
        "testcase",
        {"classname": _text(point.part), "name": _text(f"{point.id} {point.title}"), "time": f"{seconds:.3f}"},
    )
    if tag := _TAGS.get(told.outcome):
        told_why = Xml.SubElement(case, tag, {"message": _text(told.message)})
        if told.outcome is not Outcome.SKIPPED:
            told_why.set("type", _text(point.anomaly_class))
            told_why.text = _text("\n".join(point.steps))
    if told.result and told.result.evidence:
        proofs = (f"{each.title} : {each.path} (SHA-256 {each.sha256})" for each in told.result.evidence)
        Xml.SubElement(case, "system-out").text = _text("\n".join(proofs))
    return case


def _totals(told: list[Told]) -> dict[str, str]:
    found = [each.outcome for each in told]
    seconds = sum(each.result.duration for each in told if each.result)
    return {
        "tests": str(len(told)),
        "failures": str(found.count(Outcome.FAILED)),
        "errors": str(found.count(Outcome.BROKEN)),
        "skipped": str(found.count(Outcome.SKIPPED)),
        "time": f"{seconds:.3f}",
    }


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
