"""Manual verdicts count for the ENT they were given on, expire when it changes, and never flatter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acceptance.campaign.answered import answered, point_answers
from acceptance.campaign.answers import OBSERVATION, VERDICT, Entry, Intake, Journal, merge
from acceptance.campaign.campaign import count
from acceptance.campaign.points import Campaign, Mode, Point, PointResult, Status

NOW, BEFORE = "aaa", "000"


def point(identifier: str, mode: Mode) -> Point:
    return Point(identifier, "4.1", f"Point {identifier}", "Blog", mode, "bloquante", ("Alors oui",), "x.feature", 1)


POINTS = (point("ENT-10", Mode.AUTOMATIC), point("MIG-08", Mode.MANUAL))
TO_CHECK = PointResult("MIG-08", Status.TO_CHECK, "une personne le vérifie")
SEEN = PointResult("ENT-10", Status.CONFORM, started="2026-11-24T09:00:00+01:00")


def campaign(*results: PointResult) -> Campaign:
    return Campaign("Recette", "ENT", "x", "2026-11-24T09:00:00+01:00", "", "0", POINTS, results or (SEEN, TO_CHECK))


def said(point_id: str, value: str, *, ent: str = NOW, person: str = "A. Essai", field: str = VERDICT) -> Intake:
    when = "2026-11-25T10:00:00+01:00"
    return Intake("terminal", person, when, when, ent, (Entry(point_id, field, value),))


def after(*intakes: Intake, over: Campaign | None = None) -> Campaign:
    journal = Journal("essai")
    for each in intakes:
        journal = merge(journal, each).journal
    planned = over or campaign()
    return answered(planned, point_answers(planned, journal, NOW))


def result(played: Campaign, point_id: str) -> PointResult:
    found = played.result(point_id)
    assert found
    return found


def test_a_verdict_of_a_person_stands_for_a_manual_point() -> None:
    played = after(said("MIG-08", "conforme"))
    assert result(played, "MIG-08").status is Status.CONFORM
    assert count(played).executed == 2


def test_a_refusal_says_who_and_why() -> None:
    played = after(said("MIG-08", "la baie manque", field=OBSERVATION), said("MIG-08", "non conforme"))
    assert result(played, "MIG-08").status is Status.NOT_CONFORM
    assert "la baie manque (A. Essai, le 25/11/2026)" in result(played, "MIG-08").reason
    assert count(played).exit_code == 1


def test_a_verdict_expires_when_the_ent_changes() -> None:
    played = after(said("MIG-08", "conforme", ent=BEFORE))
    assert result(played, "MIG-08").status is Status.TO_CHECK
    assert "expirée" in result(played, "MIG-08").reason
    assert count(played).executed == 1


def test_an_expired_verdict_given_again_holds() -> None:
    played = after(said("MIG-08", "conforme", ent=BEFORE), said("MIG-08", "conforme"))
    assert result(played, "MIG-08").status is Status.CONFORM


def test_a_contradiction_is_never_green() -> None:
    played = after(said("MIG-08", "conforme"), said("MIG-08", "non conforme", person="B. Essai"))
    told = result(played, "MIG-08")
    assert told.status is Status.NOT_EXECUTED
    assert "« conforme » par A. Essai" in told.reason.replace("\u00a0", " ")
    assert "B. Essai" in told.reason
    assert count(played).exit_code == 2


@pytest.mark.parametrize("status", ["non exécuté", "sans objet"])
def test_an_absence_without_a_reason_is_not_justified(status: str) -> None:
    assert not count(after(said("MIG-08", status))).complete
    with_reason = after(said("MIG-08", "plus de salle", field=OBSERVATION), said("MIG-08", status))
    assert count(with_reason).complete


def test_nobody_makes_an_automatic_point_greener() -> None:
    red = replace(SEEN, status=Status.NOT_CONFORM, reason="l’article manque")
    played = after(said("ENT-10", "conforme"), over=campaign(red, TO_CHECK))
    assert result(played, "ENT-10").status is Status.NOT_CONFORM
    assert result(played, "ENT-10").reason == "l’article manque — conforme selon A. Essai, le 25/11/2026"


def test_a_person_may_see_what_the_suite_did_not() -> None:
    played = after(said("ENT-10", "non conforme"))
    assert result(played, "ENT-10").status is Status.NOT_CONFORM
    assert "la suite l’avait vu conforme" in result(played, "ENT-10").reason


def test_a_person_stands_for_a_point_that_could_not_be_executed() -> None:
    hindered = PointResult("ENT-10", Status.NOT_EXECUTED, "pas de navigateur", "Quand l’élève lit")
    played = after(said("ENT-10", "conforme"), over=campaign(hindered, TO_CHECK))
    assert result(played, "ENT-10").status is Status.CONFORM
    assert count(played).unready == 0


def test_an_expired_answer_leaves_an_automatic_result_alone() -> None:
    assert result(after(said("ENT-10", "non conforme", ent=BEFORE)), "ENT-10") == SEEN
