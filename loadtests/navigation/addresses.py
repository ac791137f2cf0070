"""What a request of the access log tells of its author: the page he is on, and the subject that it belongs to
(contract: the sequences of blog.md 8, messaging.md 13, media-library.md 9, platform-features.md 6 to 10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from loadtests.navigation.access_log import Entry
from loadtests.navigation.habits import DEPARTURE


class Kind(Enum):
    """``PAGE``: something a person waits for; ``BACKGROUND``: what a page fetches; ``RESOURCE``: its files."""

    PAGE = "page"
    BACKGROUND = "background"
    RESOURCE = "resource"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one request is; ``subject`` is empty for what is no page."""

    kind: Kind
    subject: str = ""


ENTRY, HOME = "entrée", "accueil"
_API = r"/api/1\.0/"
_END = r"(?:\.json)?$"
# Pages that are documents, and calls that a person waits for as for a page: method, address, subject.
_PAGES = tuple(
    (method, re.compile(f"^{address}"), subject)
    for method, address, subject in (
        ("GET", r"/$", ENTRY),
        ("GET", r"/(?:classe|ecole|equipe|groupe)/$", HOME),
        ("GET", r"/disconnect$", DEPARTURE),
        ("POST", r"/commentaire/ajouter$", "commenter le blog"),
        ("PATCH", r"/blog/gestion/brouillon/", "écrire un article"),
        ("GET", r"/blog/gestion/", "écrire un article"),
        ("GET", r"/blog/", "lire le blog"),
        ("POST", rf"{_API}statistics/visits/MESSAGING{_END}", "lire ses messages"),
        ("GET", rf"{_API}messaging/conversations/\d+{_END}", "lire ses messages"),
        ("POST", rf"{_API}messaging/conversations/\d+{_END}", "lire ses messages"),
        ("POST", rf"{_API}messaging/messages/draft{_END}", "écrire aux parents"),
        ("POST", rf"{_API}messaging/messages{_END}", "écrire aux parents"),
        ("GET", rf"{_API}user-directory/groups/\d+{_END}", "chercher dans l’annuaire"),
        ("GET", rf"{_API}media-library/media-folder/[\w-]+{_END}", "voir les documents"),
        ("GET", rf"{_API}media-library/media/\d+\.json$", "voir les documents"),
        ("POST", rf"{_API}media-library/media/[\w-]+/file{_END}", "déposer un document"),
        ("POST", rf"{_API}statistics/visits/CALENDAR{_END}", "consulter le calendrier"),
        ("GET", rf"{_API}homeworks/day/", "consulter le cahier de textes"),
        ("GET", r"/carnet-de-liaison", "lire le carnet de liaison"),
        ("GET", r"/profil", "voir le profil"),
        ("GET", r"/notification/?$", "voir les notifications"),
    )
)
_RESOURCE = re.compile(r"/medias/|/media_download\.php|/my-avatar$|\.(?:css|js|png|jpe?g|gif|svg|ico|woff2?|ttf|map)$")
_BACKGROUND = re.compile(
    r"/api/|/js/|/commentaire/|/app/$|/login_check$|/blog/gestion/(?:articles|blog/)|/notification/"
)
# What people do on the way to something else belongs to it, up to so many pages: reading before commenting, opening the
# folder of the class before depositing, the directory before writing.
BECOMES = {
    "lire le blog": {"commenter le blog": 1},
    "voir les documents": {"déposer un document": 2},
    "lire ses messages": {"chercher dans l’annuaire": 1, "écrire aux parents": 1},
    "chercher dans l’annuaire": {"écrire aux parents": 2},
}


def sight_of(entry: Entry, base: str) -> Sight:
    """What a request is; ``base`` is the base path of the portal (``/ent``)."""
    if not entry.path.startswith(f"{base}/"):
        return Sight(Kind.ELSEWHERE)
    path = entry.path.removeprefix(base)
    if _RESOURCE.search(path):
        return Sight(Kind.RESOURCE)
    # A redirection is the beginning of a page, except out of the portal.
    if entry.status < 300 or path == "/disconnect":
        for method, pattern, subject in _PAGES:
            if method == entry.method and pattern.match(path) and not path.startswith("/blog/gestion/articles"):
                return Sight(Kind.PAGE, subject)
    return Sight(Kind.BACKGROUND) if _BACKGROUND.search(path) else Sight(Kind.ELSEWHERE)
