"""The shell, the blog, the media library and the messaging: what they send, and what they refuse to believe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal import blog, media_library, messaging, shell
from portal.client import Portal
from portal.http import Answer, PortalError, SessionLostError
from tests.portal.fake_ent import ARTICLE, BASE, FORM, HTML, JSON, MEDIA, FakeEnt, document, folder, page

PNG = b"\x89PNG...\r\n--x"


@pytest.fixture
def ent() -> FakeEnt:
    return FakeEnt()


@pytest.fixture
def portal(ent: FakeEnt) -> Portal:
    return Portal(ent, BASE)


def reason_of(act: Callable[[], Any]) -> str:
    with pytest.raises(PortalError) as failure:
        act()
    return str(failure.value)


def fields(body: bytes) -> list[str]:
    return sorted(pair.split("=")[0] for pair in body.decode().split("&"))


class TestShell:
    def test_the_bar_asks_for_the_group_before_its_applications(self, ent: FakeEnt, portal: Portal) -> None:
        loaded = shell.load_shell(portal, "BLOG")
        assert (loaded.group_id, loaded.applications) == (4, ("BLOG",))
        assert [url.removeprefix(f"{BASE}/api/1.0/") for _, url in ent.sent] == [
            "users/me/beta.json",
            "groups/current.json",
            "groups/4/applications.json",
            "groups/4/applications/BLOG.json",
        ]
        assert ent.failed == [], "a beta that is not offered is no failure"

    def test_another_application_in_its_place_is_refused(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "applications/BLOG", document({"unique_name": "CALENDAR"}))
        assert "une autre application" in reason_of(lambda: shell.load_shell(portal, "BLOG"))

    def test_the_application_served_to_a_stranger_is_a_lost_session(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "/ent/app/", page("<script>window.bns_anonymous = true;</script>"))
        with pytest.raises(SessionLostError):
            shell.open_application(portal, "MESSAGING")


class TestBlog:
    def test_a_page_of_the_blog_tells_what_can_be_read_and_commented(self, portal: Portal) -> None:
        reading = blog.read_blog(portal)
        assert reading.titles == ("Le jardin",)
        assert reading.commentable == (12,)
        assert reading.namespace == "fWJ3MSklyWr1H57CtK/WxWCu=="
        assert reading.elsewhere == ("/ent/blog/archives/09/2026",)

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (page(ARTICLE), "page du blog : ce n’est pas le blog"),
            (page("", "module-blog"), "page du blog : page vide"),
        ],
    )
    def test_a_page_that_is_not_a_blog_is_refused(
        self, ent: FakeEnt, portal: Portal, answer: Answer, reason: str
    ) -> None:
        ent.on("GET", "/ent/blog/$", answer)
        assert reason_of(lambda: blog.read_blog(portal)) == reason

    def test_an_empty_blog_says_so_and_is_a_good_page(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "/ent/blog/$", page('<div class="no-article"></div>', "module-blog"))
        assert blog.read_blog(portal).titles == ()

    def test_a_comment_tells_whether_it_waits(self, ent: FakeEnt, portal: Portal) -> None:
        assert blog.comment(portal, 12, "abc+/=", "Bravo") is True
        assert ent.bodies[-1] == b"content=Bravo&object_id=12&namespace=abc%2B%2F%3D"
        ent.on("POST", "ajouter", document({"error": None, "html": '<md-list-item class="comment">'}))
        assert blog.comment(portal, 12, "abc", "Bravo") is False

    @pytest.mark.parametrize("answer", [{"error": "Vide", "html": ""}, {"error": None, "html": ""}])
    def test_a_refused_comment_is_a_failure(self, ent: FakeEnt, portal: Portal, answer: dict[str, Any]) -> None:
        ent.on("POST", "ajouter", document(answer))
        assert reason_of(lambda: blog.comment(portal, 12, "abc", "Bravo")) == "commentaire : refusé"

    def test_a_teacher_publishes_and_a_pupil_sends_no_status(self) -> None:
        for role, more in (("teacher", ["%5Bis_comment_allowed%5D", "%5Bstatus%5D"]), ("pupil", [])):
            ent = FakeEnt(role)
            portal = Portal(ent, BASE)
            draft = blog.autosave(portal, blog.start_article(portal), "Le titre", "<p>Texte</p>")
            blog.finish(portal, draft)
            bodies = [body for body in ent.bodies if b"draftTitle" in body]
            expected = sorted(["%5B_token%5D", "%5BdraftContent%5D", "%5BdraftTitle%5D", *more])
            assert [fields(body) for body in bodies] == [[f"blog_article_form{name}" for name in expected]] * 2
            assert ("POST", f"{BASE}/blog/gestion/article/blog-article-32/editer") in ent.sent

    def test_a_form_without_its_token_is_refused(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "nouvel-article", page((FORM % "").replace('value="jeton"', "")))
        assert reason_of(lambda: blog.start_article(portal)) == "formulaire d’article : jeton du formulaire absent"

    def test_a_form_shown_again_instead_of_the_article_is_a_refusal(self, ent: FakeEnt, portal: Portal) -> None:
        draft = blog.autosave(portal, blog.start_article(portal), "Le titre", "")
        ent.on("POST", "editer", page(FORM % ""))
        assert reason_of(lambda: blog.finish(portal, draft)) == "article : refusé"

    def test_the_page_of_another_article_is_a_failure(self, ent: FakeEnt, portal: Portal) -> None:
        draft = blog.autosave(portal, blog.start_article(portal), "Le titre", "")
        ent.on("GET", "visualisation", page("<h1>Un autre</h1>"))
        assert reason_of(lambda: blog.finish(portal, draft)) == "article : ce n’est pas le bon titre"

    def test_a_draft_that_is_not_saved_is_a_failure(self, ent: FakeEnt, portal: Portal) -> None:
        draft = blog.start_article(portal)
        ent.on("PATCH", "sauvegarder", document({"errors": ["Le jeton CSRF est invalide."]}, 400))
        assert reason_of(lambda: blog.autosave(portal, draft, "a", "b")) == "brouillon : réponse 400"


class TestMediaLibrary:
    def test_a_folder_opens_with_its_files_and_their_thumbnails(self, ent: FakeEnt, portal: Portal) -> None:
        contents = media_library.open_folder(portal, "7-GROUP")
        assert [media.label for media in contents.medias] == ["chat.png"]
        assert contents.folder.allowed == 1000
        assert ent.sent[-1] == ("GET", MEDIA["image_thumb_url"])

    def test_a_parent_has_no_folder_of_his_own(self) -> None:
        library = media_library.open_library(Portal(FakeEnt("parent"), BASE))
        assert library.mine is None
        assert [group.marker for group in library.groups] == ["7-GROUP"]

    def test_a_folder_without_quota_is_read(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", r"media-folder/9-GROUP\.json", document({**folder("9-GROUP", manageable=False), "usage": False}))
        assert media_library.open_folder(portal, "9-GROUP").folder.allowed is None

    def test_an_upload_is_one_part_named_file_sent_whole(self, ent: FakeEnt, portal: Portal) -> None:
        media = media_library.upload(portal, "7-GROUP", "[Préau] chat.png", PNG, "image/png")
        assert (media.id, media.label) == (6, "[Préau] chat.png")
        body = next(body for body in ent.bodies if body)
        boundary, head = body.split(b"\r\n", 1)
        assert head.startswith('Content-Disposition: form-data; name="file"; filename="[Préau] chat.png"\r\n'.encode())
        assert body.endswith(PNG + b"\r\n" + boundary + b"--\r\n")

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (
                document({"error_code": "ERROR_NOT_ENOUGH_SPACE_USER"}, 400),
                "dépôt : refusé (ERROR_NOT_ENOUGH_SPACE_USER)",
            ),
            (Answer(413, HTML, b""), "dépôt : réponse 413"),
            (Answer(201, JSON, b""), "dépôt : adresse du document absente"),
            (Answer(201, {"Location": "https://ailleurs.test/x"}, b""), "dépôt : adresse du document absente"),
        ],
    )
    def test_a_refused_upload_tells_why(self, ent: FakeEnt, portal: Portal, answer: Answer, reason: str) -> None:
        ent.on("POST", "/file$", answer)
        assert reason_of(lambda: media_library.upload(portal, "7-GROUP", "a.png", PNG, "image/png")) == reason

    def test_a_file_under_another_name_is_a_failure(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "media/6$", document({**MEDIA, "id": 6}))
        reason = reason_of(lambda: media_library.upload(portal, "7-GROUP", "a.png", PNG, "image/png"))
        assert reason == "document déposé : ce n’est pas le bon nom"

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (Answer(404, HTML, b""), "image : réponse 404"),
            (Answer(200, {"Content-Type": "image/png"}, b""), "image : fichier vide"),
            (page("erreur"), "image : ce n’est pas une image"),
        ],
    )
    def test_a_picture_that_is_not_one_is_a_failure(
        self, ent: FakeEnt, portal: Portal, answer: Answer, reason: str
    ) -> None:
        media = media_library.open_folder(portal, "7-GROUP").medias[0]
        ent.on("GET", r"media_download", answer)
        assert reason_of(lambda: media_library.open_media(portal, media)) == reason

    @pytest.mark.parametrize("url", ["https://ailleurs.test/media_download.php?x", f"{BASE}/disconnect"])
    def test_only_signed_addresses_of_the_ent_are_fetched(self, ent: FakeEnt, portal: Portal, url: str) -> None:
        assert "adresse signée attendue" in reason_of(lambda: media_library.fetch_file(portal, url, "image"))
        assert ent.sent == []


class TestMessaging:
    def test_the_inbox_tells_what_is_unread(self, portal: Portal, ent: FakeEnt) -> None:
        ent.signed_in = True
        inbox = messaging.open_inbox(portal)
        assert (inbox.unread, inbox.shell.group_id) == (1, 4)
        assert inbox.threads == (messaging.Thread(7, "Sortie", unread=True),)

    def test_a_conversation_that_stays_unread_once_open_is_a_failure(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "conversations/7", document({"id": 7, "status": 2}))
        assert "ce n’est pas la conversation" in reason_of(lambda: messaging.open_conversation(portal, 7))

    def test_a_reply_is_accepted_or_held_for_moderation(self) -> None:
        for role, outcome in (("teacher", "ACCEPTED"), ("pupil", "IN_MODERATION")):
            portal = Portal(FakeEnt(role), BASE)
            assert messaging.reply(portal, messaging.open_conversation(portal, 7), "<p>Oui</p>") == outcome

    def test_a_rejected_reply_is_a_failure(self, ent: FakeEnt, portal: Portal) -> None:
        conversation = messaging.open_conversation(portal, 7)
        ent.on("POST", "conversations/7", document({"id": 92, "status": 0}))
        assert reason_of(lambda: messaging.reply(portal, conversation, "x")) == "réponse : refusé"

    def test_the_directory_gives_people_by_role(self, portal: Portal) -> None:
        assert messaging.pick_recipients(portal, 4).people == {"PARENT": (8, 9)}

    def test_names_missing_from_the_directory_are_a_failure(self, ent: FakeEnt, portal: Portal) -> None:
        ent.on("GET", "users/lookup", document([{"id": 8}]))
        assert reason_of(lambda: messaging.pick_recipients(portal, 4)) == "personnes : des personnes manquent"

    def test_a_message_is_sent_to_a_list_from_its_draft(self, ent: FakeEnt, portal: Portal) -> None:
        draft = messaging.save_draft(portal, "Sujet", "<p>Texte</p>", [8, 9])
        assert messaging.send(portal, "Sujet", "<p>Texte</p>", [8, 9], draft) == "ACCEPTED"
        sent = next(body for body in reversed(ent.bodies) if body)
        assert sent == (
            b'{"subject": "Sujet", "content": "<p>Texte</p>", "to": [8, 9], "resource-joined": [], "draftId": 44}'
        )

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (document("No recipient", 400), "envoi : réponse 400"),
            (document({"status": "REJECTED"}, 201), "envoi : refusé"),
            (document({"status": "ACCEPTED"}, 200), "envoi : réponse 200"),
        ],
    )
    def test_a_message_that_does_not_leave_is_a_failure(
        self, ent: FakeEnt, portal: Portal, answer: Answer, reason: str
    ) -> None:
        ent.on("POST", "messages.json", answer)
        assert reason_of(lambda: messaging.send(portal, "a", "b", [8])) == reason
