"""Opens a campaign in a pytest session: the plan and the guard first, then the folder and its recorder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.steps import step_function_context_registry

from acceptance.campaign.campaign import write_plan
from acceptance.campaign.guard import StepDefinition, check_definitions, planned_points
from acceptance.campaign.planning import DESTRUCTIVE, MODE_TAGS
from acceptance.campaign.points import ANOMALY_CLASSES, Point
from fixtures.run_folder import RUNS, RunFolder, new_run
from portal.errors import PreauError
from portal.settings import Target


@contextmanager
def told_in_french() -> Iterator[None]:
    """A fault the user can mend ends pytest with its message and code 2, without a traceback."""
    try:
        yield
    except PreauError as error:
        pytest.exit(str(error), error.exit_code)


def plan(config: pytest.Config) -> tuple[Point, ...]:
    """The points of the features that pytest will run; their tags become marks (``-m ENT-10``). Raises PlanError."""
    points = planned_points(_features(config))
    for point in points:
        for mark in (point.id, f"article-{point.article}"):
            config.addinivalue_line("markers", f"{mark}: {point.title}")
    for mark in (*MODE_TAGS, DESTRUCTIVE, *ANOMALY_CLASSES):
        config.addinivalue_line("markers", f"{mark}: étiquette d’un point de la recette")
    return points


def begin(
    config: pytest.Config,
    target: Target,
    points: tuple[Point, ...],
    *,
    parent: Path = RUNS,
    asked: dict[str, Any] | None = None,
) -> RunFolder:
    """Check the step definitions and open the campaign's folder under ``parent``, with its plan. Raises PlanError.

    To call once the modules of the steps are imported.
    """
    check_definitions(_definitions(), _features(config))
    what = {"titre": target.title, "portail": target.portal, **(asked or {})}
    folder = new_run("recette", target=target.name, asked=what, parent=parent)
    write_plan(folder.path, points)
    return folder


def _features(config: pytest.Config) -> Path:
    return config.rootpath / str(config.getini("bdd_features_base_dir"))


def _definitions() -> list[StepDefinition]:
    """Every step definition imported so far."""
    return [
        StepDefinition(context.type, context.parser.is_matching, context.step_func)
        for context in step_function_context_registry.values()
    ]
