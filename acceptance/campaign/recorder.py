"""Records what comes of each point, as it comes, from the hooks of pytest and pytest-bdd.

Never from ``--cucumberjson``, which shows a skipped step as passed and drops scenarios skipped by a mark.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from _pytest.outcomes import Skipped  # what ``pytest.skip`` raises
from pytest_bdd.parser import Step

from acceptance.campaign.campaign import RESULTS, count, read_campaign
from acceptance.campaign.points import Evidence, Mode, Point, PointResult, Status
from acceptance.campaign.summary import summary_lines
from fixtures.run_folder import RunFolder, now

EVIDENCE, CLEANUP = "preuves", "nettoyage"
_FOR_A_PERSON = {
    Mode.MANUAL: "Une personne le vérifie et signe.",
    Mode.DOCUMENT: "Un document à remettre : une personne en vérifie la réception et le contenu.",
}
_MASK = "•••"
_LONGEST_REASON = 400


class NotReadyError(Exception):
    """What the point needs could not be had; says nothing of the point itself. The message is in French."""


class NotApplicable(Skipped):
    """The point makes no sense on this ENT; the message says why, in French."""


class Recorder:
    """A pytest plugin: one JSON line a try of a point in ``points.jsonl``, evidence in ``preuves/``.

    ``secrets`` (passwords) are masked wherever they would reach the folder. ``worker`` names the process when pytest
    shares the points between several: it then writes files of its own, and leaves the closing to the first process.
    ``left_out`` says, in French, why a point must not be played; an empty text lets it be.
    """

    def __init__(
        self,
        folder: RunFolder,
        points: tuple[Point, ...],
        secrets: Iterable[str] = (),
        *,
        worker: str = "",
        left_out: Callable[[Point], str] = lambda _: "",
    ) -> None:
        self.folder = folder
        self.points = {point.id: point for point in points}
        self._worker = worker
        self._left_out = left_out
        self._results, self._cleanup = self._own_file(RESULTS), self._own_file(CLEANUP)
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._step: Step | None = None
        self._place = ""
        self._evidence: list[Evidence] = []
        self._started = ("", 0.0)

    def point_of(self, item: pytest.Item) -> Point | None:
        """The point a test item executes: pytest-bdd turns tags into marks."""
        return next((self.points[mark.name] for mark in item.iter_markers() if mark.name in self.points), None)

    def keep(self, name: str, content: bytes, title: str) -> None:
        """Keep a file as evidence of the current point: ``preuves/<name>``, cited with its SHA-256."""
        path = self.folder.path / EVIDENCE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self._evidence.append(Evidence(f"{EVIDENCE}/{name}", digest, self._plain(title)))

    def keep_text(self, name: str, text: str, title: str) -> None:
        """Keep a text as evidence, without the secrets."""
        self.keep(name, self._plain(text).encode(), title)

    def at(self, place: str) -> None:
        """Where the point ended: the path of a page, without its query (tokens, signatures)."""
        self._place = place

    def cleaned(self, point_id: str, what: str, problem: str = "") -> None:
        """Note that something created was removed, or why it was not."""
        document = {"point_id": point_id, "what": what, "removed": not problem, "reason": problem}
        _append(self._cleanup, document)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._step, self._place, self._evidence = None, "", []
        self._started = (now(), time.monotonic())
        point = self.point_of(item)
        if point and (reason := _FOR_A_PERSON.get(point.mode) or self._left_out(point)):
            pytest.skip(reason)

    def pytest_bdd_before_step(self, step: Step) -> None:
        self._step = step

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        point = self.point_of(item)
        # A set-up that passes says nothing yet; a tear-down is the clean-up, noted apart.
        if point and (call.when == "call" or (call.when == "setup" and not report.passed)):
            _append(self._results, asdict(self._result(point, call)))
        return report

    def _result(self, point: Point, call: pytest.CallInfo[None]) -> PointResult:
        started, clock = self._started
        result = PointResult(
            point.id,
            Status.CONFORM,
            started=started,
            duration=round(time.monotonic() - clock, 3),
            evidence=tuple(self._evidence),
        )
        if call.excinfo is None:
            return result
        error = call.excinfo.value
        if isinstance(error, Skipped):
            return replace(result, status=_left_out(point, error), reason=self._plain(error.msg or ""))
        place = f" (page {self._place})" if self._place else ""
        return replace(
            result,
            status=Status.NOT_CONFORM if self._tells_of_the_ent(error) else Status.NOT_EXECUTED,
            reason=self._plain(_sentence(error)) + place,
            failed_step=self._sentence_of_step(point),
        )

    def _tells_of_the_ent(self, error: BaseException) -> bool:
        """Whether the failure is the ENT's: seen in what is checked, not while getting ready for it."""
        if self._step is None or self._step.type == "given":
            return False
        kind = type(error)
        # A browser that vanished says nothing of the ENT; an answer that never came does.
        browser_says = kind.__module__.startswith("playwright") and kind.__name__ != "TargetClosedError"
        return isinstance(error, AssertionError) or browser_says

    def _sentence_of_step(self, point: Point) -> str:
        if self._step is None:
            return "Préparation"
        text = self._step.name
        return next((sentence for sentence in point.steps if text in sentence), text)

    def _plain(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        return text

    def _own_file(self, name: str) -> Path:
        """A file that nobody has written in: the last line of another may have been torn."""
        name += f"-{self._worker}" if self._worker else ""
        free = (f"{name}-{rank}.jsonl" if rank > 1 else f"{name}.jsonl" for rank in itertools.count(1))
        return next(path for each in free if not (path := self.folder.path / each).exists())

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._worker:
            return
        counts = count(read_campaign(self.folder.path))
        if counts.complete:
            self.folder.close(counts=asdict(counts))
        else:
            self.folder.update(ended=now(), counts=asdict(counts))
        if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = counts.exit_code

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("Recette")
        for line in summary_lines(read_campaign(self.folder.path)):
            terminalreporter.write_line(line)
        for line in self._left_behind():
            terminalreporter.write_line(line)
        terminalreporter.write_line(f"Dossier de la campagne : {self.folder.path}")

    def _left_behind(self) -> list[str]:
        files = sorted(self.folder.path.glob(f"{CLEANUP}*.jsonl"))
        notes = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
        if not notes:
            return []
        left: dict[tuple[str, str], list[str]] = {}
        for note in notes:
            if not note["removed"]:
                left.setdefault((note["what"], note["reason"]), []).append(note["point_id"])
        removed = sum(note["removed"] for note in notes)
        return [
            f"Éléments créés par la recette : {len(notes)}, retirés : {removed}.",
            *(f"  reste {what} ({', '.join(ids)}) : {reason}" for (what, reason), ids in left.items()),
        ]


def _left_out(point: Point, error: Skipped) -> Status:
    if isinstance(error, NotApplicable):
        return Status.NOT_APPLICABLE
    return Status.NOT_EXECUTED if point.mode is Mode.AUTOMATIC else Status.TO_CHECK


def _append(path: Path, document: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(document, ensure_ascii=False) + "\n")


def _sentence(error: BaseException) -> str:
    """The first line of an error says what was not seen; a browser's time-out says in its log what it waited for."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    waited = next((line.removeprefix("- ") for line in lines if line.startswith("- waiting for")), "")
    text = f"{lines[0]} ({waited})" if waited else lines[0]
    if not isinstance(error, AssertionError | NotReadyError):
        text = f"{type(error).__name__} : {text}"
    return text[:_LONGEST_REASON]
