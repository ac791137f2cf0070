"""Who the next person to come is: a role, and the class he belongs to when classes come together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle


def guests(mix: Mapping[str, float], classrooms: Sequence[str] = (), size: int = 1) -> Iterator[tuple[str, str]]:
    """Roles (and classrooms, or ``""``) without end, always as near to the weights of ``mix`` as whole people can be.

    With ``classrooms``, ``size`` people of one class come before those of the next.
    """
    total = sum(mix.values())
    shares = {role: weight / total for role, weight in mix.items() if weight > 0}
    come = dict.fromkeys(shares, 0)
    for classroom in cycle(classrooms or [""]):
        for _ in range(size):
            already = sum(come.values()) + 1
            role = max(shares, key=lambda one: shares[one] * already - come[one])
            come[role] += 1
            yield role, classroom
