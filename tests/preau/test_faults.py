"""``preau faults`` and ``preau sandbox --fault``, and the registry that they print."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from fixtures.practice_ent.faults import remote, switch
from fixtures.practice_ent.faults.fault import Family, Fault
from fixtures.practice_ent.faults.registry import FAULTS, MODULES, UnknownFaultError, faults_named
from preau.cli import app
from preau.console import out
from tests.preau.test_cli import PREAU, refused, run

_CODE = Path(__file__).parents[2] / "fixtures" / "practice_ent"
_DECLARATIONS = {Path(module.__file__ or "") for module in MODULES}
_ENGLISH = re.compile(r"\b(?:the|is|not|with|and|of)\b", re.IGNORECASE)


def test_no_id_is_declared_twice() -> None:
    declared = Counter(fault.id for module in MODULES for fault in module.FAULTS)
    assert [fault_id for fault_id, times in declared.items() if times > 1] == []


def test_there_are_at_least_sixty_beside_the_known_defects() -> None:
    assert sum(fault.family != Family.KNOWN for fault in FAULTS.values()) >= 60


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.id)
def test_a_fault_is_told_in_french_and_named_in_kebab_case(fault: Fault) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", fault.id)
    assert fault.id not in list(Family)
    for text in (fault.title, fault.breaks, fault.imitates):
        assert text
        assert not _ENGLISH.search(text)


def test_every_fault_is_used_by_the_code_and_every_use_is_declared() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in _CODE.rglob("*.py") if path not in _DECLARATIONS)
    words = set(re.findall(r"\w+", code))

    def is_used(fault: Fault, module: ModuleType) -> bool:
        """By its id, or by the name of a constant of the module that declares it."""
        names = {name for name, value in vars(module).items() if value == fault.id}
        return f'"{fault.id}"' in code or bool(names & words)

    assert [fault.id for module in MODULES for fault in module.FAULTS if not is_used(fault, module)] == []
    assert set(re.findall(r'\bon\("([^"]+)"\)', code)) <= FAULTS.keys()


def test_every_family_is_named_and_gathered() -> None:
    for family in Family:
        assert {fault.family for fault in faults_named([family])} <= {family}


def test_an_unknown_name_is_told_with_the_nearest_ones() -> None:
    with pytest.raises(UnknownFaultError, match="« slow-pge » n’existe pas") as caught:
        faults_named(["slow-pge"])
    assert "slow-page" in caught.value.remedy


def test_the_list_shows_every_fault_under_its_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 300)
    shown = CliRunner().invoke(app, ["faults", "--list"]).output
    assert [fault_id for fault_id in FAULTS if fault_id not in shown] == []
    for family in Family:
        assert f"{family.french} ({family})" in shown


def test_the_list_is_readable_by_a_program() -> None:
    listed = json.loads(CliRunner().invoke(app, ["faults", "--json"]).output)
    assert [fault["id"] for fault in listed] == list(FAULTS)
    assert set(listed[0]) == {"id", "family", "title", "breaks", "imitates", "source"}


def test_a_wrong_name_or_an_ent_that_is_not_there_is_told_in_french(tmp_path: Path) -> None:
    assert "slow-page" in refused(run("sandbox", "--fault", "slow-pge", "--dossier", str(tmp_path)))
    assert "preau sandbox" in refused(run("faults", "on", "slow-page", "--dossier", str(tmp_path)))


def test_a_sandbox_has_the_faults_asked_for_and_leaves_none(seeded: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(seeded, tmp_path / "donnees"))
    options = ["--dossier", str(data), "--port", "0", "--port-centrale", "0", "--processus", "1"]
    for asked in (["--fault", "pages-blank", "--fault", "data-emails-lost"], []):
        with subprocess.Popen([*PREAU, "sandbox", *options, *asked], stdout=subprocess.PIPE, text=True) as sandbox:
            assert sandbox.stdout is not None
            said = ""
            while "Ctrl-C" not in said:
                line = sandbox.stdout.readline()
                assert line, said
                said += line
            assert remote.turned_on(data) == sorted(asked[1::2])
            assert ("pages-blank" in said) == bool(asked)
            sandbox.send_signal(signal.SIGINT)
        assert switch.read(data) == []
