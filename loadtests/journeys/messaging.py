"""The messaging: reading one's messages, replying, writing to the parents of the class."""

from __future__ import annotations

from loadtests.journeys import words
from loadtests.journeys.visit import Visit
from portal import messaging
from portal.http import PageName

JOURNEY = "messagerie"
INBOX = PageName(JOURNEY, "Messagerie : ouvrir la boîte de réception")
READ = PageName(JOURNEY, "Messagerie : lire un message")
REPLY = PageName(JOURNEY, "Messagerie : répondre")
DIRECTORY = PageName(JOURNEY, "Messagerie : choisir des destinataires")
DRAFT = PageName(JOURNEY, "Messagerie : enregistrer le brouillon")
SEND = PageName(JOURNEY, "Messagerie : envoyer")

REPLIES = 0.4  # share of the messages read that get a reply
PARENTS_AT_ONCE = 6  # a teacher writes to some families more often than to all


def read(visit: Visit) -> None:
    """Open a message, an unread one first, and sometimes reply (contract: messaging.md 13, B and C)."""
    inbox = _open(visit)
    if not inbox.threads:
        return
    unread = [thread for thread in inbox.threads if thread.unread]
    visit.think()
    with visit.page(READ):
        conversation = messaging.open_conversation(visit.portal, visit.rng.choice(unread or inbox.threads).id)
    if visit.perhaps(REPLIES):
        visit.think(1.5)
        with visit.page(REPLY):
            text = visit.marked(visit.rng.choice(words.REPLIES))
            messaging.reply(visit.portal, conversation, f"<p>{text}</p>")


def write_to_parents(visit: Visit) -> None:
    """Write to parents of the class, chosen in the directory (contract: messaging.md 13, A)."""
    inbox = _open(visit)
    visit.think()
    with visit.page(DIRECTORY):
        directory = messaging.open_directory(visit.portal, inbox.shell.group_id)
    parents = directory.people.get("PARENT", ())
    if not parents:
        return
    to = visit.rng.sample(parents, min(PARENTS_AT_ONCE, len(parents)))
    subject, text = visit.marked(visit.rng.choice(words.SUBJECTS)), words.message_text(visit.rng)
    visit.think(1.5)
    with visit.page(DRAFT):
        draft = messaging.save_draft(visit.portal, subject, text, to)
    visit.think()
    with visit.page(SEND):
        messaging.send(visit.portal, subject, text, to, draft)


def _open(visit: Visit) -> messaging.Inbox:
    with visit.page(INBOX):
        return messaging.open_inbox(visit.portal)
