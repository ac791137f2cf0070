"""What a sample proves: the greatest share of faults that it leaves possible (Clopper and Pearson, 1934). Pure."""

from __future__ import annotations

from scipy.stats import beta

from portal.french import integer, percent, plural

LEVEL = 0.95


def upper_bound(faults: int, size: int, level: float = LEVEL) -> float:
    """The share of faults that is below this, with that confidence; without a fault it is nearly 3 / size."""
    if size <= 0 or faults >= size:
        return 1.0
    return float(beta.ppf(level, faults + 1, size - faults))


def sample_size(share: float, level: float = LEVEL) -> int:
    """How many draws without a fault prove that the share of faults is below ``share``."""
    size = 1
    while upper_bound(0, size, level) > share:
        size += max(1, size // 200)
    return size


def told(faults: int, size: int, population: int | None = None) -> str:
    """« 0 défaut sur 300 : moins de 1 % à 95 % »; a whole population leaves nothing possible."""
    sentence = f"{plural(faults, 'défaut')} sur {integer(size)}"
    if population is not None and size >= population:
        return f"{sentence}, tous vérifiés"
    return f"{sentence} : moins de {percent(upper_bound(faults, size))} à {percent(LEVEL, 0)}"
