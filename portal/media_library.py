"""The media library: browsing, opening, uploading (contract: media-library.md 2 to 4, 6, 9)."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from portal.client import Portal, as_list, is_last_page, items, take
from portal.http import Answer, ContentError, PortalError
from portal.shell import Shell, count_visit, open_application

APP = "MEDIA_LIBRARY"
_API = "media-library"
_PAGE_SIZE = 10
_LONG_PAGE = 50


class UploadRefusedError(PortalError):
    """The ENT does not take the file, and says why by its own ``code``."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"dépôt : refusé ({code})")


@dataclass(frozen=True)
class Folder:
    """A folder; ``marker`` is its address in the API (``12-USER``, ``7-GROUP``). Sizes in bytes, None if not told."""

    marker: str
    label: str
    manageable: bool
    used: int | None
    allowed: int | None
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Media:
    """A file. ``thumbnail`` and ``image`` are signed addresses, empty for what is not a picture."""

    id: int
    label: str
    thumbnail: str
    image: str
    download: str


@dataclass(frozen=True)
class Library:
    """What opens first: the person's own folder (None for a parent) and those of the groups, classes first."""

    shell: Shell
    mine: Folder | None
    groups: tuple[Folder, ...]


@dataclass(frozen=True)
class Contents:
    folder: Folder
    medias: tuple[Media, ...]


def open_library(portal: Portal) -> Library:
    """Open the media library (media-library.md 9, B1 to B7). Raises PortalError."""
    shell = open_application(portal, APP)
    count_visit(portal, "media_library")
    mine, groups = portal.api("GET", f"{_API}/base-init.json", "médiathèque", _roots)
    return Library(shell, mine, groups)


def open_folder(portal: Portal, marker: str) -> Contents:
    """Open a folder: itself, its files, and their thumbnails. Raises PortalError."""
    path = f"{_API}/media-folder/{marker}"
    folder = portal.api("GET", f"{path}.json", "dossier", _folder)
    medias = portal.api("GET", f"{path}/medias.json?page=1&limit={_PAGE_SIZE}", "contenu du dossier", _medias)
    _fetch_thumbnails(portal, medias)
    return Contents(folder, medias)


def open_media(portal: Portal, media: Media) -> int:
    """Open a file by its own address, then its picture, or the file itself. Returns the bytes received.

    Raises PortalError.
    """
    opened = portal.api("GET", f"{_API}/media/{media.id}.json", "document", _media)
    if opened.id != media.id:
        raise PortalError("document : un autre document répond")
    if opened.image:
        return fetch_file(portal, opened.image, "image", kind="image")
    return fetch_file(portal, opened.download, "téléchargement")


def upload(portal: Portal, marker: str, filename: str, content: bytes, kind: str) -> Media:
    """Upload a file of MIME type ``kind`` into a folder, then fetch it as the page does.

    Raises UploadRefusedError, PortalError.
    """
    body, content_type = multipart(filename, content, kind)

    def created(answer: Answer) -> str:
        if answer.status == 400:
            raise UploadRefusedError(_error_code(answer))
        if answer.status != 201:
            raise PortalError(f"dépôt : {answer.error or f'réponse {answer.status}'}")
        return answer.headers.get("Location") or ""

    address = portal.address(f"/api/1.0/{_API}/media/{marker}/file")
    location = portal.fetch("POST", address, "dépôt", created, body=body, headers={"Content-Type": content_type})
    prefix = f"{urlsplit(portal.base).path}/api/1.0/"
    if not location.startswith(prefix):
        raise PortalError("dépôt : adresse du document absente")
    media = portal.api("GET", location.removeprefix(prefix), "document déposé", _media)
    if media.label != filename:
        raise PortalError("document déposé : ce n’est pas le bon nom")
    _fetch_thumbnails(portal, (media,))
    return media


