"""The media library: looking at what the class keeps there, adding a drawing."""

from __future__ import annotations

from loadtests.journeys import words
from loadtests.journeys.visit import Visit
from portal import media_library
from portal.http import PageName
from portal.media_library import Library

JOURNEY = "médiathèque"
OPEN = PageName(JOURNEY, "Médiathèque : ouvrir")
FOLDER = PageName(JOURNEY, "Médiathèque : ouvrir un dossier")
MEDIA = PageName(JOURNEY, "Médiathèque : ouvrir un document")
UPLOAD = PageName(JOURNEY, "Médiathèque : déposer un document")


def look(visit: Visit) -> None:
    """Open the folder of the class, then one of its documents (contract: media-library.md 9, pupil and parent)."""
    library, contents = _open(visit)
    if library.mine:
        visit.think()
        with visit.page(FOLDER):
            contents = media_library.open_folder(visit.portal, library.groups[0].marker)
    if contents.medias:
        visit.think()
        with visit.page(MEDIA):
            media_library.open_media(visit.portal, visit.rng.choice(contents.medias))


def deposit(visit: Visit) -> None:
    """Add a drawing: to the folder of the class when one may, else to one's own; refused, a smaller one."""
    library, _ = _open(visit)
    folder = library.groups[0]
    if folder.manageable:
        visit.think()
        with visit.page(FOLDER):
            media_library.open_folder(visit.portal, folder.marker)
    elif library.mine:
        folder = library.mine
    picture = words.drawing(visit.rng.randrange(words.DRAWINGS))
    try:
        _upload(visit, folder.marker, "dessin", picture)
    except media_library.UploadRefusedError:
        # Refused for its weight or for what it holds: people try again with something lighter, under another name.
        _upload(visit, folder.marker, "petit dessin", words.small_drawing())


def _upload(visit: Visit, marker: str, name: str, picture: bytes) -> None:
    visit.think()
    with visit.page(UPLOAD):
        media_library.upload(visit.portal, marker, f"{visit.marked(name)}.png", picture, "image/png")


def _open(visit: Visit) -> tuple[Library, media_library.Contents]:
    """The media library opens on one's own folder; a parent has none, and sees that of the class."""
    with visit.page(OPEN):
        library = media_library.open_library(visit.portal)
        first = library.mine or library.groups[0]
        return library, media_library.open_folder(visit.portal, first.marker)
