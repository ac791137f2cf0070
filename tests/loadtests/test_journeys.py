"""What people do: page by page, on the scripted ENT when it fails, on the practice ENT for real."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt
from loadtests.journeys import blog, media_library, messaging
from loadtests.journeys.sign_in import ENTER, LEAVE, PersonLostError, arrive, leave, wander
from loadtests.journeys.visit import Habits, Subject, Visit
from loadtests.judge.objectives import JOURNEYS
from loadtests.measure.samples import Sample
from loadtests.people.habits import PARENT, PUPIL, TEACHER
from portal import blog as portal_blog
from portal import media_library as portal_media_library
from portal import messaging as portal_messaging
from portal.client import Portal
from portal.http import HttpSession
from portal.requests_session import RequestsSession
from portal.sign_in import sign_in
from tests.portal.fake_ent import BASE, FakeEnt, document, page, redirect

MARK = "[Préau] essai"
HABITS = {"teacher": TEACHER, "pupil": PUPIL, "parent": PARENT}
SEEDS = itertools.count()
MIX = {"teacher": 0.1, "pupil": 0.6, "parent": 0.3}


class Memory:
    """A diary in memory."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.sessions = 0

    def page(self, sample: Sample) -> None:
        self.samples.append(sample)

    def entered(self, _: Account) -> None:
        self.sessions += 1

    def left(self, _: Account) -> None:
        self.sessions -= 1

    @property
    def names(self) -> list[str]:
        return [sample.name for sample in self.samples]

    @property
    def reasons(self) -> list[str]:
        return [sample.reason for sample in self.samples if sample.reason]


def visit_of(
    http: HttpSession,
    diary: Memory,
    account: Account,
    *,
    base: str = BASE,
    waits: list[float] | None = None,
    **more: Any,
) -> Visit:
    pauses = waits if waits is not None else []
    habits = more.get("habits", HABITS[account.role])
    rng = random.Random(more.get("seed", 1))
    return Visit(Portal(http, base), account, habits, rng, pause=pauses.append, diary=diary, mark=MARK)


def somebody(role: str = "pupil") -> Account:
    return Account(role, "camille", "secret")


def only(*subjects: Subject) -> Habits:
    return Habits("pupil", 10.0, dict.fromkeys(subjects, 1), {len(subjects): 1})


class TestAVisit:
    def test_the_mean_visit_has_the_pages_that_the_contract_counts(self) -> None:
        """CCTP, article 2: 221,000 connections and 1,536,000 pages in a year."""
        visits, pages = 2000, 0
        for role, share in MIX.items():
            for number in range(round(visits * share)):
                diary = Memory()
                visit = visit_of(FakeEnt(role), diary, somebody(role), seed=f"{role} {number}")
                arrive(visit)
                wander(visit)
                leave(visit)
                assert diary.reasons == []
                pages += len(diary.samples)
        assert pages / visits == pytest.approx(1_536_000 / 221_000, rel=0.10)

    def test_each_page_has_a_journey_that_objectives_may_name(self) -> None:
        diary = Memory()
        for role, habits in HABITS.items():
            visit = visit_of(FakeEnt(role), diary, somebody(role))
            arrive(visit)
            for subject in habits.subjects:
                subject(visit)
            leave(visit)
        assert {sample.journey for sample in diary.samples} == set(JOURNEYS)
        assert all(sample.what == "page" and sample.good for sample in diary.samples)
        assert {sample.role for sample in diary.samples} == set(HABITS)

    def test_the_requests_of_a_page_bear_its_name(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody())
        with visit.page(blog.LIST):
            portal_blog.read_blog(visit.portal)
        assert set(ent.pages) == {blog.LIST}
        assert len(ent.pages) == 5, "the document and the four requests of the bar"

    def test_people_stay_on_a_page_as_long_as_their_habits_say(self) -> None:
        waits: list[float] = []
        visit = visit_of(FakeEnt(), Memory(), somebody(), waits=waits)
        for _ in range(4000):
            visit.think()
        assert sum(waits) / len(waits) == pytest.approx(PUPIL.pause, rel=0.05)
        assert max(waits) <= 4 * PUPIL.pause

    def test_what_is_created_is_marked_and_never_twice_the_same(self) -> None:
        visit = visit_of(FakeEnt(), Memory(), somebody())
        titles = {visit.marked("Sortie") for _ in range(50)}
        assert len(titles) == 50
        assert all(title.startswith(MARK) for title in titles)

    @pytest.mark.parametrize("role", HABITS)
    def test_everything_sent_that_others_will_see_is_marked(self, role: str) -> None:
        ent = FakeEnt(role)
        visit = visit_of(ent, Memory(), somebody(role))
        arrive(visit)
        for subject in HABITS[role].subjects:
            for _ in range(5):
                subject(visit)
        marks = (b"%5BPr%C3%A9au%5D", "[Préau]".encode(), b"[Pr\\u00e9au]")
        sent = [body for (method, url), body in zip(ent.sent, ent.bodies, strict=True) if body and "auth." not in url]
        assert sent
        assert all(any(mark in body for mark in marks) for body in sent)

    def test_a_fault_of_ours_is_recorded_as_such_and_goes_on(self) -> None:
        diary = Memory()
        visit = visit_of(FakeEnt(), diary, somebody())
        with pytest.raises(KeyError), visit.page(blog.LIST):
            raise KeyError("x")
        assert diary.reasons == ["faute de Préau (KeyError)"]

    def test_a_page_that_the_end_of_the_run_cuts_was_never_seen(self) -> None:
        diary = Memory()
        visit = visit_of(FakeEnt(), diary, somebody())
        with pytest.raises(KeyboardInterrupt), visit.page(blog.LIST):
            raise KeyboardInterrupt
        assert diary.samples == []


