"""``preau clean``: after a run the practice ENT is as it was before."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fixtures.accounts import Account, read_accounts, write_accounts
from fixtures.practice_ent.server import PracticeEnt, start
from loadtests.journeys import blog, media_library, messaging
from loadtests.journeys.sign_in import arrive, leave
from loadtests.journeys.visit import Visit
from portal import blog as portal_blog
from portal import blog_management
from portal.client import Portal
from portal.http import PortalError
from portal.requests_session import RequestsSession
from portal.settings import Target
from portal.sign_in import sign_in
from preau.clean import NotCleanError, clean
from tests.loadtests.visits import MARK, Memory, visit_of

# What being there changes whatever is removed afterwards; no call of the ENT takes it back.
LIVES_ON = {
    "user": {"last_connection", "previous_connection"},  # signing in
    "central_account": {"last_login"},
    "oauth2_provider_accesstoken": None,
    "oauth2_provider_refreshtoken": None,
    "ent_session": None,
    "ent_store": None,  # counters of connections and visits, which the ENT folds into its statistics
    "notification": None,  # told to people when something was written; the ENT forgets them with time
    "messaging_conversation": {"status", "last_read_id", "updated_at"},  # reading marks as read, answering as unread
    "blog_article": {"views_number"},
}
# What the ENT itself removes later from what people have deleted (``media-library:remove-deleted``, data-model.md 4.3).
DELETED = {
    "media": "status_deletion = -1",
    "messaging_message": "status = -1",
    "messaging_conversation": "message_parent_id IN (SELECT id FROM messaging_message WHERE status = -1)",
    "messaging_message_conversation": "messagingmessage_id IN (SELECT id FROM messaging_message WHERE status = -1)",
}


class World:
    """A practice ENT of one's own, with two people of each role in two classes."""

    def __init__(self, data: Path, ent: PracticeEnt) -> None:
        self.data, self.ent = data, ent
        self.people = read_accounts(data / "comptes.csv")
        self.target = Target("essai", "Essai", ent.portal, data / "comptes.csv", load_allowed=True)

    def visit(self, account: Account, seed: int) -> Visit:
        visit = visit_of(RequestsSession(), Memory(), account, base=self.ent.portal, seed=seed)
        arrive(visit)
        return visit

    def portal_of(self, role: str) -> Portal:
        account = next(account for account in self.people if account.role == role)
        portal = Portal(RequestsSession(), self.ent.portal)
        sign_in(portal, account.login, account.password)
        return portal

    def write(self) -> None:
        """Everything that journeys write, by everybody, twice."""
        for seed, account in enumerate(self.people * 2):
            visit = self.visit(account, seed)
            if account.role != "parent":
                blog.write(visit)
                media_library.deposit(visit)
            if account.role == "teacher":
                messaging.write_to_parents(visit)
            messaging.read(visit)
            blog.read_and_comment(visit)
            leave(visit)

    def rows(self) -> dict[str, Counter[tuple[Any, ...]]]:
        """The rows of each table, without what lives on and what the ENT will remove."""
        with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base:
            names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = {}
            for name in names:
                ignored = LIVES_ON.get(name, set())
                if ignored is None or name.startswith("sqlite_"):
                    continue
                columns = [column[1] for column in base.execute(f'PRAGMA table_info("{name}")')]
                kept = ", ".join(f'"{column}"' for column in columns if column not in ignored)
                where = f"WHERE NOT ({DELETED[name]})" if name in DELETED else ""
                found[name] = Counter(base.execute(f'SELECT {kept} FROM "{name}" {where}'))  # noqa: S608
            return found

    def files(self) -> set[str]:
        """The stored files, but those of the media that are deleted, and the thumbnails drawn when first looked at."""
        with closing(sqlite3.connect(self.data / "ent.sqlite3", timeout=20)) as base:
            gone = {str(number) for (number,) in base.execute("SELECT id FROM media WHERE status_deletion = -1")}
        root = self.data / "fichiers"
        found = [path.relative_to(root) for path in root.rglob("*") if path.is_file() and path.parent.name not in gone]
        return {str(path) for path in found if path.parts[0] != "tb"}


@pytest.fixture
def world(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    data = tmp_path / "donnees"
    shutil.copytree(seeded, data)
    accounts = read_accounts(data / "comptes.csv")
    chosen = [
        account
        for role in ("teacher", "pupil", "parent")
        for account in [account for account in accounts if account.role == role][:2]
    ]
    write_accounts(data / "comptes.csv", chosen)
    with start(data, port=0, central_port=0, workers=1) as ent:
        monkeypatch.setattr("preau.clean.read_target", lambda _name: World(data, ent).target)
        monkeypatch.setattr("loadtests.journeys.messaging.REPLIES", 1.0)
        monkeypatch.chdir(tmp_path)
        yield World(data, ent)


def test_after_a_run_and_its_cleaning_the_tables_and_the_files_are_those_of_before(world: World) -> None:
    rows, files = world.rows(), world.files()
    world.write()
    written = world.rows()
    changed = {name for name in rows if written[name] != rows[name]}
    assert {"blog_article", "blog_article_comment", "media", "messaging_message", "group_data"} <= changed
    assert world.files() != files
    clean()
    assert {name: table - rows[name] for name, table in world.rows().items() if table - rows[name]} == {}
    assert {name: table - world.rows()[name] for name, table in rows.items() if table - world.rows()[name]} == {}
    assert world.files() == files
    assert list(Path("reports").glob("menage-*")) == []


def test_only_what_bears_the_mark_is_removed_and_refused_comments_of_others_stay_refused(world: World) -> None:
    teacher, pupil = world.portal_of("teacher"), world.portal_of("pupil")
    draft = portal_blog.autosave(pupil, portal_blog.start_article(pupil), "Mon vrai article [Préau]", "<p>À moi.</p>")
    reading = portal_blog.read_blog(pupil)
    for text in (f"{MARK} Bravo", "Un vrai commentaire", f"Un vrai commentaire sur {MARK}"):
        portal_blog.comment(pupil, reading.commentable[0], reading.namespace, text)
    before = world.rows()
    clean()
    after = world.rows()
    gone = before["blog_article_comment"] - after["blog_article_comment"]
    assert [next(value for value in row if isinstance(value, str) and MARK in value) for row in gone] == [
        f"{MARK} Bravo"
    ]
    assert draft.title in portal_blog.manage(pupil)
    namespace = blog_management.open_moderation(teacher)
    assert blog_management.read_comments(teacher, namespace, blog_management.REFUSED), "those of the invented city"


def test_what_could_not_be_removed_is_told_and_only_those_people_are_taken_again(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    teacher = next(account for account in world.people if account.role == "teacher")
    media_library.deposit(world.visit(teacher, seed=1))
    with monkeypatch.context() as patched:
        patched.setattr("portal.media_library.delete_media", _refuse)
        with pytest.raises(NotCleanError, match="1\u00a0chose n’a pas"):
            clean()
    assert "Reste : enseignant" in capsys.readouterr().err
    notebook = next(Path("reports").glob("menage-*"))
    assert teacher.login not in notebook.read_text(encoding="utf-8").split()
    assert len(notebook.read_text(encoding="utf-8").split()) == len(world.people) - 1
    asked: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr(
            "preau.clean.sign_in", lambda portal, login, _: asked.append(login) or sign_in(portal, login, _)
        )
        clean()
    assert asked == [teacher.login]


def _refuse(*_: object) -> None:
    raise PortalError("suppression de document : réponse 403")
