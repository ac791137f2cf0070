"""``pytest acceptance``: the recette of the target of the settings, or of a small practice ENT started for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from acceptance.campaign.opening import begin, plan, told_in_french
from acceptance.campaign.points import Point
from acceptance.campaign.recorder import Recorder
from acceptance.fingerprint import noted_fingerprint
from acceptance.made import CleanUp
from acceptance.pages.portal_page import PortalPage
from acceptance.people import Cast, choose
from acceptance.stage import NoBrowserError, SessionBook, Stage, a_browser, find_browser
from acceptance.target import target_in_reach
from fixtures.accounts import read_accounts
from fixtures.run_folder import RUNS, RunFolder, latest_run
from portal.settings import Target

STEPS = ("blog", "load", "media_library", "messaging", "pages", "security", "sign_in")
_POINTS = pytest.StashKey[tuple[Point, ...]]()
_TARGET = pytest.StashKey[Target]()
_CAST = pytest.StashKey[Cast]()
_LOAD = pytest.StashKey[RunFolder | None]()
_RECORDER = pytest.StashKey[Recorder]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("recette")
    group.addoption("--cible", metavar="NOM", help="la cible, parmi celles de preau.toml (défaut : la sienne)")
    group.addoption("--campagne", metavar="DOSSIER", type=Path, default=RUNS, help=f"où la ranger (défaut : {RUNS})")
    group.addoption("--charge", metavar="DOSSIER", type=Path, help="le test de charge à citer (défaut : le dernier)")


def pytest_configure(config: pytest.Config) -> None:
    for name in STEPS:
        config.pluginmanager.import_plugin(f"acceptance.steps.{name}")
    # The report of a campaign tells what failed in words; ``--tb=short`` still shows the code.
    if config.option.tbstyle == "auto":
        config.option.tbstyle = "no"
    with told_in_french():
        config.stash[_POINTS] = plan(config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Everything that could stop the campaign is looked at before its first point."""
    config = session.config
    if config.option.collectonly:
        return
    resources = ExitStack()
    config.add_cleanup(resources.close)
    with told_in_french():
        if os.environ.get("CI"):
            find_browser()
        target = resources.enter_context(target_in_reach(config.option.cible))
        accounts = read_accounts(target.accounts)
        load = RunFolder(config.option.charge) if config.option.charge else latest_run("charge")
        verdict = (load.read().get("verdict") or {}).get("line", "") if load else ""
        recorder = begin(
            config,
            target,
            config.stash[_POINTS],
            parent=config.option.campagne,
            asked={
                "charge": str(load.path) if load else None,
                "verdict_de_charge": verdict,
                "empreinte": noted_fingerprint(target.portal),
            },
            secrets=[account.password for account in accounts],
        )
    config.stash[_TARGET], config.stash[_CAST] = target, choose(accounts)
    config.stash[_LOAD], config.stash[_RECORDER] = load, recorder


def pytest_bdd_after_scenario(request: pytest.FixtureRequest) -> None:
    """Keep what was on the screen at the end of the point, whatever its result."""
    stage: Stage = request.getfixturevalue("stage")
    recorder = request.config.stash[_RECORDER]
    point = recorder.point_of(request.node)
    if point is None or stage.acted is None or stage.acted.is_closed():
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
    return pytestconfig.stash[_TARGET]


@pytest.fixture(scope="session")
def cast(pytestconfig: pytest.Config) -> Cast:
    return pytestconfig.stash[_CAST]


@pytest.fixture(scope="session")
def load_run(pytestconfig: pytest.Config) -> RunFolder | None:
    return pytestconfig.stash[_LOAD]


@pytest.fixture(scope="session")
def recorder(pytestconfig: pytest.Config) -> Recorder:
    return pytestconfig.stash[_RECORDER]


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


@pytest.fixture
def cleanup(request: pytest.FixtureRequest, stage: Stage, recorder: Recorder) -> Iterator[CleanUp]:
    """Torn down before the stage: people are still there to remove what they made."""
    cleanup = CleanUp()
    yield cleanup
    point = recorder.point_of(request.node)
    cleanup.run(lambda what, problem: recorder.cleaned(point.id if point else "", what, problem))
