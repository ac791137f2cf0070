"""A run is kept as it goes, and says what became of the people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.accounts import Account
from fixtures.run_folder import RunFolder, new_run
from loadtests.judge.run import read_record
from loadtests.measure.recorder import Recorder
from loadtests.measure.samples import Sample, read_samples

ASKED = {"people": 2, "mix": {"teacher": 10, "pupil": 60, "parent": 30}}
PAGE = Sample("page", "Blog : lire la liste", "pupil", "blog", 100.0, 0.2)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return new_run("charge", target="pratique", asked=ASKED, parent=tmp_path)


def account(login: str) -> Account:
    return Account("pupil", login, "secret")


def test_a_run_killed_at_any_time_has_kept_all_but_its_last_second(folder: RunFolder) -> None:
    recorder = Recorder(folder, 2)
    recorder.keep(PAGE)
    recorder.reading(people=2, ent_signed_in=None, lags=[0.001, 0.25], held={"pupil": 2})
    record = read_record(folder.path)
    assert len(record.samples) == 1
    assert not record.run.complete
    line = json.loads((folder.path / "probe.jsonl").read_text())
    assert {key: line[key] for key in ("people", "signed_in_local", "ent_signed_in", "lag_p99_ms", "held")} == {
        "people": 2,
        "signed_in_local": 0,
        "ent_signed_in": None,
        "lag_p99_ms": 250.0,
        "held": {"pupil": 2},
    }


def test_the_load_is_whole_when_as_many_sessions_as_asked_are_open(folder: RunFolder) -> None:
    recorder = Recorder(folder, 2)
    recorder.entered(account("a"))
    recorder.close(leases=1, complete=True)
    assert folder.read()["full_at"] is None
    recorder = Recorder(folder, 2)
    recorder.entered(account("a"))
    recorder.entered(account("b"))
    recorder.left(account("a"))
    recorder.stopping()
    recorder.close(leases=2, complete=True)
    document = folder.read()
    assert document["full_at"] <= document["stop_at"]
    assert (document["leases"], document["shared_accounts"], document["lost_people"]) == (2, 0, 0)
    assert folder.complete


def test_an_account_with_two_sessions_at_once_is_counted_as_shared(folder: RunFolder) -> None:
    recorder = Recorder(folder, 2)
    recorder.entered(account("a"))
    recorder.entered(account("a"))
    recorder.close(leases=2, complete=True)
    assert folder.read()["shared_accounts"] == 1


def test_lost_people_are_counted_with_their_reasons(folder: RunFolder) -> None:
    recorder = Recorder(folder, 2)
    for reason in ("connexion : mot de passe refusé", "connexion : réponse 503", "connexion : réponse 503"):
        recorder.lost(reason)
    recorder.close(leases=0, complete=True)
    document = folder.read()
    assert document["lost_people"] == 3
    assert document["lost_reasons"] == {"connexion : réponse 503": 2, "connexion : mot de passe refusé": 1}


def test_a_run_cut_short_stays_incomplete_but_is_closed(folder: RunFolder) -> None:
    recorder = Recorder(folder, 2)
    recorder.keep(PAGE)
    recorder.close(leases=0, complete=False)
    assert not folder.complete
    assert "ended" in folder.read()
    assert folder.read()["samples"] == len(read_samples(folder.path)) == 1
