"""What every page fetches round its content: the navigation bar's requests (contract: auth-session.md 8, blog.md 8)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from portal.client import Page, Portal, as_list, take
from portal.http import Answer, ContentError, PortalError, SessionLostError


@dataclass(frozen=True)
class Shell:
    """The current group, as the navigation bar shows it, and the applications open in it."""

    group_id: int
    group_label: str
    applications: tuple[str, ...]


def load_shell(portal: Portal, app: str) -> Shell:
    """Fetch what the navigation bar of a page of ``app`` fetches, in the browser's order. Raises PortalError.

    An application that the group does not list answers 404, as does the beta that is not offered.
    """
    _, group = portal.http.together(
        partial(portal.api, "GET", "users/me/beta.json", "bêta", accept=(200, 404)),
        partial(portal.api, "GET", "groups/current.json", "groupe courant", _group),
    )
    group_id, label = group
    path = f"groups/{group_id}/applications"
    applications, _ = portal.http.together(
        partial(portal.api, "GET", f"{path}.json", "applications", _applications),
        partial(portal.api, "GET", f"{path}/{app}.json", "application", partial(_application, app), accept=(200, 404)),
    )
    return Shell(group_id, label, applications)


def open_application(portal: Portal, app: str) -> Shell:
    """Open the document of the hash applications, then its navigation bar (media-library.md 9, messaging.md 13)."""
    portal.document("/app/", "application", _application_page)
    return load_shell(portal, app)


def count_visit(portal: Portal, name: str) -> None:
    """Tell the ENT's own statistics; it refuses (403) where the current group lacks the right."""
    portal.api("POST", f"statistics/visits/{name}.json", "statistique de visite", accept=(204, 403))


def flags(portal: Portal, *names: str) -> dict[str, bool]:
    """Read feature flags, all at once; of one that is off the page asks whether it is advertised (blog.md 8.1)."""

    def read(name: str) -> bool:
        value = portal.api("GET", f"feature-flags/{name}.json", "option", _flag)
        if not value:
            portal.api("GET", f"feature-flags/{name}_push.json", "option", _flag)
        return value

    values = portal.http.together(*(partial(read, name) for name in names))
    return dict(zip(names, values, strict=True))


def load_editor(portal: Portal) -> None:
    """Fetch what the editor of texts needs; the page keeps it (blog.md 8.1, messaging.md 13)."""
    portal.api("GET", "wysiwyg/configuration.json", "éditeur")


def load_routes(portal: Portal) -> None:
    """Fetch the script of addresses that the pages of management load (blog.md 8.1, step 1)."""
    portal.fetch("GET", portal.address("/js/routing?callback=fos.Router.setData"), "adresses", _script)


def _group(document: Any) -> tuple[int, str]:
    return take(document, "id", int), take(document, "label", str)


def _applications(document: Any) -> tuple[str, ...]:
    return tuple(take(application, "unique_name", str) for application in as_list(document))


def _application(app: str, document: Any) -> None:
    if document and take(document, "unique_name", str) != app:
        raise ContentError("une autre application répond")


def _flag(document: Any) -> bool:
    return take(document, "value", bool)


def _script(answer: Answer) -> None:
    if answer.status != 200 or not answer.body:
        raise PortalError(f"adresses : {answer.error or f'réponse {answer.status}'}")


def _application_page(page: Page) -> None:
    # The page is served to strangers too, and says so (auth-session.md 10.3).
    if "bns_anonymous = true" in page.html:
        raise SessionLostError("application : session perdue")
    if "<script" not in page.html:
        raise ContentError("page vide")
