"""How faithful the practice ENT is: ``python -m tests.contract [--services] [--differences] [script …]``.

Routes answered by area, cells of the matrix of access, steps of the table, exchanges recorded, lines of code; with
``--differences``, each line that differs, and each route that is not answered.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from acceptance.people import choose
from fixtures.accounts import read_accounts
from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.registry import FAULTS, faults_named
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import PracticeEnt, start
from fixtures.services.addresses import Addresses
from fixtures.services.running import services
from tests.contract import access_matrix
from tests.contract.coverage import OTHER_AREAS, coverage
from tests.contract.replay import Scene
from tests.contract.scripts import SCRIPTS
from tests.contract.visits import Stage, read_table

ROOT = Path(__file__).parents[2] / "fixtures" / "practice_ent"
CODE = (".py", ".js", ".html", ".css")


class Report:
    """Copies of one base, each with a practice ENT of its own, and what is printed of them."""

    def __init__(self, seeded: Path, running: Addresses | None, *, is_long: bool) -> None:
        self._seeded, self._running, self._is_long, self._copies = seeded, running, is_long, 0

    def routes(self) -> None:
        counts = coverage(others=True)
        print("Routes de l’ENT réel auxquelles l’ENT d’entraînement répond")
        for area, count in counts.items():
            print(f"  {area:28} {count.covered:4} / {count.total}")
            self._detail(count.missing)
        ours = [count for area, count in counts.items() if area not in OTHER_AREAS]
        print(f"  domaines du contrat          {sum(one.covered for one in ours):4} / {sum(one.total for one in ours)}")

    def matrix(self) -> None:
        with self._open("acces", known=True) as (ent, data, mariadb):
            scene = Scene(ent, data, read_accounts(data / "comptes.csv"), mariadb=mariadb)
            found = list(access_matrix.play(scene))
        print(f"Accès par rôle : {sum(not lines for _, lines in found)} / {len(found)} cases conformes")
        self._detail(f"{cell.id} | {line}" for cell, lines in found for line in lines)

    def table(self) -> None:
        with self._open("tableau", known=False) as (ent, data, _):
            stage = Stage(ent.portal, choose(read_accounts(data / "comptes.csv")))
            visits = read_table()
            found = [
                (visit, step, lines)
                for visit in visits
                for step, lines in zip(visit.steps, stage.play(visit), strict=True)
            ]
            stage.close()
        print(f"Tableau du contrat : {sum(not lines for *_, lines in found)} / {len(found)} étapes conformes")
        self._detail(
            f"{visit.title} | {step.who} {step.ask} | {line}" for visit, step, lines in found for line in lines
        )

    def recorded(self, name: str) -> tuple[int, int]:
        """Exchanges that match, and all of them."""
        with self._open(name, known=True) as (ent, data, mariadb):
            scene = Scene(ent, data, read_accounts(data / "comptes.csv"), mariadb=mariadb)
            found = list(SCRIPTS[name].play(scene))
        matched = sum(not comparison.answer for _, comparison in found)
        whole = sum(not comparison.answer and not comparison.page for _, comparison in found)
        print(f"  {name:28} {matched:4} / {len(found)} conformes, dont {whole} jusqu’aux faits de la page")
        for exchange, comparison in found:
            request = exchange.request()
            lines = comparison.answer + [f"(page) {line}" for line in comparison.page]
            self._detail(
                f"{exchange.id} | {exchange.role} | {request.method} {request.path} | {line}" for line in lines
            )
        return matched, len(found)

    def _detail(self, lines: Iterator[str] | list[str]) -> None:
        for line in lines if self._is_long else ():
            print(f"      {line}")

    @contextmanager
    def _open(self, name: str, *, known: bool) -> Iterator[tuple[PracticeEnt, Path, str]]:
        """A practice ENT on a copy of the base, its folder, and the address of its base when it is in MariaDB."""
        self._copies += 1
        data, own = self._seeded.parent / name, None
        shutil.copytree(self._seeded, data)
        if self._running:
            own = self._running.set_apart(name, self._copies)
            fill_mariadb(self._seeded, own.mariadb)
        if known:
            switch.write(data, [fault.id for fault in faults_named(["known"])])
        with start(data, port=0, central_port=0, workers=1, services=own) as ent:
            yield ent, data, own.mariadb if own else ""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="preau-contrat-") as folder, ExitStack() as stack:
        seeded = Path(folder) / "modele"
        fill(seeded, "XS")
        running = stack.enter_context(services(Path(folder) / "services")) if options.services else None
        report = Report(seeded, running, is_long=options.differences)
        if not options.scripts:
            report.routes()
            report.matrix()
            report.table()
        print("Échanges enregistrés sur l’ENT réel")
        counts = [report.recorded(name) for name in options.scripts or SCRIPTS]
        print(f"  en tout                      {sum(one for one, _ in counts):4} / {sum(all for _, all in counts)}")
        print(f"Pannes : {len(FAULTS)}, dont {len(faults_named(['known']))} défauts connus")
        files = [path for path in ROOT.rglob("*") if path.suffix in CODE]
        lines = {suffix: sum(_lines(path) for path in files if path.suffix == suffix) for suffix in CODE}
        print("Lignes de l’ENT d’entraînement :", ", ".join(f"{suffix} {count}" for suffix, count in lines.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", action="store_true", help="sur MariaDB, Redis et RabbitMQ")
    parser.add_argument("--differences", action="store_true", help="chaque ligne qui diffère")
    parser.add_argument("scripts", nargs="*", metavar="script", help=", ".join(SCRIPTS))
    return parser.parse_args()


def _lines(path: Path) -> int:
    """Lines that are not blank."""
    return sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
