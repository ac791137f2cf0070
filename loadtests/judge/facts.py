"""What the validity checks look at, and the one way they answer."""

from __future__ import annotations

from dataclasses import dataclass

from loadtests.judge.objectives import Conditions
from loadtests.judge.run import Run
from loadtests.judge.verdict import Figures, ObjectiveResult, ValidityCheck
from loadtests.measure.probe import PERIOD, Probe
from loadtests.measure.samples import Samples
from loadtests.measure.steady import Steady
from loadtests.measure.windows import Window
from portal.french import typeset

UNKNOWN = "inconnu"


@dataclass(frozen=True)
class Facts:
    """All that the checks look at. ``samples`` is the whole run, ``pages`` the page views of the judged window."""

    run: Run
    samples: Samples
    pages: Samples
    probe: Probe
    figures: Figures
    objectives: tuple[ObjectiveResult, ...]
    conditions: Conditions
    steady: Steady | None

    @property
    def counter(self) -> str:
        """Who counted the sessions."""
        return "l’ENT" if self.figures.counted_by_ent else "l’injecteur"

    @property
    def stretch(self) -> Window | None:
        """The judged window, or the whole run when there was none: what went wrong must be told all the same."""
        if self.figures.window or not len(self.probe):
            return self.figures.window
        return Window(float(self.probe.times.min()), float(self.probe.times.max()) + PERIOD)

    @property
    def stretch_name(self) -> str:
        return "du palier" if self.figures.window else "de l’essai"


def condition(title: str, measured: str, asked: str, valid: bool, sentence: str) -> ValidityCheck:
    """A check with its words typeset."""
    return ValidityCheck(title, typeset(measured), typeset(asked), bool(valid), typeset(sentence))
