"""What people do, on the practice ENT: every page good, and everything created read back."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt, start
from loadtests.journeys import blog, class_life, media_library, messaging
from loadtests.journeys.sign_in import ENTER, LEAVE, PersonLostError, arrive, leave
from loadtests.journeys.subjects import SUBJECTS
from loadtests.journeys.visit import Visit
from loadtests.journeys.wandering import wander
from portal import blog as portal_blog
from portal import media_library as portal_media_library
from portal import messaging as portal_messaging
from portal.client import Portal
from portal.http import WrongPasswordError
from portal.requests_session import RequestsSession
from portal.sign_in import LANDINGS, open_sign_in, sign_in, sign_out
from tests.loadtests.visits import HABITS, MARK, Memory, only, visit_of

SEEDS = itertools.count()


@pytest.fixture
def live(ent: PracticeEnt, accounts: list[Account]) -> Callable[[str], tuple[Visit, Memory]]:
    """``live("teacher")``: a visit of the first person of that role, already in."""

    def come(role: str) -> tuple[Visit, Memory]:
        account = next(account for account in accounts if account.role == role)
        diary = Memory()
        visit = visit_of(RequestsSession(), diary, account, base=ent.portal, seed=next(SEEDS))
        arrive(visit)
        return visit, diary

    return come


class TestOnThePracticeEnt:
    @pytest.mark.parametrize("role", HABITS)
    def test_every_page_of_every_subject_of_a_role_is_good(
        self, live: Callable[[str], tuple[Visit, Memory]], role: str
    ) -> None:
        visit, diary = live(role)
        for name in HABITS[role].subjects:
            SUBJECTS[name].play(visit)
        leave(visit)
        assert diary.reasons == []
        expected = {blog.LIST, blog.ARTICLE, messaging.INBOX, messaging.READ, media_library.OPEN, ENTER, LEAVE}
        if role == "pupil":
            expected |= {blog.COMMENT, media_library.MEDIA, media_library.FOLDER}
        if role == "teacher":
            expected |= {messaging.SEND, messaging.DRAFT, messaging.DIRECTORY, media_library.FOLDER}
        if role != "parent":
            expected |= {blog.MANAGE, blog.NEW, blog.DRAFT, blog.FINISH, media_library.UPLOAD}
        assert {name.name for name in expected} <= set(diary.names)

    def test_a_published_article_is_on_the_blog_of_the_class_and_a_handed_in_one_is_not(
        self, live: Callable[[str], tuple[Visit, Memory]]
    ) -> None:
        teacher, _ = live("teacher")
        before = set(portal_blog.read_blog(teacher.portal).titles)
        blog.write(teacher)
        new = set(portal_blog.read_blog(teacher.portal).titles) - before
        assert [title.startswith(MARK) for title in new] == [True]
        pupil, _ = live("pupil")
        mine = set(portal_blog.manage(pupil.portal))
        blog.write(pupil)
        (handed_in,) = set(portal_blog.manage(pupil.portal)) - mine
        assert handed_in not in portal_blog.read_blog(teacher.portal).titles
        assert handed_in in portal_blog.manage(teacher.portal)

    def test_a_deposited_drawing_is_in_the_folder_of_the_class(
        self, live: Callable[[str], tuple[Visit, Memory]]
    ) -> None:
        visit, _ = live("teacher")
        media_library.deposit(visit)
        library = portal_media_library.open_library(visit.portal)
        newest = portal_media_library.open_folder(visit.portal, library.groups[0].marker).medias[0]
        assert newest.label.startswith(f"{MARK} dessin")
        assert portal_media_library.open_media(visit.portal, newest) > 1000

    def test_a_message_to_parents_is_in_their_inbox(
        self, live: Callable[[str], tuple[Visit, Memory]], ent: PracticeEnt, accounts: list[Account]
    ) -> None:
        visit, _ = live("teacher")
        messaging.write_to_parents(visit)
        subject = portal_messaging.read_sent(visit.portal)[0].subject
        assert subject.startswith(MARK)
        found = 0
        for account in [account for account in accounts if account.role == "parent"]:
            portal = Portal(RequestsSession(), ent.portal)
            sign_in(portal, account.login, account.password)
            found += subject in [thread.subject for thread in portal_messaging.read_threads(portal)]
            if found:
                break
        assert found

    def test_a_session_that_expires_in_the_middle_of_a_visit_leads_to_signing_in_again(
        self, live: Callable[[str], tuple[Visit, Memory]], lived_in: Path
    ) -> None:
        visit, diary = live("pupil")
        visit.habits = only("voir le profil", "lire ses messages")
        with closing(sqlite3.connect(lived_in / "ent.sqlite3", timeout=20)) as base, base:
            user_id = base.execute("SELECT id FROM user WHERE login = ?", (visit.account.login,)).fetchone()[0]
            base.execute("DELETE FROM ent_session WHERE user_id = ?", (user_id,))
        wander(visit)
        assert diary.reasons == ["profil : session perdue"]
        assert diary.names.count(ENTER.name) == 2
        after = diary.names[diary.names.index(ENTER.name, 2) :]
        assert {class_life.PROFILE.name, messaging.INBOX.name} <= set(after)
        assert diary.sessions == 1

    def test_an_upload_refused_for_want_of_space_is_tried_again_smaller(
        self, live: Callable[[str], tuple[Visit, Memory]], lived_in: Path
    ) -> None:
        visit, diary = live("pupil")
        library = portal_media_library.open_library(visit.portal)
        assert library.mine
        assert library.mine.allowed
        with closing(sqlite3.connect(lived_in / "ent.sqlite3", timeout=20)) as base, base:
            before = base.execute(
                "SELECT resource_used_size FROM user WHERE login = ?", (visit.account.login,)
            ).fetchone()[0]
            full = library.mine.allowed - 500  # bytes: the small drawing alone goes in
            base.execute("UPDATE user SET resource_used_size = ? WHERE login = ?", (full, visit.account.login))
        try:
            media_library.deposit(visit)
            medias = portal_media_library.open_folder(visit.portal, library.mine.marker).medias
            assert medias[0].label.startswith(f"{MARK} petit dessin")
            assert diary.reasons == ["dépôt : refusé (ERROR_NOT_ENOUGH_SPACE_USER)"]
        finally:
            with closing(sqlite3.connect(lived_in / "ent.sqlite3", timeout=20)) as base, base:
                base.execute("UPDATE user SET resource_used_size = ? WHERE login = ?", (before, visit.account.login))

    def test_a_wrong_password_opens_nothing(self, ent: PracticeEnt, accounts: list[Account]) -> None:
        diary = Memory()
        visit = visit_of(RequestsSession(), diary, Account("pupil", accounts[0].login, "faux"), base=ent.portal)
        with pytest.raises(PersonLostError) as lost:
            arrive(visit)
        assert lost.value.refused
        assert Counter(diary.reasons) == {"connexion : mot de passe refusé": 3}

    def test_a_portal_that_shows_the_central_in_a_frame_opens_as_well(
        self, seeded: Path, accounts: list[Account], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PREAU_ENT_LOGIN_PAGE", "iframe")
        with start(seeded, port=0, central_port=0, workers=1) as framed:
            portal = Portal(RequestsSession(), framed.portal)
            with pytest.raises(WrongPasswordError):
                sign_in(portal, accounts[0].login, "faux")
            portal.http.forget()
            assert not open_sign_in(portal).in_background
            assert sign_in(portal, accounts[0].login, accounts[0].password).app in LANDINGS.values()
            sign_out(portal)
