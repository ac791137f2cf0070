"""An ENT of a few scripted answers, as the contract describes them, to break one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from portal.http import Answer, PageName, PortalError, T

BASE = "https://ent.test/ent"
CENTRAL = "https://auth.test"
HTML = {"Content-Type": "text/html; charset=UTF-8"}
JSON = {"Content-Type": "application/json"}

AUTHORIZE = f"{CENTRAL}/oauth/v2/authorize?response_type=code&client_id=1_1"
MEDIA = {
    "id": 5,
    "label": "chat.png",
    "image_url": f"{BASE}/media_download.php?pattern=a&filename=chat.png",
    "image_thumb_url": f"{BASE}/media_download.php?pattern=b&filename=chat.png",
    "download_url": f"{BASE}/media_download.php?pattern=a&filename=chat.png",
}


def page(body: str, body_class: str = "", status: int = 200) -> Answer:
    bar = '<bns-navbar mode="front" app="CLASSROOM"></bns-navbar><script></script>'
    return Answer(status, HTML, f'<html><body data-x="1" class="{body_class}">{bar}{body}</body></html>'.encode())


def document(content: Any, status: int = 200) -> Answer:
    return Answer(status, JSON, json.dumps(content).encode())


def redirect(location: str) -> Answer:
    return Answer(302, {**HTML, "Location": location}, b"moved")


ENTRY = page(
    f"""<bns-auto-login-box saml-providers="[]" url="'{AUTHORIZE.replace("&", "&amp;")}'"></bns-auto-login-box>"""
)
ARTICLE = """<div class="container-article"><h1 class="first-article-title title">Le jardin</h1>
<div id="commentctrl-12" class="container-comments"></div></div>
<a class="list-btn" href="/ent/blog/archives/09/2026">Septembre 2026 (3)</a>
<script>var config = {namespace: 'fWJ3MSklyWr1H57CtK/WxWCu=='};</script>"""
FORM = """<form method="post" name="blog_article_form" id="form_new_article">
<input value="jeton" name="blog_article_form[_token]" type="hidden">%s</form>"""
STATUS = '<input name="blog_article_form[status]">'


def folder(marker: str, manageable: bool) -> dict[str, Any]:
    usage = {"current": "10", "total": "1000"}
    return {"marker": marker, "label": "Dossier", "manageable": manageable, "usage": usage, "children": []}


def conversation(status: int) -> dict[str, Any]:
    message = {"id": 91, "subject": "Sortie", "content": "<p>Bonjour</p>", "status": 1}
    return {"id": 7, "status": status, "_embedded": {"message": message, "children": []}}


Route = Answer | Callable[["FakeEnt"], Answer]


class FakeEnt:
    """Implements portal.http.HttpSession. ``role`` changes what the forms and folders offer."""

    def __init__(self, role: str = "teacher") -> None:
        self.sent: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.pages: list[PageName] = []
        self.failed: list[str] = []
        self.signed_in = False
        self._role = role
        self._own: list[tuple[str, re.Pattern[str], Callable[[], Answer] | Answer]] = []

    def on(self, method: str, path: str, answer: Callable[[], Answer] | Answer) -> None:
        """Answer otherwise to the addresses that contain ``path`` (a regular expression)."""
        self._own.insert(0, (method, re.compile(path), answer))

    def exchange(
        self,
        method: str,
        url: str,
        read: Callable[[Answer], T],
        *,
        page: PageName,
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002
    ) -> T:
        self.sent.append((method, url))
        self.bodies.append(body)
        self.pages.append(page)
        try:
            return read(self._answer(method, url))
        except PortalError as error:
            self.failed.append(str(error))
            raise

    def answer(self, method: str, url: str, body: bytes) -> Answer:
        """What it answers to one request, for those who carry it themselves (a server)."""
        self.bodies = [*self.bodies[-3:], body]  # enough for an article or a deposit to be told back
        return self._answer(method, url)

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        return [call() for call in calls]

    def forget(self) -> None:
        self.signed_in = False

    def _answer(self, method: str, url: str) -> Answer:
        for wanted, path, own in self._own:
            if wanted == method and path.search(url):
                return own() if callable(own) else own
        answer = _find(self._role, method, url)
        return answer if isinstance(answer, Answer) else answer(self)

    def authorize(self) -> Answer:
        if self.signed_in:
            return document({"redirect_url": f"{BASE}/login_check?code=abc"})
        return document({"csrf_token": "jeton", "login_url": f"{CENTRAL}/login_check"}, 401)

    def password(self) -> Answer:
        self.signed_in = True
        return document({"redirect_url": AUTHORIZE})

    def logout(self) -> Answer:
        self.signed_in = False
        return redirect(f"{BASE}/")

    def comment(self) -> Answer:
        return document({"error": None, "html": '<md-list-item class="comment moderate"></md-list-item>'})

    def finished(self) -> Answer:
        """The page of the article last posted, under its own title."""
        form = next(body for body in reversed(self.bodies) if b"draftTitle" in body)
        title = dict(pair.split("=") for pair in form.decode().split("&"))["blog_article_form%5BdraftTitle%5D"]
        return page(f'<h1 class="md-title">{unquote_plus(title)}</h1><p class="status-PUBLISHED"></p>', "module-back")

    def uploaded(self) -> Answer:
        upload = next(body for body in reversed(self.bodies) if b"filename=" in body)
        name = upload.split(b'filename="')[1].split(b'"')[0].decode()
        return document({**MEDIA, "id": 6, "label": name})

    def me(self) -> Answer:
        return document({"id": 1}) if self.signed_in else document("", 401)


@cache
def _contract(role: str) -> list[tuple[str, str, Route]]:
    teacher = role == "teacher"
    mine = {} if role == "parent" else {"my_folder": folder("3-USER", manageable=True)}
    roots = {"group_folders": [folder("7-GROUP", manageable=teacher)], **mine}
    items = {"_embedded": {"items": [MEDIA]}}
    inbox = {"_embedded": {"items": [conversation(2)]}}
    slug = "blog-article-32"
    return [
        ("GET", r"/ent/\?_locale", ENTRY),
        ("GET", r"auth\.test/oauth.*_xhr_call=1", FakeEnt.authorize),
        ("POST", r"auth\.test/login_check", FakeEnt.password),
        ("GET", r"/ent/login_check", document({"redirect_url": f"{BASE}/"})),
        ("GET", r"/ent/\?_direct_call=1", redirect("/ent/classe/")),
        ("GET", r"/ent/classe/$", page('<div class="home-window"></div>')),
        ("GET", r"/ent/disconnect$", redirect(f"{CENTRAL}/logout?referer=ent.test")),
        ("GET", r"auth\.test/logout", FakeEnt.logout),
        ("GET", r"https://ent.test/ent/$", ENTRY),
        ("GET", r"/ent/app/$", page("")),
        ("GET", r"users/me/beta", document("", 404)),
        ("GET", r"users/me\.json", FakeEnt.me),
        ("GET", r"groups/current", document({"id": 4, "label": "CP A"})),
        ("GET", r"groups/4/applications\.json", document([{"unique_name": "BLOG"}])),
        ("GET", r"groups/4/applications/", document("", 404)),
        ("POST", r"statistics/visits", Answer(204, HTML, b"")),
        ("GET", r"feature-flags", document({"value": True})),
        ("GET", r"/ent/blog/(archives/.*)?$", page(ARTICLE, "layout-column module-blog module-front front")),
        ("POST", r"/ent/commentaire/ajouter", FakeEnt.comment),
        ("GET", r"/ent/blog/gestion/$", page("<h2 class='md-headline'>Le jardin</h2>", "module-blog module-back")),
        ("GET", r"/nouvel-article$", page(FORM % (STATUS if teacher else ""), "module-blog module-back")),
        ("PATCH", r"/brouillon/sauvegarder", document({"success": True, "slug": slug})),
        ("POST", rf"/article/{slug}/editer", redirect(f"/ent/blog/gestion/visualisation/{slug}")),
        ("GET", r"/visualisation/", FakeEnt.finished),
        ("GET", r"media-library/base-init", document(roots)),
        ("GET", r"media-folder/7-GROUP\.json", document(folder("7-GROUP", manageable=teacher))),
        ("GET", r"media-folder/3-USER\.json", document(folder("3-USER", manageable=True))),
        ("GET", r"/medias\.json", document(items)),
        ("GET", r"media-library/media/5\.json", document(MEDIA)),
        ("POST", r"/file$", Answer(201, {**JSON, "Location": "/ent/api/1.0/media-library/media/6"}, b"")),
        ("GET", r"media-library/media/6$", FakeEnt.uploaded),
        ("GET", r"media_download\.php", Answer(200, {"Content-Type": "image/png"}, b"png")),
        ("GET", r"messaging/counters", document({"drafts": 0, "unread": 1})),
        ("GET", r"messaging/folders/inbox", document(inbox)),
        ("GET", r"messaging/conversations/7", document(conversation(1))),
        ("POST", r"messaging/conversations/7", document({"id": 92, "status": 1 if teacher else 2})),
        ("GET", r"wysiwyg/configuration", document({})),
        ("GET", r"user-directory/groups/4", document({"id": 4, "_embedded": {"users": {"PARENT": [8, 9]}}})),
        ("GET", r"user-directory/groups\.json", document([{"id": 4}])),
        ("GET", r"CAMPAIGN_ACCESS", document({"has_right": False})),
        ("GET", r"users/lookup", document([{"id": 8}, {"id": 9}])),
        ("POST", r"messages/draft", document({"id": 44})),
        ("POST", r"messaging/messages\.json", document({"status": "ACCEPTED"}, 201)),
    ]


@cache
def _find(role: str, method: str, url: str) -> Route:
    for wanted, path, answer in _contract(role):
        if wanted == method and re.search(path, url):
            return answer
    return Answer(404, HTML, b"")
