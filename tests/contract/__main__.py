"""What differs from the recorded exchanges, line by line: ``python -m tests.contract [--services] [script …]``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from fixtures.accounts import read_accounts
from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.registry import faults_named
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.filling_mariadb import fill_mariadb
from fixtures.practice_ent.server import start
from fixtures.services.running import services
from tests.contract.replay import Scene
from tests.contract.scripts import SCRIPTS


def main(names: list[str]) -> None:
    on_services = "--services" in names
    names = [name for name in names if name != "--services"]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        seeded = Path(folder) / "modele"
        fill(seeded, "XS")
        running = stack.enter_context(services(Path(folder) / "services")) if on_services else None
        for number, name in enumerate(names or SCRIPTS, start=1):
            own = running.set_apart(name, number) if running else None
            if own is not None:
                fill_mariadb(seeded, own.mariadb)
            data = Path(folder) / name
            shutil.copytree(seeded, data)
            switch.write(data, [fault.id for fault in faults_named(["known"])])
            matched = pages = total = 0
            with start(data, port=0, central_port=0, workers=1, services=own) as ent:
                mariadb = own.mariadb if own else ""
                scene = Scene(ent, data, read_accounts(data / "comptes.csv"), mariadb=mariadb)
                for exchange, found in SCRIPTS[name].play(scene):
                    total += 1
                    matched += not found.answer
                    pages += not found.page and not found.answer
                    request = exchange.request()
                    for line in found.answer + [f"(page) {line}" for line in found.page]:
                        print(f"{exchange.id} | {exchange.role} | {request.method} {request.path} | {line}")
            print(f"== {name} : {matched}/{total} conformes, dont {pages} jusqu’aux faits de la page")


if __name__ == "__main__":
    main(sys.argv[1:])
