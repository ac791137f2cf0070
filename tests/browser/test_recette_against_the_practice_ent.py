"""The recette as a user runs it, in a browser: all conform on a sound ENT, and exactly the right points red on a
broken one."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from acceptance.campaign.campaign import count, read_campaign
from acceptance.campaign.points import Campaign, Mode, Status
from fixtures.accounts import read_accounts, write_accounts
from fixtures.practice_ent.ent.addresses import FILE as ADDRESSES
from fixtures.practice_ent.server import start
from fixtures.run_folder import RunFolder
from tests.contract.routes import unknown_calls

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 400  # several times what a campaign takes on two busy cores
# Accidents that last: whatever the portal writes, the base undoes or falsifies it at once.
FAULTS = """
    -- every comment is published at once: the moderation is off
    CREATE TRIGGER no_moderation AFTER INSERT ON blog_article_comment
        BEGIN UPDATE blog_article_comment SET status = 1 WHERE id = NEW.id; END;
    -- every file that comes in is lost: its row names another one
    CREATE TRIGGER lost_file AFTER INSERT ON media
        BEGIN UPDATE media SET filename = 'perdu.txt' WHERE id = NEW.id; END;
    -- the counter of every pupil is off by five megabytes
    UPDATE "user" SET resource_used_size = resource_used_size + 5000000 WHERE high_role_id = 8;
"""
RED = {"ENT-04", "ENT-14", "ENT-15", "ENT-22", "QUO-04"}
# What these accidents touch and what they do not, without the points that take long.
LOOKED_AT = "ARC-05 or QUO-04 or SEC-04 or SEC-10 or ENT-01 or ENT-04 or ENT-10 or ENT-12 or ENT-14 or ENT-15 or ENT-16"
LOOKED_AT += " or ENT-20 or ENT-21 or ENT-22 or ENT-30 or ENT-31 or ENT-44 or ENT-46 or ENT-60 or ENT-64 or SEC-06"
# Nothing of these is there in the embedded mode: each of their points says why it was left out.
LEFT_OUT = {
    *("EVO-01", "ARC-01", "ARC-02", "ARC-03", "ARC-04", "SEC-01", "SEC-02", "SEC-03", "SEC-20", "REC-02", "REC-03"),
    *("MIG-01", "MIG-02", "MIG-03", "MIG-04", "MIG-05", "MIG-06", "MIG-07", "EXP-01", "EXP-03", "EXP-05"),
    *("BKP-01", "BKP-02"),
}
# Points that ask on purpose what no page of the ENT asks.
TRESPASSERS = {"SEC-06", "SEC-07", "SEC-12", "SEC-14"}


def recette(folder: Path, settings: Path | None = None, *options: str) -> tuple[int, Campaign, str]:
    """Run ``pytest acceptance`` as a user does; gives its exit code, the campaign it recorded and what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREAU_")}
    environment["PREAU_REGLAGES"] = str(settings or ROOT / "preau.toml")
    command = [sys.executable, "-m", "pytest", "acceptance", "-p", "no:cacheprovider", "--campagne", str(folder)]
    command += options
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS)
    (run,) = folder.iterdir()
    return done.returncode, read_campaign(run), done.stdout + done.stderr


def write_settings(path: Path, portal: str, accounts: Path) -> Path:
    figures = portal.removesuffix("/ent") + "/_pratique/compteurs"
    values = {"portail": portal, "comptes": str(accounts), "compteurs": figures, "journaux": str(accounts.parent)}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    path.write_text("\n".join(['cible = "essai"', "[cibles.essai]", *lines]), encoding="utf-8")
    return path


def _is_meant(call: str, on_purpose: str) -> bool:
    """Whether an address was asked on purpose; only the words of the features say so."""
    path = call.split()[-1].removeprefix("/ent").partition("?")[0]
    return path.rstrip("/") != "" and path.rstrip("/") in on_purpose


def test_every_automatic_point_conforms_on_a_sound_ent(tmp_path: Path, seeded: Path) -> None:
    data = tmp_path / "ent"
    shutil.copytree(seeded, data)
    (data / ADDRESSES).unlink(missing_ok=True)
    with start(data, port=0, central_port=0, workers=1) as ent:
        settings = write_settings(tmp_path / "preau.toml", ent.portal, data / "comptes.csv")
        folder = tmp_path / "campagne"
        begun, campaign, output = recette(folder, settings, "-m", "ENT-01 or SEC-08")
        assert begun == 2, "a part of a campaign proves nothing"
        (run,) = folder.iterdir()
        # Taken up again, and shared between two processes.
        code, campaign, output = recette(folder, settings, "--reprendre", str(run), "--mode", "pratique", "-n", "2")
    assert code == 0, output
    assert "ENT-01" not in {result.point_id for result in campaign.results if result.attempts > 1}
    automatic = {point.id for point in campaign.points if point.mode is Mode.AUTOMATIC}
    conform = {result.point_id for result in campaign.results if result.status is Status.CONFORM}
    assert automatic - conform == LEFT_OUT, output
    for point_id in LEFT_OUT:
        left_out = campaign.result(point_id)
        assert left_out is not None
        assert left_out.status in (Status.NOT_EXECUTED, Status.NOT_APPLICABLE)
        assert left_out.reason
    assert count(campaign).complete
    on_purpose = " ".join(step for point in campaign.points if point.id in TRESPASSERS for step in point.steps)
    assert [call for call in unknown_calls(data) if not _is_meant(call, on_purpose)] == []
    passwords = {account.password for account in read_accounts(data / "comptes.csv")}
    assert RunFolder(run).complete
    for result in campaign.results:
        assert result.evidence or result.status is not Status.CONFORM, result
    for file in [*run.glob("*.json*"), *run.glob("preuves/*.txt")]:
        assert not any(password in file.read_text(encoding="utf-8") for password in passwords), file


def test_the_right_points_and_only_those_turn_red_on_a_broken_ent(tmp_path: Path, seeded: Path) -> None:
    data = tmp_path / "ent"
    shutil.copytree(seeded, data)
    with sqlite3.connect(data / "ent.sqlite3") as base:
        base.executescript(FAULTS)
    accounts = read_accounts(data / "comptes.csv")
    write_accounts(
        data / "comptes.csv",
        [replace(one, password="mot-de-passe-perdu") if one.role == "director" else one for one in accounts],
    )
    with start(data, port=0, central_port=0, workers=1) as ent:
        settings = write_settings(tmp_path / "preau.toml", ent.portal, data / "comptes.csv")
        code, campaign, output = recette(tmp_path / "campagne", settings, "-m", LOOKED_AT)
    assert code == 1, output
    red = {result.point_id for result in campaign.results if result.status is Status.NOT_CONFORM}
    assert red == RED, output
    assert count(campaign).unready == 0, output
    for point_id in RED:
        result = campaign.result(point_id)
        assert result is not None
        assert result.failed_step
        assert result.reason
        assert f"NON CONFORME   {point_id}" in output
    assert "mot-de-passe-perdu" not in output
