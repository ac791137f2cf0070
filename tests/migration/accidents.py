"""Accidents of migrations that were seen elsewhere, done to the new side one at a time, and undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from acceptance.migration.findings import Finding
from tests.migration.rehearsal import Side

OLD = "ancien"  # the name of the old base, on the same server


@dataclass(frozen=True)
class Accident:
    """``do`` and ``undo`` work on the new side; the finding that names the accident has these words in it."""

    title: str
    subject: str
    named: str
    do: Callable[[Side], object]
    undo: Callable[[Side], object]
    columns: tuple[str, ...] = ()
    where: str = ""
    also: tuple[str, ...] = field(default=())

    def is_told_by(self, finding: Finding) -> bool:
        return (
            self.subject in finding.subject
            and self.named in finding.accident
            and set(self.columns) <= set(finding.columns)
            and self.where in f"{finding.where} {finding.detail}"
        )


def _sql(*statements: str) -> Callable[[Side], None]:
    def run(side: Side) -> None:
        for statement in statements:
            side.execute(statement)

    return run


def _again(*tables: str) -> Callable[[Side], None]:
    """Put the rows of tables back as they are on the old side."""

    def run(side: Side) -> None:
        for table in tables:
            side.execute(f"DELETE FROM `{table}`")  # noqa: S608  (tables named above)
            side.execute(f"INSERT INTO `{table}` SELECT * FROM `{OLD}`.`{table}`")  # noqa: S608

    return run


def _rows(
    title: str, table: str, sql: str | Sequence[str], named: str, columns: tuple[str, ...] = (), where: str = ""
) -> Accident:
    statements = [sql] if isinstance(sql, str) else sql
    return Accident(title, f"app.{table}", named, _sql(*statements), _again(table), columns, where)


def _file(title: str, named: str, change: Callable[[Path], object], rank: int = 3) -> Accident:
    """``change`` is done to one file, whose bytes are put back afterwards."""
    kept: dict[str, tuple[Path, bytes]] = {}

    def do(side: Side) -> None:
        path = sorted(path for path in side.files.rglob("*") if path.is_file())[rank]
        kept["file"] = path, path.read_bytes()
        change(path)

    def undo(_side: Side) -> None:
        path, content = kept["file"]
        for other in path.parent.iterdir():
            other.unlink()
        path.write_bytes(content)

    return Accident(title, "", named, do, undo)


def _same_length(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])


MOJIBAKE = "CONVERT(CAST(CONVERT(content USING utf8mb4) AS BINARY) USING latin1)"
_TEXT = "(SELECT x.id FROM (SELECT MIN(id) AS id FROM blog_article WHERE content LIKE BINARY '%é%') x)"

ACCIDENTS = [
    _rows(
        "ligne perdue",
        "messaging_message",
        "DELETE FROM messaging_message WHERE id = 7",
        "ligne perdue",
        where="id = 7",
    ),
    _rows("lien perdu", "blog_article_blog", "DELETE FROM blog_article_blog ORDER BY id LIMIT 1", "ligne perdue"),
    _rows(
        "ligne en trop",
        "homework_group",
        "INSERT INTO homework_group (homework_id, group_id) SELECT homework_id, 1 FROM homework_group LIMIT 1",
        "ligne en trop",
    ),
    _rows(
        "ligne en double",
        "notification",
        """INSERT INTO notification (target_user_id, notification_type_unique_name, group_id, date, objects, is_new)
           SELECT target_user_id, notification_type_unique_name, group_id, date, objects, is_new
           FROM notification ORDER BY id LIMIT 1""",
        "ligne en double",
    ),
    _rows(
        "colonnes échangées",
        "user",
        "UPDATE user u JOIN ancien.user o USING (id) SET u.first_name = o.last_name, u.last_name = o.first_name",
        "colonnes échangées",
        ("first_name", "last_name"),
    ),
    _rows(
        "valeurs échangées entre deux lignes",
        "group",
        """UPDATE `group` g JOIN ancien.`group` o ON (g.id, o.id) IN ((3, 4), (4, 3)) SET g.label = o.label""",
        "valeurs échangées entre deux lignes",
        ("label",),
    ),
    _rows(
        "accents abîmés",
        "blog_article",
        f"UPDATE blog_article SET content = {MOJIBAKE} WHERE id = {_TEXT}",  # noqa: S608
        "accents abîmés",
        ("content",),
    ),
    _rows(
        "accents remplacés",
        "blog_article",
        f"UPDATE blog_article SET content = REPLACE(content, 'é' COLLATE utf8mb3_bin, '?') WHERE id = {_TEXT}",  # noqa: S608
        "remplacés par « ? »",
        ("content",),
    ),
    _rows(
        "apostrophes simplifiées",
        "blog_article",
        "UPDATE blog_article SET title = REPLACE(title, '’', '''') WHERE title LIKE '%’%'",
        "apostrophes",
        ("title",),
    ),
    _rows(
        "texte coupé",
        "blog_article",
        "UPDATE blog_article SET content = LEFT(content, 40)",
        "texte coupé",
        ("content",),
    ),
    _rows(
        "texte échappé deux fois",
        "blog_article",
        "UPDATE blog_article SET content = REPLACE(REPLACE(content, '<', '&lt;'), '>', '&gt;') WHERE id = 2",
        "échappé deux fois",
        ("content",),
    ),
    _rows(
        "fuseau horaire décalé",
        "messaging_message",
        "UPDATE messaging_message SET created_at = created_at + INTERVAL 2 HOUR",
        "heure décalée de +2 h",
        ("created_at",),
    ),
    _rows(
        "NULL devenu vide",
        "user",
        "UPDATE user SET email = '' WHERE email IS NULL",
        "NULL devenu texte vide",
        ("email",),
    ),
    _rows(
        "date perdue",
        "user",
        "UPDATE user SET birthday = NULL WHERE birthday IS NOT NULL",
        "valeur perdue",
        ("birthday",),
    ),
    _rows(
        "mauvais auteur",
        "blog_article",
        "UPDATE blog_article SET author_id = author_id + 1 WHERE id = 3",
        "mauvais propriétaire",
        ("author_id",),
    ),
    Accident(
        "média d’un autre",
        "",
        "n’est pas à sa place",
        _sql("UPDATE media SET user_id = user_id + 1 WHERE id = 5"),
        _again("media"),
        where="média 5",
    ),
    _rows(
        "parent d’un autre enfant",
        "pupil_parent_link",
        "UPDATE pupil_parent_link SET user_pupil_id = user_parent_id ORDER BY id LIMIT 1",
        "mauvais propriétaire",
        ("user_pupil_id",),
    ),
    _rows(
        "compte désactivé",
        "central_account",
        "UPDATE central_account SET is_active = 0 WHERE id = 12",
        "désactivé",
        ("is_active",),
        "id = 12",
    ),
    _rows("compte archivé", "user", "UPDATE user SET archived = 1 WHERE id = 12", "désactivé", ("archived",)),
    _rows(
        "mot de passe changé",
        "central_account",
        "UPDATE central_account SET password = REVERSE(password) WHERE id = 9",
        "mot de passe changé",
        ("password",),
    ),
    _rows(
        "brouillon publié",
        "blog_article",
        "UPDATE blog_article SET status = 1 - status WHERE id = 1",
        "valeur changée",
        ("status",),
    ),
    Accident(
        "ligne orpheline",
        "app.blog_article_comment",
        "ligne orpheline",
        _sql("DELETE FROM blog_article WHERE id = (SELECT MIN(object_id) FROM blog_article_comment)"),
        _again("blog_article"),
    ),
    Accident(
        "école vidée d’un rôle",
        "Membres par école",
        "comptage différent",
        _sql("DELETE FROM central_membership WHERE role_id = 9"),
        _again("central_membership"),
        where="rôle 9",
    ),
    Accident(
        "index perdu",
        "app.user",
        "index perdu",
        _sql("ALTER TABLE user DROP INDEX slug"),
        _sql("ALTER TABLE user ADD UNIQUE INDEX slug (slug)"),
        ("slug",),
    ),
    Accident(
        "colonne rétrécie",
        "app.user",
        "colonne modifiée",
        _sql("ALTER TABLE user MODIFY login VARCHAR(100) NOT NULL"),
        _sql("ALTER TABLE user MODIFY login VARCHAR(255) NOT NULL"),
        ("login",),
    ),
    Accident(
        "colonne perdue",
        "app.blog",
        "colonne perdue",
        _sql("ALTER TABLE blog DROP COLUMN count_view"),
        _sql(
            "ALTER TABLE blog ADD COLUMN count_view TINYINT(1) NOT NULL",
            "UPDATE blog n JOIN ancien.blog o USING (id) SET n.count_view = o.count_view",
        ),
        ("count_view",),
    ),
    Accident(
        "table perdue",
        "app.homework_due",
        "table perdue",
        _sql("RENAME TABLE homework_due TO cachee.homework_due"),
        _sql("RENAME TABLE cachee.homework_due TO nouveau.homework_due"),
    ),
    Accident(
        "collation changée",
        "app.media",
        "table modifiée",
        _sql("ALTER TABLE media CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
        _sql("ALTER TABLE media CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci"),
    ),
    Accident(
        "numérotation perdue",
        "app.blog_article",
        "colonne modifiée",
        _sql("SET FOREIGN_KEY_CHECKS=0", "ALTER TABLE blog_article MODIFY id INT NOT NULL"),
        _sql("ALTER TABLE blog_article MODIFY id INT NOT NULL AUTO_INCREMENT"),
        ("id",),
        "auto_increment",
    ),
    _file("fichier perdu", "fichier perdu", lambda path: path.unlink()),
    _file("fichier vide", "fichier vide", lambda path: path.write_bytes(b"")),
    _file("fichier coupé", "fichier coupé", lambda path: path.write_bytes(path.read_bytes()[:-10])),
    _file("contenu changé, même taille", "contenu changé", _same_length),
    _file("fichier renommé", "fichier renommé", lambda path: path.rename(path.with_name("autre-nom.pdf"))),
    _file("fichier en trop", "fichier en trop", lambda path: path.with_name("en-trop.pdf").write_bytes(b"x")),
    Accident(
        "compteurs perdus",
        "Redis, compteurs",
        "clés perdues",
        lambda side: side.redis.delete("BLOG_VISIT:2026-11-27:10-00:3:8"),
        lambda side: side.redis.set("BLOG_VISIT:2026-11-27:10-00:3:8", 4),
    ),
]
