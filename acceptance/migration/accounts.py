"""Every account still opens: sampled sign-ins on both sides, same landing page, rights and applications (MIG-03)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from acceptance.migration.confidence import told
from acceptance.migration.findings import Verdict
from acceptance.migration.points import PointVerdict
from fixtures.accounts import ROLE_LABELS, Account
from portal.client import Portal, take
from portal.french import plural
from portal.http import PortalError
from portal.requests_session import RequestsSession
from portal.shell import load_shell
from portal.sign_in import sign_in, sign_out

# What tells a teacher from a pupil, a parent or a director in each application (contract: data-model.md 2.5).
RIGHTS = (
    "BLOG_ACCESS",
    "BLOG_ADMINISTRATION",
    "CALENDAR_ACCESS_BACK",
    "CLASSROOM_ACCESS_BACK",
    "HOMEWORK_ACCESS_BACK",
    "LIAISONBOOK_ACCESS_BACK",
    "MEDIA_LIBRARY_ADMINISTRATION",
    "MESSAGING_ACCESS_BACK",
    "MINISITE_ACCESS_BACK",
    "SCHOOL_ACCESS_BACK",
)
# What a person is, that a visit does not change.
_IDENTITY = ("id", "first_name", "last_name", "full_name", "gender", "is_adult", "is_child", "main_role")


@dataclass(frozen=True)
class Opened:
    """What an account opens. ``failure``: why it does not; the rest is then empty."""

    failure: str = ""
    landing: str = ""
    group: str = ""
    identity: tuple[tuple[str, Any], ...] = ()
    children: tuple[int, ...] = ()
    applications: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


_FRENCH = {
    "failure": "connexion",
    "landing": "page d’arrivée",
    "group": "groupe",
    "identity": "identité",
    "children": "enfants",
    "applications": "applications",
    "rights": "droits",
}
Visit = Callable[[Account], Opened]


@dataclass(frozen=True)
class Difference:
    """An account that does not open the same on both sides. Logins are those of test accounts."""

    role: str
    school: str
    login: str
    what: tuple[str, ...]
    why: str


def sample(accounts: Iterable[Account], each: int, seed: int = 0) -> list[Account]:
    """``each`` accounts a role and school, drawn at random; fewer where there are fewer."""
    strata: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for account in accounts:
        strata[(account.role, account.school)].append(account)
    drawer = random.Random(seed)
    return [one for key in sorted(strata) for one in drawer.sample(strata[key], min(each, len(strata[key])))]


def visit(portal_address: str, account: Account, rights: Sequence[str] = RIGHTS) -> Opened:
    """Sign in once, look at what is open, sign out. A refusal is an answer, tried only once: an account may lock."""
    session = RequestsSession()
    portal = Portal(session, portal_address)
    try:
        landing = sign_in(portal, account.login, account.password)
        shell = load_shell(portal, landing.app)
        me = portal.api("GET", "users/me.json", "identité", _identity)
        held = [right for right in rights if _has(portal, right, shell.group_id)]
        sign_out(portal)
    except PortalError as error:
        return Opened(failure=str(error))
    finally:
        session.forget()
    return Opened("", landing.app, shell.group_label, me[0], me[1], tuple(sorted(shell.applications)), tuple(held))


def compare_accounts(accounts: Sequence[Account], old: Visit, new: Visit) -> list[Difference]:
    """Visit both sides with each account, one after the other, and tell where they differ."""
    found = []
    for account in accounts:
        before, after = old(account), new(account)
        what = tuple(
            _FRENCH[one.name] for one in fields(Opened) if getattr(before, one.name) != getattr(after, one.name)
        )
        if what:
            why = after.failure or before.failure or _change(before, after)
            found.append(Difference(account.role, account.school, account.login, what, why))
        elif before.failure:
            found.append(Difference(account.role, account.school, account.login, (SAME,), before.failure))
    return found


SAME = "fermé des deux côtés"


def verdict(differences: Sequence[Difference], visited: Sequence[Account], population: int) -> PointVerdict:
    """MIG-03. An account that opens on neither side proves nothing of the migration."""
    faults = [one for one in differences if one.what != (SAME,)]
    shut = len(differences) - len(faults)
    size = len(visited) - shut
    if not size:
        return PointVerdict(Verdict.NOT_VALID, "aucun compte ne s’ouvre sur l’ancienne installation")
    roles = sorted({ROLE_LABELS.get(account.role, account.role) for account in visited})
    schools = len({account.school for account in visited})
    phrase = f"{told(len(faults), size, population)} ; {', '.join(roles)} ; {plural(schools, 'école')}"
    if shut:
        phrase += f" ; {plural(shut, 'compte fermé', 'comptes fermés')} des deux côtés"
    if faults:
        named = ", ".join(sorted({what for one in faults for what in one.what}))
        return PointVerdict(Verdict.NOT_CONFORM, f"{phrase} ; ce qui diffère : {named}")
    return PointVerdict(Verdict.CONFORM if not shut else Verdict.NOT_VALID, phrase)


def _identity(document: Any) -> tuple[tuple[tuple[str, Any], ...], tuple[int, ...]]:
    me = tuple((key, document.get(key)) for key in _IDENTITY) if isinstance(document, dict) else ()
    children = document.get("_embedded", {}).get("children", []) if isinstance(document, dict) else []
    return me, tuple(sorted(child["id"] for child in children))


def _has(portal: Portal, right: str, group: int) -> bool:
    return portal.api(
        "GET", f"users/rights/{right}/groups/{group}.json", "droit", lambda answer: take(answer, "has_right", bool)
    )


def _change(before: Opened, after: Opened) -> str:
    parts = []
    for name in ("applications", "rights"):
        lost = sorted(set(getattr(before, name)) - set(getattr(after, name)))
        gained = sorted(set(getattr(after, name)) - set(getattr(before, name)))
        parts += [f"perdu : {', '.join(lost)}"] if lost else []
        parts += [f"en plus : {', '.join(gained)}"] if gained else []
    if before.landing != after.landing:
        parts.append(f"{before.landing} → {after.landing}")
    return " ; ".join(parts)
