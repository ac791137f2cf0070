"""What people do, page by page, and what becomes of them when the ENT fails."""

from __future__ import annotations

from typing import Any

import pytest

from loadtests.journeys import blog, messaging
from loadtests.journeys.sign_in import ENTER, LEAVE, MOST_WRONG_PASSWORDS, RETRIES, PersonLostError, arrive, leave
from loadtests.journeys.subjects import SUBJECTS
from loadtests.journeys.wandering import wander
from loadtests.judge.objectives import JOURNEYS
from loadtests.measure.samples import CUT
from loadtests.navigation.mix import pages_per_connection
from portal import blog as portal_blog
from tests.loadtests.visits import HABITS, MARK, MIX, Memory, only, somebody, visit_of
from tests.portal.fake_ent import AUTHORIZE, BASE, FakeEnt, document, page, redirect

PAGES = 1_536_000 / 221_000  # a connection (CCTP, article 2)
AROUND = 3  # pages: the entry, the home, the way out


class TestAVisit:
    def test_the_mean_visit_has_the_pages_that_the_contract_counts(self) -> None:
        """Exactly, from the Markov tables: the fundamental matrix times the pages of each subject."""
        pages = {role: {name: _mean_pages(role, name) for name in habits.subjects} for role, habits in HABITS.items()}
        assert pages_per_connection(MIX, pages, AROUND) == pytest.approx(PAGES, rel=0.05)

    def test_the_visits_played_have_these_pages_too(self) -> None:
        visits, pages = 2000, 0
        for role, share in MIX.shares.items():
            for number in range(round(visits * share)):
                diary = Memory()
                visit = visit_of(FakeEnt(role), diary, somebody(role), seed=f"{role} {number}")
                arrive(visit)
                wander(visit)
                leave(visit)
                assert diary.reasons == []
                pages += len(diary.samples)
        assert pages / visits == pytest.approx(PAGES, rel=0.05)

    def test_each_page_has_a_journey_that_objectives_may_name(self) -> None:
        diary = Memory()
        for role, habits in HABITS.items():
            visit = visit_of(FakeEnt(role), diary, somebody(role))
            arrive(visit)
            for name in habits.subjects:
                SUBJECTS[name].play(visit)
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
        assert sum(waits) / len(waits) == pytest.approx(HABITS["pupil"].reading, rel=0.05)
        assert max(waits) <= 4 * HABITS["pupil"].reading

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
        for name in HABITS[role].subjects:
            for _ in range(5):
                SUBJECTS[name].play(visit)
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

    def test_a_page_that_the_end_of_the_run_cuts_is_kept_as_such(self) -> None:
        diary = Memory()
        visit = visit_of(FakeEnt(), diary, somebody())
        with pytest.raises(KeyboardInterrupt), visit.page(blog.LIST):
            raise KeyboardInterrupt
        assert diary.reasons == [CUT]

    def test_the_time_spent_reading_goes_with_the_page_that_follows(self) -> None:
        diary = Memory()
        visit = visit_of(FakeEnt(), diary, somebody())
        for _ in range(2):
            visit.wait(0.0)
        with visit.page(blog.LIST):
            pass
        with visit.page(blog.LIST):
            pass
        assert diary.samples[0].paused > 0
        assert diary.samples[1].paused == 0


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
        visit = visit_of(ent, diary, somebody(), habits=only("lire le blog", "lire ses messages"))
        arrive(visit)
        ent.on("GET", "/ent/blog/$", answer)
        wander(visit)
        leave(visit)
        assert diary.reasons == [reason, reason]
        assert messaging.INBOX.name in diary.names, "and does the next thing"
        assert diary.names[-1] == LEAVE.name

    def test_a_failed_request_of_the_bar_makes_the_page_bad(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody(), habits=only("lire le blog"))
        arrive(visit)
        ent.on("GET", "groups/4/applications.json", document("", 500))
        wander(visit)
        assert diary.reasons == ["applications : réponse 500"] * 2

    def test_an_expired_session_is_told_and_the_person_comes_back_in(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody(), habits=only("lire le blog"))
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
        assert len(diary.reasons) == len(RETRIES) + 1
        before_each_retry = waits[1::2]
        assert before_each_retry == [pytest.approx(wait, rel=0.3) for wait in RETRIES], "longer and longer"
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

    def test_wrong_passwords_are_counted_over_the_whole_visit(self) -> None:
        ent, diary = FakeEnt(), Memory()
        visit = visit_of(ent, diary, somebody())
        refused = document({"error_message": "incorrect"}, 401)
        right = document({"redirect_url": AUTHORIZE})
        answers = iter([refused, refused, right, refused, refused])
        ent.on("POST", "auth.test/login_check", lambda: next(answers))
        form = document({"csrf_token": "a", "login_url": "https://auth.test/login_check"}, 401)
        back = document({"redirect_url": f"{BASE}/login_check?code=abc"})
        forms = iter([form, form, form, back, form])
        ent.on("GET", "auth.test/oauth", lambda: next(forms))
        arrive(visit)
        ent.on("GET", "users/me/beta", document("", 401))
        with pytest.raises(PersonLostError):
            wander(visit)
        assert diary.reasons.count("connexion : mot de passe refusé") == MOST_WRONG_PASSWORDS

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


def _mean_pages(role: str, name: str) -> float:
    """Pages of one play of a subject, over enough plays for what people do only sometimes."""
    diary, plays = Memory(), 200
    visit = visit_of(FakeEnt(role), diary, somebody(role), seed=f"{role} {name}")
    arrive(visit)
    around = len(diary.samples)
    for _ in range(plays):
        SUBJECTS[name].play(visit)
    return (len(diary.samples) - around) / plays
