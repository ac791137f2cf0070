"""Planned = executed + justified, or the campaign proves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from acceptance.campaign.campaign import CampaignError, count, read_campaign, write_plan
from acceptance.campaign.points import Campaign, Evidence, Mode, Point, PointResult, Status
from acceptance.campaign.summary import summary_lines
from fixtures.run_folder import RunFolder, new_run

POINTS = tuple(
    Point(f"ENT-0{n}", "4.1", f"Point {n}", "Blog", Mode.AUTOMATIC, "bloquante", ("Alors oui",), "blog.feature", n)
    for n in (1, 2)
)
CONFORM = PointResult("ENT-01", Status.CONFORM, evidence=(Evidence("preuves/ENT-01.png", "0" * 64, "État final"),))


def campaign(*results: PointResult) -> Campaign:
    return Campaign("Recette", "ENT", "http://127.0.0.1/ent", "", "", "0", POINTS, results)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (PointResult("ENT-02", Status.CONFORM), 0),
        (PointResult("ENT-02", Status.NOT_CONFORM, "non", "Alors oui"), 1),
        (PointResult("ENT-02", Status.TO_CHECK), 0),
        (PointResult("ENT-02", Status.NOT_EXECUTED, "pas de parent"), 0),
        (PointResult("ENT-02", Status.NOT_APPLICABLE, "pas de blog"), 0),
        (PointResult("ENT-02", Status.NOT_EXECUTED), 2),  # an absence without a reason
        (PointResult("ENT-02", Status.NOT_EXECUTED, "pas de navigateur", "Alors oui"), 2),  # hindered
        (PointResult("ENT-09", Status.CONFORM), 2),  # a result nobody planned
        (None, 2),
    ],
)
def test_the_exit_code_says_what_the_campaign_is_worth(second: PointResult | None, code: int) -> None:
    results = (CONFORM, second) if second else (CONFORM,)
    assert count(campaign(*results)).exit_code == code


def test_a_campaign_that_executed_nothing_proves_nothing() -> None:
    left_out = [PointResult(point.id, Status.NOT_EXECUTED, "pas de compte") for point in POINTS]
    assert count(campaign(*left_out)).complete
    assert count(campaign(*left_out)).exit_code == 2


def test_a_failure_weighs_more_than_an_absence() -> None:
    assert count(campaign(PointResult("ENT-02", Status.NOT_CONFORM, "non"))).exit_code == 1


def test_the_summary_counts_and_names_what_is_not_conform() -> None:
    lines = summary_lines(campaign(CONFORM, PointResult("ENT-02", Status.NOT_CONFORM, "absent", "Alors oui")))
    assert lines[0].startswith("2 points prévus, 2 exécutés, 1 conformes, 1 non conformes, 0 justifiés")
    assert "  NON CONFORME   ENT-02  Point 2 (classe proposée : bloquante)" in lines
    assert "      Alors oui → absent" in lines


Write = Callable[..., RunFolder]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*lines: str) -> RunFolder:
        folder = new_run("recette", target="essai", asked={"titre": "ENT d’essai", "portail": "x"}, parent=tmp_path)
        write_plan(folder.path, POINTS)
        (folder.path / "points.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return folder

    return write


def line(result: PointResult) -> str:
    return json.dumps(asdict(result))


def test_a_campaign_is_read_as_it_was_written(write: Write) -> None:
    read = read_campaign(write(line(CONFORM)).path)
    assert (read.points, read.results) == (POINTS, (CONFORM,))
    assert (read.target, read.portal) == ("ENT d’essai", "x")


def test_a_last_line_cut_short_is_left_out_and_another_is_named(write: Write) -> None:
    assert read_campaign(write(line(CONFORM), line(CONFORM)[:-20]).path).results == (CONFORM,)
    with pytest.raises(CampaignError, match=r"points\.jsonl, ligne 1"):
        read_campaign(write("{", line(CONFORM)).path)


def test_a_damaged_plan_is_named(write: Write) -> None:
    folder = write()
    (folder.path / "plan.json").write_text("[{}]", encoding="utf-8")
    with pytest.raises(CampaignError, match=r"plan\.json"):
        read_campaign(folder.path)


def test_another_kind_of_run_is_not_a_campaign(write: Write) -> None:
    folder = write()
    folder.update(kind="charge")
    with pytest.raises(CampaignError, match="n’est pas une recette"):
        read_campaign(folder.path)
