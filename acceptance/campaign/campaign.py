"""A campaign: what was planned, what came of it, and whether the two agree (planned = executed + justified).

The folder of a campaign holds ``run.json``, ``plan.json`` (the points as they were planned that day), ``points*.jsonl``
(one result a line, written as they come, a file a process), ``nettoyage*.jsonl`` (what was created and removed) and
``preuves/``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from acceptance.campaign.guard import planned_points
from acceptance.campaign.points import Campaign, Evidence, Mode, Point, PointResult, Status
from fixtures.run_folder import RunFolder, write_json
from portal.errors import PreauError
from portal.settings import Target

PLAN, RESULTS = "plan.json", "points"  # results are in points.jsonl, or points-gw0.jsonl for a process of xdist


class CampaignError(PreauError):
    """The folder of a campaign is missing or damaged."""


@dataclass(frozen=True)
class Counts:
    """``unready`` counts the points that something unforeseen kept from being executed: named, but not excused."""

    planned: int
    executed: int
    conform: int
    not_conform: int
    justified: int
    unready: int

    @property
    def complete(self) -> bool:
        return self.planned == self.executed + self.justified

    @property
    def exit_code(self) -> int:
        """1: a point is not conform; 2: incomplete, hindered, or nothing proven; 0: all that was executed conforms."""
        if self.not_conform:
            return 1
        return 0 if self.complete and self.executed and not self.unready else 2


def count(campaign: Campaign) -> Counts:
    """Reconcile the plan and the results; a result of an unplanned point counts for nothing."""
    results = [result for point in campaign.points if (result := campaign.result(point.id))]
    conform = sum(result.status is Status.CONFORM for result in results)
    not_conform = sum(result.status is Status.NOT_CONFORM for result in results)
    return Counts(
        planned=len(campaign.points),
        executed=conform + not_conform,
        conform=conform,
        not_conform=not_conform,
        justified=sum(_justified(result) for result in results),
        unready=sum(hindered(result) for result in results),
    )


def hindered(result: PointResult) -> bool:
    """Whether a point was begun and could not be carried through (a person could not sign in, the browser broke)."""
    return result.status is Status.NOT_EXECUTED and bool(result.failed_step)


def _justified(result: PointResult) -> bool:
    return result.status is Status.TO_CHECK or (result.status.needs_reason and bool(result.reason))


def planned_campaign(target: Target) -> Campaign:
    """The campaign before its execution: every point, no result. Raises PlanError."""
    return Campaign(
        title=_title(target.title),
        target=target.title,
        portal=target.portal,
        started="",
        ended="",
        preau=version("preau"),
        points=planned_points(),
    )


def write_plan(folder: Path, points: tuple[Point, ...]) -> None:
    """Keep the plan with its results: features may change later, the campaign does not."""
    write_json(folder / PLAN, [asdict(point) for point in points])


def read_campaign(folder: Path) -> Campaign:
    """Read a campaign from its folder, finished or killed half-way. Raises RunFolderError, CampaignError."""
    run = RunFolder(folder).read()
    if run.get("kind") != "recette":
        raise CampaignError(f"{folder} n’est pas une recette.", remedy="Donnez un dossier reports/runs/…-recette.")
    asked = run.get("asked", {})
    target = str(asked.get("titre") or run.get("target", ""))
    return Campaign(
        title=_title(target),
        target=target,
        portal=str(asked.get("portail", "")),
        started=str(run.get("started", "")),
        ended=str(run.get("ended", "")),
        preau=str(run.get("preau", "")),
        points=_read_plan(folder / PLAN),
        results=final_results(_all_results(folder)),
        load_verdict=str(asked.get("verdict_de_charge", "")),
    )


def final_results(results: Iterable[PointResult]) -> tuple[PointResult, ...]:
    """What came of each point, whatever the number of times it was tried, in the order of the first tries.

    The last execution counts; a try that something hindered hides none.
    """
    tries: dict[str, list[PointResult]] = defaultdict(list)
    for result in results:
        tries[result.point_id].append(result)
    return tuple(_last(each) for each in tries.values())


def _last(tries: list[PointResult]) -> PointResult:
    executed = [result for result in tries if result.status.executed]
    return replace(executed[-1], attempts=len(executed)) if executed else tries[-1]


def _all_results(folder: Path) -> list[PointResult]:
    """The results of every process of the campaign, in the order in which points were begun."""
    found = [result for path in sorted(folder.glob(f"{RESULTS}*.jsonl")) for result in _read_results(path)]
    return sorted(found, key=lambda result: result.started)


def _title(target: str) -> str:
    return f"Recette — {target}"


def _read_plan(path: Path) -> tuple[Point, ...]:
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Point(**{**document, "mode": Mode(document["mode"]), "steps": tuple(document["steps"])})
            for document in documents
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(path, error) from None


def _read_results(path: Path) -> Iterator[PointResult]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            yield _result(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            if number == len(lines):
                return  # the process was killed while writing its last line
            raise _damaged(path, error, number) from None


def _result(document: dict[str, Any]) -> PointResult:
    evidence = tuple(Evidence(**each) for each in document["evidence"])
    return PointResult(**{**document, "status": Status(document["status"]), "evidence": evidence})


def _damaged(path: Path, error: Exception, line: int | None = None) -> CampaignError:
    where = f"{path}, ligne {line}" if line else f"{path}"
    return CampaignError(
        f"{where} : illisible ({error}).", remedy="Le fichier a été modifié ou manque : refaites la campagne."
    )
