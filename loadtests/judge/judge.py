"""The judge: samples in, verdict out. Only page views of the steady window count, and a failed view is never good."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from fixtures.accounts import ROLE_LABELS
from fixtures.run_folder import RunFolder, write_json
from loadtests.judge.facts import Facts
from loadtests.judge.objectives import OBJECTIVES_FILE, Objective, Objectives, read_objectives
from loadtests.judge.run import Run, read_record
from loadtests.judge.statistics import exact_interval
from loadtests.judge.validity import validity
from loadtests.judge.verdict import (
    Figures,
    ObjectiveResult,
    Outcome,
    ValidityCheck,
    Verdict,
    from_document,
    one_line,
    to_document,
)
from loadtests.measure.percentiles import percentile
from loadtests.measure.probe import Probe, level
from loadtests.measure.samples import Samples
from loadtests.measure.windows import in_flight, within
from portal.errors import PreauError
from portal.french import delay, integer, percent, plural, typeset

VERDICT_FILE = "verdict.json"


class VerdictError(PreauError):
    """The verdict kept in a run folder cannot be read."""


def judge(samples: Samples, probe: Probe, run: Run, objectives: Objectives) -> Verdict:
    """Judge a load run. *Non valide* comes first: a run that proves nothing is neither good nor bad."""
    steady = within(samples, run.window)
    pages = steady.pages()
    results = tuple(
        _objective(pages, objective, objectives.conditions.confidence) for objective in objectives.objectives
    )
    figures = _figures(samples, steady, pages, probe, run)
    checks = validity(Facts(run, samples, pages, probe, figures, results, objectives.conditions))
    outcome, reasons = _outcome(results, checks)
    return Verdict(outcome, reasons, results, checks, figures)


def judge_run(folder: Path, objectives: Path = OBJECTIVES_FILE) -> Verdict:
    """Judge the run of a folder: write ``verdict.json`` there and the verdict's line into ``run.json``.

    To be called once the run is closed (``RunFolder.close``): a run that is not is *non valide*.
    Raises PreauError when the objectives or the folder cannot be read.
    """
    asked = read_objectives(objectives)
    record = read_record(folder)
    verdict = judge(record.samples, record.probe, record.run, asked)
    write_json(folder / VERDICT_FILE, to_document(verdict))
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


def views_of(pages: Samples, objective: Objective | ObjectiveResult) -> Samples:
    """The page views that an objective is about."""
    mask = pages.mask("journey", objective.journey)
    if objective.page:
        mask &= pages.mask("name", objective.page)
    if objective.role:
        mask &= pages.mask("role", objective.role)
    return pages.where(mask)


def _outcome(
    results: tuple[ObjectiveResult, ...], checks: tuple[ValidityCheck, ...]
) -> tuple[Outcome, tuple[str, ...]]:
    invalid = tuple(check.sentence for check in checks if not check.valid)
    if invalid:
        return Outcome.INVALID, invalid
    broken = tuple(result.sentence for result in results if not result.respected)
    if broken:
        return Outcome.BROKEN, broken
    held = "L’objectif est tenu." if len(results) == 1 else f"Les {len(results)} objectifs sont tenus."
    return Outcome.RESPECTED, (held, *(f"De justesse : {result.sentence}" for result in results if result.tight))


def _objective(pages: Samples, objective: Objective, confidence: float) -> ObjectiveResult:
    records = views_of(pages, objective).records
    done = records["duration"][records["good"]]
    total, good = len(records), int((done <= objective.within).sum())
    low, high = exact_interval(good, total, confidence)
    # In decimals, as the file writes it: 0.95 of 40 views is 38 of them, not 38.000000000000004.
    respected = total > 0 and good >= Decimal(str(objective.share)) * total
    return ObjectiveResult(
        title=objective.title,
        journey=objective.journey,
        page=objective.page,
        role=objective.role,
        within=objective.within,
        asked=objective.share,
        good=good,
        total=total,
        failures=total - len(done),
        low=low,
        high=high,
        p50=percentile(done, 0.50),
        p95=percentile(done, 0.95),
        respected=respected,
        sentence=_sentence(objective, good, total, total - len(done), (low, high)),
    )


def _sentence(objective: Objective, good: int, total: int, failures: int, interval: tuple[float, float]) -> str:
    who = f" ({ROLE_LABELS.get(objective.role, objective.role)})" if objective.role else ""
    if not total:
        return typeset(f"« {objective.title} »{who} : aucune page vue pendant le palier.")
    text = (
        f"« {objective.title} »{who} : {share_text(good / total, objective.share)} des pages bonnes en "
        f"{delay(objective.within)} au plus, {percent(objective.share)} demandés"
    )
    if failures:
        text += f" ; {plural(failures, 'page')} en échec sur {integer(total)}"
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


def _figures(samples: Samples, steady: Samples, pages: Samples, probe: Probe, run: Run) -> Figures:
    window, in_window = run.window, probe.within(run.window)
    requests = samples.where(~samples.records["is_page"])
    ours, theirs = level(probe.signed_in), level(probe.ent_signed_in)
    most = theirs or ours
    return Figures(
        people=run.people,
        window=window,
        page_views=len(pages),
        failures=int((~pages.records["good"]).sum()),
        requests=len(steady) - len(pages),
        present=level(in_window.people),
        signed_in=level(in_window.signed_in),
        ent_signed_in=level(in_window.ent_signed_in),
        in_flight=in_flight(requests, window) if window else None,
        reached=int(most.maximum) if most else None,
        counted_by_ent=theirs is not None,
    )
