"""A person signs in once in a campaign, even when it fails: accounts get locked otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import StorageState

from acceptance.campaign.recorder import NotReadyError
from acceptance.people import PUPIL, TEACHER, Cast
from acceptance.stage import NOBODY, NoBrowserError, SessionBook, Stage, find_browser
from fixtures.accounts import Account
from portal.settings import Target

TARGET = Target("essai", "ENT", "http://127.0.0.1/ent", Path("comptes.csv"), load_allowed=False)
MASTER = Account("teacher", "maitre", "secret")
ALONE = Cast({TEACHER: MASTER}, frozenset(), related=False)


def test_a_session_is_kept_and_a_refusal_too() -> None:
    book = SessionBook()
    assert book.state(MASTER) is None
    state: StorageState = {"cookies": [], "origins": []}
    book.opened(MASTER, state)
    assert book.state(MASTER) is state
    book.refused(MASTER, "l’enseignant n’a pas pu s’identifier")
    with pytest.raises(NotReadyError, match="n’a pas pu s’identifier"):
        book.state(MASTER)


def test_somebody_missing_leaves_the_point_out() -> None:
    with pytest.raises(pytest.skip.Exception, match="n’a personne pour « l’élève »"):
        Stage(TARGET, ALONE, None, SessionBook()).page(PUPIL)


def test_without_a_browser_nobody_acts() -> None:
    with pytest.raises(NotReadyError, match="aucun navigateur"):
        Stage(TARGET, ALONE, None, SessionBook()).page(NOBODY)


def test_no_browser_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoBrowserError, match="apt-get install chromium-headless-shell"):
        find_browser()
