"""How finely response times are kept in Locust's own statistics, in place of its two significant digits."""

from __future__ import annotations

FINE = 10_000  # milliseconds


def bucket(response_time: float) -> int:
    """What is kept of a response time, both in milliseconds: exact to one below ten seconds, to ten above (0.05 %).

    Coarser above, since Locust sorts all the values it keeps each time its page is refreshed.
    """
    return round(response_time) if response_time < FINE else round(response_time / 10) * 10
