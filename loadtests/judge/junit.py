"""The verdict as JUnit XML, which every continuous integration reads: a case an objective, a case a condition.

An objective that is not respected is a *failure*; a condition that is not met is an *error*, and makes every objective
*skipped*: a run that proves nothing neither passes nor fails them.
"""

from __future__ import annotations

from xml.etree import ElementTree

from loadtests.judge.verdict import Outcome, Verdict, one_line

SUITE = "Préau, test de charge"


def junit(verdict: Verdict) -> str:
    """The XML text, with the words of the verdict."""
    invalid = verdict.outcome is Outcome.INVALID
    suite = ElementTree.Element("testsuite", name=SUITE)
    for check in verdict.validity:
        case = ElementTree.SubElement(suite, "testcase", classname="validité", name=check.title)
        if not check.valid:
            ElementTree.SubElement(case, "error", message=check.sentence, type=str(Outcome.INVALID))
    for result in verdict.objectives:
        case = ElementTree.SubElement(suite, "testcase", classname="objectifs", name=result.title)
        if invalid:
            ElementTree.SubElement(case, "skipped", message=f"essai {Outcome.INVALID}")
        elif not result.respected:
            ElementTree.SubElement(case, "failure", message=result.sentence, type=str(Outcome.BROKEN))
    # What no case says: a run stopped early because of an objective that its last seconds alone broke.
    if verdict.outcome is Outcome.BROKEN and all(result.respected for result in verdict.objectives):
        case = ElementTree.SubElement(suite, "testcase", classname="objectifs", name="Arrêt avant la fin")
        ElementTree.SubElement(case, "failure", message=" ".join(verdict.reasons), type=str(Outcome.BROKEN))
    ElementTree.SubElement(suite, "system-out").text = one_line(verdict)
    for key in ("error", "failure", "skipped"):
        suite.set(f"{key}s" if key != "skipped" else key, str(len(suite.findall(f"testcase/{key}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
