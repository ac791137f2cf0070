"""The habits of each role and its share of the people, as ``melange.toml`` gives them."""

from __future__ import annotations

from loadtests.navigation.mix import read_mix

_MIX = read_mix()
TEACHER, PUPIL, PARENT = (_MIX.habits[role] for role in ("teacher", "pupil", "parent"))
SHARES = _MIX.shares
