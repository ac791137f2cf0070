"""The visits that an access log tells of: their pages, their subjects in order, the time spent on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loadtests.navigation.access_log import Entry
from loadtests.navigation.addresses import BECOMES, ENTRY, HOME, Kind, sight_of
from loadtests.navigation.habits import DEPARTURE

GAP = 1800.0  # seconds without a request: the person is gone
LONGEST_READING = 600.0  # seconds: beyond it nobody was reading the page any more
# Requests of one page come together: the second of two pages of a subject comes after a time to read.
_SAME_PAGE = 1.0  # seconds
_COME_HOME = "revenir à l’accueil"


@dataclass
class Visit:
    """A visit being read. ``subjects`` in order; ``readings`` the times between pages, in seconds."""

    user: str
    last: float
    subjects: list[str] = field(default_factory=list)
    readings: list[float] = field(default_factory=list)
    pages: int = 0
    is_signed_in: bool = False
    _page_at: float = 0.0
    _pages_of_subject: int = 0

    def see(self, subject: str, moment: float) -> None:
        """A page of a subject, or ENTRY, HOME, DEPARTURE, was asked for at that moment."""
        if not self.is_signed_in and subject in (ENTRY, HOME):
            self._arrive(subject, moment)
            return
        if subject == ENTRY:
            return  # only leads to the home
        self.is_signed_in = True
        subject = _COME_HOME if subject == HOME else subject
        current = self.subjects[-1] if self.subjects else ""
        if subject == current:
            self._look(moment, is_new=False)
        elif 0 < self._pages_of_subject <= BECOMES.get(current, {}).get(subject, 0):
            self.subjects[-1] = subject
            self._look(moment, is_new=False)
        else:
            if subject != DEPARTURE:
                self.subjects.append(subject)
            self._pages_of_subject = 0
            self._look(moment, is_new=True)

    def _arrive(self, subject: str, moment: float) -> None:
        """The form, once however often it is shown, then the landing page; the time between is spent typing."""
        if subject == HOME or not self.pages:
            self.pages += 1
        self.is_signed_in = subject == HOME
        self._page_at = moment

    def _look(self, moment: float, *, is_new: bool) -> None:
        since = moment - self._page_at
        if not is_new and since < _SAME_PAGE:
            return
        if self.pages and since <= LONGEST_READING:
            self.readings.append(since)
        self.pages += 1
        self._pages_of_subject += 1
        self._page_at = moment


@dataclass
class Traffic:
    """What was read besides the visits: how many requests of each kind, and visits that never signed in."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    strangers: int = 0


def visits(entries: Iterable[Entry], traffic: Traffic, *, base: str) -> Iterator[Visit]:
    """The visits in the order of their ends. One person is one user name when the server knows it, else one address and
    one browser; a silence of GAP ends a visit, and so does signing out."""
    under_way: dict[tuple[str, str], Visit] = {}

    def ended(key: tuple[str, str]) -> Iterator[Visit]:
        visit = under_way.pop(key)
        if visit.is_signed_in:
            yield visit
        else:
            traffic.strangers += 1

    swept = 0.0
    for entry in entries:
        sight = sight_of(entry, base)
        traffic.kinds[sight.kind] += 1
        if entry.moment - swept > GAP:
            for key in [key for key, visit in under_way.items() if entry.moment - visit.last > GAP]:
                yield from ended(key)
            swept = entry.moment
        if sight.kind is Kind.ELSEWHERE:
            continue
        place = (entry.address, entry.agent)
        key = ("", entry.user) if entry.user else place
        if key not in under_way and place in under_way and not under_way[place].is_signed_in:
            under_way[key] = under_way.pop(place)  # the form was asked for before anybody was known
        if key in under_way and entry.moment - under_way[key].last > GAP:
            yield from ended(key)
        if key not in under_way:
            if sight.kind is not Kind.PAGE:
                continue
            under_way[key] = Visit(entry.user, entry.moment)
        visit = under_way[key]
        visit.last = entry.moment
        visit.user = visit.user or entry.user
        if sight.kind is Kind.PAGE:
            visit.see(sight.subject, entry.moment)
            if sight.subject == DEPARTURE:
                yield from ended(key)
    for key in list(under_way):
        yield from ended(key)