def read_medias(portal: Portal, marker: str) -> list[Media]:
    """All the files of a folder, page after page. Raises PortalError."""
    found: dict[int, Media] = {}
    for number in itertools.count(1):
        path = f"{_API}/media-folder/{marker}/medias.json?page={number}&limit={_LONG_PAGE}"
        page, is_last = portal.api("GET", path, "contenu du dossier", partial(_page_of, number))
        found.update({media.id: media for media in page})
        if is_last:
            break
    return list(found.values())


def read_trash(portal: Portal) -> tuple[Media, ...]:
    """The files that this person put in the bin. Raises PortalError."""
    return portal.api(
        "GET", f"{_API}/base-corbeille.json", "corbeille", lambda bin_: tuple(map(_media, _trashed(bin_)))
    )


def delete_media(portal: Portal, media_id: int) -> None:
    """Put a file in the bin, or delete for good what is already there (media-library.md 3.2). Raises PortalError."""
    portal.api("DELETE", f"{_API}/media/{media_id}.json", "suppression de document", accept=(204,))


def fetch_file(portal: Portal, url: str, what: str, *, kind: str = "") -> int:
    """Fetch a signed address of the portal, and nothing else; returns the bytes received. Raises PortalError."""
    if not url.startswith(f"{portal.base}/media_download.php?"):
        raise PortalError(f"{what} : adresse signée attendue")

    def size(answer: Answer) -> int:
        if answer.status != 200:
            raise PortalError(f"{what} : {answer.error or f'réponse {answer.status}'}")
        if not answer.body:
            raise PortalError(f"{what} : fichier vide")
        if not answer.headers.get("Content-Type", "").startswith(kind):
            raise PortalError(f"{what} : ce n’est pas une image")
        return len(answer.body)

    return portal.fetch("GET", url, what, size)


def multipart(filename: str, content: bytes, kind: str) -> tuple[bytes, str]:
    """The body of an upload, one part named ``file``, and its content type (media-library.md 4)."""
    boundary = f"preau-{secrets.token_hex(16)}"
    quoted = filename.replace("\\", "\\\\").replace('"', "%22")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _fetch_thumbnails(portal: Portal, medias: Sequence[Media]) -> None:
    pictures = [media.thumbnail for media in medias if media.thumbnail]
    portal.http.together(*(partial(fetch_file, portal, url, "vignette", kind="image") for url in pictures))


def _roots(document: Any) -> tuple[Folder | None, tuple[Folder, ...]]:
    mine = document.get("my_folder") if isinstance(document, dict) else None
    groups = tuple(_folder(folder) for folder in take(document, "group_folders", list))
    if not groups:
        raise ContentError("aucun dossier")
    return _folder(mine) if mine else None, groups


def _folder(document: Any) -> Folder:
    usage = take(document, "usage", object)
    return Folder(
        marker=take(document, "marker", str),
        label=take(document, "label", str),
        manageable=take(document, "manageable", bool),
        used=int(usage["current"]) if isinstance(usage, dict) else None,
        allowed=int(float(usage["total"])) if isinstance(usage, dict) else None,
        children=tuple(take(child, "marker", str) for child in document.get("children", ())),
    )


def _medias(document: Any) -> tuple[Media, ...]:
    return tuple(_media(media) for media in as_list(items(document)))


def _page_of(number: int, document: Any) -> tuple[tuple[Media, ...], bool]:
    """The files of a page, and whether it is the last one."""
    return _medias(document), is_last_page(document, number)


def _trashed(document: Any) -> list[Any]:
    return take(document, "MEDIAS", list)


def _media(document: Any) -> Media:
    return Media(
        id=take(document, "id", int),
        label=take(document, "label", str),
        thumbnail=document.get("image_thumb_url") or "",
        image=document.get("image_url") or "",
        download=take(document, "download_url", str),
    )


def _error_code(answer: Answer) -> str:
    """The ENT's own words for a refused upload: ``ERROR_NOT_ENOUGH_SPACE_USER``…"""
    found = [word for word in answer.text.split('"') if word.isupper()]
    return found[0] if found else "sans motif"
