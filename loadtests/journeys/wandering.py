"""Going from subject to subject, and what people do when a page fails or the session is lost."""

from __future__ import annotations

from loadtests.journeys.sign_in import arrive, is_out
from loadtests.journeys.subjects import SUBJECTS, Subject
from loadtests.journeys.visit import Visit
from loadtests.navigation.habits import ARRIVAL, DEPARTURE
from portal.http import PortalError, SessionLostError


def wander(visit: Visit) -> None:
    """Do what one came for, subject after subject, and read the last page.

    Raises PersonLostError when the ENT does not let the person in any more.
    """
    subject = visit.next_subject(ARRIVAL)
    while subject != DEPARTURE:
        _try_twice(visit, SUBJECTS[subject])
        subject = visit.next_subject(subject)
    visit.think()


def _try_twice(visit: Visit, subject: Subject) -> None:
    """When a page fails, people start their subject again once, then do something else; out, they come back in."""
    for _ in range(2):
        visit.think()
        try:
            subject.play(visit)
        except SessionLostError:
            is_out(visit)
            arrive(visit)
        except PortalError:
            continue
        else:
            return
