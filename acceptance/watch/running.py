"""The watch itself: probes at regular times, their readings kept, and somebody told when the state changes."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from acceptance.watch.journal import WatchJournal
from acceptance.watch.probes import REFUSED, Watched, probe_page, probe_sign_in
from acceptance.watch.states import Kind, Reading, State
from fixtures.accounts import Account
from portal.errors import PreauError

_HOOK_SECONDS = 30
# One bad probe may be the watch's own network: the state has changed when two say so.
_CONFIRMED = 2

Alert = Callable[[Reading, State], None]
PageProbe = Callable[[Watched], Reading]
SignInProbe = Callable[[Watched, Account], Reading]


class HookError(PreauError):
    """The command to run at each change cannot be used."""


@dataclass
class Watch:
    """``account`` signs in on the first watched portal every ``sign_in_every`` seconds; None: no sign-in."""

    watched: Sequence[Watched]
    journal: WatchJournal
    every: float = 5.0
    account: Account | None = None
    sign_in_every: float = 60.0
    alert: Alert = field(default=lambda _reading, _before: None)
    page_probe: PageProbe = probe_page
    sign_in_probe: SignInProbe = probe_sign_in

    def __post_init__(self) -> None:
        self._told: dict[tuple[str, str, Kind], State] = {}
        self._same: dict[tuple[str, str, Kind], int] = {}

    def run(
        self,
        until: Callable[[], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> int:
        """Probe until ``until`` says so; returns how many readings were kept.

        Rounds begin at multiples of ``every`` since the start: a slow one does not delay those after it.
        """
        start = clock()
        next_sign_in = start
        kept = 0
        with ThreadPoolExecutor(max_workers=len(self.watched) + 1) as pool:
            while not until():
                pending = [pool.submit(self.page_probe, one) for one in self.watched]
                if self.account is not None and clock() >= next_sign_in:
                    pending.append(pool.submit(self.sign_in_probe, self.watched[0], self.account))
                    next_sign_in += self.sign_in_every * max(1, int((clock() - next_sign_in) // self.sign_in_every) + 1)
                for reading in sorted((future.result() for future in pending), key=lambda reading: reading.at):
                    self._keep(reading)
                    kept += 1
                rounds = int((clock() - start) / self.every + 1e-9) + 1
                sleep(max(0.0, start + rounds * self.every - clock()))
        return kept

    def _keep(self, reading: Reading) -> None:
        self.journal.add(reading)
        if reading.reason == REFUSED:
            self.account = None  # repeating it may lock the account
        key = (reading.target, reading.way, reading.kind)
        before = self._told.setdefault(key, State.UP)
        if reading.state is before:
            self._same[key] = 0
            return
        self._same[key] = self._same.get(key, 0) + 1
        if self._same[key] >= _CONFIRMED or reading.reason == REFUSED:
            self._told[key] = reading.state
            self._same[key] = 0
            self.alert(reading, before)


def command_hook(command: str) -> Alert:
    """An alert that runs a command without a shell; what happened is in its environment (``PREAU_ETAT``…).

    Raises HookError when there is nothing to run.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise HookError(f"La commande d’alerte est mal écrite ({error}).", remedy="Vérifiez les guillemets.") from None
    if not words:
        raise HookError("La commande d’alerte est vide.", remedy='Exemple : --alerte "/usr/local/bin/prevenir"')

    def alert(reading: Reading, before: State) -> None:
        environment = {
            **os.environ,
            "PREAU_ETAT": str(reading.state),
            "PREAU_ETAT_AVANT": str(before),
            "PREAU_CIBLE": reading.target,
            "PREAU_VOIE": f"{reading.kind} par {reading.way}",
            "PREAU_RAISON": reading.reason,
            "PREAU_INSTANT": f"{reading.at:.0f}",
        }
        try:
            subprocess.run(words, env=environment, timeout=_HOOK_SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603  (given by the user)
        except (OSError, subprocess.TimeoutExpired):
            return  # the watch goes on: its readings are the proof, the alert is a courtesy

    return alert
