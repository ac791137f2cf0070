"""A campaign cut short goes on where it stopped; an ENT in service is spared; a second try is never plainly green."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.campaign.campaign import CampaignError, final_results, write_plan
from acceptance.campaign.execution import Kind, campaign_to_resume, kind_of, left_out, people_for, settled
from acceptance.campaign.points import Campaign, Mode, Point, PointResult, Status
from acceptance.campaign.summary import summary_lines
from fixtures.accounts import Account
from fixtures.run_folder import RunFolder, new_run
from portal.settings import Target

POINT = Point("ENT-01", "4.1", "Entrer", "Accueil", Mode.AUTOMATIC, "bloquante", ("Alors oui",), "a.feature", 3)
HERE = Target("pratique", "ENT", "http://127.0.0.1:8000/ent", Path("comptes.csv"), load_allowed=False)
CITY = replace(HERE, name="ville", portal="https://ent.exemple.fr/ent")
RED = PointResult("ENT-01", Status.NOT_CONFORM, "absent", "Alors oui")
GREEN = PointResult("ENT-01", Status.CONFORM)
HINDERED = PointResult("ENT-01", Status.NOT_EXECUTED, "pas de navigateur", "Alors oui")


@pytest.fixture
def cut(tmp_path: Path) -> RunFolder:
    """The folder of a campaign that was cut short."""
    folder = new_run("recette", target="pratique", asked={}, parent=tmp_path)
    write_plan(folder.path, (POINT,))
    return folder


def campaign(*results: PointResult) -> Campaign:
    return Campaign("Recette", "ENT", "http://127.0.0.1/ent", "", "", "0", (POINT,), results)


@pytest.mark.parametrize(
    ("tries", "status", "attempts"),
    [
        ([GREEN], Status.CONFORM, 1),
        ([RED, GREEN], Status.CONFORM, 2),
        ([GREEN, RED], Status.NOT_CONFORM, 2),
        ([HINDERED, GREEN], Status.CONFORM, 1),
        ([RED, HINDERED], Status.NOT_CONFORM, 1),
        ([HINDERED, HINDERED], Status.NOT_EXECUTED, 1),
    ],
)
def test_the_last_execution_of_a_point_counts(tries: list[PointResult], status: Status, attempts: int) -> None:
    (result,) = final_results(tries)
    assert (result.status, result.attempts) == (status, attempts)


def test_a_point_that_conforms_only_when_tried_again_is_pointed_at() -> None:
    again = campaign(*final_results([RED, GREEN]))
    assert any("À SURVEILLER   ENT-01" in line and "conforme après 2 essais" in line for line in summary_lines(again))
    assert not any("SURVEILLER" in line for line in summary_lines(campaign(GREEN)))


@pytest.mark.parametrize(
    ("result", "done"),
    [
        (GREEN, True),
        (RED, True),
        (PointResult("ENT-01", Status.TO_CHECK), True),
        (PointResult("ENT-01", Status.NOT_EXECUTED, "pas de parent"), True),
        (HINDERED, False),
        (PointResult("ENT-01", Status.NOT_EXECUTED), False),
    ],
)
def test_only_what_is_not_settled_is_played_again(result: PointResult, done: bool) -> None:
    assert (settled(campaign(result)) == {"ENT-01"}) is done


def test_a_cut_campaign_is_taken_up_again(cut: RunFolder) -> None:
    moved = replace(POINT, line=9, feature="b.feature")
    assert campaign_to_resume(cut.path, HERE, (moved,)).points == (POINT,)


def test_an_ended_campaign_is_not_taken_up_again(cut: RunFolder) -> None:
    cut.close()
    with pytest.raises(CampaignError, match="terminée"):
        campaign_to_resume(cut.path, HERE, (POINT,))


def test_a_campaign_of_another_target_is_not_taken_up_again(cut: RunFolder) -> None:
    with pytest.raises(CampaignError, match="« pratique », pas de « ville »"):
        campaign_to_resume(cut.path, CITY, (POINT,))


@pytest.mark.parametrize("points", [(), (POINT, replace(POINT, id="ENT-02")), (replace(POINT, steps=("Alors non",)),)])
def test_a_campaign_whose_points_have_changed_is_not_taken_up_again(cut: RunFolder, points: tuple[Point, ...]) -> None:
    with pytest.raises(CampaignError, match="ont changé depuis"):
        campaign_to_resume(cut.path, HERE, points)


def test_the_kind_of_ent_is_the_most_careful_that_fits_unless_it_is_said() -> None:
    assert kind_of(HERE, None) is Kind.PRACTICE
    assert kind_of(CITY, None) is Kind.RECETTE
    assert kind_of(CITY, "production") is Kind.PRODUCTION


@pytest.mark.parametrize("kind", list(Kind))
def test_a_destructive_point_is_left_out_of_an_ent_in_service_alone(kind: Kind) -> None:
    assert bool(left_out(kind, replace(POINT, destructive=True))) is (kind is Kind.PRODUCTION)
    assert left_out(kind, POINT) == ""


def test_a_practice_ent_that_others_use_is_spared_unless_it_is_asked_for() -> None:
    harmful = replace(POINT, destructive=True)
    assert "--mode pratique" in left_out(Kind.PRACTICE, harmful, spared=True)
    assert left_out(Kind.PRACTICE, harmful, spared=False) == ""
    assert left_out(Kind.RECETTE, harmful, spared=True) == ""
    assert left_out(Kind.PRACTICE, POINT, spared=True) == ""


def test_only_test_accounts_play_on_an_ent_in_service() -> None:
    real, made = Account("pupil", "a", "x"), Account("pupil", "b", "x", essai="oui")
    assert people_for(Kind.PRODUCTION, [real, made]) == [made]
    assert people_for(Kind.RECETTE, [real, made]) == [real, made]
    with pytest.raises(CampaignError, match="n’en marque aucun"):
        people_for(Kind.PRODUCTION, [real])
