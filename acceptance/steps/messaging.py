"""Steps about messaging."""

from __future__ import annotations

from functools import partial

from pytest_bdd import given, then, when

from acceptance.made import MARK, CleanUp, Message, token
from acceptance.pages.messaging import MessagingPage
from acceptance.people import PUPIL, TEACHER
from acceptance.stage import Stage
from acceptance.steps.words import sentence


@given(sentence("un message {of} {to}"), target_fixture="message")
def message_of(stage: Stage, cleanup: CleanUp, of: str, to: str) -> Message:
    message = write(stage, cleanup, of, to)
    MessagingPage(stage.page(of), stage.portal).expect_message("Message envoyé")
    return message


@when(sentence("{who} écrit un message {to}"), target_fixture="message")
def write(stage: Stage, cleanup: CleanUp, who: str, to: str) -> Message:
    message = Message(who, f"{MARK} Rendez-vous {token()}", f"Rendez-vous demain devant la grille {token()}.")
    cleanup.later("un message", partial(remove, stage, message, to))
    page = MessagingPage(stage.page(who), stage.portal)
    page.write(stage.cast.account(to).full_name, message.subject, message.text)
    return message


def remove(stage: Stage, message: Message, to: str) -> None:
    """From each box, pupils' messages by the teacher who moderates them; an adult's own, if the ENT allows it."""
    for person in (to, message.author):
        MessagingPage(stage.page(person), stage.portal).forget(message.subject)
    MessagingPage(stage.page(TEACHER), stage.portal).erase(message.subject)
    if message.author != PUPIL:
        MessagingPage(stage.page(message.author), stage.portal).recall(message.subject)


@when(sentence("{who} ouvre sa boîte de réception"))
def open_inbox(stage: Stage, who: str) -> None:
    MessagingPage(stage.page(who), stage.portal).open_inbox()


@then(sentence("{who} voit ce message, non lu, {of}"))
def sees_unread(stage: Stage, message: Message, who: str, of: str) -> None:
    sender = stage.cast.account(of).full_name
    MessagingPage(stage.page(who), stage.portal).expect_unread(message.subject, sender)


@then(sentence("{who} lit ce message en entier"))
def reads(stage: Stage, message: Message, who: str) -> None:
    MessagingPage(stage.page(who), stage.portal).read(message.subject, message.text)


@then(sentence("{who} ne reçoit pas ce message"))
def receives_nothing(stage: Stage, message: Message, who: str) -> None:
    MessagingPage(stage.page(who), stage.portal).expect_nothing(message.subject)


@when(sentence("{who} répond à ce message"), target_fixture="reply")
def replies(stage: Stage, message: Message, who: str) -> str:
    text = f"{MARK} Entendu, à demain {token()}."
    page = MessagingPage(stage.page(who), stage.portal)
    page.read(message.subject, message.text)
    page.reply(text)
    page.expect_message("Message envoyé")
    return text


@then(sentence("{who} lit la réponse"))
def reads_reply(stage: Stage, message: Message, reply: str, who: str) -> None:
    MessagingPage(stage.page(who), stage.portal).read(message.subject, reply)


@when(sentence("{who} valide ce message dans la modération"))
def accept_message(stage: Stage, message: Message, who: str) -> None:
    MessagingPage(stage.page(who), stage.portal).accept_message(message.subject)
