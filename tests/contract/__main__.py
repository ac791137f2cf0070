"""What differs from the recorded exchanges, line by line: ``python -m tests.contract [script …]``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from fixtures.accounts import read_accounts
from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.registry import faults_named
from fixtures.practice_ent.filling import fill
from fixtures.practice_ent.server import start
from tests.contract.replay import Scene
from tests.contract.scripts import SCRIPTS


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        seeded = Path(folder) / "modele"
        fill(seeded, "XS")
        for name in names or SCRIPTS:
            data = Path(folder) / name
            shutil.copytree(seeded, data)
            switch.write(data, [fault.id for fault in faults_named(["known"])])
            matched = pages = total = 0
            with start(data, port=0, central_port=0, workers=1) as ent:
                scene = Scene(ent, data, read_accounts(data / "comptes.csv"))
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
