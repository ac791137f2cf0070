"""``make demo``: a school day against the practice ENT, then the recette, both documents and the verdict.

Every step is the command a user would type (``locust``, ``pytest acceptance``); this module only chains them, on free
ports, and stops all it started.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.server import PracticeEnt, start
from fixtures.run_folder import RUNS, Kind, RunFolder
from portal.errors import PreauError
from portal.settings import read_target
from preau.console import err, explain, out, progress_bar
from preau.report import write_before, write_documents

PLACE = Path("var/demo")
RECETTE = (sys.executable, "-m", "pytest", "acceptance", "-q", "-n", "2")
GRACE = 30.0


class DemoError(PreauError):
    """A step of the demonstration did not leave what it had to."""


def main() -> int:
    """Play the demonstration. The exit code is the worst of the load test's and the recette's."""
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _play(options)
    except PreauError as error:
        explain(error)
        return error.exit_code
    except KeyboardInterrupt:
        err.print("Interrompu : tout ce que la démonstration avait lancé est arrêté.")
        return 130


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m preau.demo", description="Démonstration de Préau")
    parser.add_argument("--personnes", type=int, default=600, help="personnes simultanées (défaut : 600)")
    parser.add_argument("--arrivees", type=int, default=10, help="arrivées par seconde (défaut : 10)")
    parser.add_argument("--duree", type=int, default=130, help="durée de la charge en secondes (défaut : 130)")
    parser.add_argument("--taille", default="L", help="taille de la ville inventée (défaut : L)")
    return parser.parse_args()


def _play(options: argparse.Namespace) -> int:
    started = time.time()
    data = _data(options.taille)
    with start(data, port=0, central_port=0) as ent:
        settings = _settings(ent, data)
        os.environ["PREAU_REGLAGES"] = str(settings)
        documents = write_before(read_target())
        _title(f"Charge : {options.personnes} personnes simultanées")
        load_code = _load(options)
        load = _newest("charge", started)
        documents += write_documents(load.path)
        _title("Recette : les points à valider, dans un navigateur")
        recette_code = _run([*RECETTE, "--charge", str(load.path)])
        recette = _newest("recette", started)
        documents += write_documents(recette.path)
    _title("Documents")
    for document in documents:
        out.print(f"  {document}", soft_wrap=True)
    _title("Verdict")
    out.print(f"  Charge  : {load.read().get('verdict', {}).get('line', 'pas de verdict')}", soft_wrap=True)
    out.print(f"  Recette : {_recette_line(recette)}", soft_wrap=True)
    out.print(f"  Durée   : {time.time() - started:.0f} s")
    return max(load_code, recette_code)


def _data(size: str) -> Path:
    """The invented city of that size, made once and kept."""
    data = PLACE / f"ville-{size}"
    if (data / "ent.json").exists():
        out.print(f"Ville inventée ({size}) : déjà prête dans {data}")
        return data
    _title(f"Une ville inventée, taille {size}")
    with progress_bar() as progress:
        summary = fill(data, size, progress=progress)
    out.print(str(summary), soft_wrap=True)
    return data


def _settings(ent: PracticeEnt, data: Path) -> Path:
    """The settings that aim the suite at this practice ENT: all that tells it from a real one."""
    path = PLACE / "preau.toml"
    values: Mapping[str, str | bool] = {
        "titre": "ENT d’entraînement",
        "portail": ent.portal,
        "comptes": str((data / "comptes.csv").resolve()),
        "charge_autorisee": True,
        "compteurs": ent.figures,
    }
    # A TOML string is a JSON string.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    path.write_text("\n".join(['cible = "pratique"', "", "[cibles.pratique]", *lines, ""]), encoding="utf-8")
    return path.resolve()


def _load(options: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "locust", "--headless", "--only-summary", "--loglevel", "WARNING"]
    command += ["--users", str(options.personnes), "--spawn-rate", str(options.arrivees)]
    command += ["--run-time", f"{options.duree}s"]
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as progress, _child(command) as child:
        task = progress.add_task("Les gens arrivent…", total=options.duree)
        start_of_load = time.monotonic()
        while child.poll() is None:
            with _interval(child, 1.0):
                progress.update(task, completed=time.monotonic() - start_of_load, description=_crowd())
        return child.returncode


def _crowd() -> str:
    """The last line of the newest run's probe, in words."""
    probes = sorted(RUNS.glob("*-charge*/probe.jsonl"))
    lines = probes[-1].read_text(encoding="utf-8").splitlines() if probes else []
    try:
        last = json.loads(lines[-1])
    except (IndexError, ValueError):
        return "Les gens arrivent…"
    counted = last.get("ent_signed_in")
    return f"{last['signed_in_local']} personnes connectées ({counted} sessions comptées par l’ENT)"


def _run(command: list[str]) -> int:
    with _child(command) as child:
        return child.wait()


@contextmanager
def _child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command that never outlives the demonstration: asked to stop, then made to."""
    child = subprocess.Popen(command)  # noqa: S603  (our own commands)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextmanager
def _interval(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Do something, then wait for the child for what is left of the interval."""
    yield
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _newest(kind: Kind, since: float) -> RunFolder:
    found = [path for path in RUNS.glob(f"*-{kind}*") if path.stat().st_mtime >= since]
    if not found:
        raise DemoError(f"Aucune exécution « {kind} » n’a été enregistrée.", remedy="Lisez les messages ci-dessus.")
    return RunFolder(max(found, key=lambda path: path.stat().st_mtime))


def _recette_line(folder: RunFolder) -> str:
    counts = folder.read().get("counts", {})
    return ", ".join(f"{value} {_COUNT_WORDS[key]}" for key, value in counts.items() if key in _COUNT_WORDS)


_COUNT_WORDS = {
    "planned": "points prévus",
    "executed": "exécutés",
    "conform": "conformes",
    "not_conform": "non conformes",
    "justified": "justifiés ou à vérifier par une personne",
}


def _title(text: str) -> None:
    out.rule(f"[bold]{text}", align="left")


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
