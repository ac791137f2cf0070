"""Backups: restore points without a gap (BKP-01), what they give back (BKP-02), in how long (BKP-03). CCTP 4.2.6."""

from __future__ import annotations

import re
import shlex
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from acceptance.migration.findings import Comparison, Verdict
from acceptance.migration.points import PointVerdict
from acceptance.migration.telling import sentence
from portal.errors import PreauError
from portal.french import length, plural

KEPT_DAYS = 15
RESTORED_WITHIN = 6 * 3600.0  # seconds
_DATE = re.compile(r"(?<!\d)(20\d\d)[-_/.]?(0[1-9]|1[0-2])[-_/.]?(0[1-9]|[12]\d|3[01])(?!\d)")


class BackupError(PreauError):
    """A list of restore points, or a command of restoration, cannot be used."""


@dataclass(frozen=True)
class Restoration:
    """A restoration that was run: how long it took, in seconds, and the exit code of its command."""

    seconds: float
    code: int


def restore_points(path: Path) -> list[date]:
    """The days of a list of restore points: a text file, one a line with its date, as the backup tool lists them.

    Raises BackupError with the line: a list of which nothing is understood proves nothing.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(
            f"{path} : illisible ({error}).", remedy="Donnez la liste des sauvegardes, en texte."
        ) from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _DATE.search(line)
        try:
            found.append(date(*(int(part) for part in match.groups())) if match else None)
        except ValueError:
            found.append(None)
        if found[-1] is None:
            raise BackupError(
                f"{path}, ligne {number} : pas de date.", remedy="Une sauvegarde par ligne, avec sa date : 2026-11-28."
            )
    return sorted({day for day in found if day is not None})


def points_verdict(days: Iterable[date], today: date, kept: int = KEPT_DAYS) -> PointVerdict:
    """BKP-01: one restore point a day for the last ``kept`` days, that of today left aside: it may not be made yet."""
    held = set(days)
    wanted = [today - timedelta(days=back) for back in range(1, kept + 1)]
    missing = [day for day in wanted if day not in held]
    if not held:
        return PointVerdict(Verdict.NOT_VALID, "la liste des sauvegardes est vide")
    if missing:
        told = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(missing))
        return PointVerdict(Verdict.NOT_CONFORM, f"{plural(len(missing), 'jour')} sans sauvegarde sur {kept} : {told}")
    return PointVerdict(
        Verdict.CONFORM, f"{kept} jours de sauvegardes sans trou, du {wanted[-1]:%d/%m/%Y} au {wanted[0]:%d/%m/%Y}"
    )


def restored_verdict(found: Mapping[int, Comparison]) -> PointVerdict:
    """BKP-02: the restored bases of D-1 and D-15 against the inventories of those days; ``found``: by age in days."""
    parts, verdicts = [], []
    for age in (1, KEPT_DAYS):
        comparison = found.get(age)
        verdict = Verdict.NOT_VALID if comparison is None else comparison.verdict("MIG-01")
        verdicts.append(verdict)
        parts.append(f"J-{age} : {'non restauré' if comparison is None else sentence(comparison, 'MIG-01')}")
    worst = next((one for one in (Verdict.NOT_CONFORM, Verdict.NOT_VALID) if one in verdicts), Verdict.CONFORM)
    return PointVerdict(worst, " ; ".join(parts))


def restore(command: str) -> Restoration:
    """Run a command of restoration, without a shell, and time it. Raises BackupError."""
    try:
        words = shlex.split(command)
        started = time.perf_counter()
        code = subprocess.run(words, check=False, stdin=subprocess.DEVNULL).returncode  # noqa: S603  (given by the user)
    except (ValueError, OSError, IndexError) as error:
        raise BackupError(f"La commande de restauration ne se lance pas ({error}).", remedy="Vérifiez-la.") from None
    return Restoration(time.perf_counter() - started, code)


def restoration_verdict(restoration: Restoration) -> PointVerdict:
    """BKP-03: a server back in service within six hours."""
    lasted = length(restoration.seconds)
    if restoration.code:
        return PointVerdict(Verdict.NOT_CONFORM, f"la restauration a échoué (code {restoration.code}) après {lasted}")
    if restoration.seconds > RESTORED_WITHIN:
        return PointVerdict(Verdict.NOT_CONFORM, f"restauré en {lasted}, plus de 6 h")
    return PointVerdict(
        Verdict.CONFORM, f"restauré en {lasted} ; marge {length(RESTORED_WITHIN - restoration.seconds)}"
    )
