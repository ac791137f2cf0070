"""What one signed-in person removes: what bears the mark, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from portal import blog_management, media_library, messaging
from portal.blog_management import PENDING, REFUSED, VALIDATED, Entry
from portal.client import Portal
from portal.http import PortalError, SessionLostError
from portal.media_library import Media

MARK = "[Préau]"  # starts all that a run or a campaign writes


@dataclass
class Cleaned:
    """How many things were removed, and in words those that were not."""

    articles: int = 0
    comments: int = 0
    medias: int = 0
    messages: int = 0
    left: list[str] = field(default_factory=list)

    def add(self, other: Cleaned) -> None:
        self.articles += other.articles
        self.comments += other.comments
        self.medias += other.medias
        self.messages += other.messages
        self.left += other.left


def clean(portal: Portal, role: str) -> Cleaned:
    """Remove what this person wrote, and for a teacher what the class wrote. What the ENT refuses to remove is told in
    ``left``, and stops nothing.

    Raises SessionLostError.
    """
    done = Cleaned()
    if role == "teacher":
        # Before the articles: their comments go with them.
        done.comments = _try(done, "commentaires", partial(_comments, portal, done))
    if role in ("teacher", "pupil"):
        done.articles = _try(done, "articles", partial(_articles, portal, done))
    done.medias = _try(done, "documents", partial(_medias, portal, done))
    done.messages = _try(done, "messages", partial(_messages, portal, done))
    return done


def _articles(portal: Portal, done: Cleaned) -> int:
    articles = blog_management.read_articles(portal)
    return _remove(done, "article", _marked(articles), partial(blog_management.delete_article, portal))


def _comments(portal: Portal, done: Cleaned) -> int:
    """Refuse ours, then have the refused ones deleted. The ENT deletes them all together: those of others are put aside
    meanwhile, among the pending ones, which readers do not see either."""
    namespace = blog_management.open_moderation(portal)
    move = partial(blog_management.set_status, portal, namespace)
    for status in (PENDING, VALIDATED):
        shown = blog_management.read_comments(portal, namespace, status)
        _remove(done, "commentaire", _marked(shown), partial(move, REFUSED))
    refused = blog_management.read_comments(portal, namespace, REFUSED)
    ours = _marked(refused)
    if not ours:
        return 0
    others = [comment.id for comment in refused if not _is_marked(comment.text)]
    try:
        for comment_id in others:
            move(PENDING, comment_id)
        blog_management.delete_refused_comments(portal, namespace)
    finally:
        for comment_id in others:
            move(REFUSED, comment_id)
    return len(ours)


def _medias(portal: Portal, done: Cleaned) -> int:
    """To the bin, then out of it: a run of this command that was cut short may have left some there."""
    library = media_library.open_library(portal)
    folders = [*([library.mine] if library.mine else []), *(one for one in library.groups if one.manageable)]
    shown = [media for folder in folders for media in media_library.read_medias(portal, folder.marker)]
    delete = partial(media_library.delete_media, portal)
    _remove(done, "document", _labelled(shown), delete)
    return _remove(done, "document", _labelled(media_library.read_trash(portal)), delete)


def _messages(portal: Portal, done: Cleaned) -> int:
    """By their text: the answer of somebody else to our message bears its subject."""
    written = messaging.read_written(portal)
    ours = [(message.id, message.subject) for message in written if _is_marked(message.extract)]
    return _remove(done, "message", ours, partial(messaging.delete_message, portal))


def _marked(entries: Iterable[Entry]) -> list[tuple[int, str]]:
    return [(entry.id, entry.text) for entry in entries if _is_marked(entry.text)]


def _labelled(medias: Iterable[Media]) -> list[tuple[int, str]]:
    return [(media.id, media.label) for media in medias if _is_marked(media.label)]


def _is_marked(text: str) -> bool:
    return text.lstrip().startswith(MARK)


def _remove(done: Cleaned, kind: str, things: Iterable[tuple[int, str]], remove: Callable[[int], None]) -> int:
    """Remove each of these, by its number; returns how many could be."""
    return sum(_try(done, f"{kind} « {text} »", partial(_removed, remove, number)) for number, text in things)


def _removed(remove: Callable[[int], None], number: int) -> int:
    remove(number)
    return 1


def _try(done: Cleaned, what: str, act: Callable[[], int]) -> int:
    try:
        return act()
    except SessionLostError:
        raise
    except PortalError as error:
        done.left.append(f"{what} — {error}")
        return 0
