"""Steps about messages asked without a browser: drafts, attachments, bin, and what must not be read."""

from __future__ import annotations

import json
from functools import partial

from pytest_bdd import given, then, when

from acceptance.campaign.recorder import NotReadyError
from acceptance.made import MARK, CleanUp, File, Message, token
from acceptance.probes.http import Reply
from acceptance.probes.library import Library
from acceptance.probes.mailbox import Mailbox
from acceptance.probes.people import Probe
from acceptance.steps.words import sentence


@when(sentence("{who} garde un brouillon {to}"), target_fixture="message")
def keeps_draft(probe: Probe, cleanup: CleanUp, who: str, to: str) -> Message:
    author, message = Mailbox(probe.caller(who)), _message(who)
    cleanup.later("un brouillon", partial(author.recall, message.subject))
    author.save_draft([Mailbox(probe.caller(to)).person], message.subject, message.text)
    return message


@then(sentence("{who} le retrouve dans ses brouillons"))
def in_drafts(probe: Probe, message: Message, who: str) -> None:
    assert Mailbox(probe.caller(who)).row("drafts", message.subject), "le brouillon est perdu"


@then(sentence("{who} n’a rien reçu"))
def nothing_received(probe: Probe, message: Message, who: str) -> None:
    assert Mailbox(probe.caller(who)).row("inbox", message.subject) is None, f"{who} a reçu ce message"


@given(sentence("un message envoyé par {who} {to}"), target_fixture="message")
def sent_message(probe: Probe, cleanup: CleanUp, who: str, to: str) -> Message:
    author, message = Mailbox(probe.caller(who)), _message(who)
    cleanup.later("un message", partial(author.recall, message.subject))
    reply = author.send([Mailbox(probe.caller(to)).person], message.subject, message.text)
    if reply.status != 201:
        raise NotReadyError(f"le message n’est pas parti ({reply.status})")
    return message


@when(sentence("{who} envoie {to} un message avec une pièce jointe"), target_fixture="sent_file")
def sends_file(probe: Probe, cleanup: CleanUp, who: str, to: str) -> tuple[Message, File]:
    caller, message = probe.caller(who), _message(who)
    library, author = Library(caller), Mailbox(caller)
    cleanup.later("la pièce jointe", library.remove_made)
    cleanup.later("un message", partial(author.recall, message.subject))
    content = f"Autorisation de sortie {token()}.\n".encode() * 500
    name = f"{MARK} autorisation {token()}.txt"
    taken = library.deposit(library.own_folder(), name, content, "text/plain")
    assert taken.status == 201, f"la pièce jointe est refusée ({taken.status})"
    reply = author.send([Mailbox(probe.caller(to)).person], message.subject, message.text, joined=library.made)
    assert reply.status == 201, f"le message n’est pas parti ({reply.status})"
    return message, File(name, content, library.made[0])


@then(sentence("{who} ouvre la pièce jointe et y lit exactement ce qui a été envoyé"))
def opens_file(probe: Probe, sent_file: tuple[Message, File], who: str) -> None:
    message, file = sent_file
    mailbox = Mailbox(probe.caller(who))
    row = mailbox.row("inbox", message.subject)
    assert row, f"{who} n’a pas reçu le message"
    attachments = _attachments(mailbox.read(int(row["id"])))
    assert attachments, "le message n’a pas de pièce jointe"
    received = mailbox.caller.ask(str(attachments[0]["download_url"]))
    assert received.body == file.content, f"{len(received.body)} octets reçus, différents de ceux envoyés"


@when(sentence("{who} met ce message à la corbeille, puis l’en sort"), target_fixture="places")
def trash_and_back(probe: Probe, message: Message, who: str) -> list[str]:
    """Where the message is after each action."""
    mailbox = Mailbox(probe.caller(who))
    row = mailbox.row("inbox", message.subject)
    assert row, f"{who} n’a pas reçu le message"
    places = []
    for act in (mailbox.trash, mailbox.restore):
        answer = act(int(row["id"]))
        assert answer.status == 204, f"la réponse est {answer.status}"
        places.append("+".join(name for name in ("inbox", "trash") if mailbox.row(name, message.subject)))
    return places


@then("le message a été dans la corbeille, puis de nouveau dans la boîte de réception")
def was_there(places: list[str]) -> None:
    assert places == ["trash", "inbox"], f"le message a été dans : {', puis '.join(places)}"


@when(sentence("{who} écrit {to}, qu’il ne connaît pas"), target_fixture="message")
def writes_to_stranger(probe: Probe, cleanup: CleanUp, who: str, to: str) -> Message:
    """Whatever the answer is: what matters is that nothing arrives (recipients are dropped silently)."""
    author, message = Mailbox(probe.caller(who)), _message(who)
    cleanup.later("un message", partial(author.recall, message.subject))
    author.send([Mailbox(probe.caller(to)).person], message.subject, message.text)
    return message


@when(sentence("{who} demande par son numéro ce message encore retenu"), target_fixture="reply")
def asks_held(probe: Probe, message: Message, who: str) -> Reply:
    held = Mailbox(probe.caller(message.author)).row("sent", message.subject)
    if held is None or held["status"] != 2:
        raise NotReadyError("le message n’est pas retenu pour modération")
    return Mailbox(probe.caller(who)).message(int(held["id"]))


@when(sentence("{who} ouvre par son numéro le fil {of}"), target_fixture="reply")
def opens_thread_of(probe: Probe, message: Message, who: str, of: str) -> Reply:
    row = Mailbox(probe.caller(of)).row("inbox", message.subject)
    if row is None:
        raise NotReadyError(f"{of} n’a pas reçu le message")
    return probe.caller(who).ask(f"/api/1.0/messaging/conversations/{row['id']}.json")


def _message(author: str) -> Message:
    return Message(author, f"{MARK} Sortie {token()}", f"La sortie est reportée {token()}.")


def _attachments(conversation: dict[str, object]) -> list[dict[str, object]]:
    """The attachments of a conversation, wherever its messages stand."""
    found: list[dict[str, object]] = []

    def walk(part: object) -> None:
        if isinstance(part, dict):
            found.extend(part.get("attachments") or [])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(json.loads(json.dumps(conversation)))
    return found
