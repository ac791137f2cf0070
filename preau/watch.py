"""``preau watch``: outages and availability of a portal, seen from outside."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from acceptance.migration.points import PointVerdict, proof, write_points
from acceptance.watch.journal import WatchJournal
from acceptance.watch.probes import BY_NAME, Watched
from acceptance.watch.running import Watch, command_hook
from acceptance.watch.states import Kind
from acceptance.watch.summary import Summary, availability, cut_over, summaries
from fixtures.accounts import Account, read_accounts
from fixtures.processes import HOST
from portal.errors import PreauError
from portal.french import length
from portal.settings import read_target
from preau.console import out
from reports.watch_report import write_watch_report

FOLDER = Path("var/surveillance")
REPORT = "surveillance.html"
_REFRESH = 30  # seconds between two writings of the live page


class WatchError(PreauError):
    """The watch was asked in a way that cannot be."""


def watch(
    target: Annotated[
        str | None, typer.Option("--cible", help="Une cible de preau.toml (par défaut, la sienne)")
    ] = None,
    old: Annotated[str, typer.Option("--ancien", metavar="ADRESSE", help="L’adresse de l’ancien portail")] = "",
    address: Annotated[str, typer.Option("--machine", metavar="IP", help="Aller aussi droit à cette machine")] = "",
    old_address: Annotated[str, typer.Option("--machine-ancienne", metavar="IP", help="De même, pour l’ancien")] = "",
    every: Annotated[float, typer.Option("--toutes-les", min=1, metavar="SECONDES", help="Entre deux essais")] = 5.0,
    login: Annotated[
        str,
        typer.Option(
            "--identifiant", help="Compte de test qui se connecte chaque minute (dans le fichier des comptes)"
        ),
    ] = "",
    alert: Annotated[
        str, typer.Option("--alerte", metavar="COMMANDE", help="À lancer à chaque changement d’état")
    ] = "",
    minutes: Annotated[
        float, typer.Option("--minutes", min=0, help="S’arrêter après ce temps (0 : jusqu’à Ctrl-C)")
    ] = 0,
    port: Annotated[int, typer.Option("--page", help="Port de la page vivante, sur cette machine (0 : aucune)")] = 0,
    folder: Annotated[Path, typer.Option("--dossier", help="Où garder les relevés")] = FOLDER,
    report_only: Annotated[bool, typer.Option("--rapport", help="Écrire le rapport des relevés déjà faits")] = False,
) -> None:
    """Surveiller un portail : coupures, durée, marge d’un jour, disponibilité 21 h sur 24."""
    aimed = read_target(target)
    journal = WatchJournal(folder)
    periods = {Kind.PAGE: every, Kind.SIGN_IN: 60.0}
    if not report_only:
        watched = [Watched(aimed.name, aimed.portal)]
        watched += [Watched(aimed.name, aimed.portal, address)] if address else []
        watched += [Watched("ancien", old.rstrip("/"))] if old else []
        watched += [Watched("ancien", old.rstrip("/"), old_address)] if old and old_address else []
        account = _account(aimed.accounts, login) if login else None
        running = Watch(watched, journal, every, account)
        if alert:
            running.alert = command_hook(alert)
        _run(running, folder, periods, minutes, port, aimed.title)
    found = summaries(journal.readings(), periods)
    points = _write(folder, found, aimed.title)
    report = proof(folder / REPORT)
    write_points({point: replace(verdict, preuves=(report,)) for point, verdict in points.items()})
    _tell(found)
    out.print(f"Rapport : {folder / REPORT}")


def _account(accounts: Path, login: str) -> Account:
    for account in read_accounts(accounts):
        if account.login == login:
            return account
    raise WatchError(
        f"{accounts} : l’identifiant « {login} » n’y est pas.",
        remedy="Ajoutez ce compte de test, ou donnez-en un autre.",
    )


def _run(running: Watch, folder: Path, periods: dict[Kind, float], minutes: float, port: int, title: str) -> None:
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    deadline = time.monotonic() + minutes * 60 if minutes else None
    written = [0.0]

    def until() -> bool:
        if port and time.monotonic() - written[0] > _REFRESH:
            written[0] = time.monotonic()
            _write(folder, summaries(running.journal.readings(time.time() - 7 * 86400), periods), title)
        return stopped.is_set() or (deadline is not None and time.monotonic() >= deadline)

    def wait(seconds: float) -> None:
        stopped.wait(seconds)

    server = _serve(folder / REPORT, port) if port else None
    out.print("Surveillance en cours ; Ctrl-C pour l’arrêter. Les relevés sont gardés, la suite s’y ajoutera.")
    try:
        running.run(until, sleep=wait)
    except KeyboardInterrupt:
        out.print("Arrêt demandé.")
    finally:
        if server is not None:
            server.shutdown()
            server.server_close()


def _serve(page: Path, port: int) -> ThreadingHTTPServer:
    class Live(BaseHTTPRequestHandler):
        """The report as it was last written, asked again by the browser."""

        def do_GET(self) -> None:
            body = page.read_bytes() if page.exists() else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Refresh", str(_REFRESH))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            return

    try:
        server = ThreadingHTTPServer((HOST, port), Live)
    except OSError as error:
        raise WatchError(
            f"Le port {port} est pris ({error.strerror}).", remedy="Donnez-en un autre à --page."
        ) from None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out.print(f"Page vivante : http://{HOST}:{server.server_port}/")
    return server


def _write(folder: Path, found: list[Summary], title: str) -> dict[str, PointVerdict]:
    """Write the report; returns what it says of the points of the recette: that of the portal seen by its name."""
    main = next((one for one in found if one.kind is Kind.PAGE and one.way == BY_NAME), None)
    points = {} if main is None else {"MIG-07": cut_over(main), "EXP-01": availability(main)}
    write_watch_report(folder / REPORT, found, points, title)
    return points


def _tell(found: list[Summary]) -> None:
    for summary in found:
        out.print(f"[bold]{summary.title}[/] : {summary.state}, {len(summary.outages)} coupure(s)")
        for outage in summary.outages:
            start = datetime.fromtimestamp(outage.start)
            end = "dure encore" if outage.end is None else f"au {datetime.fromtimestamp(outage.end):%d/%m %H:%M:%S}"
            lasted = f"{length(outage.shortest)} à {length(outage.longest)}"
            out.print(f"  du {start:%d/%m %H:%M:%S} {end} : {lasted} ; marge d’un jour {length(max(0, outage.margin))}")
