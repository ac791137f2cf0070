"""Which campaign a command is about, and all that is known of it: its file, its folder, its answers, its anomalies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from acceptance.campaign.anomalies import Followed, register
from acceptance.campaign.answered import PointAnswer, answered, point_answers
from acceptance.campaign.answers import Journal, journal_place, read_journal
from acceptance.campaign.campaign import read_campaign
from acceptance.campaign.campaign_file import CampaignFile, read_campaign_file
from acceptance.campaign.guard import planned_points
from acceptance.campaign.milestones import Milestone, milestones
from acceptance.campaign.points import Campaign
from acceptance.campaign.proposal import Proposal, propose
from acceptance.campaign.rules import STAGES, Rules, read_rules
from acceptance.fingerprint import with_versions
from fixtures.run_folder import RUNS, RunFolder, latest_run
from portal.errors import PreauError


class NoCampaignError(PreauError):
    """There is no campaign to speak of."""


@dataclass(frozen=True)
class Known:
    """A campaign as its folder and its file tell it.

    ``executed`` is what the suite saw, ``campaign`` the same with what people answered. ``recette`` is None before the
    execution, ``file`` without a campaign file.
    """

    id: str
    executed: Campaign
    file: CampaignFile | None
    recette: Path | None
    rules: Rules

    @property
    def place(self) -> Path:
        """Where its answers are kept."""
        return journal_place(self.file, self.recette or RUNS)

    @cached_property
    def journal(self) -> Journal:
        return read_journal(self.place, self.id)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of the ENT that the recette was played on; empty when it was not noted."""
        asked = RunFolder(self.recette).read().get("asked", {}) if self.recette else {}
        versions = tuple((each.name, each.version) for each in self.file.versions) if self.file else ()
        return with_versions(str(asked.get("empreinte") or ""), versions)

    @cached_property
    def answers(self) -> dict[str, PointAnswer]:
        return point_answers(self.executed, self.journal, self.fingerprint)

    @cached_property
    def campaign(self) -> Campaign:
        return answered(self.executed, self.answers)

    @property
    def stage(self) -> str:
        return self.file.stage if self.file else STAGES[0]

    @property
    def today(self) -> date:
        return datetime.now(self.rules.working_days.zone).date()

    @cached_property
    def anomalies(self) -> tuple[Followed, ...]:
        earlier = self.file.links.earlier if self.file else None
        return register(
            self.campaign, self.journal, self.rules, self.today, read_campaign(earlier) if earlier else None
        )

    @cached_property
    def proposal(self) -> Proposal:
        return propose(self.campaign, self.anomalies, self.rules, self.stage)

    @cached_property
    def calendar(self) -> tuple[Milestone, ...]:
        """Empty without a campaign file: nobody gave a date."""
        return milestones(self.file.dates, self.file.outages, self.rules, self.today) if self.file else ()

    @property
    def reported(self) -> date | None:
        """The date of the report, before which nothing can be dated: its execution, else its hand-over."""
        if self.executed.started:
            return datetime.fromisoformat(self.executed.started).date()
        return self.file.dates.hand_over if self.file else None


def known_campaign(where: Path | None) -> Known:
    """The campaign of a file (TOML) or of a folder of recette; by default that of the last recette.

    Raises NoCampaignError, CampaignFileError, RulesError, RunFolderError, CampaignError, PlanError.
    """
    if where is not None and where.suffix == ".toml":
        file = read_campaign_file(where)
        recette = file.links.recette
        executed = read_campaign(recette) if recette else _planned(file)
        return Known(file.id, executed, file, recette, file.rules)
    if where is None:
        latest = latest_run("recette")
        if latest is None:
            raise NoCampaignError(
                f"Aucune recette terminée dans {RUNS}.",
                remedy="Jouez-la (pytest acceptance), ou nommez un dossier ou un fichier de campagne (--campagne).",
            )
        where = latest.path
    return Known(where.resolve().name, read_campaign(where), None, where, read_rules())


def _planned(file: CampaignFile) -> Campaign:
    """The campaign before its execution, as its file tells it."""
    environment = file.environments[0] if file.environments else None
    return Campaign(
        title=file.title,
        target=environment.name if environment else "",
        portal=environment.address if environment else "",
        started="",
        ended="",
        preau=version("preau"),
        points=planned_points(),
    )
