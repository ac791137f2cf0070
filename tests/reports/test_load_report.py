"""The load report: its figures are the verdict's, its bytes are the same twice, and it never lies by its looks."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from loadtests.judge.judge import VERDICT_FILE, judge_run
from loadtests.judge.run import RunError
from loadtests.judge.verdict import Verdict
from loadtests.measure.samples import NAMES_FILE, SAMPLES_FILE
from reports.load_report import write_load_report
from tests.judge.runs import START, Story, sound_run

VOID = {"meta", "br", "link", "img", "circle", "path", "use", "rect"}


class Page(HTMLParser):
    """What a reader of the page meets: its text, its tags and their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.source = source
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def report(story: Story, folder: Path) -> tuple[Page, Verdict]:
    story.write(folder)
    verdict = judge_run(folder)
    return Page(write_load_report(folder).read_text(encoding="utf-8")), verdict


def broken_run() -> Story:
    story = sound_run()
    story.records["duration"][story.of("messagerie")] = 3.4
    blog = story.of("blog")
    rank = np.cumsum(blog)  # spread, or they would pass for a warm-up
    story.fail(blog & (rank % 12 == 0) & (rank <= 360), "Réponse 503 <script>alert('x')</script> & fin")
    return story


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, Verdict]:
    return report(sound_run(), tmp_path_factory.mktemp("sain"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, Verdict]:
    return report(broken_run(), tmp_path_factory.mktemp("casse"))


def test_the_report_holds_the_figures_of_the_verdict(broken: tuple[Page, Verdict]) -> None:
    page, verdict = broken
    assert "Non respecté" in page.text
    for reason in verdict.reasons:
        assert re.sub(r"\s+", " ", reason) in page.text
    for figure in ("600 sessions à la fois", "2 400 pages vues", "20,0 pages par seconde", "30 pages en échec"):
        assert figure in page.text
    for result in verdict.objectives:
        assert result.title in page.text
    for check in verdict.validity:
        assert re.sub(r"\s+", " ", check.sentence) in page.text
    assert "23 novembre 2026 à 10 h 00" in page.text
    assert "élève 60 %, parent 30 %, enseignant 10 %" in page.text
    assert "10:01:00 à 10:03:00" in page.text  # in the time zone of the run, wherever the report is made


def test_the_verdict_is_a_word_and_not_only_a_colour(sound: tuple[Page, Verdict], broken: tuple[Page, Verdict]) -> None:
    assert "Respecté" in sound[0].words
    assert "Non respecté" in broken[0].words


def test_the_same_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    broken_run().write(tmp_path)
    judge_run(tmp_path)
    first = write_load_report(tmp_path).read_bytes()
    assert write_load_report(tmp_path).read_bytes() == first


def test_words_that_came_from_the_ent_are_escaped(broken: tuple[Page, Verdict]) -> None:
    page, _ = broken
    assert "script" not in {tag for tag, _ in page.tags}
    assert "Réponse 503 <script>alert('x')</script> & fin" in page.words
    assert html.escape("Réponse 503 <script>", quote=False) in page.source


def test_the_page_stands_alone(sound: tuple[Page, Verdict]) -> None:
    page, _ = sound
    addresses = [
        value
        for _, attributes in page.tags
        for key, value in attributes.items()
        if key in {"src", "href", "xlink:href"} and value
    ]
    assert all(address.startswith("#") for address in addresses)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert "@import" not in page.source
    assert not re.search(r"url\((?!#)", page.source)


def test_the_page_can_be_read_without_seeing_it(broken: tuple[Page, Verdict]) -> None:
    page, _ = broken
    assert page.all("html")[0]["lang"] == "fr"
    assert len(page.all("h1")) == 1
    assert all("scope" in header for header in page.all("th"))
    assert len(page.all("table")) == len(page.all("caption"))
    pictures = [attributes for attributes in page.all("div") if attributes.get("role") == "img"]
    assert len(pictures) == len(page.all("figure")) == len(page.all("figcaption")) == 4
    assert all(len(picture["aria-label"] or "") > 60 for picture in pictures)
    assert all(picture.get("aria-hidden") == "true" for picture in page.all("svg"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_references_inside_the_pictures_lead_somewhere(sound: tuple[Page, Verdict]) -> None:
    targets = set(re.findall(r'\bid="([^"]+)"', sound[0].source))
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', sound[0].source))
    assert used
    assert used <= targets


def test_the_failures_are_told_with_their_hours(tmp_path: Path) -> None:
    story = sound_run()
    story.fail(story.records["is_page"] & (np.arange(len(story.records)) < 300), "Délai dépassé")
    page, _ = report(story, tmp_path)
    failed = story.records["start"][~story.records["good"]]
    offset = failed.min() - START
    assert "Délai dépassé" in page.words
    assert f"10:{int(offset) // 60:02d}:{int(offset) % 60:02d}" in page.text
    assert "Aucune page en échec" not in page.text


def test_an_incomplete_folder_says_so_and_shows_what_it_has(tmp_path: Path) -> None:
    """Killed: no verdict was ever given, the last bytes are torn."""
    story = sound_run()
    story.document.update(state="incomplet", ended=None, stop_at=None)
    story.write(tmp_path)
    with (tmp_path / SAMPLES_FILE).open("ab") as file:
        file.write(b"\x01\x02\x03")
    page = Page(write_load_report(tmp_path).read_text(encoding="utf-8"))
    assert "Non valide" in page.words
    assert "Dossier incomplet." in page.words
    assert "Blog : article" in page.text
    assert len(page.all("figure")) == 3
    assert not (tmp_path / VERDICT_FILE).exists()
    assert "verdict" not in json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))


def test_a_folder_with_nothing_but_its_question_still_has_a_report(tmp_path: Path) -> None:
    story = sound_run()
    story.document = {"kind": "charge", "state": "incomplet", "asked": {"people": 600, "mix": {"pupil": 1}}}
    story.write(tmp_path)
    for name in (SAMPLES_FILE, NAMES_FILE, "probe.jsonl"):
        (tmp_path / name).unlink()
    page = Page(write_load_report(tmp_path).read_text(encoding="utf-8"))
    assert "Non valide" in page.words
    assert "le dossier ne contient aucune mesure" in page.text


def test_a_journey_without_a_view_is_shown_without_a_measure(tmp_path: Path) -> None:
    story = sound_run()
    story.records = story.records[~story.of("messagerie")]
    page, _ = report(story, tmp_path)
    assert "sans mesure" in page.words
    assert "aucune page affichée" in page.text


def test_many_reasons_are_summed_up(tmp_path: Path) -> None:
    story = sound_run()
    for order in range(40):
        mask = np.zeros(len(story.records), dtype=bool)
        mask[np.flatnonzero(story.of("blog"))[order]] = True
        story.fail(mask, f"Raison {order}")
    page, _ = report(story, tmp_path)
    assert sum(word.startswith("Raison ") for word in page.words) == 25
    assert "Autres raisons 15" in page.text


def test_another_kind_of_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"kind": "recette"}', encoding="utf-8")
    with pytest.raises(RunError, match="pas un test de charge"):
        write_load_report(tmp_path)
