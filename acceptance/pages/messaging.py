"""Messaging: boxes, writing, reading, moderating (contract: messaging.md 11)."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page

from acceptance.pages.portal_page import PortalPage, absent, shown

_API = "/api/1.0/messaging"


class MessagingPage(PortalPage):
    def __init__(self, page: Page, portal: str) -> None:
        super().__init__(page, portal)
        self.rows = page.locator(".message")
        self.empty = page.locator("bns-messaging-box .md-headline, bns-inset")
        self.recipients = page.get_by_placeholder("Ajouter un destinataire")
        self.suggestions = page.locator(".md-autocomplete-suggestions li")
        self.chosen = page.locator("md-chip")
        self.subject = page.locator('#compose-form input[name="subject"]')
        self.text = page.locator('#compose-form textarea[name="content"]')
        self.send = page.locator('[form="compose-form"]').filter(has_text="Envoyer")
        self.thread = page.locator("[bns-messaging-message]")
        self.answer = page.locator("#conversation-form textarea")
        self.send_answer = page.locator('[form="conversation-form"]')
        self.accept = page.locator("a, button").filter(has_text="Valider").filter(has_text="ces messages")

    def open_inbox(self) -> None:
        self.open("/app/#/messaging/inbox")
        shown(self.rows.or_(self.empty), "la boîte de réception")

    def expect_unread(self, subject: str, sender: str) -> None:
        row = self._row(subject)
        shown(row, f"le message « {subject} »")
        shown(row.filter(has_text=sender), f"l’auteur « {sender} » du message")
        assert "status-unread" in (row.first.get_attribute("class") or ""), "le message n’est pas annoncé comme non lu"

    def expect_nothing(self, subject: str) -> None:
        self.open_inbox()
        absent(self._row(subject), f"le message « {subject} »")

    def read(self, subject: str, text: str) -> None:
        """Open a thread of the inbox and find this text in it."""
        self.open_inbox()
        row = self._row(subject)
        shown(row, f"le message « {subject} »")
        row.locator("a.message-inner").first.click()
        shown(self.thread.filter(has_text=text), "le texte du message")

    def write(self, recipient: str, subject: str, text: str) -> None:
        """Write a message to one person, chosen among the suggestions by the name, and send it."""
        self.open("/app/#/messaging/compose/")
        shown(self.recipients, "le choix du destinataire")
        # The directory searches first or last names, not both at once (contract: messaging.md 7).
        self.recipients.press_sequentially(recipient.split()[-1])
        suggestion = self.suggestions.filter(has_text=recipient)
        shown(suggestion, f"« {recipient} » parmi les destinataires proposés")
        suggestion.first.click()
        shown(self.chosen.filter(has_text=recipient), f"le destinataire « {recipient} »")
        self.subject.fill(subject)
        self._type(self.text, text)
        self.send.first.click()

    def reply(self, text: str) -> None:
        """Answer the open thread."""
        self._type(self.answer, text)
        self.send_answer.first.click()

    def accept_message(self, subject: str) -> None:
        """Accept a message held for moderation."""
        self.open("/app/#/messaging/manage")
        row = self._row(subject)
        shown(row, f"le message « {subject} » à modérer")
        row.get_by_role("checkbox").first.click()
        self.accept.first.click()
        absent(self._row(subject), "le message validé")

    def forget(self, subject: str) -> None:
        """Put the person's threads of that subject in the bin."""
        for item in self._items("/folders/inbox.json"):
            if item["_embedded"]["message"]["subject"] == subject:
                self._call("DELETE", f"/conversations/{item['id']}.json")

    def erase(self, subject: str) -> None:
        """As a moderator, delete the pupils' messages of that subject, held or delivered."""
        for status in ("IN_MODERATION", "ACCEPTED"):
            found = [
                item["id"]
                for item in self._items("/folders/moderation.json", f"&status={status}")
                if item["subject"] == subject
            ]
            if found:
                self._call("PATCH", "/messages/selection.json", {"action": "delete", "ids": found})

    def recall(self, subject: str) -> None:
        """Take back the messages of that subject that the person sent, if the ENT allows it."""
        for item in self._items("/folders/sent.json"):
            if item["subject"] == subject:
                self._call("DELETE", f"/messages/draft/{item['id']}.json")

    def _items(self, path: str, query: str = "") -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._call("GET", f"{path}?page=1&limit=100{query}")["_embedded"]["items"]
        return items

    def _call(self, method: str, path: str, data: object = None) -> Any:
        answer = self.page.request.fetch(f"{self.portal}{_API}{path}", method=method, data=data)
        assert answer.ok, f"l’ENT refuse {method} messaging{_without_numbers(path)} ({answer.status})"
        return answer.json() if method == "GET" else None

    def _row(self, subject: str) -> Locator:
        return self.rows.filter(has_text=subject)

    def _type(self, field: Locator, text: str) -> None:
        """Type in the rich editor when there is one, else in the plain field."""
        editor = self.page.locator('iframe[id^="ui-tinymce-"]')
        if editor.count():
            self.page.frame_locator('iframe[id^="ui-tinymce-"]').locator("body").fill(text)
        else:
            field.fill(text)


def _without_numbers(path: str) -> str:
    return re.sub(r"\d+", "…", path.partition("?")[0])
