"""The register of anomalies: classes, last days, what is late or near, retests; and the decision it suggests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from acceptance.campaign.anomalies import Anomaly, Followed, State, follow, register
from acceptance.campaign.answers import CLASS, POINT, REPORTED, TEXT, VERDICT, Entry, Intake, Journal, merge
from acceptance.campaign.points import ANOMALY_CLASSES, Campaign, Mode, Point, PointResult, Status
from acceptance.campaign.proposal import propose
from acceptance.campaign.rules import read_rules

RULES = read_rules()
BLOCKING, MAJOR, MINOR, OWN_CODE, OUTSIDE_CODE, SECURITY = ANOMALY_CLASSES.values()
REPORTED_AT = datetime(2026, 11, 24, 10)  # a Tuesday
ANOMALY = Anomaly("A-ENT-10", "ENT-10", "Page blanche", MAJOR, True, REPORTED_AT, True)  # due on 1 December
TODAY = date(2026, 11, 25)


def test_the_last_day_comes_from_the_class() -> None:
    due = {name: follow(replace(ANOMALY, anomaly_class=name), RULES, TODAY).due for name in (BLOCKING, MAJOR, OWN_CODE)}
    assert due == {BLOCKING: date(2026, 11, 25), MAJOR: date(2026, 12, 1), OWN_CODE: date(2026, 12, 1)}


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 11, 24), State.OPEN, 5),
        (date(2026, 11, 26), State.OPEN, 3),
        (date(2026, 11, 27), State.SOON, 2),
        (date(2026, 11, 29), State.SOON, 2),  # a Sunday
        (date(2026, 12, 1), State.SOON, 0),
        (date(2026, 12, 2), State.LATE, -1),
    ],
)
def test_what_is_near_or_late_is_flagged(today: date, state: State, left: int) -> None:
    followed = follow(ANOMALY, RULES, today)
    assert (followed.state, followed.left) == (state, left)
    assert followed.needs_attention == (state is not State.OPEN)


def test_the_code_of_others_waits_for_its_developer() -> None:
    outside = replace(ANOMALY, anomaly_class=OUTSIDE_CODE)
    assert (follow(outside, RULES, TODAY).state, follow(outside, RULES, TODAY).due) == (State.WAITING, None)
    fixed = follow(replace(outside, outside_fix=date(2026, 12, 1)), RULES, TODAY)
    assert fixed.due == date(2026, 12, 30)  # 20 working days, Christmas left out


def test_an_agreed_delay_shortens_but_never_lengthens() -> None:
    assert follow(replace(ANOMALY, agreed=date(2026, 11, 27)), RULES, TODAY).due == date(2026, 11, 27)
    longer = follow(replace(ANOMALY, agreed=date(2026, 12, 24)), RULES, TODAY)
    assert longer.due == date(2026, 12, 1)
    assert any("dépasse le délai maximum" in note for note in longer.notes)


def test_a_correction_is_only_believed_once_retested() -> None:
    fixed = follow(replace(ANOMALY, fixed=date(2026, 11, 26)), RULES, TODAY)
    assert fixed.state is State.FIXED
    assert fixed.state.is_open
    lifted = follow(replace(ANOMALY, fixed=date(2026, 11, 26), lifted=date(2026, 11, 27)), RULES, TODAY)
    assert lifted.state is State.LIFTED
    assert follow(replace(ANOMALY, lifted=date(2026, 12, 2)), RULES, TODAY).state is State.LIFTED_LATE


def test_what_nobody_classed_says_so() -> None:
    followed = follow(replace(ANOMALY, anomaly_class=""), RULES, TODAY)
    assert (followed.due, followed.notes) == (None, ("à classer",))


POINTS = tuple(
    Point(f"ENT-1{n}", "4.1", f"Point {n}", "Blog", Mode.AUTOMATIC, MAJOR, ("Alors oui",), "x.feature", n)
    for n in range(3)
)
FIRST, RETEST = "2026-11-24T09:00:00+01:00", "2026-11-26T09:00:00+01:00"


def played(*statuses: Status, at: str = FIRST) -> Campaign:
    results = tuple(
        PointResult(point.id, status, "" if status is Status.CONFORM else "l’article manque", started=at)
        for point, status in zip(POINTS, statuses, strict=True)
    )
    return Campaign("Recette", "ENT", "x", at, at, "0", POINTS, results)


GOOD, BAD = Status.CONFORM, Status.NOT_CONFORM


def said(*entries: Entry, at: str = FIRST) -> Journal:
    return merge(Journal("essai"), Intake("x.odt", "A. Essai", at, at, "aaa", entries)).journal


def registered(
    campaign: Campaign, journal: Journal | None = None, earlier: Campaign | None = None
) -> dict[str, Followed]:
    return {each.anomaly.id: each for each in register(campaign, journal or Journal("essai"), RULES, TODAY, earlier)}


def test_each_point_that_is_not_conform_is_an_anomaly_with_its_proposed_class() -> None:
    [(number, followed)] = registered(played(GOOD, BAD, GOOD)).items()
    assert number == "A-ENT-11"
    assert (followed.anomaly.anomaly_class, followed.anomaly.decided) == (MAJOR, False)
    assert followed.due == date(2026, 12, 1)
    assert any("à valider" in note for note in followed.notes)
    assert any("réception du signalement à noter" in note for note in followed.notes)


def test_the_city_decides_the_class_and_the_reception() -> None:
    journal = said(Entry("A-ENT-11", CLASS, BLOCKING), Entry("A-ENT-11", REPORTED, "2026-11-24T18:30:00"))
    followed = registered(played(GOOD, BAD, GOOD), journal)["A-ENT-11"]
    assert followed.due == date(2026, 11, 26)  # after the cut: received on the 25th
    assert followed.notes == ()


def test_a_retest_lifts_or_confirms_an_anomaly_of_the_earlier_campaign() -> None:
    register_ = registered(played(GOOD, BAD, BAD, at=RETEST), earlier=played(BAD, BAD, GOOD))
    assert register_["A-ENT-10"].state is State.LIFTED
    assert "retesté conforme le 26/11/2026" in register_["A-ENT-10"].anomaly.retest
    still = register_["A-ENT-11"]
    assert (still.due, "retesté non conforme" in still.anomaly.retest) == (date(2026, 12, 1), True)
    assert register_["A-ENT-12"].due == date(2026, 12, 3)  # new: from the second campaign


def test_an_anomaly_a_person_saw_stays_on_record_once_it_is_repaired() -> None:
    journal = said(Entry("ENT-10", VERDICT, "non conforme"))
    followed = registered(played(GOOD, GOOD, GOOD, at=RETEST), journal)["A-ENT-10"]
    assert followed.state is State.LIFTED


def test_what_people_add_is_followed_too() -> None:
    journal = said(
        Entry("A-1", TEXT, "Lenteur"),
        Entry("A-1", POINT, "ENT-10"),
        Entry("A-1", CLASS, MINOR),
        Entry("A-1", REPORTED, "2026-11-24"),
        Entry("R-1", TEXT, "À revoir"),
    )
    register_ = registered(played(GOOD, GOOD, GOOD), journal)
    assert register_["A-1"].due == date(2027, 1, 7)
    assert register_["A-1"].state is State.OPEN  # the point was conform before the report: it proves nothing
    assert register_["R-1"].notes == ("à classer",)


@pytest.mark.parametrize(
    ("statuses", "stage", "decision", "reason"),
    [
        ((GOOD, GOOD, GOOD), "VA", "VA positive", "aucune anomalie bloquante"),
        ((GOOD, GOOD, GOOD), "VSR", "admission", "aucune anomalie bloquante"),
        ((GOOD, BAD, GOOD), "VA", "ajournement", "non bloquante majeure"),
        ((GOOD, Status.TO_CHECK, GOOD), "VA", "", "1 point reste à vérifier par une personne"),
    ],
)
def test_the_proposal_follows_the_rules(statuses: tuple[Status, ...], stage: str, decision: str, reason: str) -> None:
    campaign = played(*statuses)
    proposal = propose(campaign, tuple(registered(campaign).values()), RULES, stage)
    assert proposal.decision == decision
    assert reason in proposal.reason.replace("\u00a0", " ")


def test_nothing_good_is_proposed_of_an_incomplete_campaign() -> None:
    campaign = replace(played(GOOD, GOOD, GOOD), results=played(GOOD, GOOD, GOOD).results[:2])
    assert propose(campaign, (), RULES, "VA").decision == ""
    assert "incomplète" in propose(campaign, (), RULES, "VA").reason


def test_minor_anomalies_leave_reserves_and_unclassed_ones_forbid() -> None:
    campaign = played(GOOD, GOOD, GOOD)
    minor = registered(campaign, said(Entry("A-1", TEXT, "Lenteur"), Entry("A-1", CLASS, MINOR)))
    proposal = propose(campaign, tuple(minor.values()), RULES, "VA")
    assert (proposal.decision, "1 réserve à lever" in proposal.reason.replace("\u00a0", " ")) == ("VA positive", True)
    unclassed = registered(campaign, said(Entry("A-1", TEXT, "Lenteur")))
    assert propose(campaign, tuple(unclassed.values()), RULES, "VA").decision == ""


def test_a_rule_of_the_file_changes_the_proposal() -> None:
    campaign = played(GOOD, BAD, GOOD)
    softer = replace(RULES, decisions=tuple(rule for rule in RULES.decisions if MAJOR not in rule.classes))
    assert propose(campaign, tuple(registered(campaign).values()), softer, "VA").decision == "VA positive"
