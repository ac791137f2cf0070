"""``pytest acceptance``: the recette of the target of the settings, or of a small practice ENT started for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from acceptance.campaign.execution import Kind
from acceptance.campaign.opening import plan, told_in_french
from acceptance.campaign.points import Point
from acceptance.campaign.recorder import Recorder
from acceptance.made import CleanUp
from acceptance.opened import Opened, join, open_campaign
from acceptance.pages.portal_page import PortalPage
from acceptance.people import Cast
from acceptance.probes.http import Callers
from acceptance.probes.people import Probe
from acceptance.stage import NoBrowserError, SessionBook, Stage, a_browser, find_browser
from fixtures.run_folder import RUNS, RunFolder
from portal.settings import Target

STEPS = (
    *("asking", "blog", "class_life", "load", "mailbox", "media_library", "messaging", "pages", "paperwork"),
    *("proofs", "quotas", "reach", "security", "servers", "services", "sign_in", "uploads", "visits", "year"),
)
_POINTS = pytest.StashKey[tuple[Point, ...]]()
_OPENED = pytest.StashKey[Opened]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("recette")
    group.addoption("--cible", metavar="NOM", help="la cible, parmi celles de preau.toml (défaut : la sienne)")
    group.addoption("--campagne", metavar="DOSSIER", type=Path, default=RUNS, help=f"où la ranger (défaut : {RUNS})")
    group.addoption("--charge", metavar="DOSSIER", type=Path, help="le test de charge à citer (défaut : le dernier)")
    group.addoption("--reprendre", metavar="DOSSIER", type=Path, help="continuer une campagne interrompue")
    group.addoption("--fiche", metavar="FICHIER", type=Path, help="le fichier de la campagne : dates, participants")
    kinds = ", ".join(Kind)
    group.addoption("--mode", choices=list(Kind), help=f"ce qu’est l’ENT : {kinds} (défaut : selon son adresse)")


def pytest_configure(config: pytest.Config) -> None:
    for name in STEPS:
        config.pluginmanager.import_plugin(f"acceptance.steps.{name}")
    # The report of a campaign tells what failed in words; ``--tb=short`` still shows the code.
    if config.option.tbstyle == "auto":
        config.option.tbstyle = "no"
    with told_in_french():
        config.stash[_POINTS] = plan(config)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Everything that could stop the campaign is looked at before its first point.

    When pytest shares the points between processes (``-n 2``), the first one opens the campaign, the others join it.
    """
    config = session.config
    if config.option.collectonly:
        return
    with told_in_french():
        shared = getattr(config, "workerinput", None)
        points = config.stash[_POINTS]
        opened = join(shared["recette"], points, shared["workerid"]) if shared else open_campaign(config, points)
    config.stash[_OPENED] = opened
    config.pluginmanager.register(opened.recorder, "preau-recorder")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """What a process of xdist must know to join the campaign."""
    node.workerinput["recette"] = node.config.stash[_OPENED].invitation()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A campaign taken up again plays only what it has not settled."""
    opened = config.stash.get(_OPENED, None)
    if opened is None:
        return
    done = [item for item in items if (point := opened.recorder.point_of(item)) and point.id in opened.settled]
    items[:] = [item for item in items if item not in done]
    if done:
        config.hook.pytest_deselected(items=done)


def pytest_bdd_after_scenario(request: pytest.FixtureRequest) -> None:
    """Keep what was said to a probe and what was on the screen at the end of the point, whatever its result."""
    recorder = request.config.stash[_OPENED].recorder
    point = recorder.point_of(request.node)
    if point is None:
        return
    if "probe" in request.fixturenames:
        probe: Probe = request.getfixturevalue("probe")
        if probe.trace:
            recorder.keep_text(f"{point.id}-echanges.txt", probe.trace, "Ce que la sonde a demandé, et les réponses")
    _keep_screen(request.getfixturevalue("stage"), recorder, point)


def _keep_screen(stage: Stage, recorder: Recorder, point: Point) -> None:
    if stage.acted is None or stage.acted.is_closed():
        return
    place = PortalPage(stage.acted, stage.portal).place
    recorder.at(place)
    try:
        picture = stage.acted.screenshot(
            full_page=True, mask=[stage.acted.locator("input[type=password]")], mask_color="#666"
        )
    except Error:
        return  # the browser is gone: the point says so itself
    recorder.keep(f"{point.id}.png", picture, f"État final, page {place}")


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    return pytestconfig.stash[_OPENED].target


@pytest.fixture(scope="session")
def cast(pytestconfig: pytest.Config) -> Cast:
    return pytestconfig.stash[_OPENED].cast


@pytest.fixture(scope="session")
def load_run(pytestconfig: pytest.Config) -> RunFolder | None:
    return pytestconfig.stash[_OPENED].load


@pytest.fixture(scope="session")
def recorder(pytestconfig: pytest.Config) -> Recorder:
    return pytestconfig.stash[_OPENED].recorder


@pytest.fixture(scope="session")
def headless_browser() -> Iterator[Browser | None]:
    """None without a browser: the points that need one say so, the others are played."""
    try:
        executable = find_browser()
    except NoBrowserError:
        yield None
        return
    with a_browser(executable) as browser:
        yield browser


@pytest.fixture(scope="session")
def session_book() -> SessionBook:
    return SessionBook()


@pytest.fixture(autouse=True)
def stage(target: Target, cast: Cast, headless_browser: Browser | None, session_book: SessionBook) -> Iterator[Stage]:
    stage = Stage(target, cast, headless_browser, session_book)
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def callers(target: Target) -> Callers:
    return Callers(target)


@pytest.fixture
def probe(callers: Callers, cast: Cast) -> Probe:
    return Probe(callers, cast)


@pytest.fixture
def cleanup(request: pytest.FixtureRequest, stage: Stage, recorder: Recorder) -> Iterator[CleanUp]:
    """Torn down before the stage: people are still there to remove what they made."""
    cleanup = CleanUp()
    yield cleanup
    point = recorder.point_of(request.node)
    cleanup.run(lambda what, problem: recorder.cleaned(point.id if point else "", what, problem))
