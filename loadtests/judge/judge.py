"""The judge: samples in, verdict out. Only page views of the steady window count, and a failed view is never good."""

from __future__ import annotations

import json
from pathlib import Path

from fixtures.accounts import ROLE_LABELS
from fixtures.run_folder import RunFolder, write_json
from loadtests.judge.facts import Facts
from loadtests.judge.figures import measure
from loadtests.judge.junit import junit
from loadtests.judge.objectives import OBJECTIVES_FILE, Objective, Objectives, read_objectives
from loadtests.judge.ratio import Ratio, ratio, views_of
from loadtests.judge.run import Run, read_record
from loadtests.judge.validity import validity
from loadtests.judge.verdict import (
    ObjectiveResult,
    Outcome,
    ValidityCheck,
    Verdict,
    from_document,
    one_line,
    to_document,
)
from loadtests.measure.percentiles import latency
from loadtests.measure.probe import Probe
from loadtests.measure.samples import Samples
from loadtests.measure.steady import find_steady
from loadtests.measure.windows import within
from portal.errors import PreauError
from portal.french import delay, integer, percent, plural, typeset

VERDICT_FILE, JUNIT_FILE = "verdict.json", "verdict.xml"

__all__ = ["judge", "judge_run", "read_verdict", "share_text", "views_of"]


class VerdictError(PreauError):
    """The verdict kept in a run folder cannot be read."""


def judge(samples: Samples, probe: Probe, run: Run, objectives: Objectives) -> Verdict:
    """Judge a load run. *Non valide* comes first: a run that proves nothing is neither good nor bad."""
    steady = find_steady(samples.pages(), run.window, objectives.conditions.steady_share) if run.window else None
    window = steady.window if steady else run.window
    pages = within(samples, window).pages()
    results = tuple(
        _objective(ratio(pages, objective), objective, objectives.conditions.confidence)
        for objective in objectives.objectives
    )
    figures = measure(samples, probe, run, steady)
    checks = validity(Facts(run, samples, pages, probe, figures, results, objectives.conditions, steady))
    outcome, reasons = _outcome(results, checks, run.broken)
    return Verdict(outcome, reasons, results, checks, figures)


def judge_run(folder: Path, objectives: Path = OBJECTIVES_FILE) -> Verdict:
    """Judge the run of a folder: write ``verdict.json`` and ``verdict.xml`` (JUnit) there, and the verdict's line into
    ``run.json``.

    To be called once the run is closed (``RunFolder.close``): a run that is not is *non valide*.
    Raises PreauError when the objectives or the folder cannot be read.
    """
    asked = read_objectives(objectives)
    record = read_record(folder)
    verdict = judge(record.samples, record.probe, record.run, asked)
    write_json(folder / VERDICT_FILE, to_document(verdict))
    (folder / JUNIT_FILE).write_text(junit(verdict), encoding="utf-8")
    RunFolder(folder).update(
        verdict={"outcome": verdict.outcome, "line": one_line(verdict), "exit_code": verdict.exit_code}
    )
    return verdict


def read_verdict(folder: Path) -> Verdict | None:
    """The verdict already given on a run folder, if there is one. Raises VerdictError when it is damaged."""
    path = folder / VERDICT_FILE
    try:
        return from_document(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise VerdictError(
            f"{path} : illisible.", remedy="Supprimez-le : le rapport jugera de nouveau l’essai."
        ) from None


def _outcome(
    results: tuple[ObjectiveResult, ...], checks: tuple[ValidityCheck, ...], stopped: str
) -> tuple[Outcome, tuple[str, ...]]:
    invalid = tuple(check.sentence for check in checks if not check.valid)
    if invalid:
        return Outcome.INVALID, invalid
    broken = tuple(result.sentence for result in results if not result.respected)
    # A run stopped early was excused from its length: it may say that an objective is broken, and nothing else.
    if broken or stopped:
        return Outcome.BROKEN, (*([typeset(f"Essai arrêté avant sa fin : {stopped}")] if stopped else []), *broken)
    held = "L’objectif est tenu." if len(results) == 1 else f"Les {len(results)} objectifs sont tenus."
    return Outcome.RESPECTED, (held, *(f"De justesse : {result.sentence}" for result in results if result.tight))


def _objective(counted: Ratio, objective: Objective, confidence: float) -> ObjectiveResult:
    low, high = counted.interval(confidence)
    return ObjectiveResult(
        title=objective.title,
        journey=objective.journey,
        page=objective.page,
        role=objective.role,
        within=objective.within,
        asked=objective.share,
        good=counted.good,
        total=counted.total,
        failures=counted.failures,
        overdue=counted.overdue,
        low=low,
        high=high,
        waited=latency(counted.waited),
        sent=latency(counted.sent),
        respected=counted.reaches(objective.share),
        sentence=_sentence(objective, counted, (low, high)),
    )


def _sentence(objective: Objective, counted: Ratio, interval: tuple[float, float]) -> str:
    who = f" ({ROLE_LABELS.get(objective.role, objective.role)})" if objective.role else ""
    if not counted.total:
        return typeset(f"« {objective.title} »{who} : aucune page vue pendant le palier.")
    text = (
        f"« {objective.title} »{who} : {share_text(counted.good / counted.total, objective.share)} des pages bonnes en "
        f"{delay(objective.within)} au plus, {percent(objective.share)} demandés"
    )
    if counted.failures:
        text += f" ; {plural(counted.failures, 'page')} en échec sur {integer(counted.total)}"
    if counted.overdue:
        text += f", dont {integer(counted.overdue)} jamais arrivées quand l’essai s’est arrêté"
    if interval[0] < objective.share <= interval[1]:
        text += " ; la limite est dans la marge d’incertitude, un essai plus long trancherait"
    return typeset(f"{text}.")


def share_text(share: float, asked: float) -> str:
    """A share with as many decimals as it takes not to read as the asked one when it is not."""
    for decimals in (1, 2, 3, 4):
        text = percent(share, decimals)
        if share == asked or text != percent(asked, decimals):
            break
    return text
