"""The picture of a search says its answer, and what it left out."""

from __future__ import annotations

from loadtests.judge.capacity import Search
from loadtests.judge.capacity_answer import capacity
from reports.capacity_chart import capacity_chart
from tests.judge.crowd import told

HISTORY = [
    told(50, 0.99),
    told(100, 0.99),
    told(200, 0.60),
    told(150, 0.99, unsound="injecteur en retard"),
    told(150, 0.99),
    told(175, 0.60),
    told(162, 0.60),
    told(156, 0.99),
    told(159, 0.60),
    told(156, 0.99, confirmation=True),
]


def test_the_answer_is_the_caption_and_each_level_is_told_to_those_who_do_not_see() -> None:
    found = capacity(HISTORY, Search(most=1000))
    chart = capacity_chart(found)
    assert found.people == 156
    assert chart.caption.startswith("156\u00a0personnes (IC 95")
    assert "laissés de côté : 1." in chart.caption
    assert "200 personnes : rompu" in chart.alternative
    assert "loi ajustée" in chart.svg
    assert chart.svg == capacity_chart(found).svg, "the same bytes twice"


def test_a_search_without_an_answer_or_without_a_level_is_still_a_picture() -> None:
    cut_short = capacity(HISTORY[:3], Search(most=1000))
    assert "interrompue" in capacity_chart(cut_short).caption
    nothing = capacity_chart(capacity([], Search(most=1000)))
    assert "Aucun palier valable" in nothing.alternative
    assert nothing.svg.startswith("<svg")
