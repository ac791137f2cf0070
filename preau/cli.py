"""The commands of ``preau``, one module each."""

from __future__ import annotations

import os
import sys

import typer

from portal.errors import PreauError
from preau.alternate import alternate
from preau.calibrate import calibrate_runs
from preau.clean import clean
from preau.compare import compare_runs
from preau.console import err, explain
from preau.exporter import exporter
from preau.faults import faults
from preau.history import history
from preau.migration import migration
from preau.relire import relire
from preau.repondre import repondre
from preau.report import report
from preau.sandbox import sandbox
from preau.seed import seed
from preau.suivi import noter, suivi
from preau.traffic import traffic
from preau.watch import watch

INTERRUPTED = 130

app = typer.Typer(
    name="preau",
    help="Préau : test de charge et recette d’un ENT. La charge se lance avec « locust », "
    "la recette avec « pytest acceptance ».",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(seed)
app.command()(sandbox)
app.command()(report)
app.command("calibrate")(calibrate_runs)
app.command("compare")(compare_runs)
app.command("trafic")(traffic)
app.command()(clean)
app.command()(exporter)
app.command()(history)
app.command()(noter)
app.command()(relire)
app.command()(repondre)
app.command()(suivi)
app.command()(watch)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(alternate)
app.add_typer(faults)
app.add_typer(migration)


def main() -> None:
    """Run a command; a fault the user can mend is told in French, without a traceback."""
    try:
        app()
    except PreauError as error:
        explain(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        err.print("Interrompu : rien n’est resté en marche.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader left (``preau … | head``): nothing more to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
