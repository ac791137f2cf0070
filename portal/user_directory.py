"""The directory of people: opened by itself, or to pick the recipients of a message (contract: messaging.md 7, 13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal.client import Portal, as_list, take
from portal.http import ContentError
from portal.shell import count_visit, open_application

APP = "USER_DIRECTORY"
RECIPIENTS = "messaging-recipients"  # the view of those one may write to
_SHOWN_PER_ROLE = 30


@dataclass(frozen=True)
class Directory:
    """The people of a group, by role (``PARENT``, ``PUPIL``, ``TEACHER``…)."""

    people: dict[str, tuple[int, ...]]


def open_directory(portal: Portal) -> Directory:
    """Open the directory on the current group. Raises PortalError."""
    shell = open_application(portal, APP)
    count_visit(portal, "user_directory")
    return read_directory(portal, shell.group_id)


def read_directory(portal: Portal, group_id: int, view: str = "") -> Directory:
    """The people of a group, with the names of those shown first. Raises PortalError."""
    query = f"?view={view}" if view else ""
    people, _ = portal.http.together(
        partial(
            portal.api, "GET", f"user-directory/groups/{group_id}.json{query}", "annuaire du groupe", _people_by_role
        ),
        partial(portal.api, "GET", f"user-directory/groups.json{query}", "annuaire", as_list),
    )
    look_up(portal, group_id, [person for ids in people.values() for person in ids[:_SHOWN_PER_ROLE]], view)
    return Directory(people)


def look_up(portal: Portal, group_id: int, people: Sequence[int], view: str = "") -> None:
    """Fetch the names of people of the directory. Raises PortalError."""
    if not people:
        return

    def names(document: Any) -> None:
        if {take(person, "id", int) for person in as_list(document)} != set(people):
            raise ContentError("des personnes manquent")

    ids = ",".join(str(person) for person in people)
    query = f"group_id={group_id}&ids={ids}{f'&view={view}' if view else ''}"
    portal.api("GET", f"user-directory/users/lookup.json?{query}", "personnes", names)


def _people_by_role(document: Any) -> dict[str, tuple[int, ...]]:
    users = take(take(document, "_embedded", dict), "users", object)
    # PHP writes an empty dictionary as a list.
    return {role: tuple(ids) for role, ids in users.items()} if isinstance(users, dict) else {}
