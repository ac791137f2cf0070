"""What teachers, pupils and parents come for, how often, and how long they stay on a page.

The contract counts 221,000 connections and 1,536,000 pages in a year (CCTP, article 2): 6.95 pages a connection. The
numbers of subjects below give that mean over the whole mix; the tests check it.
"""

from __future__ import annotations

from loadtests.journeys import blog, media_library, messaging
from loadtests.journeys.visit import Habits

TEACHER = Habits(
    role="teacher",
    pause=20.0,
    subjects={
        messaging.read: 5,
        messaging.write_to_parents: 2,
        blog.read: 2,
        blog.write: 3,
        media_library.deposit: 3,
    },
    how_many={1: 75, 2: 25},
)
PUPIL = Habits(
    role="pupil",
    pause=18.0,
    subjects={
        blog.read: 4,
        blog.read_and_comment: 3,
        blog.write: 1,
        media_library.look: 4,
        media_library.deposit: 1,
        messaging.read: 4,
    },
    how_many={1: 45, 2: 44, 3: 11},
)
PARENT = Habits(
    role="parent",
    pause=20.0,
    subjects={
        blog.read: 4,
        media_library.look: 2,
        messaging.read: 5,
    },
    how_many={1: 38, 2: 50, 3: 12},
)