class TestWhenTheEntFails:
    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (page("erreur", status=500), "page du blog : réponse 500"),
            (page('<div class="content-error"></div>', "module-blog"), "page du blog : page d’erreur"),
            (page("", "module-blog"), "page du blog : page vide"),
        ],
    )
    def test_a_wrong_page_is_bad_even_with_status_200_and_the_person_tries_again_once(
        self, answer: Any, reason: str
    ) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody(), habits=only(blog.read, messaging.read))
        arrive(visit)
        ent.on("GET", "/ent/blog/$", answer)
        wander(visit)
        leave(visit)
        assert diary.reasons == [reason, reason]
        assert messaging.INBOX.name in diary.names, "and does the next thing"
        assert diary.names[-1] == LEAVE.name

    def test_a_failed_request_of_the_bar_makes_the_page_bad(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody(), habits=only(blog.read))
        arrive(visit)
        ent.on("GET", "groups/4/applications.json", document("", 500))
        wander(visit)
        assert diary.reasons == ["applications : réponse 500"] * 2

    def test_an_expired_session_is_told_and_the_person_comes_back_in(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody(), habits=only(blog.read))
        arrive(visit)
        answers = iter([redirect(f"{BASE}/"), page("<h1 class='title'>Le jardin</h1>", "module-blog")])
        ent.on("GET", "/ent/blog/$", lambda: next(answers))
        wander(visit)
        assert diary.reasons == ["page du blog : session perdue"]
        assert diary.names.count(ENTER.name) == 2
        assert diary.names[-1] == blog.LIST.name
        assert diary.sessions == 1

    def test_a_failed_sign_in_is_tried_again_with_pauses_then_the_person_is_lost(self) -> None:
        ent, diary, waits = FakeEnt(), Memory(), list[float]()
        ent.on("GET", "/ent/login_check", document({"error": None}, 401))
        visit = visit_of(ent, diary, somebody(), waits=waits)
        with pytest.raises(PersonLostError, match="retour sur le portail") as lost:
            arrive(visit)
        assert not lost.value.refused
        assert len(diary.reasons) == 3
        assert [wait for wait in waits if wait >= 5] != []
        assert diary.sessions == 0

    def test_a_sign_in_that_works_the_second_time_loses_nobody(self) -> None:
        ent, diary = FakeEnt(), Memory()
        answers = iter([document("", 503), document({"redirect_url": f"{BASE}/"})])
        ent.on("GET", "/ent/login_check", lambda: next(answers))
        visit = visit_of(ent, diary, somebody())
        arrive(visit)
        assert (len(diary.reasons), diary.sessions) == (1, 1)

    def test_a_wrong_password_is_never_sent_more_than_three_times(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody())
        arrive(visit)
        ent.on("POST", "/login_check", document({"error_message": "incorrect"}, 401))
        ent.on("GET", "users/me/beta", document("", 401))
        ent.on("GET", r"/oauth/", document({"csrf_token": "a", "login_url": "https://auth.test/login_check"}, 401))
        ent.sent.clear()
        with pytest.raises(PersonLostError) as lost:
            wander(visit)
        assert lost.value.refused
        assert len([url for method, url in ent.sent if method == "POST" and "login_check" in url]) == 3

    def test_a_landing_page_whose_bar_fails_is_bad_but_the_person_is_in(self) -> None:
        ent, diary = FakeEnt(), Memory()
        ent.on("GET", "groups/current", document("", 500))
        arrive(visit_of(ent, diary, somebody()))
        assert (diary.reasons, diary.sessions) == (["groupe courant : réponse 500"], 1)

    def test_who_cannot_sign_out_leaves_all_the_same(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody())
        arrive(visit)
        ent.on("GET", "/ent/disconnect", page("", status=500))
        leave(visit)
        assert (diary.reasons, diary.sessions) == (["déconnexion : réponse 500"], 0)


@pytest.fixture
def live(ent: PracticeEnt, accounts: list[Account]) -> Callable[[str], tuple[Visit, Memory]]:
    """``live("teacher")``: a visit of the first person of that role, already in."""

    def start(role: str) -> tuple[Visit, Memory]:
        account = next(account for account in accounts if account.role == role)
        diary = Memory()
        visit = visit_of(RequestsSession(), diary, account, base=ent.portal, seed=next(SEEDS))
        arrive(visit)
        return visit, diary

    return start


class TestOnThePracticeEnt:
    @pytest.mark.parametrize("role", HABITS)
    def test_every_page_of_every_subject_of_a_role_is_good(
        self, live: Callable[[str], tuple[Visit, Memory]], role: str
    ) -> None:
        visit, diary = live(role)
        for subject in HABITS[role].subjects:
            subject(visit)
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
        subject = portal_messaging.read_sent(visit.portal)[0]
        assert subject.startswith(MARK)
        found = 0
        for account in [account for account in accounts if account.role == "parent"]:
            portal = Portal(RequestsSession(), ent.portal)
            sign_in(portal, account.login, account.password)
            found += subject in [thread.subject for thread in portal_messaging.read_threads(portal)]
            if found:
                break
        assert found

    def test_a_wrong_password_opens_nothing(self, ent: PracticeEnt, accounts: list[Account]) -> None:
        diary = Memory()
        visit = visit_of(RequestsSession(), diary, Account("pupil", accounts[0].login, "faux"), base=ent.portal)
        with pytest.raises(PersonLostError) as lost:
            arrive(visit)
        assert lost.value.refused
        assert Counter(diary.reasons) == {"connexion : mot de passe refusé": 3}
