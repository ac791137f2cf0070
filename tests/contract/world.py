"""People and groups of the recorded world that an invented school has not: written into the base by a script."""

from __future__ import annotations

from fixtures.accounts import Account
from tests.contract.replay import Scene

_ADMIN, _OUTSIDER, _TEAM = 900_001, 900_004, 900_005


def pupil_and_parent(scene: Scene, classroom: int, rank: int = 0) -> tuple[Account, Account]:
    """The ``rank``-th boy of the class with one of his parents; brothers and sisters left out."""
    families = scene.rows(
        """SELECT pupil.login, min(parent.login) FROM central_membership member
           JOIN user pupil ON pupil.id = member.user_id AND member.role_id = 8 AND pupil.gender = 0
           JOIN pupil_parent_link link ON link.user_pupil_id = pupil.id JOIN user parent ON parent.id = user_parent_id
           WHERE member.group_id = ?
             AND 1 = (SELECT count(*) FROM pupil_parent_link other WHERE other.user_parent_id = parent.id)
           GROUP BY pupil.id ORDER BY pupil.id""",
        classroom,
    )
    by_login = {account.login: account for account in scene.accounts}
    pupil, parent = families[rank]
    return by_login[pupil], by_login[parent]


def insert_team(scene: Scene, classroom: int, label: str) -> int:
    """A team of everybody in the class; its id."""
    _insert_group(scene, _TEAM, label, type_id=4)
    scene.change("INSERT INTO central_group_parent (group_id, parent_id) VALUES (?, ?)", _TEAM, classroom)
    scene.change(
        "INSERT INTO central_membership (user_id, group_id, role_id)"
        " SELECT user_id, ?, role_id FROM central_membership WHERE group_id = ?",
        _TEAM,
        classroom,
    )
    return _TEAM


def insert_admin(scene: Scene, *, like: Account) -> Account:
    """An administrator of another environment, who signs in with the password of ``like``."""
    _insert_user(scene, _ADMIN, "admin", role=6)
    scene.change(
        "INSERT INTO central_account (id, username, password, is_active, first_name, last_name)"
        " SELECT ?, 'admin', password, 1, 'Jean', 'Test' FROM central_account WHERE username = ?",
        _ADMIN,
        like.login,
    )
    return Account("admin", "admin", like.password, "M Test")


def insert_member(scene: Scene, role: str, *, like: Account) -> Account:
    """An administrator or a city referent: a member of the city's group, who signs in with the password of ``like``."""
    user, group, role_id = {"administrator": (900_002, 900_006, 6), "cityreferent": (900_003, 900_007, 11)}[role]
    _insert_user(scene, user, role, role=role_id)
    _insert_group(scene, group, f"Test - {role}", type_id=11)
    scene.change("INSERT INTO central_membership (user_id, group_id, role_id) VALUES (?, ?, ?)", user, group, role_id)
    scene.change(
        "INSERT INTO central_account (id, username, password, is_active, first_name, last_name)"
        " SELECT ?, ?, password, 1, 'Jean', 'Test' FROM central_account WHERE username = ?",
        *(user, role, like.login),
    )
    return Account(role, role, like.password, "M Test")


def insert_outsider(scene: Scene) -> int:
    """Somebody who shares no group with the school; its id."""
    _insert_user(scene, _OUTSIDER, "ailleurs", role=8)
    return _OUTSIDER


def _insert_group(scene: Scene, group_id: int, label: str, *, type_id: int) -> None:
    scene.change(
        'INSERT INTO "group" (id, label, group_type_id, archived, slug, registration_date)'
        " VALUES (?, ?, ?, 0, ?, '2026-09-01 08:00:00')",
        group_id,
        label,
        type_id,
        f"groupe-{group_id}",
    )


def _insert_user(scene: Scene, user_id: int, login: str, *, role: int) -> None:
    """A row with the columns of any other, whatever tables have become."""
    columns = scene.columns("user")
    model = dict(zip(columns, scene.rows("SELECT * FROM user ORDER BY id LIMIT 1")[0], strict=True))
    row = {**model, "id": user_id, "login": login, "slug": f"utilisateur-{user_id}", "high_role_id": role}
    row |= {"first_name": "Jean", "last_name": "Test", "email": f"{login}@example.org"}
    marks = ", ".join("?" for _ in row)
    scene.change(f"INSERT INTO user ({', '.join(row)}) VALUES ({marks})", *row.values())  # noqa: S608  (our columns)
