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

REPLIES = 0.3  # share of the messages read that get a reply
UNREAD_AT_ONCE = 2  # unread messages opened in one go
PARENTS_AT_ONCE = 6  # a teacher writes to some families more often than to all


def read(visit: Visit) -> None:
    """Open the unread messages, or an older one, and sometimes reply (contract: messaging.md 13, B and C)."""
    inbox = _open(visit)
    unread = [thread for thread in inbox.threads if thread.unread][:UNREAD_AT_ONCE]
    for thread in unread or visit.rng.sample(inbox.threads, min(1, len(inbox.threads))):
        visit.think()
        with visit.page(READ):
            conversation = messaging.open_conversation(visit.portal, thread.id)
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
        directory = messaging.pick_recipients(visit.portal, inbox.shell.group_id)
    parents = directory.people.get("PARENT", ())
    if not parents:
        return
    to = visit.rng.sample(parents, min(PARENTS_AT_ONCE, len(parents)))
    subject = visit.marked(visit.rng.choice(words.SUBJECTS))
    text = words.message_text(visit.rng, visit.mark)
    visit.think(1.5)
    with visit.page(DRAFT):
        draft = messaging.save_draft(visit.portal, subject, text, to)
    visit.think()
    with visit.page(SEND):
        messaging.send(visit.portal, subject, text, to, draft)


def _open(visit: Visit) -> messaging.Inbox:
    with visit.page(INBOX):
        return messaging.open_inbox(visit.portal)
