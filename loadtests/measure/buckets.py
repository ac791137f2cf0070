"""How finely response times are kept in Locust's own statistics, in place of its two significant digits."""

from __future__ import annotations

import math


def bucket(response_time: float) -> int:
    """What is kept of a response time, both in milliseconds: exact to one below a second, within 0.5 % above."""
    if response_time < 1000:
        return round(response_time)
    step: int = 10 ** (math.floor(math.log10(response_time)) - 2)
    return round(response_time / step) * step
