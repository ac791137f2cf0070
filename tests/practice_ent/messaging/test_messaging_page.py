"""The screens of the messaging in a browser (contract: messaging.md 11, 13)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from acceptance.stage import find_browser
from tests.practice_ent.messaging.mailbox import Mailbox, School, new_subject

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        yield started
        started.close()


@pytest.fixture
def at(browser: Browser, school: School) -> Iterator[Callable[[Mailbox, str], Page]]:
    """``at(mailbox, "inbox")``: the person's browser on a screen of the messaging."""
    contexts = []

    def go(mailbox: Mailbox, screen: str) -> Page:
        context = browser.new_context()
        contexts.append(context)
        cookie = mailbox.session.cookies["beneyluent"]
        context.add_cookies([{"name": "beneyluent", "value": cookie, "url": school.portal}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{school.portal}/app/#/messaging/{screen}")
        return page

    yield go
    for context in contexts:
        context.close()


At = Callable[[Mailbox, str], Page]


def toast(page: Page, text: str) -> None:
    expect(page.locator("md-toast.bns-toast .md-toast-text", has_text=text).first).to_be_visible()


def test_the_application_starts_with_the_calls_of_the_real_one(school: School, at: At) -> None:
    page = at(school.parent, "inbox")
    expect(page.locator("h3.heading")).to_have_text("Messages reçus")
    page.wait_for_load_state("networkidle")
    called: list[str] = []
    page.on("request", lambda request: called.append(request.url.partition("/api/1.0/")[2]))
    with page.expect_response("**/users/me.json"):
        page.reload()
    # The bar of the page asks at its own pace.
    expected = (
        "statistics/visits/MESSAGING.json",
        "messaging/counters.json",
        "messaging/folders/inbox.json?limit=10&page=1",
        "users/me.json",
    )
    assert tuple(path for path in called if path in expected) == expected


def test_a_teacher_writes_and_a_parent_reads_and_answers(school: School, at: At) -> None:
    subject = new_subject()
    page = at(school.teacher, "inbox")
    page.locator(".bns-actionbar a.md-button.md-primary").click()
    send = page.locator('a[form="compose-form"]')
    expect(send).to_have_attribute("disabled", "")
    page.locator("bns-user-picker md-autocomplete input").fill(school.parent.account.full_name.split()[-1])
    name = school.parent.account.full_name
    page.locator(".md-autocomplete-suggestions li", has_text=name).first.click()
    expect(page.locator("bns-user-picker md-chip .md-contact-name")).to_have_text(name)
    page.locator('#compose-form input[name="subject"]').fill(subject)
    page.get_by_label("Message", exact=True).fill("Bonjour <b>à tous</b>,\n\nÀ demain")
    toast(page, "Brouillon enregistré")
    send.press("Enter")
    toast(page, "Message envoyé")
    expect(page.locator('bns-messaging-box[name="inbox"]')).to_be_visible()

    page = at(school.parent, "inbox")
    expect(page.locator('.messaging-menu a[href$="/messaging/inbox"] small')).to_contain_text("non-lu")
    page.locator(".message.status-unread a.message-inner", has_text=subject).click()
    content = page.locator("md-list-item[bns-messaging-message] .message-content")
    expect(content.first).to_contain_text("Bonjour <b>à tous</b>,")
    page.locator("#conversation-form textarea").fill("Bien reçu")
    page.locator('[form="conversation-form"]').click()
    toast(page, "Message envoyé")
    expect(content.last).to_have_text("Bien reçu")
    assert school.teacher.received(subject)


def test_a_pupil_s_message_waits_until_the_teacher_accepts_it(school: School, at: At) -> None:
    subject = new_subject()
    page = at(school.child, "compose/")
    page.locator("bns-user-picker md-autocomplete input").fill(school.friend.account.full_name.split()[-1])
    page.locator(".md-autocomplete-suggestions li", has_text=school.friend.account.full_name).click()
    page.locator('#compose-form input[name="subject"]').fill(subject)
    page.locator('#compose-form textarea[name="content"]').fill("On joue ?")
    page.locator('a[form="compose-form"]').click()
    expect(page.locator("md-toast.bns-toast-warning")).to_have_text("Message envoyé, en cours de modération")
    assert school.friend.received(subject) is None

    page = at(school.teacher, "manage")
    expect(page.locator("h3.heading")).to_have_text("Messages en modération")
    page.locator(".message", has_text=subject).get_by_role("checkbox").click()
    page.locator(".bns-actionbar button", has_text="Valider").click()
    toast(page, "1 message accepté")
    assert school.friend.received(subject)


def test_a_draft_is_opened_again_as_it_was(school: School, at: At) -> None:
    subject = new_subject()
    json = {"subject": subject, "content": "<p>Une<br>deux</p><p>&lt;trois&gt;</p>", "to": str(school.parent.id)}
    draft = school.teacher.mail("POST", "messages/draft", json=json).json()["id"]
    page = at(school.teacher, "drafts")
    page.locator("a.message-inner", has_text=subject).click()
    expect(page.locator('#compose-form input[name="subject"]')).to_have_value(subject)
    expect(page.locator('textarea[name="content"]')).to_have_value("Une\ndeux\n\n<trois>")
    expect(page.locator("md-chip .md-contact-name")).to_have_text(school.parent.account.full_name)
    expect(page.locator('#compose-form input[name="to"]')).to_have_value(str(school.parent.id))
    page.locator(".bns-actionbar .md-warn").click()
    toast(page, "Brouillon supprimé")
    assert draft not in [message["id"] for message in school.teacher.folder("drafts", limit=100)]


def test_the_directory_ticks_a_whole_role(school: School, at: At) -> None:
    page = at(school.teacher, "compose/")
    page.locator('bns-user-picker [bns-user-directory-invoke="messaging-recipients"]').click()
    parents = page.locator(".user-directory-root section", has=page.locator("h4 .md-title", has_text="Parents"))
    parents.locator("h4").get_by_role("checkbox").click()
    everyone = len(school.teacher.directory(f"groups/{school.classroom}").json()["_embedded"]["users"]["PARENT"])
    confirm = page.locator(".user-directory-topbar .btn-success")
    expect(confirm).to_have_text(f"Sélectionner ({everyone})")
    confirm.click()
    expect(page.locator("md-chip")).to_have_count(everyone)


def test_ticked_threads_go_to_the_bin_and_come_back(school: School, at: At) -> None:
    subject = new_subject()
    school.teacher.write(school.other_parent.id, subject=subject)
    page = at(school.other_parent, "inbox")
    row = page.locator(".message", has_text=subject)
    row.get_by_role("checkbox").click()
    page.locator(".bns-actionbar button", has_text="Supprimer").click()
    toast(page, "Conversation supprimée")
    expect(row).to_have_count(0)
    page.locator('.messaging-menu a[href$="/messaging/trash"]').click()
    expect(page.locator('bns-messaging-box[name="trash"]')).to_be_visible()
    row.get_by_role("checkbox").click()
    page.locator(".bns-actionbar button", has_text="Restaurer").click()
    toast(page, "Conversation restaurée")
    assert school.other_parent.received(subject)


def test_a_script_in_a_message_never_runs(school: School, at: At) -> None:
    subject = new_subject()
    picture = "<img src=x onerror=\"document.title='pris'\">"
    content = f"{picture}<script>document.title='pris'</script>Bonjour"
    school.parent.write(school.teacher.id, subject=subject + picture, content=content)
    page = at(school.teacher, f"conversation/{school.teacher.thread(subject)}")
    expect(page.locator(".message-content")).to_contain_text("Bonjour")
    expect(page.locator("h3.heading")).to_contain_text("<img")
    assert page.title() != "pris"
    assert page.locator(".message-content script").count() == 0
