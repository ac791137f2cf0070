"""A campaign once opened: its ENT, its people, its folder; and how the other processes of pytest join it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from acceptance.campaign.execution import Kind, campaign_to_resume, kind_of, left_out, people_for, settled
from acceptance.campaign.opening import begin
from acceptance.campaign.points import Point
from acceptance.campaign.recorder import Recorder
from acceptance.fingerprint import noted_fingerprint
from acceptance.people import Cast, choose
from acceptance.stage import find_browser
from acceptance.target import target_in_reach
from fixtures.accounts import Account, read_accounts
from fixtures.run_folder import RunFolder, latest_run
from portal.settings import Target, read_target


@dataclass(frozen=True)
class Opened:
    """``settled`` holds the ids of the points that were settled before the campaign was taken up again."""

    target: Target
    kind: Kind
    spared: bool
    cast: Cast
    load: RunFolder | None
    recorder: Recorder
    settled: frozenset[str]

    def invitation(self) -> dict[str, str]:
        """What another process needs to join: the practice ENT of the campaign is on ports of its own."""
        return {
            "target": self.target.name,
            "portal": self.target.portal,
            "accounts": str(self.target.accounts),
            "kind": str(self.kind),
            "spared": "oui" if self.spared else "",
            "load": str(self.load.path) if self.load else "",
            "folder": str(self.recorder.folder.path),
            "settled": " ".join(sorted(self.settled)),
        }


def open_campaign(config: pytest.Config, points: tuple[Point, ...]) -> Opened:
    """Look at everything that could stop the campaign, then open its folder or take up a cut one. Raises PreauError."""
    options = config.option
    resources = ExitStack()
    config.add_cleanup(resources.close)
    if os.environ.get("CI"):
        find_browser()
    target = resources.enter_context(target_in_reach(options.cible))
    kind = kind_of(target, options.mode)
    # A practice ENT started for this campaign alone is thrown away after it.
    spared = options.mode is None and target.portal == read_target(options.cible).portal
    accounts = people_for(kind, read_accounts(target.accounts))
    load = RunFolder(options.charge) if options.charge else latest_run("charge")
    if options.reprendre:
        done = settled(campaign_to_resume(options.reprendre, target, points))
        folder = RunFolder(options.reprendre)
    else:
        done = frozenset()
        verdict = (load.read().get("verdict") or {}).get("line", "") if load else ""
        asked = {
            "mode": kind,
            "charge": str(load.path) if load else None,
            "verdict_de_charge": verdict,
            "empreinte": noted_fingerprint(target.portal),
        }
        folder = begin(config, target, points, parent=options.campagne, asked=asked)
    recorder = _recorder(folder, points, accounts, partial(left_out, kind, spared=spared))
    return Opened(target, kind, spared, choose(accounts), load, recorder, done)


def join(invitation: Mapping[str, str], points: tuple[Point, ...], worker: str) -> Opened:
    """The campaign that another process has opened, for a process named ``worker``. Raises PreauError."""
    target = replace(
        read_target(invitation["target"]), portal=invitation["portal"], accounts=Path(invitation["accounts"])
    )
    kind = Kind(invitation["kind"])
    accounts = people_for(kind, read_accounts(target.accounts))
    load = RunFolder(Path(invitation["load"])) if invitation["load"] else None
    spared = bool(invitation["spared"])
    reasons = partial(left_out, kind, spared=spared)
    recorder = _recorder(RunFolder(Path(invitation["folder"])), points, accounts, reasons, worker)
    done = frozenset(invitation["settled"].split())
    return Opened(target, kind, spared, choose(accounts), load, recorder, done)


def _recorder(
    folder: RunFolder,
    points: tuple[Point, ...],
    accounts: list[Account],
    reasons: Callable[[Point], str],
    worker: str = "",
) -> Recorder:
    secrets = [account.password for account in accounts]
    return Recorder(folder, points, secrets, worker=worker, left_out=reasons)
