"""The mix that a traffic suggests, in the format of ``melange.toml``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from fixtures.accounts import ROLE_LABELS
from loadtests.journeys.subjects import SUBJECTS
from loadtests.navigation.habits import ARRIVAL, DEPARTURE, Habits
from loadtests.navigation.mix import READING, SHARE, STEPS, Mix
from loadtests.navigation.traffic import Visit
from portal.errors import PreauError

_DECIMALS = 3
_LEAST = 0.005  # of a row: rarer passages are noise


class ProposalError(PreauError):
    """The log says too little."""


@dataclass
class Observed:
    """What was seen of the people of one role, or of all when roles are not known."""

    visits: int = 0
    pages: int = 0
    reading: float = 0.0
    readings: int = 0
    steps: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, visit: Visit) -> None:
        self.visits += 1
        self.pages += visit.pages
        self.reading += sum(visit.readings)
        self.readings += len(visit.readings)
        for here, there in pairwise((ARRIVAL, *visit.subjects, DEPARTURE)):
            self.steps[here][there] += 1


def observe(visits: Iterable[Visit], roles: Mapping[str, str]) -> dict[str, Observed]:
    """What was seen by role (``roles`` by user name), visits of unknown people under an empty name."""
    observed: dict[str, Observed] = defaultdict(Observed)
    for visit in visits:
        observed[roles.get(visit.user, "")].add(visit)
    return dict(observed)


def propose(observed: Mapping[str, Observed], current: Mix) -> Mix:
    """The mix that was observed.

    Roles that the log tells are counted; without any, the shares are those of the ``current`` mix, and all roles have
    the same table, less what is not open to them. Raises ProposalError when no visit was seen.
    """
    known = {role: one for role, one in observed.items() if role in current.shares}
    shares = {role: float(one.visits) for role, one in known.items()}
    if not known and "" in observed:
        known = dict.fromkeys(current.shares, observed[""])
        shares = dict(current.shares)
    if not any(one.readings for one in known.values()):
        raise ProposalError(
            "Aucune visite dans ce journal.", remedy="Donnez le journal du portail, et son chemin de base (--base)."
        )
    habits = {
        role: Habits(role, round(one.reading / max(1, one.readings), 1), _table(role, one.steps))
        for role, one in known.items()
    }
    return Mix(rounded(shares), habits)


def as_toml(mix: Mix, notes: Iterable[str]) -> str:
    """The text of a mix file, ``notes`` first as comments."""
    lines = [f"# {note}" for note in notes]
    for role, habits in mix.habits.items():
        label = ROLE_LABELS[role]
        table = label if label.isascii() else f'"{label}"'
        lines += ["", f"[{table}]", f"{SHARE} = {mix.shares[role]}", f"{READING} = {habits.reading}"]
        lines += ["", f"[{table}.{STEPS}]"]
        for here, row in habits.steps.items():
            cells = ", ".join(f'"{there}" = {chance}' for there, chance in row.items())
            lines.append(f'"{here}" = {{ {cells} }}')
    return "\n".join(lines) + "\n"


def rounded(shares: Mapping[str, float]) -> dict[str, float]:
    """Shares of a whole, in few decimals that sum to 1 exactly: the greatest one takes what rounding leaves."""
    total = sum(shares.values())
    found = {name: round(share / total, _DECIMALS) for name, share in shares.items()}
    greatest = max(found, key=lambda name: found[name])
    found[greatest] = round(found[greatest] + 1 - sum(found.values()), _DECIMALS)
    return found


def _table(role: str, steps: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """The rows that can be reached, from ARRIVAL on; what is not open to a role is left out."""
    table: dict[str, dict[str, float]] = {}
    waiting = [ARRIVAL]
    while waiting:
        here = waiting.pop(0)
        if here in table:
            continue
        seen = Counter({to: n for to, n in steps[here].items() if to == DEPARTURE or role in SUBJECTS[to].roles})
        total = sum(seen.values())
        kept = {to: float(n) for to, n in seen.items() if n / total >= _LEAST} or {DEPARTURE: 1.0}
        row = rounded(kept)
        table[here] = dict(sorted(row.items(), key=lambda cell: (cell[0] == DEPARTURE, -cell[1])))
        waiting += [to for to in table[here] if to != DEPARTURE]
    return table
