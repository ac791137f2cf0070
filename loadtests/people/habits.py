"""The habits of each role and its share of the people, as ``melange.toml`` gives them, or the file that PREAU_MELANGE
names. A file that cannot be used ends the command here, before anybody is made."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from loadtests.navigation.habits import Habits
from loadtests.navigation.mix import MIX_FILE, Mix, read_mix
from portal.errors import PreauError

VARIABLE = "PREAU_MELANGE"


def _asked() -> Mix:
    try:
        return read_mix(Path(os.environ.get(VARIABLE, MIX_FILE)))
    except PreauError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None


_MIX = _asked()
_ROLES = ("teacher", "pupil", "parent")
# Nobody comes of a role that the file leaves out.
SHARES = {role: _MIX.shares.get(role, 0.0) for role in _ROLES}


def _habits(role: str) -> Habits:
    return _MIX.habits[role] if role in _MIX.habits else read_mix().habits[role]


TEACHER, PUPIL, PARENT = map(_habits, _ROLES)
