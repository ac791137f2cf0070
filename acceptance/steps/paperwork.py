"""Steps about the recette itself: the document handed over, its dates, the classes of the anomalies."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from pytest_bdd import given, then, when

from acceptance.campaign.campaign_file import CampaignFile, read_campaign_file
from acceptance.campaign.points import ANOMALY_CLASSES, Point
from acceptance.campaign.recorder import Recorder
from acceptance.campaign.rules import Rules, read_rules
from fixtures.run_folder import latest_run

_TAG = re.compile(r"<[^>]+>")


@given("le fichier de la campagne, avec ses dates", target_fixture="campaign_file")
def the_campaign_file(pytestconfig: pytest.Config) -> CampaignFile:
    path: Path | None = pytestconfig.option.fiche
    if path is None:
        pytest.skip("Le fichier de la campagne (dates, participants) n’est pas donné : --fiche CAMPAGNE.toml")
    return read_campaign_file(path)


@when("on compte les jours entre la remise du compte rendu et la recette", target_fixture="ahead")
def days_ahead(campaign_file: CampaignFile) -> int:
    dates = campaign_file.dates
    if dates.hand_over is None or dates.recette is None:
        pytest.skip("Le fichier de la campagne ne donne pas encore la date de remise et celle de la recette.")
    return (dates.recette - dates.hand_over).days


@then("il y en a autant que le marché en demande")
def enough_days(campaign_file: CampaignFile, ahead: int) -> None:
    asked = campaign_file.rules.calendar.hand_over
    assert ahead >= asked, f"{ahead} jour(s) seulement, pour {asked} demandés"


@given("le compte rendu remis avant la recette", target_fixture="handed_over")
def handed_over(recorder: Recorder) -> str:
    """The text of the last one made to be handed over."""
    run = latest_run("avant")
    pages = sorted(run.path.glob("*.html")) if run else []
    if not pages:
        pytest.skip("Aucun compte rendu n’a été préparé avant cette campagne : preau report --avant")
    content = pages[0].read_bytes()
    recorder.keep("REC-03-compte-rendu.html", content, "Le compte rendu remis avant la recette")
    return " ".join(html.unescape(_TAG.sub(" ", content.decode("utf-8"))).split())


@when("on y cherche ce que le marché demande", target_fixture="missing")
def looks_for(recorder: Recorder, handed_over: str) -> list[str]:
    """What is not there: a point, a space for observations, the space for the account of the phase."""
    lower = handed_over.lower()
    points = [point_id for point_id in recorder.points if point_id not in handed_over]
    spaces = [space for space in ("observations", "compte rendu de la phase") if space not in lower]
    return [*points, *spaces]


@then("la liste des points, les espaces d’observations et celui du compte rendu de la phase y sont")
def nothing_missing(missing: list[str]) -> None:
    assert not missing, f"il manque : {', '.join(missing)}"


@given("les points de cette recette et les délais du marché", target_fixture="rules")
def points_and_delays() -> Rules:
    return read_rules()


@when("chacun échouerait aujourd’hui", target_fixture="unclassed")
def would_fail(recorder: Recorder, rules: Rules) -> list[str]:
    """The points whose anomaly would have no class, or no last day."""
    delays = "\n".join(f"{name} : {delay}" for name, delay in rules.delays)
    recorder.keep_text("ANO-01-delais.txt", delays, "Les classes d’anomalies et leurs délais")
    return [point.id for point in recorder.points.values() if not _is_dated(point, rules)]


@then("son anomalie aurait l’une des six classes et une date limite")
def all_classed(unclassed: list[str]) -> None:
    assert len(ANOMALY_CLASSES) == 6, f"{len(ANOMALY_CLASSES)} classes au lieu de six"
    assert not unclassed, f"sans classe ou sans date limite : {', '.join(unclassed)}"


def _is_dated(point: Point, rules: Rules) -> bool:
    """Whether an anomaly of that point, reported today, would have a last day (CCTP, article 4.3.1)."""
    rule = next((each for each in rules.classes if each.name == point.anomaly_class), None)
    today = date.today()
    return rule is not None and rules.working_days.after(today, rule.delay) > today
